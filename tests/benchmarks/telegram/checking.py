"""Whether the replies under load are what the engine answers, in the order of each chat."""

from __future__ import annotations

import html
import json
from collections import defaultdict, deque
from collections.abc import Iterable

from bot.engine import Engine
from bot.settings import Settings
from bot.understanding.conversation import Conversation
from tests.benchmarks.telegram.load import Asked


def count_right(load: list[Asked], replies: Iterable[tuple[int, bytes]]) -> int:
    """Number of replies that begin as the engine's answer to the question whose turn it was in the chat.

    Follow-up questions take up what was said before, so a wrong order shows.
    """
    settings = Settings.from_env({})
    engine = Engine.load(settings.data_dir, settings.intents_dir)
    conversations: dict[int, Conversation] = defaultdict(Conversation)
    expected: dict[int, deque[str]] = defaultdict(deque)
    for asked in load:
        answer = engine.ask(asked.text, conversations[asked.chat])
        expected[asked.chat].append(answer.text.strip().partition("\n")[0])
    return sum(_text(body).startswith(expected[chat].popleft()) for chat, body in replies)


def _text(body: bytes) -> str:
    return html.unescape(str(json.loads(body)["text"]))
