"""Questions that found no answer, for the people who write phrasings; nobody can tell who asked them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import delete, select, tuple_

from bot.storage.database import Database
from bot.storage.redaction import redacted
from bot.storage.schema import unanswered
from bot.storage.store import Store, to_the_end
from bot.text import fold

_KEPT_DAYS = 30
_MOST_ROWS = 5_000
_PURGE_AFTER_ADDED = 500

_NEWEST_FIRST = (unanswered.c.last_asked.desc(), unanswered.c.times.desc(), unanswered.c.folded)


@dataclass(frozen=True)
class Unanswered:
    """One question that found no answer."""

    question: str
    """As last asked, without what may point to a person."""
    kind: str
    """Why there was no answer."""
    language: str
    times: int
    """How often it was asked."""
    last_asked: date
    """Day in UTC."""


class UnansweredStore(Store):
    """Unanswered questions of the last 30 days, without author, chat and time of day."""

    def __init__(
        self, database: Database, now: Callable[[], float] = time.time, most_rows: int = _MOST_ROWS
    ) -> None:
        super().__init__(database)
        self._now = now
        self._most_rows = most_rows
        self._count = database.upsert(unanswered, times=unanswered.c.times + 1)
        self._added = 0

    @to_the_end
    async def add(self, question: str, kind: str, language: str) -> None:
        """Store a question, or count it when it is known in that language. Raises StorageError.

        Names, addresses and long numbers are taken out first; a question of which no word is left is not stored.
        """
        text = redacted(question)
        row = {
            "folded": fold(text),
            "language": language,
            "question": text,
            "kind": kind,
            "times": 1,
            "last_asked": self._today(),
        }
        if not row["folded"]:
            return
        async with self._database.transaction() as connection:
            await connection.execute(self._count, row)
        self._added += 1
        if self._added >= _PURGE_AFTER_ADDED:
            await self.purge()

    @to_the_end
    async def newest(self, limit: int) -> list[Unanswered]:
        """Return up to `limit` questions: the latest day first, on a day the most frequent. Raises StorageError."""
        async with self._database.reading() as connection:
            rows = await connection.execute(select(unanswered).order_by(*_NEWEST_FIRST).limit(max(limit, 0)))
            return [
                Unanswered(row.question, row.kind, row.language, row.times, row.last_asked) for row in rows
            ]

    @to_the_end
    async def purge(self) -> None:
        """Delete what was not asked for 30 days, and the oldest beyond 5,000. Raises StorageError.

        `add` does so by itself now and then, so that there are never many more.
        """
        first_kept = self._today() - timedelta(days=_KEPT_DAYS)
        key = (unanswered.c.folded, unanswered.c.language)
        surplus = select(*key).order_by(*_NEWEST_FIRST).offset(self._most_rows)
        async with self._database.transaction() as connection:
            await connection.execute(delete(unanswered).where(unanswered.c.last_asked < first_kept))
            await connection.execute(delete(unanswered).where(tuple_(*key).in_(surplus)))
        self._added = 0

    def _today(self) -> date:
        return datetime.fromtimestamp(self._now(), UTC).date()
