"""Stands between the bot and lo-bot-api-emulator, whose contract is narrower than the Bot API.

The emulator imitates another messenger that speaks a part of the Bot API. All that the proxy changes:

- getMe gets an @name, without which no Telegram bot exists, and the id that stands in the token;
- parameters in the address go into the body, for the emulator reads no others;
- what the emulator's messenger does not know although Telegram does (`UNKNOWN_THERE`) is taken out;
- a webhook's public address becomes the one on loopback, as a reverse proxy would do.

Everything else reaches the emulator as the bot sent it, and the bot gets each refusal.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, FormData, web
from lo_bot_api_emulator import LoBotApiEmulator
from updates import BOT
from uploads import Upload, read_request

UNKNOWN_THERE = {
    ("sendMessage", "link_preview_options"),
    ("editMessageText", "link_preview_options"),
    ("answerInlineQuery", "button"),
    ("getUpdates", "guest_message"),
    ("setWebhook", "guest_message"),
}
"""Parameters, and kinds in allowed_updates, by the method that names them."""


@dataclass(frozen=True)
class Exchange:
    """A request as the bot sent it and what the emulator made of it."""

    method: str
    fields: dict[str, Any]
    answer: dict[str, Any]


class EmulatorProxy:
    """The emulator and the proxy before it, both on loopback."""

    def __init__(self, emulator: LoBotApiEmulator, token: str) -> None:
        self.url = ""
        self.exchanges: list[Exchange] = []
        self.taken_out: set[tuple[str, str]] = set()
        self.webhook_host = ""
        """Where the webhook of the bot really listens, such as 127.0.0.1:8080."""
        self._emulator = emulator
        self._token = token
        self._emulator_url = ""
        self._changed = asyncio.Condition()
        self._runners: list[web.AppRunner] = []
        self._session: ClientSession | None = None

    async def start(self) -> None:
        """Listen."""
        self._session = ClientSession()
        self._emulator_url = await self._listen(self._emulator.app())
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._pass_on)
        self.url = await self._listen(app)

    async def stop(self) -> None:
        """Close."""
        for runner in reversed(self._runners):
            await runner.cleanup()
        if self._session is not None:
            await self._session.close()

    async def push(self, **update: Any) -> int:
        """Queue an update at the emulator; return its id."""
        update_id: int = await self._emulator.enqueue_update(update, token=self._token)
        return update_id

    def answered(self, method: str) -> list[Exchange]:
        """The requests with this method that the emulator accepted."""
        return [one for one in self.exchanges if one.method == method and one.answer["ok"]]

    async def wait_for(self, method: str, count: int, timeout: float = 20) -> list[Exchange]:
        """Wait until so many requests with this method were accepted in all; return them."""
        await self.wait_until(lambda: len(self.answered(method)) >= count, f"{count} x {method}", timeout)
        return self.answered(method)

    async def wait_until(self, holds: Callable[[], bool], what: str, timeout: float = 20) -> None:
        """Wait until something holds; it is looked at after each answer of the emulator."""
        try:
            async with self._changed:
                await asyncio.wait_for(self._changed.wait_for(holds), timeout)
        except TimeoutError:
            told = [(one.method, one.answer.get("description", "ok")) for one in self.exchanges[-20:]]
            raise AssertionError(f"waited {timeout} s for {what}: {told}") from None

    async def _listen(self, app: web.Application) -> str:
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        self._runners.append(runner)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    async def _pass_on(self, request: web.Request) -> web.Response:
        method, token = request.match_info["method"], request.match_info["token"]
        fields, files = await read_request(request)
        narrowed = self._narrowed(method, fields)
        body: dict[str, Any] = {"data": _form(narrowed, files)} if files else {"json": narrowed}
        assert self._session is not None
        try:
            async with self._session.post(f"{self._emulator_url}/bot{token}/{method}", **body) as response:
                status, answer = response.status, await response.json()
        except ClientError:
            # A long poll whose bot went away ends so.
            return web.Response(status=502)
        if method == "getMe":
            answer["result"] |= {name: BOT[name] for name in ("id", "username", "first_name")}
        async with self._changed:
            self.exchanges.append(Exchange(method, fields, answer))
            self._changed.notify_all()
        return web.json_response(answer, status=status)

    def _narrowed(self, method: str, fields: dict[str, Any]) -> dict[str, Any]:
        """The parameters that the emulator knows."""
        unknown = {name for of, name in UNKNOWN_THERE if of == method}
        kept = {name: value for name, value in fields.items() if name not in unknown}
        self.taken_out |= {(method, name) for name in fields.keys() & unknown}
        if "allowed_updates" in kept:
            kinds = kept["allowed_updates"]
            kinds = json.loads(kinds) if isinstance(kinds, str) else kinds
            self.taken_out |= {(method, kind) for kind in unknown.intersection(kinds)}
            kept["allowed_updates"] = [kind for kind in kinds if kind not in unknown]
        if method == "setWebhook" and self.webhook_host:
            kept["url"] = f"http://{self.webhook_host}{urlsplit(kept['url']).path}"
        return kept


def _form(fields: dict[str, Any], files: dict[str, Upload]) -> FormData:
    form = FormData()
    for name, value in fields.items():
        if value != f"attach://{name}":
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    for name, file in files.items():
        form.add_field(name, file.content, filename=file.name, content_type=file.content_type)
    return form
