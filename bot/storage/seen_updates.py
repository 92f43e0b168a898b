"""Which updates were handled already: Telegram may deliver one twice, above all after a restart."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from bot.storage.database import Database
from bot.storage.schema import seen_updates

_KEPT_SECONDS = 48 * 3600
_PURGE_EVERY_SECONDS = 3600


class SeenUpdates:
    """The updates of the last 48 hours: Telegram keeps an undelivered one for 24."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now
        self._purged_at = 0.0

    async def contains(self, update_id: int) -> bool:
        """Say whether the update was handled. Raises StorageError."""
        async with self._database.transaction() as connection:
            found = await connection.execute(
                select(seen_updates.c.update_id).where(seen_updates.c.update_id == update_id)
            )
            return found.first() is not None

    async def add(self, update_id: int) -> None:
        """Remember that the update was handled, and now and then forget old ones. Raises StorageError."""
        now = self._now()
        async with self._database.transaction() as connection:
            await connection.execute(
                insert(seen_updates).on_conflict_do_nothing(), {"update_id": update_id, "seen_at": int(now)}
            )
            if now - self._purged_at > _PURGE_EVERY_SECONDS:
                await connection.execute(
                    delete(seen_updates).where(seen_updates.c.seen_at < int(now) - _KEPT_SECONDS)
                )
                self._purged_at = now
