"""The webhook: Telegram sends each update here, and is told that it arrived only when it was handled."""

from __future__ import annotations

import asyncio
import json
import logging
from hmac import compare_digest
from urllib.parse import urlsplit

from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest

from bot.errors import SettingsError
from bot.telegram.intake import Intake
from bot.telegram.polling import is_update, parse_update

logger = logging.getLogger(__name__)

MAX_BODY = 1024 * 1024
"""Bytes of an update, at most; Telegram's are far smaller."""
CONNECTIONS = 100
"""Updates that Telegram may send side by side: its own bound."""
HEALTH_PATH = "/health"
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class WebhookServer:
    """An HTTP server that hands updates to the intake; put a reverse proxy with TLS in front of it."""

    way = "webhook"

    def __init__(
        self, bot: Bot, intake: Intake, *, url: str, listen: str, secret: str, allowed: tuple[str, ...]
    ) -> None:
        self._bot = bot
        self._intake = intake
        self._url = url
        self._path = urlsplit(url).path or "/"
        self._listen = listen
        self._secret = secret
        self._allowed = allowed
        self._is_stopping = False
        self._runner: web.AppRunner | None = None

    async def open(self) -> None:
        """Listen, and tell Telegram where.

        Raises TelegramError, and SettingsError where nothing can listen or Telegram does not take the address.
        """
        if self._runner is None:
            await self._serve()
        try:
            await self._bot.set_webhook(
                self._url,
                secret_token=self._secret,
                max_connections=CONNECTIONS,
                allowed_updates=self._allowed,
                drop_pending_updates=False,
            )
        except BadRequest as error:
            if "resolve host" in error.message.casefold():
                raise
            raise SettingsError(f"BOT_WEBHOOK_URL: Telegram does not accept it ({error})") from None

    async def run(self) -> str:
        """Receive until cancelled."""
        await asyncio.Event().wait()
        return ""

    def turn_away(self) -> None:
        """Answer further updates with 503, so that Telegram keeps them for the next start."""
        self._is_stopping = True

    async def close(self) -> None:
        """Close all connections; the webhook stays set, for the next start."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _serve(self) -> None:
        app = web.Application(client_max_size=MAX_BODY)
        app.router.add_post(self._path, self._receive)
        if self._path != HEALTH_PATH:
            app.router.add_get(HEALTH_PATH, self._health)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        self._runner = runner
        host, _, port = self._listen.rpartition(":")
        try:
            await web.TCPSite(runner, host.strip("[]"), int(port)).start()
        except OSError as error:
            raise SettingsError(
                f"BOT_WEBHOOK_LISTEN: cannot listen on {self._listen} ({error.strerror}); name a free address"
            ) from None

    async def _health(self, request: web.Request) -> web.Response:
        status = 503 if self._is_stopping else 200
        state = "stopping" if self._is_stopping else "ok"
        return web.json_response({"status": state, "in_hand": self._intake.in_hand}, status=status)

    async def _receive(self, request: web.Request) -> web.Response:
        shown = request.headers.get(_SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not compare_digest(shown, self._secret.encode()):
            return web.Response(status=403)
        body = await request.read()
        if self._is_stopping:
            return web.Response(status=503)
        try:
            raw = json.loads(body)
        except (ValueError, RecursionError):
            return web.Response(status=400)
        if not is_update(raw):
            return web.Response(status=400)
        update = parse_update(raw, self._bot)
        if update is not None:
            try:
                # Telegram may hang up and send the update again; what was begun goes on and is done once.
                await asyncio.shield(self._intake.take(update))
            except asyncio.CancelledError:
                return web.Response(status=503)
        return web.Response()
