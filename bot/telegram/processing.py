"""How updates are worked off: side by side, but in order within a chat and each only once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import closing
from typing import Any, cast
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.errors import StorageError
from bot.storage.seen_updates import SeenUpdates

logger = logging.getLogger(__name__)

CONCURRENT_UPDATES = 16
IN_HAND = 32
"""Updates taken from Telegram and not yet answered, at most."""


class UpdateQueue(asyncio.Queue[object]):
    """The queue between polling and answering; holds polling back while `limit` updates are unanswered.

    Asking Telegram for more confirms what was received, and a killed process loses what was confirmed but not
    answered. A bound on the waiting ones alone would not help: they are taken out at once to be worked off.
    """

    def __init__(self, on_done: Callable[[], None], limit: int = IN_HAND) -> None:
        super().__init__(maxsize=1)
        self._on_done = on_done
        self._free = asyncio.Semaphore(limit)

    async def put(self, item: object) -> None:
        """Add an update as soon as fewer than `limit` are in hand."""
        await self._free.acquire()
        try:
            await super().put(item)
        except BaseException:
            self._free.release()
            raise

    def task_done(self) -> None:
        """Tell that one update was answered."""
        super().task_done()
        self._free.release()
        self._on_done()


class PerChatProcessor(BaseUpdateProcessor):
    """Works off several updates at once, but one at a time in a chat, and drops those handled before."""

    def __init__(self, seen: SeenUpdates) -> None:
        super().__init__(CONCURRENT_UPDATES)
        self._seen = seen
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Await the coroutine that handles the update when it is the chat's turn and the update is new."""
        # Closing keeps Python from warning about a coroutine that was never needed.
        with closing(cast(Coroutine[Any, Any, None], coroutine)) as handling:
            if not isinstance(update, Update):
                await handling
                return
            async with self._lock_of(update):
                if await self._was_seen(update.update_id):
                    return
                await handling
                await self._mark_seen(update.update_id)

    def _lock_of(self, update: Update) -> asyncio.Lock:
        origin = update.effective_chat or update.effective_user
        key = origin.id if origin else update.update_id
        lock = self._locks.get(key)
        if lock is None:
            lock = self._locks[key] = asyncio.Lock()
        return lock

    async def _was_seen(self, update_id: int) -> bool:
        try:
            return await self._seen.contains(update_id)
        except StorageError as error:
            # Answering twice is better than not answering.
            logger.error("cannot look up whether update %s is new: %s", update_id, error)
            return False

    async def _mark_seen(self, update_id: int) -> None:
        try:
            await self._seen.add(update_id)
        except StorageError as error:
            logger.error("cannot remember that update %s was handled: %s", update_id, error)
