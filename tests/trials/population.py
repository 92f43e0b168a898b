"""Who subscribed: private chats, groups, topics and channels, with filters and in two languages."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from bot_api_server import BotApiServer
from chat_members import chat_member
from sqlalchemy import insert

from bot.storage.database import Database
from bot.storage.schema import subscribers
from bot.storage.subscriptions import TOPICS

Kind = Literal["private", "basic group", "group", "topic", "channel"]
_SHARES: tuple[tuple[Kind, int], ...] = (
    ("private", 60),
    ("basic group", 8),
    ("group", 12),
    ("topic", 10),
    ("channel", 10),
)
_SCOPES = (
    "all",
    "all",
    "all",
    "region:africa",
    "region:latin_america_caribbean",
    "country:KE",
    "country:CL",
    "country:LT country:LV",
    "city:lusaka-zm",
)
_LANGUAGES = ("en", "en", "fr")
_TOPICS_A_FORUM = 2
_IN_ONE_INSERT = 5_000


@dataclass(frozen=True)
class Place:
    """A chat, or a topic of a forum, that subscribed."""

    chat_id: int
    thread_id: int
    kind: Kind
    language: str
    scopes: str
    silent: bool

    @property
    def row(self) -> dict[str, Any]:
        """Its row in the database."""
        return {
            "chat_id": self.chat_id,
            "thread_id": self.thread_id,
            "language": self.language,
            "scopes": self.scopes,
            "topics": " ".join(TOPICS),
            "silent": self.silent,
            "subscribed_at": int(time.time()),
            "busy_until": 0.0,
        }


def make_places(count: int, seed: int) -> list[Place]:
    """Make so many places, the same ones for the same seed, in mixed order."""
    dice = random.Random(seed)
    kinds, shares = zip(*_SHARES, strict=True)
    made: list[Place] = []
    for number in range(count):
        kind: Kind = dice.choices(kinds, shares)[0]
        for chat_id, thread_id in _ids(kind, number):
            made.append(
                Place(
                    chat_id,
                    thread_id,
                    kind,
                    dice.choice(_LANGUAGES),
                    dice.choice(_SCOPES),
                    dice.random() < 0.1,
                )
            )
    del made[count:]
    dice.shuffle(made)
    return made


def _ids(kind: Kind, number: int) -> Iterator[tuple[int, int]]:
    match kind:
        case "private":
            yield 1_000_000 + number, 0
        case "basic group":
            yield -(2_000_000 + number), 0
        case "group":
            yield -1_001_000_000_000 - number, 0
        case "channel":
            yield -1_002_000_000_000 - number, 0
        case "topic":
            for thread in range(1, _TOPICS_A_FORUM + 1):
                yield -1_003_000_000_000 - number, 10 * thread


async def store_places(database: Database, places: list[Place]) -> None:
    """Write them into the database, in their order."""
    for start in range(0, len(places), _IN_ONE_INSERT):
        rows = [place.row for place in places[start : start + _IN_ONE_INSERT]]
        async with database.transaction() as connection:
            await connection.execute(insert(subscribers), rows)


def introduce(server: BotApiServer, places: list[Place]) -> None:
    """Let the server know the chats and topics, and that the bot may write there."""
    for place in places:
        chat: dict[str, Any] = {"id": place.chat_id, "title": f"Chat {place.chat_id}"}
        match place.kind:
            case "private":
                chat = {"id": place.chat_id, "type": "private", "first_name": "Amara"}
            case "basic group":
                chat["type"] = "group"
            case "channel":
                chat["type"] = "channel"
            case "group" | "topic":
                chat["type"] = "supergroup"
        if place.kind == "topic":
            chat["is_forum"] = True
            server.chats.topics[place.chat_id, place.thread_id] = True
        server.chats.known[place.chat_id] = chat
        standing = "administrator" if place.kind == "channel" else "member"
        server.chats.members.set(place.chat_id, chat_member(server.me, standing))
