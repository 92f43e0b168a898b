"""Long polling that confirms an update only when it was handled, so that a killed process loses none.

Telegram forgets all updates below the offset of a call. So the offset is the oldest update still in hand: a
call then brings the ones in hand once more, which are skipped, and new ones behind them. While nothing is in
hand, that is a plain long poll.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from operator import itemgetter
from typing import Any, TypeGuard
from urllib.parse import urlencode

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.telegram.intake import Intake
from bot.telegram.sending import seconds_of

logger = logging.getLogger(__name__)

POLL_SECONDS = 25
READ_SECONDS = POLL_SECONDS + 10.0
LIMIT = 100
"""Updates a call brings, at most: Telegram's own bound, and so that of the updates in hand."""
ENOUGH_IN_HAND = 70
"""With so many in hand the next call is made: it comes back by the time that most of them are handled."""
SILENCE_SECONDS = 90.0
"""Polling without a sign of life for so long is dead: its longest pause after an error is 30 s."""
_AGAIN_SECONDS = 0.6
"""The pause before asking again behind an update that is slow to be handled; within 0.5 s Telegram gives one."""
_CALM_SECONDS = 60.0
"""Another poller that was not noticed for so long has ended: while there are two, each comes through at times."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_TROUBLES: dict[type[TelegramError], str] = {
    Conflict: "another program is polling with the same token; stop it, for each update reaches only one (%s)",
    NetworkError: "Telegram cannot be reached (%s); trying again",
    TelegramError: "polling failed (%s); trying again",
}
"""What is logged when a kind of trouble begins, however often its words change; the narrower kinds first."""
_REFUSED = "polling has ended: Telegram refused the token; check TELEGRAM_BOT_TOKEN and start again"


class Poller:
    """Fetches updates and hands them to the intake until it is cancelled or refused."""

    way = "long polling"

    def __init__(self, bot: Bot, request: BaseRequest, intake: Intake, allowed: tuple[str, ...]) -> None:
        self._bot = bot
        self._request = request
        self._intake = intake
        self._allowed = json.dumps(allowed)
        self._in_hand: dict[int, asyncio.Task[None]] = {}
        self._settled: set[int] = set()
        """Handled or dropped, but not confirmed, for an older one is still in hand."""
        self._next = 0
        """One above the newest update that was received; 0 before the first."""
        self._last_offset = 0
        self._room = asyncio.Event()
        self._alive_at = time.monotonic()
        self._trouble: type[TelegramError] | None = None
        self._conflict_at = -_CALM_SECONDS
        self._pause = _FIRST_PAUSE

    async def run(self) -> str:
        """Poll until Telegram refuses the token or polling hangs; return the line that tells why it ended."""
        self._alive_at = time.monotonic()
        polling = asyncio.create_task(self._poll())
        try:
            while not polling.done():
                left = self._alive_at + SILENCE_SECONDS - time.monotonic()
                if left <= 0:
                    return f"polling has ended: no sign of life for {SILENCE_SECONDS:g} s; start again"
                await asyncio.wait({polling}, timeout=left)
            return _ending(polling)
        finally:
            polling.cancel()
            await asyncio.gather(polling, return_exceptions=True)

    async def open(self) -> None:
        """Remove a webhook, beside which Telegram allows no polling. Raises TelegramError."""
        await self._bot.delete_webhook(drop_pending_updates=False)

    def turn_away(self) -> None:
        """Nothing to do: who does not poll gets nothing."""

    async def close(self) -> None:
        """Confirm what was handled. Raises TelegramError."""
        offset = self._offset()
        # A call with the same offset again would tell nothing new, and Telegram lets it wait for 3 s.
        if offset != self._last_offset:
            await self._call(offset, timeout=0, limit=1)

    async def _poll(self) -> str:
        while True:
            self._alive_at = time.monotonic()
            try:
                updates = await self._call(self._offset(), self._poll_seconds(), LIMIT)
            except InvalidToken:
                return _REFUSED
            except TelegramError as error:
                await self._recover(error)
                continue
            self._recovered()
            for update in sorted(updates, key=itemgetter("update_id")):
                self._take(update)
            await self._make_room()

    def _poll_seconds(self) -> int:
        """How long Telegram is to wait for an update: not at all to confirm soon, or to tell that it is back."""
        # Each call ends one of another poller; only the growing pauses between failed ones make that rare.
        is_cut_off = self._pause > _FIRST_PAUSE and self._trouble is not Conflict
        return 0 if self._in_hand or is_cut_off else POLL_SECONDS

    def _offset(self) -> int:
        return min(self._in_hand, default=self._next)

    async def _call(self, offset: int, timeout: int, limit: int) -> list[dict[str, Any]]:
        self._last_offset = offset
        self._settled = {update_id for update_id in self._settled if update_id >= offset}
        query: dict[str, int | str] = {"timeout": timeout, "limit": limit, "allowed_updates": self._allowed}
        if offset:
            query["offset"] = offset
        # The token is part of the address, so it must never be logged.
        address = f"{self._bot.base_url}/getUpdates?{urlencode(query)}"
        try:
            result = await self._request.post(address, read_timeout=READ_SECONDS)
        except (KeyError, RecursionError):
            # An error that came as a success, or nothing of Telegram's: some proxy is ill.
            result = None
        if not isinstance(result, list):
            raise TelegramError("getUpdates brought no list")
        return [raw for raw in result if is_update(raw)]

    def _take(self, raw: dict[str, Any]) -> None:
        update_id: int = raw["update_id"]
        if update_id < self._last_offset:
            # After a week without updates Telegram begins to count anew, anywhere.
            self._next = 0
        self._next = max(self._next, update_id + 1)
        if update_id in self._in_hand or update_id in self._settled:
            return
        update = parse_update(raw, self._bot)
        if update is None:
            self._settled.add(update_id)
            return
        task = self._in_hand[update_id] = self._intake.take(update)
        task.add_done_callback(lambda done: self._handled(update_id, done))

    def _handled(self, update_id: int, task: asyncio.Task[None]) -> None:
        # What was given up stays in hand, so that it is not confirmed and comes again after the next start.
        if not task.cancelled():
            del self._in_hand[update_id]
            self._settled.add(update_id)
            if self._has_room():
                self._room.set()

    async def _make_room(self) -> None:
        """Wait until asking again can bring something new, or for so long that it is tried all the same."""
        self._room.clear()
        if not self._has_room():
            # Not `wait_for`, which loses a cancellation that comes together with the event.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_AGAIN_SECONDS):
                    await self._room.wait()

    def _has_room(self) -> bool:
        """Tell whether all is handled, or the oldest of the last call and part of the rest."""
        has_moved = self._offset() != self._last_offset
        return not self._in_hand or (has_moved and len(self._in_hand) <= ENOUGH_IN_HAND)

    async def _recover(self, error: TelegramError) -> None:
        kind = next(kind for kind in _TROUBLES if isinstance(error, kind))
        if kind is Conflict:
            self._conflict_at = time.monotonic()
        if kind is not self._trouble:
            self._trouble = kind
            logger.warning(_TROUBLES[kind], error)
        pause = seconds_of(error.retry_after) if isinstance(error, RetryAfter) else self._pause
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)
        await asyncio.sleep(min(pause, _LONGEST_PAUSE))

    def _recovered(self) -> None:
        self._pause = _FIRST_PAUSE
        is_calm = time.monotonic() - self._conflict_at >= _CALM_SECONDS
        if self._trouble is not None and is_calm:
            self._trouble = None
            logger.info("polling works again")


def _ending(polling: asyncio.Task[str]) -> str:
    error = polling.exception()
    if error is None:
        return polling.result()
    logger.debug("polling", exc_info=error)
    return f"polling has ended: {type(error).__name__}, a fault of this program; start again"


def is_update(raw: object) -> TypeGuard[dict[str, Any]]:
    """Tell whether something that was received is an update: an object with a number of its own."""
    return isinstance(raw, dict) and type(raw.get("update_id")) is int


def parse_update(raw: dict[str, Any], bot: Bot) -> Update | None:
    """Return the update, or None, with a line in the log, for one of a shape that is not known here."""
    try:
        return Update.de_json(raw, bot)
    except Exception as error:
        # Whatever it was: Telegram would deliver it again and again, and nothing behind it.
        logger.error(
            "update=%s cannot be read (%s); it is dropped", raw.get("update_id"), type(error).__name__
        )
        return None
