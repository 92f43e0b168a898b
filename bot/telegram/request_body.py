"""The body of a request to the Bot API, which knows whether all of it is on its way."""

from __future__ import annotations

import asyncio
import json
from secrets import token_hex
from typing import Any

from aiohttp.http import StreamWriter
from aiohttp.payload import Payload
from telegram.request import RequestData

_PIECE = 65_536
"""Bytes that are handed over without waiting for the other side."""


class RequestBody(Payload):
    """Bytes to send, in pieces of 64 KiB that must each be handed over within `write_timeout` seconds.

    `is_out` turns true when the last piece is handed over to the system: before, the other side cannot have
    the whole request.
    """

    def __init__(self, content: bytes, content_type: str, write_timeout: float | None) -> None:
        super().__init__(content, content_type=content_type)
        self._size = len(content)
        self._write_timeout = write_timeout
        self.is_out = False

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """Return the body as text."""
        content: bytes = self._value
        return content.decode(encoding, errors)

    async def write(self, writer: Any) -> None:
        """Send the body over a connection of aiohttp. Raises ConnectionResetError and TimeoutError."""
        assert isinstance(writer, StreamWriter)
        content: bytes = self._value
        # If the server closed the connection while it was idle, the loop notices in one of these rounds.
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        last = max(len(content) - 1, 0) // _PIECE * _PIECE
        for start in range(0, last, _PIECE):
            async with asyncio.timeout(self._write_timeout):
                await writer.write(content[start : start + _PIECE])
        if writer.transport is None or writer.transport.is_closing():
            raise ConnectionResetError
        self.is_out = True
        async with asyncio.timeout(self._write_timeout):
            await writer.write(content[last:])


def request_body(request_data: RequestData | None, write_timeout: float | None) -> RequestBody:
    """Return the parameters of a call as JSON, or with their files as a form."""
    if request_data is None:
        return RequestBody(b"", "application/json", write_timeout)
    if not request_data.contains_files:
        content = json.dumps(request_data.parameters).encode()
        return RequestBody(content, "application/json", write_timeout)
    boundary = token_hex(16)
    content = _form(request_data, boundary.encode())
    return RequestBody(content, f"multipart/form-data; boundary={boundary}", write_timeout)


def _form(request_data: RequestData, boundary: bytes) -> bytes:
    parts: list[bytes] = []
    for name, text in request_data.json_parameters.items():
        parts += (b"--", boundary, _part_head(name), b"\r\n\r\n", text.encode(), b"\r\n")
    for name, (filename, content, media_type) in request_data.multipart_data.items():
        head = _part_head(name) + f'; filename="{_quoted(filename)}"\r\nContent-Type: {media_type}'.encode()
        data = content if isinstance(content, bytes) else content.read()
        parts += (b"--", boundary, head, b"\r\n\r\n", data, b"\r\n")
    parts += (b"--", boundary, b"--\r\n")
    return b"".join(parts)


def _part_head(name: str) -> bytes:
    return f'\r\nContent-Disposition: form-data; name="{_quoted(name)}"'.encode()


def _quoted(name: str) -> str:
    """Escape a name as browsers do; Telegram does not read the `filename*` of RFC 5987."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
