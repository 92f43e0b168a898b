"""What became of a delivery that was claimed: written down before anything else is done about it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, case, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.claiming import ALL, HOLD, Claim
from bot.storage.database import Database
from bot.storage.outbox import queued_again, state_of_unknown
from bot.storage.reach import hold_claims, merge_subscribers, switch_off
from bot.storage.schema import deliveries, paces, subscribers
from bot.storage.store import Store, to_the_end

MANY_FLOODS = 3
"""So many flood waits with no message through in between mean that the bot as a whole must wait."""


class Settlements(Store):
    """The results of deliveries. Each is one transaction, so that the ledger never says half of it."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        super().__init__(database)
        self._now = now

    @to_the_end
    async def sent(self, claim: Claim, message_id: int) -> None:
        """Note that a message arrived, also where that was taken for unknown meanwhile. Raises StorageError."""
        async with self._database.transaction(durable=True) as connection:
            await connection.execute(
                update(deliveries)
                .where(deliveries.c.number == claim.delivery)
                .values(state="sent", message_id=message_id, done_at=self._now(), reason=None)
            )
            await connection.execute(update(paces).where(paces.c.floods > 0).values(floods=0))

    @to_the_end
    async def refused(self, claim: Claim, reason: str) -> None:
        """Note that a message is not taken. Raises StorageError."""
        await self._end(claim, literal("failed"), reason)

    @to_the_end
    async def unsure(self, claim: Claim, reason: str) -> None:
        """Note that nobody knows whether a message arrived. Raises StorageError."""
        await self._end(claim, state_of_unknown(), reason)

    @to_the_end
    async def flooded(self, claim: Claim, seconds: float) -> None:
        """Park a delivery that Telegram wants later; after several in a row everything waits.

        Raises StorageError.
        """
        until = self._now() + seconds
        async with self._database.transaction(durable=True) as connection:
            await hold_claims(connection)
            await self._put_back(connection, claim, until, f"flood wait of {seconds:.0f} s")
            await connection.execute(
                update(subscribers).where(subscribers.c.chat_id == claim.chat_id).values(busy_until=until)
            )
            await connection.execute(
                update(paces).where(paces.c.name == ALL).values(floods=paces.c.floods + 1)
            )
            floods = select(paces.c.floods).where(paces.c.name == ALL)
            if (await connection.execute(floods)).scalar_one() >= MANY_FLOODS:
                await connection.execute(update(paces).where(paces.c.name == HOLD).values(next_at=until))

    @to_the_end
    async def put_back(self, claim: Claim, seconds: float, reason: str) -> None:
        """Queue a delivery again that surely did nothing, to be tried after a time. Raises StorageError."""
        async with self._database.transaction(durable=True) as connection:
            await self._put_back(connection, claim, self._now() + seconds, reason)

    @to_the_end
    async def moved(self, claim: Claim, new_chat_id: int) -> None:
        """Carry everything over to the new id of a group, and try there at once. Raises StorageError."""
        async with self._database.transaction(durable=True) as connection:
            await hold_claims(connection)
            await self._put_back(connection, claim, 0.0, None)
            await merge_subscribers(connection, claim.chat_id, new_chat_id)

    @to_the_end
    async def lost(self, claim: Claim, reason: str) -> None:
        """Note that the chat cannot be reached any more, and switch it off. Raises StorageError."""
        now = self._now()
        async with self._database.transaction(durable=True) as connection:
            await hold_claims(connection)
            await connection.execute(
                update(deliveries)
                .where(deliveries.c.number == claim.delivery, deliveries.c.state == "sending")
                .values(state="dead", reason=reason, done_at=now)
            )
            await switch_off(connection, claim.chat_id, reason, int(now))

    @to_the_end
    async def to_general(self, claim: Claim, reason: str) -> bool:
        """Send to the general topic in place of one that is closed or gone; tell whether it is to be sent.

        Where that topic gets the announcement anyway, the delivery is `moved`. Raises StorageError.
        """
        of_chat = select(subscribers.c.number).where(subscribers.c.chat_id == claim.chat_id)
        general = of_chat.where(subscribers.c.thread_id == 0)
        gets_it = (
            select(deliveries.c.number)
            .where(
                deliveries.c.announcement == claim.announcement,
                deliveries.c.number != claim.delivery,
                deliveries.c.subscriber.in_(of_chat),
                or_(deliveries.c.to_general, deliveries.c.subscriber.in_(general)),
                deliveries.c.state.in_(("queued", "sending", "sent", "unknown")),
            )
            .limit(1)
        )
        async with self._database.transaction(durable=True) as connection:
            await hold_claims(connection)
            is_there = (await connection.execute(gets_it)).first() is not None
            values: dict[str, Any] = {"state": queued_again(), "to_general": True, "not_before": 0.0}
            if is_there:
                values = {"state": "moved", "done_at": self._now()}
            await connection.execute(
                update(deliveries)
                .where(deliveries.c.number == claim.delivery, deliveries.c.state == "sending")
                .values(values | {"reason": reason})
            )
        return not is_there

    @to_the_end
    async def done(self, claim: Claim, reason: str | None) -> None:
        """Note that a message was corrected or withdrawn, or why that cannot be. Raises StorageError."""
        async with self._database.transaction(durable=True) as connection:
            await connection.execute(
                update(deliveries)
                .where(deliveries.c.number == claim.delivery, deliveries.c.todo == claim.todo)
                .values(todo=None, reason=reason)
            )

    async def _end(self, claim: Claim, state: ColumnElement[str], reason: str) -> None:
        async with self._database.transaction(durable=True) as connection:
            await connection.execute(
                update(deliveries)
                .where(deliveries.c.number == claim.delivery, deliveries.c.state == "sending")
                .values(state=state, reason=reason, done_at=self._now())
            )

    async def _put_back(
        self, connection: AsyncConnection, claim: Claim, not_before: float, reason: str | None
    ) -> None:
        # One that is only to be changed stays as it is.
        state = case((deliveries.c.state == "sending", queued_again()), else_=deliveries.c.state)
        await connection.execute(
            update(deliveries)
            .where(deliveries.c.number == claim.delivery)
            .values(state=state, not_before=not_before, reason=reason)
        )
