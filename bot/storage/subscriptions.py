"""Who subscribed to announcements, to which part of them, and whether the bot still reaches them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CursorResult, Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database, rewrite
from bot.storage.exporting import exported
from bot.storage.reach import PAUSED, hold_claims, merge_subscribers, switch_off
from bot.storage.schema import deliveries, subscribers
from bot.storage.store import ErasingStore, to_the_end

TOPICS = ("members", "news", "calls", "events", "weekly")
"""Kinds of announcements that a subscriber can choose: changes of the network, messages of the operators of three
kinds, and the learning city of the week."""
USUAL_TOPICS = frozenset(TOPICS) - {"weekly"}
"""What a new subscriber gets."""
_KEPT_SECONDS = 30 * 24 * 3600


@dataclass(frozen=True)
class Subscription:
    """The choices of one chat, or of one topic of a forum, and its standing."""

    number: int
    """Stands for the place in the outbox."""
    chat_id: int
    thread_id: int
    """The forum topic; 0 outside of topics."""
    language: str
    scopes: str
    """A line of `bot.announcing.scopes`."""
    topics: frozenset[str]
    silent: bool
    """Whether announcements come without a sound."""
    subscribed_at: int
    """All times in seconds since 1970."""
    paused_at: int | None = None
    ended_at: int | None = None
    """When they unsubscribed; None while subscribed."""
    off_at: int | None = None
    """When the bot was found to be removed or blocked; None while it can write there."""
    off_reason: str | None = None

    @property
    def is_subscribed(self) -> bool:
        """Whether they want announcements, now or after a pause."""
        return self.ended_at is None


class SubscriberStore(ErasingStore):
    """Subscriptions by chat and topic. Whoever leaves, is paused or is not reached keeps the choices."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        super().__init__(database)
        self._now = now

    @to_the_end
    async def find(self, chat_id: int, thread_id: int = 0) -> Subscription | None:
        """Return the subscription of a chat or topic, also one that has ended. Raises StorageError."""
        async with self._database.reading() as connection:
            return await _find(connection, chat_id, thread_id)

    @to_the_end
    async def numbered(self, number: int) -> Subscription | None:
        """Return the subscription of a number. Raises StorageError."""
        async with self._database.reading() as connection:
            found = await connection.execute(select(subscribers).where(subscribers.c.number == number))
            return _subscription(found.one_or_none())

    @to_the_end
    async def of_chat(self, chat_id: int) -> list[Subscription]:
        """Return the subscriptions of a chat and all its topics. Raises StorageError."""
        wanted = select(subscribers).where(subscribers.c.chat_id == chat_id).order_by(subscribers.c.thread_id)
        async with self._database.reading() as connection:
            rows = (await connection.execute(wanted)).all()
        return [found for row in rows if (found := _subscription(row))]

    @to_the_end
    async def subscribe(self, chat_id: int, thread_id: int, language: str, scopes: str) -> Subscription:
        """Begin, or begin again, to follow `scopes`; earlier choices of topics and sound are kept.

        Raises StorageError.
        """
        async with self._database.transaction(durable=True) as connection:
            if await _find(connection, chat_id, thread_id) is None:
                await connection.execute(
                    # Of two taps at once one is second, and finds the row.
                    self._database.insert_new(subscribers).values(
                        chat_id=chat_id,
                        thread_id=thread_id,
                        language=language,
                        scopes=scopes,
                        topics=_written(USUAL_TOPICS),
                        silent=False,
                        subscribed_at=int(self._now()),
                        busy_until=0.0,
                    )
                )
            else:
                await connection.execute(
                    _at(chat_id, thread_id).values(
                        scopes=scopes, ended_at=None, paused_at=None, off_at=None, off_reason=None
                    )
                )
            found = await _find(connection, chat_id, thread_id)
        assert found is not None, "it was just written"
        return found

    async def choose(
        self,
        number: int,
        *,
        language: str | None = None,
        scopes: str | None = None,
        topics: frozenset[str] | None = None,
        silent: bool | None = None,
    ) -> Subscription | None:
        """Change what is given; return the subscription, None where there is none. Raises StorageError."""
        changes = {"language": language, "scopes": scopes, "silent": silent}
        changes["topics"] = None if topics is None else _written(topics)
        given = {name: value for name, value in changes.items() if value is not None}
        return await self._change(number, given) if given else await self.numbered(number)

    async def pause(self, number: int) -> Subscription | None:
        """Send nothing until `resume`; what waits to be sent is not sent. Raises StorageError."""
        return await self._change(number, {"paused_at": int(self._now())}, waiting=PAUSED)

    async def resume(self, number: int) -> Subscription | None:
        """End a pause. Raises StorageError."""
        return await self._change(number, {"paused_at": None})

    async def end(self, number: int) -> Subscription | None:
        """Unsubscribe; the choices are kept for 30 days in case they come back. Raises StorageError."""
        values = {"ended_at": int(self._now()), "paused_at": None}
        return await self._change(number, values, waiting="unsubscribed")

    @to_the_end
    async def switch_off(self, chat_id: int, reason: str) -> None:
        """Note that the bot was removed, blocked or may not write: nothing is sent there. Raises StorageError."""
        async with self._database.transaction(durable=True) as connection:
            await hold_claims(connection)
            await switch_off(connection, chat_id, reason, int(self._now()))

    @to_the_end
    async def switch_on(self, chat_id: int) -> None:
        """Note that the bot may write there again: the subscriptions go on as they were. Raises StorageError."""
        of_chat = subscribers.c.chat_id == chat_id
        async with self._database.reading() as connection:
            is_off = select(subscribers.c.number).where(of_chat, subscribers.c.off_at.is_not(None))
            if (await connection.execute(is_off.limit(1))).first() is None:
                return
        async with self._database.transaction(durable=True) as connection:
            await connection.execute(update(subscribers).where(of_chat).values(off_at=None, off_reason=None))

    @to_the_end
    async def move(self, old_id: int, new_id: int) -> None:
        """Carry over the subscriptions of a group that became a supergroup, with what waits to be sent there.

        A second time does nothing. Raises StorageError.
        """
        async with self._database.transaction(durable=True) as connection:
            await hold_claims(connection)
            await merge_subscribers(connection, old_id, new_id)

    @to_the_end
    async def export(self, chat_id: int) -> list[dict[str, Any]]:
        """Return everything stored on the subscriptions of a chat, ready for JSON. Raises StorageError."""
        async with self._database.reading() as connection:
            return await exported(connection, chat_id)

    @to_the_end
    async def erase(self, chat_id: int) -> None:
        """Delete all subscriptions of a chat and its part of the ledger, so that its id is nowhere in the files.

        Raises StorageError, also when the write-ahead log cannot be emptied now; see `ChatStore.erase`.
        """
        async with self._database.transaction() as connection:
            await hold_claims(connection)
            await _delete(connection, subscribers.c.chat_id == chat_id)
            await rewrite(connection, subscribers)
        self._log_holds_erased = True
        await self._empty_log()

    @to_the_end
    async def purge(self) -> None:
        """Erase who unsubscribed, or was not reached, 30 days ago. Raises StorageError."""
        before = int(self._now()) - _KEPT_SECONDS
        async with self._database.transaction() as connection:
            await hold_claims(connection)
            if await _delete(connection, (subscribers.c.ended_at < before) | (subscribers.c.off_at < before)):
                await rewrite(connection, subscribers)
                self._log_holds_erased = True
        await self._empty_log()

    @to_the_end
    async def _change(
        self, number: int, values: dict[str, Any], waiting: str | None = None
    ) -> Subscription | None:
        """Write new values; with `waiting` what waits to be sent there is cancelled for that reason."""
        async with self._database.transaction(durable=True) as connection:
            await hold_claims(connection)
            await connection.execute(update(subscribers).where(subscribers.c.number == number).values(values))
            if waiting is not None:
                await connection.execute(
                    update(deliveries)
                    .where(deliveries.c.subscriber == number, deliveries.c.state == "queued")
                    .values(state="cancelled", reason=waiting, done_at=self._now())
                )
            found = await connection.execute(select(subscribers).where(subscribers.c.number == number))
            return _subscription(found.one_or_none())


async def _find(connection: AsyncConnection, chat_id: int, thread_id: int) -> Subscription | None:
    found = await connection.execute(
        select(subscribers).where(subscribers.c.chat_id == chat_id, subscribers.c.thread_id == thread_id)
    )
    return _subscription(found.one_or_none())


async def _delete(connection: AsyncConnection, which: Any) -> int:
    """Delete subscribers and their part of the ledger; return how many subscribers there were."""
    numbers = select(subscribers.c.number).where(which)
    await connection.execute(delete(deliveries).where(deliveries.c.subscriber.in_(numbers)))
    gone = cast("CursorResult[Any]", await connection.execute(delete(subscribers).where(which)))
    return gone.rowcount


def _at(chat_id: int, thread_id: int) -> Any:
    return update(subscribers).where(subscribers.c.chat_id == chat_id, subscribers.c.thread_id == thread_id)


def _written(topics: frozenset[str]) -> str:
    return " ".join(topic for topic in TOPICS if topic in topics)


def _subscription(row: Row[Any] | None) -> Subscription | None:
    if row is None:
        return None
    values = dict(row._mapping)
    del values["busy_until"]
    return Subscription(**values | {"topics": frozenset(row.topics.split())})
