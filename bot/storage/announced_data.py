"""The version of the data that was announced last."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import select

from bot.storage.database import Database
from bot.storage.schema import announced_data
from bot.storage.store import Store, to_the_end


class AnnouncedData(Store):
    """One version at a time: what changed since is what is announced next."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        super().__init__(database)
        self._now = now

    @to_the_end
    async def last(self) -> tuple[str, str] | None:
        """Return digest and snapshot (JSON) of the data that was announced last; None at first.

        Raises StorageError.
        """
        async with self._database.reading() as connection:
            row = (await connection.execute(select(announced_data))).one_or_none()
        return None if row is None else (row.digest, row.snapshot)

    @to_the_end
    async def note(self, digest: str, snapshot: str) -> None:
        """Remember which data was announced, or given up. Raises StorageError."""
        row = {"number": 1, "digest": digest, "snapshot": snapshot, "told_at": int(self._now())}
        async with self._database.transaction(durable=True) as connection:
            await connection.execute(self._database.upsert(announced_data), row)
