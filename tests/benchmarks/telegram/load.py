"""The load: questions that the tests ask, drawn by chance from a fixed seed, and the updates they come in."""

from __future__ import annotations

import json
import random
import time
from dataclasses import dataclass

from tests.benchmarks.questions import load_questions

SEED = 2013
FIRST_CHAT = 5_000_000


@dataclass(frozen=True)
class Asked:
    """A question in a private chat."""

    chat: int
    text: str


def make_load(questions: int, chats: int, seed: int = SEED) -> list[Asked]:
    """Questions from chats in turn, so that each chat asks equally often; the same for the same seed."""
    texts = [question.text for question in load_questions() if not question.text.startswith("/")]
    source = random.Random(seed)
    return [Asked(FIRST_CHAT + number % chats, source.choice(texts)) for number in range(questions)]


def moved(load: list[Asked], distance: int) -> list[Asked]:
    """The same questions from other chats."""
    return [Asked(asked.chat + distance, asked.text) for asked in load]


def as_updates(load: list[Asked], first_id: int) -> list[bytes]:
    """The updates as Telegram writes them, numbered from an id on."""
    now = int(time.time())
    return [
        json.dumps(
            {
                "update_id": first_id + number,
                "message": {
                    "message_id": 1000 + number,
                    "from": {
                        "id": asked.chat,
                        "is_bot": False,
                        "first_name": "Amara",
                        "language_code": "en",
                    },
                    "chat": {"id": asked.chat, "first_name": "Amara", "type": "private"},
                    "date": now,
                    "text": asked.text,
                },
            }
        ).encode()
        for number, asked in enumerate(load)
    ]
