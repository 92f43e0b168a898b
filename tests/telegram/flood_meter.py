"""Measures how fast the bot sends, against the limits that Telegram names, and what it sent twice."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from typing import Any


class FloodMeter:
    """The times of all messages that were sent. Telegram's FAQ names 30 a second and 20 a minute in a group."""

    def __init__(self) -> None:
        self._sent: list[tuple[float, int]] = []
        self._texts: Counter[tuple[int, str]] = Counter()

    def note(self, message: dict[str, Any]) -> None:
        """Count a message that was just sent."""
        chat_id = message["chat"]["id"]
        self._sent.append((time.monotonic(), chat_id))
        self._texts[chat_id, message.get("text", message.get("caption", ""))] += 1

    def peak(self, seconds: float = 1.0, chat_id: int | None = None) -> int:
        """The most messages within any stretch of that length, in all chats or in one."""
        return most_within(seconds, [at for at, chat in self._sent if chat_id is None or chat == chat_id])

    def peak_of_a_group(self, seconds: float = 60.0) -> int:
        """The most messages to any one group or channel within that time."""
        return max(
            (self.peak(seconds, chat) for chat in {chat for _, chat in self._sent if chat < 0}), default=0
        )

    def sent_twice(self) -> dict[tuple[int, str], int]:
        """Texts that a chat was sent more than once, with how often."""
        return {key: times for key, times in self._texts.items() if times > 1}


def most_within(seconds: float, times: Sequence[float]) -> int:
    """The most of some times, in their order, that lie within any stretch of that length."""
    most = first = 0
    for last, at in enumerate(times):
        while times[first] <= at - seconds:
            first += 1
        most = max(most, last - first + 1)
    return most
