"""A Bot API server on loopback that behaves like Telegram's, as far as the bot can tell.

It keeps updates until they are confirmed by an offset, ends an older long poll when a newer one comes,
refuses what Telegram refuses, records and checks every request (`calls`, `complaints`), and fails on demand
(`fail`).
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from chats import ApiError, Chats
from feed import UpdateFeed
from request_checks import check_request
from updates import BOT

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one request."""

    status: int = 200
    description: str = ""
    retry_after: int | None = None
    body: bytes | None = None
    """Sent as it is, such as the HTML page of a proxy."""
    hang: float = 0.0
    """Seconds before any answer."""


@dataclass(frozen=True)
class Call:
    """One request of the bot."""

    method: str
    parameters: Mapping[str, Any]
    at: float = field(default_factory=time.monotonic)


class BotApiServer:
    """The server; `await start()` it, push updates, wait for the bot's calls.

    `short_polls_wait` makes a repeated poll with the same offset wait for 3 s, as Telegram does; it slows
    down each stop of the bot, so only the tests of stopping want it.
    """

    def __init__(self, *, short_polls_wait: bool = False) -> None:
        self.calls: list[Call] = []
        self.complaints: list[str] = []
        self.url = ""
        self.webhook_url = ""
        self._chats = Chats()
        self._commands: dict[str, list[Any]] = {}
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._next_update_id = 900_000_000
        self._changed = asyncio.Condition()
        self._feed = UpdateFeed(self._changed, short_polls_wait=short_polls_wait)
        self._runner: web.AppRunner | None = None

    async def start(self, port: int = 0) -> None:
        """Listen on loopback; on a free port unless one is given."""
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """End all polls and close."""
        await self._feed.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def push(
        self, *, update_id: int | None = None, whatever_allowed: bool = False, **update: Any
    ) -> int:
        """Queue an update such as `message={...}`; return its id.

        Telegram drops the kinds that the bot did not ask for; `whatever_allowed` sends them all the same, as
        happens with updates that were queued before.
        """
        if update_id is None:
            update_id = self._next_update_id
            self._next_update_id += 1
        for kind, content in update.items():
            self._chats.see(kind, content)
            self._feed.add(update_id, kind, content, whatever_allowed=whatever_allowed)
        await self._tell()
        return update_id

    def fail(self, method: str, *faults: Fault) -> None:
        """Let the next calls of a method fail, one after the other."""
        self._faults[method.lower()].extend(faults)

    @property
    def polls_open(self) -> int:
        """How many calls of getUpdates are waiting for an update."""
        return self._feed.polls_open

    def called(self, method: str) -> list[Mapping[str, Any]]:
        """The parameters of all calls of a method so far."""
        return [call.parameters for call in self.calls if call.method.lower() == method.lower()]

    async def wait_for(self, method: str, count: int = 1, timeout: float = 5.0) -> list[Mapping[str, Any]]:
        """Wait until a method was called `count` times in all; return the parameters of these calls."""
        await self.wait_until(lambda: len(self.called(method)) >= count, f"{count} x {method}", timeout)
        return self.called(method)[:count]

    async def wait_until(self, holds: Callable[[], bool], what: str, timeout: float = 5.0) -> None:
        """Wait until something about this server holds; it is looked at after each request."""
        try:
            async with self._changed:
                await asyncio.wait_for(self._changed.wait_for(holds), timeout)
        except TimeoutError:
            methods = [call.method for call in self.calls]
            raise AssertionError(f"waited {timeout} s for {what}; calls: {methods}") from None

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The messages of the bot as Telegram keeps them, parsed and in the order of their arrival."""
        return self._chats.sent

    async def wait_for_messages(self, count: int, timeout: float = 5.0) -> list[dict[str, Any]]:
        """Wait until the bot has sent `count` messages in all, refused ones not counted; return them."""
        await self.wait_until(lambda: len(self.messages) >= count, f"{count} messages", timeout)
        return self.messages[:count]

    async def answer_to(self, **update: Any) -> dict[str, Any]:
        """Push an update and return the next message of the bot."""
        before = len(self.messages)
        await self.push(**update)
        return (await self.wait_for_messages(before + 1))[-1]

    def forget_queries(self) -> None:
        """Let all presses of buttons be too old to be answered."""
        self._chats.queries.clear()

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _handle(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if request.match_info["token"] != TOKEN:
            return _error(ApiError(401, "Unauthorized"))
        raw = await _read(request)
        parameters, complaints = check_request(method, raw)
        self.complaints.extend(complaints)
        self.calls.append(Call(method, parameters))
        await self._tell()
        faults = self._faults[method.lower()]
        if faults and (response := await self._failed(faults.popleft())):
            return response
        try:
            if complaints:
                raise ApiError(400, f"Bad Request: {complaints[0]}")
            result = await self._result(method.lower(), parameters)
        except ApiError as error:
            return _error(error)
        finally:
            await self._tell()
        return web.json_response({"ok": True, "result": result})

    async def _failed(self, fault: Fault) -> web.Response | None:
        await asyncio.sleep(fault.hang)
        if fault.body is not None:
            return web.Response(status=fault.status, body=fault.body, content_type="text/html")
        return (
            None
            if fault.status == 200
            else _error(ApiError(fault.status, fault.description, fault.retry_after))
        )

    async def _result(self, method: str, parameters: dict[str, Any]) -> Any:
        match method:
            case "getme":
                return BOT
            case "getupdates":
                if self.webhook_url:
                    raise ApiError(409, "Conflict: can't use getUpdates method while webhook is active")
                return await self._feed.poll(parameters)
            case "deletewebhook":
                self.webhook_url = ""
                return True
            case "getwebhookinfo":
                waiting = len(self._feed.waiting)
                return {
                    "url": self.webhook_url,
                    "has_custom_certificate": False,
                    "pending_update_count": waiting,
                }
            case "setmycommands":
                self._commands[_scope(parameters)] = parameters["commands"]
                return True
            case "getmycommands":
                return self._commands.get(_scope(parameters), [])
            case _:
                return self._chats.call(method, parameters)


def _scope(parameters: Mapping[str, Any]) -> str:
    return f"{parameters.get('scope', {'type': 'default'})} {parameters.get('language_code', '')}"


async def _read(request: web.Request) -> dict[str, Any]:
    """The parameters, from address, form or JSON; Telegram takes an empty text for a missing one."""
    body = await request.json() if request.content_type == "application/json" else await request.post()
    return {name: value for name, value in {**request.query, **body}.items() if value != ""}


def _error(error: ApiError) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": error.status, "description": error.description}
    if error.retry_after is not None:
        body["parameters"] = {"retry_after": error.retry_after}
    return web.json_response(body, status=error.status)
