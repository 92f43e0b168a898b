"""Takes the requests of a bot: reads, records and checks them, lets them fail on demand, and answers."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from api_errors import ApiError, Fault, FaultPlan
from request_checks import check_request
from uploads import Upload, attachment_faults, read_request


@dataclass(frozen=True)
class Call:
    """One request of the bot."""

    method: str
    parameters: Mapping[str, Any]
    files: Mapping[str, Upload] = field(default_factory=dict)
    by_webhook: bool = False
    """Whether it was the answer to an update that the webhook took."""
    at: float = field(default_factory=time.monotonic)


class RequestDesk:
    """Stands between HTTP and `carry_out`, which does what a method asks or raises ApiError."""

    def __init__(
        self,
        token: str,
        carry_out: Callable[[str, dict[str, Any], dict[str, Upload]], Awaitable[Any]],
        tell: Callable[[], Awaitable[None]],
        *,
        checks: bool,
    ) -> None:
        self.calls: list[Call] = []
        self.called: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        self.complaints: list[str] = []
        self.faults = FaultPlan()
        self.latency = 0.0
        self._token = token
        self._carry_out = carry_out
        self._tell = tell
        self._checks = checks

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one HTTP request."""
        method = request.match_info["method"]
        if request.match_info["token"] != self._token:
            return _error(ApiError(401, "Unauthorized"))
        try:
            raw, files = await read_request(request)
        except ApiError as error:
            self.complaints.append(f"{method}: {error.description}")
            return _error(error)
        parameters, complaints = self._record(method, raw, files)
        await self._tell()
        fault = self.faults.next(method, parameters)
        if not fault.processed:
            await asyncio.sleep(fault.hang)
        answer = web.Response()
        if fault.processed or not (fault.has_own_answer or _is_gone(request)):
            answer = await self._answer(method, parameters, files, complaints)
        if fault.processed:
            await asyncio.sleep(fault.hang)
        if self.latency:
            await asyncio.sleep(self.latency)
        return _broken(request, fault) if fault.has_own_answer else answer

    async def execute(self, method: str, raw: dict[str, Any]) -> None:
        """Carry out a method that came as the answer of a webhook: nobody learns what became of it."""
        parameters, complaints = self._record(method, raw, {}, by_webhook=True)
        await self._answer(method, parameters, {}, complaints)

    def _record(
        self, method: str, raw: dict[str, Any], files: dict[str, Upload], *, by_webhook: bool = False
    ) -> tuple[dict[str, Any], list[str]]:
        parameters, complaints = check_request(method, raw, against_models=self._checks)
        complaints.extend(f"{method}: {fault}" for fault in attachment_faults(parameters, files))
        self.complaints.extend(complaints)
        self.calls.append(Call(method, parameters, files, by_webhook))
        self.called[method.lower()].append(parameters)
        return parameters, complaints

    async def _answer(
        self, method: str, parameters: dict[str, Any], files: dict[str, Upload], complaints: list[str]
    ) -> web.Response:
        try:
            if complaints:
                raise ApiError(400, f"Bad Request: {complaints[0]}")
            result = await self._carry_out(method.lower(), dict(parameters), files)
        except ApiError as error:
            return _error(error)
        finally:
            await self._tell()
        return web.json_response({"ok": True, "result": result})


def _is_gone(request: web.Request) -> bool:
    """Whether the bot closed the connection before it got an answer."""
    return request.transport is None or request.transport.is_closing()


def _broken(request: web.Request, fault: Fault) -> web.Response:
    """The answer that a fault puts in the place of the usual one."""
    if fault.drop and request.transport is not None:
        request.transport.abort()
    if fault.body is not None:
        return web.Response(status=fault.status, body=fault.body, content_type=fault.content_type)
    return _error(fault.error)


def _error(error: ApiError) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": error.status, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    return web.json_response(body, status=error.status)
