"""The ledger against the server's own record, row by row."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot_api_server import BotApiServer
from sqlalchemy import select

from bot.announcing.rendering import Renderer
from bot.storage.announcements import Announcement
from bot.storage.database import Database
from bot.storage.schema import deliveries, subscribers


@dataclass
class Audit:
    """What was found; `faults` says in words where ledger and record differ."""

    states: Counter[str] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(state, reason) of what did not simply arrive."""
    messages: int = 0
    """Messages that the server took."""
    twice: int = 0
    """Places that got it more than once."""
    unknown_arrived: int = 0
    """Unknown deliveries whose message had arrived after all."""
    lost: int = 0
    """Places of which the ledger says `sent` and the server has nothing."""
    slots: list[float] = field(default_factory=list)
    """When each message that arrived was to go by the pace, in their order."""
    faults: list[str] = field(default_factory=list)


async def audit(
    server: BotApiServer, database: Database, announcement: Announcement, renderer: Renderer
) -> Audit:
    """Compare every row of the ledger with what the server has for that chat and topic."""
    found = Audit()
    arrived = _by_place(server.messages)
    found.messages = sum(map(len, arrived.values()))
    found.twice = sum(len(messages) > 1 for messages in arrived.values())
    expected: set[tuple[int, int]] = set()
    for row in await _rows(database, announcement.number):
        found.states[row["state"]] += 1
        if row["state"] == "sent":
            found.slots.append(row["claimed_at"])
        if row["state"] != "sent":
            found.reasons[row["state"], row["reason"] or ""] += 1
        place = (row["chat_id"], 0 if row["to_general"] else row["thread_id"])
        messages = arrived.get(place, [])
        _check(found, row, messages, renderer.render(announcement, row["language"], row["scopes"]).text)
        if messages:
            expected.add(place)
    for place in arrived.keys() - expected:
        found.faults.append(f"{place} got a message that no row of the ledger is about")
    found.slots.sort()
    return found


def _check(found: Audit, row: Mapping[str, Any], messages: list[dict[str, Any]], text: str) -> None:
    state, who = row["state"], f"delivery {row['number']} to {row['chat_id']}/{row['thread_id']}"
    if state == "sent":
        if not messages:
            found.lost += 1
            found.faults.append(f"{who}: sent, says the ledger; the server has nothing")
        elif messages[0]["message_id"] != row["message_id"]:
            found.faults.append(f"{who}: the ledger has another message")
    elif state == "unknown":
        found.unknown_arrived += bool(messages)
        if not row["reason"]:
            found.faults.append(f"{who}: unknown without a reason")
    elif messages and state not in ("moved",):
        found.faults.append(f"{who}: {state}, says the ledger; the server has a message")
    for message in messages:
        if message["text"] != text:
            found.faults.append(f"{who}: another text than this subscriber's")


def _by_place(messages: Iterable[dict[str, Any]]) -> dict[tuple[int, int], list[dict[str, Any]]]:
    found: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    for message in messages:
        found[message["chat"]["id"], message.get("message_thread_id", 0)].append(message)
    return found


async def _rows(database: Database, announcement: int) -> list[Mapping[str, Any]]:
    wanted = (
        select(
            deliveries,
            subscribers.c.chat_id,
            subscribers.c.thread_id,
            subscribers.c.language,
            subscribers.c.scopes,
        )
        .join(subscribers, subscribers.c.number == deliveries.c.subscriber)
        .where(deliveries.c.announcement == announcement)
        .order_by(deliveries.c.number)
    )
    async with database.reading() as connection:
        return [dict(row._mapping) for row in await connection.execute(wanted)]
