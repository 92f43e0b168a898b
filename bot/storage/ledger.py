"""What operators want to know of the outbox: where announcements stand, and why deliveries were not made."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, cast

from sqlalchemy import ColumnElement, CursorResult, and_, case, func, select, update

from bot.storage.announcements import OPEN, UNDER_WAY, State
from bot.storage.database import Database
from bot.storage.outbox import DeliveryState
from bot.storage.schema import announcements, deliveries
from bot.storage.store import Store, to_the_end

_NOT_REACHED: tuple[DeliveryState, ...] = ("dead", "failed", "unknown")
LAST = 50
"""Announcements that are told of although they are over."""
_CHANGED = ("corrected", "withdrawn")
"""What is noted as the reason of a message that was changed after it had arrived."""
_CLOCKS_APART_SECONDS = 5.0
"""How far apart the clocks of two machines may be, and how long a process knows by heart what it sends."""


class Stand(NamedTuple):
    """How far an announcement is, in two words that change with it."""

    state: State
    nonce: str | None


@dataclass(frozen=True)
class Reason:
    """Why deliveries of an announcement were not made, or messages of it not changed."""

    text: str
    count: int


class Ledger(Store):
    """Reads the outbox for the operators, and finds what was under way when they changed their mind."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        super().__init__(database)
        self._now = now

    @to_the_end
    async def stands(self) -> Mapping[int, Stand]:
        """Return where the last announcements stand, and those that are not over, by number, the oldest first.

        Raises StorageError.
        """
        # Neither all of them nor their content, which may be long: this is asked each second.
        last = select(func.coalesce(func.max(announcements.c.number), 0)).scalar_subquery()
        wanted = select(announcements.c.number, announcements.c.state, announcements.c.nonce).where(
            announcements.c.state.in_((*OPEN, *UNDER_WAY)) | (announcements.c.number > last - LAST)
        )
        async with self._database.reading() as connection:
            rows = await connection.execute(wanted.order_by(announcements.c.number))
            return {row.number: Stand(row.state, row.nonce) for row in rows}

    @to_the_end
    async def reasons(self, announcement: int, limit: int) -> list[Reason]:
        """Return why deliveries failed or messages could not be changed, the most frequent first.

        Raises StorageError.
        """
        count = func.count().label("count")
        not_changed = and_(
            deliveries.c.state == "sent",
            deliveries.c.todo.is_(None),
            deliveries.c.reason.not_in(_CHANGED),
        )
        wanted = (
            select(deliveries.c.reason, count)
            .where(deliveries.c.announcement == announcement, deliveries.c.reason.is_not(None))
            .where(deliveries.c.state.in_(_NOT_REACHED) | not_changed)
            .group_by(deliveries.c.reason)
            .order_by(count.desc(), deliveries.c.reason)
            .limit(limit)
        )
        async with self._database.reading() as connection:
            return [Reason(row[0], row[1]) for row in await connection.execute(wanted)]

    @to_the_end
    async def ages(self, announcement: int, since: float) -> tuple[int, int]:
        """Return how many messages that arrived were sent after a moment, and how many before.

        `since` in seconds since 1970. Raises StorageError.
        """
        is_younger = func.coalesce(deliveries.c.done_at, 0) > since
        counted = select(func.count(), func.sum(case((is_younger, 1), else_=0))).where(
            *_arrived(announcement)
        )
        async with self._database.reading() as connection:
            total, younger = (await connection.execute(counted)).one()
        return int(younger or 0), int(total - (younger or 0))

    @to_the_end
    async def to_change(self, announcement: int) -> int:
        """Return how many messages are still to be corrected or withdrawn. Raises StorageError."""
        counted = select(func.count()).where(
            deliveries.c.todo.is_not(None), deliveries.c.announcement == announcement
        )
        async with self._database.reading() as connection:
            return int((await connection.execute(counted)).scalar_one())

    @to_the_end
    async def mark_late(self, announcement: int, todo: Literal["correct", "withdraw"], since: float) -> int:
        """Have messages changed as well that were under way at `since`, when the others were marked.

        Return how many. `since` in seconds since 1970; again and again it does no harm. Raises StorageError.
        """
        late = (
            update(deliveries)
            .where(*_arrived(announcement), deliveries.c.todo.is_(None), deliveries.c.reason.is_(None))
            .where(deliveries.c.done_at >= since - _CLOCKS_APART_SECONDS, _begun_before(since))
            .values(todo=todo, not_before=0.0)
        )
        async with self._database.transaction(durable=True) as connection:
            return cast("CursorResult[Any]", await connection.execute(late)).rowcount

    @to_the_end
    async def is_under_way(self, announcement: int, since: float) -> bool:
        """Tell whether a message is still under way that was begun before a moment. Raises StorageError."""
        begun = select(deliveries.c.number).where(
            deliveries.c.announcement == announcement, deliveries.c.state == "sending", _begun_before(since)
        )
        async with self._database.reading() as connection:
            return (await connection.execute(begun.limit(1))).first() is not None


def _begun_before(moment: float) -> ColumnElement[bool]:
    return deliveries.c.claimed_at < moment + _CLOCKS_APART_SECONDS


def _arrived(announcement: int) -> tuple[Any, ...]:
    return (
        deliveries.c.announcement == announcement,
        deliveries.c.state == "sent",
        deliveries.c.message_id.is_not(None),
    )
