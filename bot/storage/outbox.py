"""The outbox: what is to be sent to whom, and the ledger of what became of it.

A row is claimed in a transaction that is on the disk before anything is sent, and its result is written after.
So a process that dies in between leaves a row that says `sending`: nobody knows whether the message arrived, the
row becomes `unknown`, and it is never sent again unless somebody says so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, CursorResult, and_, case, func, literal, select, update

from bot.storage.announcements import Announcement
from bot.storage.database import Database
from bot.storage.schema import announcements, deliveries, subscribers, workers
from bot.storage.store import Store, to_the_end

DeliveryState = Literal["queued", "sending", "sent", "moved", "dead", "failed", "unknown", "cancelled"]
FINAL: tuple[DeliveryState, ...] = ("sent", "moved", "dead", "failed", "unknown", "cancelled")
CHUNK = 2_000
"""Subscribers for which rows are made in one transaction: some 20 ms, so that nobody else waits long."""
ALIVE_SECONDS = 5.0
"""A process without a sign of life for so long has ended; it gives one each second."""
ENDED_WHILE_SENDING = "the program ended while it was sent"


@dataclass(frozen=True)
class Delivery:
    """A row of the ledger, as an operator wants to see it."""

    number: int
    chat_id: int
    thread_id: int
    state: DeliveryState
    reason: str | None
    message_id: int | None
    done_at: float | None


class Outbox(Store):
    """Plans announcements, settles deliveries and tells how far they are; `claiming` hands them out."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        super().__init__(database)
        self._now = now

    @to_the_end
    async def lines_of_scopes(self, topic: str) -> list[tuple[str, str, int]]:
        """Return (scopes, language, how many) of all who would get an announcement of a topic now.

        Raises StorageError.
        """
        counted = (
            select(subscribers.c.scopes, subscribers.c.language, func.count())
            .where(_wants(topic))
            .group_by(subscribers.c.scopes, subscribers.c.language)
        )
        async with self._database.reading() as connection:
            return [(row[0], row[1], row[2]) for row in await connection.execute(counted)]

    @to_the_end
    async def plan_next(
        self, announcement: Announcement, after: int, is_meant: Callable[[str], bool]
    ) -> int | None:
        """Queue an announcement for the next subscribers behind the number `after`.

        `is_meant` tells by their scopes whether it is for them. Return the number to go on from; None at the end,
        when the announcement is live, and once it is planned no more. A second time adds nothing. Raises
        StorageError.
        """
        last = announcement.planned_to or 0
        wanted = (
            select(subscribers.c.number, subscribers.c.scopes, _wants(announcement.topic))
            .where(subscribers.c.number > after, subscribers.c.number <= last)
            .order_by(subscribers.c.number)
            .limit(CHUNK)
        )
        state = select(announcements.c.state).where(announcements.c.number == announcement.number)
        async with self._database.transaction(durable=True) as connection:
            if (await connection.execute(state.with_for_update())).scalar_one() != "planning":
                # Paused or stopped meanwhile, or another process is through with it.
                return None
            rows = (await connection.execute(wanted)).all()
            new = [
                {"announcement": announcement.number, "subscriber": row.number, **_NEW}
                for row in rows
                if row[2] and is_meant(row.scopes)
            ]
            if new:
                await connection.execute(self._database.insert_new(deliveries), new)
            if len(rows) == CHUNK:
                return int(rows[-1].number)
            await connection.execute(
                update(announcements)
                .where(announcements.c.number == announcement.number, announcements.c.state == "planning")
                .values(state="live")
            )
        return None

    @to_the_end
    async def recover(self) -> int:
        """Find what processes that have ended left behind, and return how many are unknown by that.

        Raises StorageError.
        """
        ended = self._now() - ALIVE_SECONDS
        living = select(workers.c.name).where(workers.c.alive_at >= ended)
        lost = and_(deliveries.c.state == "sending", deliveries.c.worker.not_in(living))
        async with self._database.reading() as connection:
            if (await connection.execute(select(deliveries.c.number).where(lost).limit(1))).first() is None:
                return 0
        async with self._database.transaction(durable=True) as connection:
            changed = await connection.execute(
                update(deliveries)
                .where(lost)
                .values(
                    state=state_of_unknown(),
                    reason=ENDED_WHILE_SENDING,
                    done_at=self._now(),
                )
            )
            return cast("CursorResult[Any]", changed).rowcount

    @to_the_end
    async def send_unknown_again(self, announcement: int) -> int:
        """Queue again what is unknown, as an operator chose; return how many. Raises StorageError."""
        async with self._database.transaction(durable=True) as connection:
            changed = await connection.execute(
                update(deliveries)
                .where(deliveries.c.announcement == announcement, deliveries.c.state == "unknown")
                .values(state="queued", not_before=0.0, done_at=None)
            )
            count = cast("CursorResult[Any]", changed).rowcount
            if count:
                await connection.execute(
                    update(announcements)
                    .where(announcements.c.number == announcement)
                    .where(announcements.c.state.in_(("done", "stopped")))
                    .values(state="live")
                )
        return count

    @to_the_end
    async def cancel_queued(self, announcement: int, reason: str) -> int:
        """Give up what was not sent yet; return how many. Raises StorageError."""
        async with self._database.transaction(durable=True) as connection:
            changed = await connection.execute(
                update(deliveries)
                .where(deliveries.c.announcement == announcement, deliveries.c.state == "queued")
                .values(state="cancelled", reason=reason, done_at=self._now())
            )
        return cast("CursorResult[Any]", changed).rowcount

    @to_the_end
    async def counts(self, announcement: int) -> Mapping[str, int]:
        """Return how many deliveries of an announcement are in each state. Raises StorageError."""
        counted = (
            select(deliveries.c.state, func.count())
            .where(deliveries.c.announcement == announcement)
            .group_by(deliveries.c.state)
        )
        async with self._database.reading() as connection:
            return {row[0]: row[1] for row in await connection.execute(counted)}

    @to_the_end
    async def of_state(
        self, announcement: int, states: tuple[DeliveryState, ...], limit: int
    ) -> list[Delivery]:
        """Return deliveries of an announcement in one of the states, the first ones. Raises StorageError."""
        wanted = (
            select(
                deliveries.c.number,
                func.coalesce(subscribers.c.chat_id, 0),
                func.coalesce(subscribers.c.thread_id, 0),
                deliveries.c.state,
                deliveries.c.reason,
                deliveries.c.message_id,
                deliveries.c.done_at,
            )
            .join(subscribers, subscribers.c.number == deliveries.c.subscriber, isouter=True)
            .where(deliveries.c.announcement == announcement, deliveries.c.state.in_(list(states)))
            .order_by(deliveries.c.number)
            .limit(limit)
        )
        async with self._database.reading() as connection:
            return [Delivery(*row) for row in await connection.execute(wanted)]

    @to_the_end
    async def mark(self, announcement: int, todo: Literal["correct", "withdraw"]) -> int:
        """Have all messages of an announcement that arrived corrected or withdrawn; return how many.

        Raises StorageError.
        """
        async with self._database.transaction(durable=True) as connection:
            changed = await connection.execute(
                update(deliveries)
                .where(
                    deliveries.c.announcement == announcement,
                    deliveries.c.state == "sent",
                    deliveries.c.message_id.is_not(None),
                )
                .values(todo=todo, not_before=0.0)
            )
        return cast("CursorResult[Any]", changed).rowcount

    @to_the_end
    async def finish(self, announcement: int) -> bool:
        """Call a live announcement done when nothing of it is queued or under way; tell whether it is.

        Raises StorageError.
        """
        open_ones = select(deliveries.c.number).where(
            deliveries.c.announcement == announcement, deliveries.c.state.in_(("queued", "sending"))
        )
        async with self._database.reading() as connection:
            if (await connection.execute(open_ones.limit(1))).first() is not None:
                return False
        async with self._database.transaction(durable=True) as connection:
            changed = await connection.execute(
                update(announcements)
                .where(announcements.c.number == announcement, announcements.c.state == "live")
                .where(~open_ones.exists())
                .values(state="done")
            )
        return bool(cast("CursorResult[Any]", changed).rowcount)


_NEW = {"state": "queued", "not_before": 0.0, "tries": 0, "to_general": False}


def queued_again() -> ColumnElement[str]:
    """The state of a delivery that is to be tried once more: none of what was stopped or withdrawn meanwhile is."""
    over = select(announcements.c.number).where(announcements.c.state.in_(("stopped", "withdrawn")))
    return case((deliveries.c.announcement.in_(over), "cancelled"), else_="queued")


def state_of_unknown() -> ColumnElement[str]:
    """What becomes of a delivery of which nobody knows whether it arrived: few announcements go out again."""
    again = select(announcements.c.number).where(announcements.c.resend_unknown)
    return case((deliveries.c.announcement.in_(again), queued_again()), else_="unknown")


def _wants(topic: str) -> ColumnElement[bool]:
    """Tell of a subscriber whether an announcement of a topic is to be sent there."""
    padded = literal(" ") + subscribers.c.topics + literal(" ")
    return and_(
        subscribers.c.ended_at.is_(None),
        subscribers.c.paused_at.is_(None),
        subscribers.c.off_at.is_(None),
        padded.contains(f" {topic} ", autoescape=True),
    )
