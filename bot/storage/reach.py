"""Chats that are lost or move: what becomes of their subscriptions and of what waits to be sent to them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.schema import deliveries, paces, subscribers

PAUSED = "paused"
"""The reason of deliveries that a pause of the subscriber held up."""


async def hold_claims(connection: AsyncConnection) -> None:
    """Let no process claim anything until the transaction ends; it begins with this.

    Both change rows of subscribers and deliveries, and would otherwise wait for each other for ever.
    """
    await connection.execute(select(paces.c.name).order_by(paces.c.name).with_for_update())


async def switch_off(connection: AsyncConnection, chat_id: int, reason: str, now: int) -> None:
    """Mark a chat as out of reach and settle what waits to be sent to it.

    Part of a transaction that began with `hold_claims`.
    """
    of_chat = subscribers.c.chat_id == chat_id
    await connection.execute(
        update(subscribers)
        .where(of_chat, subscribers.c.off_at.is_(None))
        .values(off_at=now, off_reason=reason)
    )
    await connection.execute(
        update(deliveries)
        .where(
            deliveries.c.subscriber.in_(select(subscribers.c.number).where(of_chat)),
            deliveries.c.state == "queued",
        )
        .values(state="dead", reason=reason, done_at=now)
    )


async def merge_subscribers(connection: AsyncConnection, old_id: int, new_id: int) -> None:
    """Give the subscriptions of the old id to the new one; a second time does nothing.

    Part of a transaction that began with `hold_claims`. Where somebody subscribed under the new id already, that
    subscription stays; what waits for the old one goes to it, but nothing that it gets by itself.
    """
    if old_id == new_id:
        return
    old_rows = await _of_chat(connection, old_id)
    new_rows = {row.thread_id: row for row in await _of_chat(connection, new_id)}
    for row in old_rows:
        into = new_rows.get(row.thread_id)
        if into is None:
            await connection.execute(
                update(subscribers).where(subscribers.c.number == row.number).values(chat_id=new_id)
            )
        else:
            await _merge(connection, row.number, into.number)


async def _of_chat(connection: AsyncConnection, chat_id: int) -> list[Any]:
    rows = await connection.execute(
        select(subscribers.c.number, subscribers.c.thread_id).where(subscribers.c.chat_id == chat_id)
    )
    return list(rows.all())


async def _merge(connection: AsyncConnection, old: int, new: int) -> None:
    known = select(deliveries.c.announcement).where(deliveries.c.subscriber == new)
    await connection.execute(
        update(deliveries)
        .where(
            deliveries.c.subscriber == old,
            deliveries.c.state == "queued",
            deliveries.c.announcement.in_(known),
        )
        .values(state="moved", reason="the group moved to where it is announced already")
    )
    await connection.execute(
        update(deliveries)
        .where(deliveries.c.subscriber == old, deliveries.c.announcement.not_in(known))
        .values(subscriber=new)
    )
    await connection.execute(delete(subscribers).where(subscribers.c.number == old))
