"""The texts behind buttons, so that a button still works after a restart."""

from __future__ import annotations

import base64
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import delete, select

from bot.storage.database import Database
from bot.storage.group_commit import GroupCommit
from bot.storage.schema import button_texts
from bot.storage.store import Store, to_the_end

_KEY_BYTES = 9
_DAY_SECONDS = 24 * 3600
_KEPT_SECONDS = 400 * _DAY_SECONDS
_MOST_ROWS = 200_000
_MOST_IN_MEMORY = 20_000


class ButtonTexts(Store):
    """Keeps each offered text under a short key; a text not offered for 400 days is forgotten."""

    def __init__(
        self, database: Database, now: Callable[[], float] = time.time, most_rows: int = _MOST_ROWS
    ) -> None:
        super().__init__(database)
        self._now = now
        self._store = database.upsert(button_texts)
        self._most_rows = most_rows
        self._group = GroupCommit(self._write)
        database.before_close(self._group.flush)
        self._written: OrderedDict[str, int] = OrderedDict()
        """Key -> when it was last written, seconds since 1970; the latest ones."""

    async def remember(self, texts: Sequence[str]) -> list[str]:
        """Store the texts and return their keys in the same order: 12 ASCII characters each.

        The key is made from the text, so offering one again adds no row, and within a day does not write at all.
        Raises StorageError.
        """
        storable = [_storable(text) for text in texts]
        keys = [_key(text) for text in storable]
        now = int(self._now())
        new = {
            key: {"key": key, "text": text, "offered_at": now}
            for key, text in zip(keys, storable, strict=True)
            if self._written.get(key, 0) <= now - _DAY_SECONDS
        }
        if new:
            await self._group.add(list(new.values()))
            self._note(new, now)
        return keys

    @to_the_end
    async def text(self, key: str) -> str | None:
        """Return the text stored under a key, None when there is none. Raises StorageError."""
        async with self._database.reading() as connection:
            found = await connection.execute(
                select(button_texts.c.text).where(button_texts.c.key == _storable(key))
            )
            text: str | None = found.scalar_one_or_none()
        return text

    @to_the_end
    async def purge(self) -> None:
        """Delete the texts not offered for 400 days, and the longest unused beyond 200,000. Raises StorageError."""
        offered_at = button_texts.c.offered_at
        surplus = select(button_texts.c.key).order_by(offered_at.desc()).offset(self._most_rows)
        async with self._database.transaction() as connection:
            await connection.execute(
                delete(button_texts).where(offered_at < int(self._now()) - _KEPT_SECONDS)
            )
            await connection.execute(delete(button_texts).where(button_texts.c.key.in_(surplus)))
        self._written.clear()

    async def _write(self, groups: list[list[dict[str, Any]]]) -> None:
        # In one order, or two processes with the same texts could wait for each other for ever.
        rows = sorted((row for rows in groups for row in rows), key=itemgetter("key"))
        async with self._database.transaction() as connection:
            await connection.execute(self._store, rows)

    def _note(self, keys: Iterable[str], now: int) -> None:
        for key in keys:
            self._written[key] = now
            self._written.move_to_end(key)
        while len(self._written) > _MOST_IN_MEMORY:
            self._written.popitem(last=False)


def _storable(text: str) -> str:
    # Half a surrogate pair, as broken JSON may hold, has no UTF-8 form, and PostgreSQL takes no NUL.
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _key(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()[:_KEY_BYTES]
    return base64.urlsafe_b64encode(digest).decode("ascii")
