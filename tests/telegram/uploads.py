"""Reads the requests of a bot: parameters from address, form or JSON, files from multipart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from api_errors import bad_request

FILE_PARAMETERS = {"document", "photo", "thumbnail", "certificate"}
_ATTACHED = re.compile(r'attach://([^"\s]+)')


@dataclass(frozen=True)
class Upload:
    """A file that came with a request."""

    name: str
    content_type: str
    content: bytes


async def read_request(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Return the parameters as they came and the files by the name of their part.

    Telegram takes an empty text for a missing parameter.
    """
    parameters: dict[str, Any] = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        parameters |= await _json_object(request)
    else:
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = Upload(value.filename, value.content_type, value.file.read())
            elif isinstance(value, str):
                parameters[name] = value
    for name in FILE_PARAMETERS & files.keys():
        parameters.setdefault(name, f"attach://{name}")
    return {name: value for name, value in parameters.items() if value != ""}, files


async def _json_object(request: web.Request) -> dict[str, Any]:
    if not (await request.read()).strip():
        return {}
    try:
        body = await request.json()
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(body, dict):
        raise bad_request("object expected as JSON-encoded body")
    return body


def attachment_faults(parameters: Mapping[str, Any], files: Mapping[str, Upload]) -> Iterator[str]:
    """Files that no parameter names, and names without a file."""
    wanted = {name for value in parameters.values() for name in _attached(value)}
    yield from (f"attach://{name} names no file of the request" for name in sorted(wanted - files.keys()))
    yield from (f"the file {name} is not used by any parameter" for name in sorted(files.keys() - wanted))


def _attached(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from _ATTACHED.findall(value) if value.startswith(("attach://", "{", "[")) else ()
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _attached(part)
    elif isinstance(value, list):
        for part in value:
            yield from _attached(part)
