"""Which updates were handled already: Telegram may deliver one twice, above all after a restart."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database
from bot.storage.group_commit import GroupCommit
from bot.storage.schema import seen_updates
from bot.storage.store import Store, to_the_end

_KEPT_SECONDS = 48 * 3600
_MOST = 200_000
_PURGE_EVERY_SECONDS = 3600
_GATHER_SECONDS = 0.05
"""Nobody waits for it."""


class SeenUpdates(Store):
    """The updates of the last 48 hours, 200,000 at most: Telegram keeps an undelivered one for 24.

    `load` has to be awaited once before the first question.
    """

    def __init__(
        self,
        database: Database,
        now: Callable[[], float] = time.time,
        most: int = _MOST,
        gather_seconds: float = _GATHER_SECONDS,
    ) -> None:
        super().__init__(database)
        self._now = now
        self._store = database.upsert(seen_updates)
        self._most = most
        self._seen: dict[int, int] = {}
        """Update -> when it was handled, seconds since 1970; in that order."""
        self._group = GroupCommit(self._write, gather_seconds)
        self._purged_at = 0.0
        self._added = 0
        database.before_close(self.flush)

    @to_the_end
    async def load(self) -> None:
        """Take the newest updates from the database into memory. Raises StorageError."""
        newest = (
            select(seen_updates.c.update_id, seen_updates.c.seen_at)
            .where(seen_updates.c.seen_at > self._oldest())
            .order_by(seen_updates.c.seen_at.desc())
            .limit(self._most)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(newest)).all()
        self._seen = {row.update_id: row.seen_at for row in reversed(rows)} | self._seen

    def contains(self, update_id: int) -> bool:
        """Say whether the update was handled in the last 48 hours."""
        seen_at = self._seen.get(update_id)
        return seen_at is not None and seen_at > self._oldest()

    def add(self, update_id: int) -> None:
        """Remember that the update was handled: at once, and moments later also beyond the end of the process.

        What a killed process had not stored yet is answered once more only if Telegram was not told either.
        """
        seen_at = int(self._now())
        self._seen.pop(update_id, None)
        self._seen[update_id] = seen_at
        self._group.post((update_id, seen_at))

    async def flush(self) -> None:
        """Return when no update waits to be stored; the database does this before it closes."""
        await self._group.flush()

    async def _write(self, updates: list[tuple[int, int]]) -> None:
        self._added += len(updates)
        is_due = self._now() > self._purged_at + _PURGE_EVERY_SECONDS or self._added > self._most // 10
        async with self._database.transaction() as connection:
            await connection.execute(
                self._store,
                # In one order, or two processes with the same updates could wait for each other for ever.
                [{"update_id": update_id, "seen_at": seen_at} for update_id, seen_at in sorted(updates)],
            )
            if is_due:
                await self._purge(connection)
        if is_due:
            self._shrink()

    async def _purge(self, connection: AsyncConnection) -> None:
        seen_at = seen_updates.c.seen_at
        surplus = await connection.execute(
            select(seen_at).order_by(seen_at.desc()).offset(self._most).limit(1)
        )
        first_kept = max(self._oldest() + 1, surplus.scalar_one_or_none() or 0)
        await connection.execute(delete(seen_updates).where(seen_at < first_kept))

    def _shrink(self) -> None:
        surplus = len(self._seen) - self._most
        oldest = self._oldest()
        gone: list[int] = []
        for update_id, seen_at in self._seen.items():
            if len(gone) >= surplus and seen_at > oldest:
                break
            gone.append(update_id)
        for update_id in gone:
            del self._seen[update_id]
        self._purged_at = self._now()
        self._added = 0

    def _oldest(self) -> int:
        return int(self._now()) - _KEPT_SECONDS
