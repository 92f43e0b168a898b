"""How far an announcement is, and how far it will go: numbers and a line of words for the operators."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from babel.numbers import format_decimal

from bot.announcing.rendering import Renderer
from bot.chat_words import ChatWords
from bot.storage.announcements import Announcement
from bot.storage.claiming import Pace
from bot.storage.outbox import FINAL

_TOLD = ("dead", "failed", "unknown", "moved", "cancelled")
"""Results that are told where there are any."""
_REMEMBERED_SECONDS = 20.0
"""The rate is that of so long a time."""
_SURE_SECONDS = 3.0
"""A rate of a shorter time says nothing."""


@dataclass(frozen=True)
class Progress:
    """One look at an announcement under way."""

    counts: Mapping[str, int]
    """Deliveries by state; see `bot.storage.outbox`."""
    pace: float
    """Messages a second that it may go at."""
    rate: float | None = None
    """Messages a second of late, of any result; None while that is not known."""

    @property
    def total(self) -> int:
        """Chats and topics that it is for."""
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """Those whose result is final."""
        return sum(self.counts.get(state, 0) for state in FINAL)

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.done / self.total if self.total else 1.0

    @property
    def seconds_left(self) -> float:
        """At the rate of late, or at the pace."""
        return (self.total - self.done) / (self.rate or self.pace)

    def line(self, words: ChatWords) -> str:
        """Write it in words: "1,240 of 5,000 sent, 12 not reachable, 3 unknown; about 2 min left"."""
        sent = number(self.counts.get("sent", 0), words)
        parts = [words.say("progress_sent", sent=sent, total=number(self.total, words))]
        for state in _TOLD:
            if count := self.counts.get(state):
                parts.append(words.say(f"progress_{state}", count=number(count, words)))
        line = words.say("progress_comma").join(parts)
        if self.done == self.total:
            return line
        return words.say("progress_left", line=line, time=span(self.seconds_left, words))


class Meter:
    """Watches one announcement and tells the rate beside the counts."""

    def __init__(self, pace: Pace, clock: Callable[[], float] = time.monotonic) -> None:
        self._pace = pace
        self._clock = clock
        self._seen: deque[tuple[float, int]] = deque()

    def read(self, counts: Mapping[str, int]) -> Progress:
        """Return how far it is by its deliveries of now."""
        now, progress = self._clock(), Progress(counts, self._pace.per_second)
        self._seen.append((now, progress.done))
        while now - self._seen[0][0] > _REMEMBERED_SECONDS:
            self._seen.popleft()
        then, before = self._seen[0]
        if now - then < _SURE_SECONDS or progress.done <= before:
            return progress
        return Progress(counts, self._pace.per_second, (progress.done - before) / (now - then))


@dataclass(frozen=True)
class Estimate:
    """What sending an announcement now would mean."""

    chats: int
    languages: int
    seconds: float

    def line(self, words: ChatWords) -> str:
        """Write it in words: "312 chats, 2 languages, about 15 s"."""
        chats = words.say(_form("estimate_chats", self.chats), count=number(self.chats, words))
        if not self.chats:
            return chats
        languages = words.say(_form("estimate_languages", self.languages), count=self.languages)
        return words.say("progress_comma").join((chats, languages, span(self.seconds, words)))


def estimate(
    announcement: Announcement, lines: Iterable[tuple[str, str, int]], renderer: Renderer, pace: Pace
) -> Estimate:
    """Return what sending it to the subscribers of `Outbox.lines_of_scopes` would mean."""
    chats, languages = 0, set()
    for scopes, language, count in lines:
        if renderer.is_meant(announcement, scopes):
            chats += count
            languages.add(renderer.words(language).code)
    return Estimate(chats, len(languages), chats / pace.per_second)


def span(seconds: float, words: ChatWords) -> str:
    """Write a time as one says it: "about 40 s", "about 2 min", "about 3 h"; never 0 s."""
    for limit, unit, name in ((90, 1, "span_seconds"), (90 * 60, 60, "span_minutes")):
        if seconds < limit:
            return words.say(name, count=max(1, round(seconds / unit)))
    return words.say("span_hours", count=number(round(seconds / 3600), words))


def number(value: int, words: ChatWords) -> str:
    """Write a number with the separators of the words' language."""
    return str(format_decimal(value, locale=words.path.parent.name))


def _form(name: str, count: int) -> str:
    return f"{name}_{'one' if count == 1 else 'many'}"
