"""What a chat has set, and two marks: that it was greeted, and when the bot was removed from it."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database, hold, rewrite
from bot.storage.schema import chats
from bot.storage.store import ErasingStore, to_the_end

_KEPT_AFTER_LEAVING_SECONDS = 30 * 24 * 3600
_MOST_IN_MEMORY = 10_000


@dataclass(frozen=True)
class ChatSettings:
    """What the people of a chat can switch."""

    suggest: bool = True
    """Whether related questions are offered under an answer."""
    listen: bool = False
    """Whether a bare question in a group is answered."""


@dataclass(frozen=True)
class _Row:
    settings: ChatSettings = ChatSettings()
    greeted: bool = False
    left_at: int | None = None


_NOTHING = _Row()
"""A chat of which this is known has no row."""


class ChatStore(ErasingStore):
    """Settings and marks of chats, by the id that Telegram gives a chat; nothing else is kept on one."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        super().__init__(database)
        self._now = now
        self._store = database.upsert(chats)
        self._known: OrderedDict[int, _Row] = OrderedDict()
        self._stored: set[int] | None = None
        """The chats that have a row, which are few; None while that is not known."""
        # What is known must not be overtaken by a read that began before a change.
        self._lock = asyncio.Lock()

    @to_the_end
    async def load(self) -> None:
        """Learn which chats have a row, so that for all others nothing is looked up. Raises StorageError.

        In a database that other processes change too, everything is looked up.
        """
        if self._database.is_shared:
            return
        async with self._lock, self._database.reading() as connection:
            self._stored = set((await connection.execute(select(chats.c.chat_id))).scalars())

    async def settings(self, chat_id: int) -> ChatSettings:
        """Return the settings of a chat. Raises StorageError."""
        return (await self._row(chat_id)).settings

    async def save(self, chat_id: int, settings: ChatSettings) -> None:
        """Store the settings of a chat; defaults are not stored. Raises StorageError."""
        await self._change(chat_id, lambda row: replace(row, settings=settings))

    async def greeted(self, chat_id: int) -> bool:
        """Say whether the chat was marked as greeted. Raises StorageError."""
        return (await self._row(chat_id)).greeted

    async def mark_greeted(self, chat_id: int) -> None:
        """Mark the chat as greeted. Raises StorageError."""
        await self._change(chat_id, lambda row: replace(row, greeted=True))

    async def left(self, chat_id: int) -> None:
        """Note that the bot was removed or blocked: `purge` forgets the chat 30 days later. Raises StorageError."""
        now = int(self._now())
        await self._change(
            chat_id,
            lambda row: row if row == _NOTHING or row.left_at is not None else replace(row, left_at=now),
        )

    async def returned(self, chat_id: int) -> None:
        """Note that the bot is in the chat again: what is stored on it stays. Raises StorageError."""
        await self._change(chat_id, lambda row: replace(row, left_at=None))

    @to_the_end
    async def move(self, old_id: int, new_id: int) -> None:
        """Carry over what is stored when a group became a supergroup; a second time does nothing.

        Settings made under the new id already win over the old ones. Raises StorageError.
        """
        if old_id == new_id:
            return
        async with self._lock:
            self._forget(old_id, new_id)
            async with self._database.transaction() as connection:
                await hold(connection, chats)
                old = await _read(connection, old_id)
                new = await _read(connection, new_id)
                if old != _NOTHING:
                    settings = old.settings if new.settings == ChatSettings() else new.settings
                    await self._write(connection, old_id, _NOTHING)
                    await self._write(
                        connection, new_id, _Row(settings, old.greeted or new.greeted, new.left_at)
                    )
            if self._stored is not None:
                self._stored.add(new_id)

    @to_the_end
    async def export(self, chat_id: int) -> dict[str, Any]:
        """Return everything stored on a chat, ready for JSON; empty when there is nothing. Raises StorageError."""
        async with self._database.reading() as connection:
            row = await _read(connection, chat_id)
        if row == _NOTHING:
            return {}
        left_at = None if row.left_at is None else datetime.fromtimestamp(row.left_at, UTC).isoformat()
        return {
            "chat_id": chat_id,
            "settings": asdict(row.settings),
            "greeted": row.greeted,
            "left_at": left_at,
        }

    @to_the_end
    async def erase(self, chat_id: int) -> None:
        """Delete all that is stored on a chat, so that its id is nowhere in the database files any more.

        Raises StorageError; when another program holds the log open, the row is gone and the log is still to be
        emptied, which calling this again or `purge` does.
        """
        async with self._lock:
            self._forget(chat_id)
            async with self._database.transaction() as connection:
                await self._write(connection, chat_id, _NOTHING)
                await rewrite(connection, chats)
            self._log_holds_erased = True
        await self._empty_log()

    @to_the_end
    async def purge(self) -> None:
        """Erase the chats that the bot was removed from 30 days ago. Raises StorageError."""
        left_before = int(self._now()) - _KEPT_AFTER_LEAVING_SECONDS
        async with self._lock:
            self._known.clear()
            async with self._database.transaction() as connection:
                gone = await connection.execute(delete(chats).where(chats.c.left_at < left_before))
                if gone.rowcount:
                    await rewrite(connection, chats)
                    self._log_holds_erased = True
        await self._empty_log()

    async def _row(self, chat_id: int) -> _Row:
        known = self._in_memory(chat_id)
        return known if known is not None else await self._look_up(chat_id)

    def _in_memory(self, chat_id: int) -> _Row | None:
        """What is known of a chat without a look at the database; None when that is nothing."""
        if self._stored is not None and chat_id not in self._stored:
            return _NOTHING
        return self._known.get(chat_id)

    @to_the_end
    async def _look_up(self, chat_id: int) -> _Row:
        async with self._lock:
            async with self._database.reading() as connection:
                row = await _read(connection, chat_id)
            self._note(chat_id, row)
        return row

    @to_the_end
    async def _change(self, chat_id: int, change: Callable[[_Row], _Row]) -> None:
        async with self._lock:
            known = self._in_memory(chat_id)
            if known is None:
                # Most changes change nothing, and need not make other processes wait.
                async with self._database.reading() as connection:
                    known = await _read(connection, chat_id)
                self._note(chat_id, known)
            if change(known) == known:
                return
            self._forget(chat_id)
            async with self._database.transaction() as connection:
                await hold(connection, chats)
                row = await _read(connection, chat_id)
                changed = change(row)
                if changed != row:
                    await self._write(connection, chat_id, changed)
            self._note(chat_id, changed)

    async def _write(self, connection: AsyncConnection, chat_id: int, row: _Row) -> None:
        if row == _NOTHING:
            await connection.execute(delete(chats).where(chats.c.chat_id == chat_id))
            return
        values = {"chat_id": chat_id, **asdict(row.settings), "greeted": row.greeted, "left_at": row.left_at}
        await connection.execute(self._store, values)

    def _note(self, chat_id: int, row: _Row) -> None:
        if self._database.is_shared:
            return
        self._known[chat_id] = row
        if self._stored is not None and row != _NOTHING:
            self._stored.add(chat_id)
        if len(self._known) > _MOST_IN_MEMORY:
            self._known.popitem(last=False)

    def _forget(self, *chat_ids: int) -> None:
        for chat_id in chat_ids:
            self._known.pop(chat_id, None)


async def _read(connection: AsyncConnection, chat_id: int) -> _Row:
    found = (await connection.execute(select(chats).where(chats.c.chat_id == chat_id))).one_or_none()
    if found is None:
        return _NOTHING
    return _Row(ChatSettings(found.suggest, found.listen), found.greeted, found.left_at)
