"""The questions behind buttons, so that a button still works after a restart."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Callable, Sequence

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from bot.storage.database import Database
from bot.storage.schema import choices

_KEY_BYTES = 9
_KEPT_SECONDS = 400 * 24 * 3600


class ChoiceStore:
    """Keeps each offered question under a short key; a question not offered for 400 days is forgotten."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now

    async def remember(self, questions: Sequence[str]) -> list[str]:
        """Store the questions and return their keys in the same order: 12 ASCII characters each.

        The key is made from the question, so offering one again adds no row. Raises StorageError.
        """
        keys = [_key(question) for question in questions]
        if not keys:
            return keys
        created = int(self._now())
        rows = [
            {"key": key, "question": question, "created": created}
            for key, question in zip(keys, questions, strict=True)
        ]
        statement = insert(choices)
        upsert = statement.on_conflict_do_update(
            index_elements=["key"], set_={"created": statement.excluded.created}
        )
        async with self._database.transaction() as connection:
            await connection.execute(upsert, rows)
        return keys

    async def question(self, key: str) -> str | None:
        """Return the question stored under a key, None when there is none. Raises StorageError."""
        async with self._database.transaction() as connection:
            found = await connection.execute(select(choices.c.question).where(choices.c.key == key))
            question: str | None = found.scalar_one_or_none()
        return question

    async def purge(self) -> None:
        """Delete the questions that were not offered for 400 days. Raises StorageError."""
        async with self._database.transaction() as connection:
            await connection.execute(
                delete(choices).where(choices.c.created < int(self._now()) - _KEPT_SECONDS)
            )


def _key(question: str) -> str:
    digest = hashlib.sha256(question.encode()).digest()[:_KEY_BYTES]
    return base64.urlsafe_b64encode(digest).decode("ascii")
