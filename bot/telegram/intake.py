"""How an update is taken in hand: once, in the order of its chat, beside those of other chats, within a time."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import Application

from bot.storage.seen_updates import SeenUpdates
from bot.telegram.logs import fields
from bot.telegram.outcomes import begin

logger = logging.getLogger(__name__)

AT_ONCE = 100
"""Updates that are worked on side by side, at most."""
WAITING_IN_A_CHAT = 40
"""Messages of one chat in hand, at most: twice what a person may ask a minute, so more would get silence anyway."""
HANDLER_SECONDS = 60.0
"""After so long an answer is given up; it is longer than the longest flood wait that is waited out."""

_App = Application[Any, Any, Any, Any, Any, Any]


class Intake:
    """Handles updates, from wherever they come; who waits for `take` may tell Telegram that it was handled."""

    def __init__(self, application: _App, seen: SeenUpdates) -> None:
        self._application = application
        self._seen = seen
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._turns: WeakValueDictionary[tuple[str, int], asyncio.Lock] = WeakValueDictionary()
        self._waiting: Counter[tuple[str, int]] = Counter()
        self._places = asyncio.Semaphore(AT_ONCE)
        self._door = asyncio.Lock()

    @property
    def in_hand(self) -> int:
        """How many updates are being handled or wait for their turn."""
        return len(self._tasks)

    def take(self, update: Update) -> asyncio.Task[None]:
        """Begin to handle an update, and return the task that ends when it was; a second call gets the same task.

        The task ends well whatever the handling came to; it is cancelled only by `give_up`.
        """
        task = self._tasks.get(update.update_id)
        if task is None:
            task = asyncio.create_task(self._handle(update))
            self._tasks[update.update_id] = task
            task.add_done_callback(lambda _: self._tasks.pop(update.update_id, None))
        return task

    async def finish(self, seconds: float) -> bool:
        """Wait for what is in hand; return whether all was handled in time."""
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=seconds)
        return not self._tasks

    async def give_up(self) -> None:
        """Stop handling. What was in hand is not confirmed, so Telegram delivers it again at the next start."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _handle(self, update: Update) -> None:
        if self._seen.contains(update.update_id):
            return
        queue = _queue_of(update)
        if update.message is not None and self._waiting[queue] >= WAITING_IN_A_CHAT:
            # Else one chat that floods would take all places in hand, and the others had to wait.
            logger.info("dropped", extra=fields(update=update.update_id, kind="message", limited="queue"))
            self._seen.add(update.update_id)
            return
        self._waiting[queue] += 1
        try:
            await self._handle_in_turn(update, queue)
        finally:
            self._waiting[queue] -= 1
            if not self._waiting[queue]:
                del self._waiting[queue]

    async def _handle_in_turn(self, update: Update, queue: tuple[str, int]) -> None:
        # Locks are fair: whoever asked first goes first.
        async with self._turn_of(queue), self._places:
            async with self._door:
                # Of many updates that come at once, one begins each time the loop goes round: else Telegram's
                # answer to the first would be read only when the last is worked out.
                await asyncio.sleep(0)
            outcome = begin()
            started = time.perf_counter()
            try:
                async with asyncio.timeout(HANDLER_SECONDS):
                    await self._application.process_update(update)
            except TimeoutError:
                outcome.facts["failed"] = "timeout"
            milliseconds = (time.perf_counter() - started) * 1000
        facts = {"kind": _kind(update), "chat": _chat_type(update), **outcome.facts}
        logger.info("handled", extra=fields(update=update.update_id, **facts, ms=round(milliseconds, 1)))
        self._seen.add(update.update_id)

    def _turn_of(self, queue: tuple[str, int]) -> asyncio.Lock:
        lock = self._turns.get(queue)
        if lock is None:
            lock = self._turns[queue] = asyncio.Lock()
        return lock


def _queue_of(update: Update) -> tuple[str, int]:
    """Whose order an update keeps: that of its chat, or of a person whom no answer in their chat holds up."""
    if update.effective_chat is not None:
        return "chat", update.effective_chat.id
    if update.effective_user is not None:
        return "user", update.effective_user.id
    return "alone", update.update_id


def _kind(update: Update) -> str:
    names = (name for name in Update.__slots__ if name[0] != "_" and name != "update_id")
    return next((name for name in names if getattr(update, name) is not None), "unknown")


def _chat_type(update: Update) -> str:
    return update.effective_chat.type if update.effective_chat else "none"
