"""A copy of what is stored on the subscriptions of a chat, as its people may ask for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.schema import announcements, deliveries, subscribers

_MOMENTS = ("subscribed_at", "paused_at", "ended_at", "off_at")
_INNER = ("number", "busy_until")
"""Columns that say nothing of the chat."""


async def exported(connection: AsyncConnection, chat_id: int) -> list[dict[str, Any]]:
    """Return the subscriptions of a chat, each with its part of the ledger, ready for JSON."""
    wanted = select(subscribers).where(subscribers.c.chat_id == chat_id).order_by(subscribers.c.thread_id)
    copies = []
    for row in (await connection.execute(wanted)).all():
        told = {name: value for name, value in row._mapping.items() if name not in _INNER}
        told |= {name: _moment(told[name]) for name in _MOMENTS}
        told["topics"] = sorted(row.topics.split())
        told["announcements"] = await _delivered(connection, row.number)
        copies.append(told)
    return copies


async def _delivered(connection: AsyncConnection, number: int) -> list[dict[str, Any]]:
    wanted = (
        select(
            announcements.c.name,
            deliveries.c.state,
            deliveries.c.reason,
            deliveries.c.message_id,
            deliveries.c.done_at,
        )
        .join(announcements, announcements.c.number == deliveries.c.announcement)
        .where(deliveries.c.subscriber == number)
        .order_by(deliveries.c.number)
    )
    rows = (await connection.execute(wanted)).all()
    return [dict(row._mapping) | {"done_at": _moment(row.done_at)} for row in rows]


def _moment(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(int(seconds), UTC).isoformat()
