"""Watching over the long polling, which python-telegram-bot ends without a word when the token is refused."""

from __future__ import annotations

import asyncio
import logging
import time
from http import HTTPStatus
from typing import Any

from telegram.error import Conflict, NetworkError, TelegramError
from telegram.request import HTTPXRequest

logger = logging.getLogger(__name__)

POLL_SECONDS = 25
SILENCE_SECONDS = 90.0
"""Polling without a sign of life for so long is dead: its longest pause after an error is 30 s."""


class PollingWatch:
    """Follows the calls of getUpdates and knows when there will be no more."""

    def __init__(self, silence: float = SILENCE_SECONDS) -> None:
        self._silence = silence
        self._alive_at = time.monotonic()
        self._refused = asyncio.Event()
        self._trouble: str | None = None

    def alive(self) -> None:
        """Note a sign of life: a call of getUpdates, or an answered update that makes room for the next."""
        self._alive_at = time.monotonic()

    def answered(self, status: int) -> None:
        """Note the HTTP status with which Telegram answered."""
        if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND}:
            self._refused.set()
        elif status == HTTPStatus.OK and self._trouble is not None:
            self._trouble = None
            logger.info("polling works again")

    def failed(self, error: TelegramError) -> None:
        """Log why a call failed, once for each cause; python-telegram-bot tries again by itself."""
        trouble = _trouble(error)
        if trouble != self._trouble:
            self._trouble = trouble
            logger.warning("%s", trouble)

    async def death(self) -> str:
        """Wait until polling has ended for good; return the line that tells why and what to do."""
        while True:
            left = self._alive_at + self._silence - time.monotonic()
            if left <= 0:
                return f"polling has ended: no sign of life for {self._silence:g} s; start again"
            try:
                await asyncio.wait_for(self._refused.wait(), left)
            except TimeoutError:
                continue
            return "polling has ended: Telegram refused the token; check TELEGRAM_BOT_TOKEN and start again"


class PollingRequest(HTTPXRequest):
    """The transport of getUpdates, which tells a `PollingWatch` of each call."""

    def __init__(self, watch: PollingWatch) -> None:
        super().__init__(connection_pool_size=1)
        self._watch = watch

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Call Telegram as the base class does, with the same arguments."""
        self._watch.alive()
        status, payload = await super().do_request(*args, **kwargs)
        self._watch.answered(status)
        return status, payload


def _trouble(error: TelegramError) -> str:
    if isinstance(error, Conflict):
        return "another program is polling with the same token; stop it, for each update reaches only one"
    if isinstance(error, NetworkError):
        return f"Telegram cannot be reached ({error}); trying again"
    return f"polling failed ({error}); trying again"
