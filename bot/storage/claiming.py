"""Handing out deliveries: each to one process, at the pace that Telegram allows, one limit for all processes.

Every claim begins with the one row of the pace, so claims follow one another also where several processes make
them. Time that was not used is not saved up: after a pause the pace goes on from now.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row, Select, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database
from bot.storage.outbox import ALIVE_SECONDS
from bot.storage.reach import hold_claims
from bot.storage.schema import announcements, deliveries, paces, subscribers, workers
from bot.storage.store import Store, to_the_end

Todo = Literal["send", "correct", "withdraw"]
LOOK_AHEAD_SECONDS = 0.05
"""A slot that is farther away is not claimed yet, so that little is claimed when a process ends."""
IDLE_SECONDS = 0.5
"""When to look again where all that is queued has to wait."""
ALL, HOLD = "all", "hold"
"""The rows of the pace: when the next message may go, and until when Telegram lets nothing through."""
_CLOCK_STEP_SECONDS = 5.0
"""A next slot farther away than this is left by a clock that was set back."""


@dataclass(frozen=True)
class Pace:
    """How fast messages may go."""

    per_second: float = 25.0
    """In all chats together; Telegram allows about 30, and leaves the rest to replies."""
    private_seconds: float = 1.0
    """Between two messages to one private chat."""
    group_seconds: float = 3.0
    """Between two messages to one group or channel."""

    def gap(self, chat_id: int) -> float:
        """Seconds between two messages to a chat."""
        return self.private_seconds if chat_id > 0 else self.group_seconds


@dataclass(frozen=True)
class Claim:
    """A delivery that this process, and no other, is to carry out."""

    delivery: int
    announcement: int
    subscriber: int
    chat_id: int
    thread_id: int | None
    """None for the general topic and outside of topics."""
    language: str
    scopes: str
    silent: bool
    tries: int
    """With this one."""
    send_at: float
    """Seconds since 1970; at most `LOOK_AHEAD_SECONDS` from the claim."""
    todo: Todo = "send"
    message_id: int | None = None
    """What to correct or withdraw."""
    done_at: float | None = None
    """When that message was sent."""


@dataclass(frozen=True)
class Wait:
    """There is nothing to be done for so many seconds, or until something is queued."""

    seconds: float


class Claims(Store):
    """What one process claims; `name` is its own, new with each start."""

    def __init__(
        self,
        database: Database,
        name: str,
        pace: Pace,
        now: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(database)
        self.name = name
        self._pace = pace
        self._now = now

    @to_the_end
    async def beat(self) -> None:
        """Give a sign of life, and forget processes that ended long ago. Raises StorageError."""
        now = self._now()
        async with self._database.transaction() as connection:
            row = {"name": self.name, "alive_at": now}
            await connection.execute(self._database.upsert(workers), row)
            await connection.execute(delete(workers).where(workers.c.alive_at < now - 720 * ALIVE_SECONDS))

    @to_the_end
    async def retire(self) -> None:
        """Say that this process claims no more; what it still had in hand is unknown. Raises StorageError."""
        async with self._database.transaction() as connection:
            await connection.execute(delete(workers).where(workers.c.name == self.name))

    @to_the_end
    async def claim(self, replies: int = 0) -> Claim | Wait:
        """Claim the next delivery; `replies` were sent beside since the last claim and use up the pace too.

        Raises StorageError.
        """
        async with self._database.transaction(durable=True) as connection:
            slot = await self._slot(connection)
            ahead = slot - self._now()
            if ahead > LOOK_AHEAD_SECONDS:
                return Wait(ahead - LOOK_AHEAD_SECONDS / 2)
            row, todo = await self._next(connection, slot)
            if row is None:
                return Wait(IDLE_SECONDS)
            sending: dict[str, Any] = {"worker": self.name, "claimed_at": slot}
            if todo == "send":
                sending |= {"state": "sending", "tries": deliveries.c.tries + 1}
            else:
                # Doing it twice does no harm, so who dies over it leaves it to be done again.
                sending |= {"not_before": slot + ALIVE_SECONDS}
            await connection.execute(
                update(deliveries).where(deliveries.c.number == row.number).values(sending)
            )
            await connection.execute(
                update(subscribers)
                .where(subscribers.c.chat_id == row.chat_id)
                .values(busy_until=slot + self._pace.gap(row.chat_id))
            )
            # A share is left to announcements however much is asked.
            taken = 1 + min(replies, 4)
            await connection.execute(
                update(paces).where(paces.c.name == ALL).values(next_at=slot + taken / self._pace.per_second)
            )
        return _claim(row, slot, todo)

    async def _slot(self, connection: AsyncConnection) -> float:
        """The time at which the next message may go; no other process claims until the transaction ends."""
        now = self._now()
        await hold_claims(connection)
        wanted = select(paces.c.name, paces.c.next_at)
        found = {row.name: row.next_at for row in await connection.execute(wanted)}
        next_at = found[ALL] if found[ALL] <= now + _CLOCK_STEP_SECONDS else now
        return float(max(now, next_at, found[HOLD]))

    async def _next(self, connection: AsyncConnection, slot: float) -> tuple[Row[Any] | None, Todo]:
        live = select(announcements).where(announcements.c.state == "live").order_by(announcements.c.number)
        for announcement in (await connection.execute(live)).all():
            if announcement.expires_at is not None and announcement.expires_at <= slot:
                await _expire(connection, announcement.number, slot)
                continue
            queued = _free(slot).where(
                deliveries.c.state == "queued", deliveries.c.announcement == announcement.number
            )
            if row := (await connection.execute(queued)).first():
                return row, "send"
        changed = _free(slot).where(deliveries.c.todo.is_not(None))
        row = (await connection.execute(changed)).first()
        return row, row.todo if row else "send"


_OF_SUBSCRIBER = (
    subscribers.c.chat_id,
    subscribers.c.thread_id,
    subscribers.c.language,
    subscribers.c.scopes,
    subscribers.c.silent,
)


def _free(slot: float) -> Select[Any]:
    """The first delivery that may be tried, of a chat to which nothing was sent just now."""
    return (
        select(deliveries, *_OF_SUBSCRIBER)
        .join(subscribers, subscribers.c.number == deliveries.c.subscriber)
        .where(deliveries.c.not_before <= slot, subscribers.c.busy_until <= slot)
        .order_by(deliveries.c.not_before, deliveries.c.number)
        .limit(1)
    )


async def _expire(connection: AsyncConnection, announcement: int, now: float) -> None:
    await connection.execute(
        update(deliveries)
        .where(deliveries.c.announcement == announcement, deliveries.c.state == "queued")
        .values(state="cancelled", reason="it was too late", done_at=now)
    )


def _claim(row: Row[Any], slot: float, todo: Todo) -> Claim:
    thread_id = None if row.to_general else row.thread_id or None
    return Claim(
        delivery=row.number,
        announcement=row.announcement,
        subscriber=row.subscriber,
        chat_id=row.chat_id,
        thread_id=thread_id,
        language=row.language,
        scopes=row.scopes,
        silent=row.silent,
        tries=row.tries + 1,
        send_at=slot,
        todo=todo,
        message_id=row.message_id,
        done_at=row.done_at,
    )
