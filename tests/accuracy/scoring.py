"""Asking every question of one engine, and what came of it."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from bot.engine import Engine
from tests.benchmarks.timing import NANOSECONDS_PER_MILLISECOND, WARM_UP
from tests.judging import Entry, Outcome, answer_to, judge


@dataclass(frozen=True)
class Judged:
    """What became of one question."""

    entry: Entry
    outcome: Outcome
    milliseconds: float
    """Processor time of the question and the chat before it."""

    @property
    def expects_reply(self) -> bool:
        """True when a system that never understands anything would be wrong here."""
        return "nothing" not in self.entry.expected.get("kind", "answer")


@dataclass(frozen=True)
class Score:
    """What became of several questions."""

    judged: tuple[Judged, ...]

    def of(self, *, kept_aside: bool) -> Score:
        """The part that was kept aside, or the part that was tuned on."""
        return Score(tuple(one for one in self.judged if one.entry.is_kept_aside == kept_aside))

    def count(self, outcome: Outcome) -> int:
        """Number of questions with this outcome."""
        return sum(one.outcome == outcome for one in self.judged)

    @property
    def replied_right(self) -> int:
        """Those of the right ones that took more than to understand nothing."""
        return sum(one.outcome == "right" and one.expects_reply for one in self.judged)

    @property
    def milliseconds(self) -> float:
        """Median time of the questions that begin a chat."""
        return median(one.milliseconds for one in self.judged if not one.entry.after)


def score(engine: Engine, entries: Iterable[Entry]) -> Score:
    """Ask an engine all questions, each in a chat of its own."""
    engine.ask(WARM_UP)
    # What is loaded stays; a collection that walks through it would count as the time of some question.
    gc.freeze()
    return Score(tuple(_judged(engine, entry) for entry in entries))


def _judged(engine: Engine, entry: Entry) -> Judged:
    start = time.process_time_ns()
    answer = answer_to(entry, engine)
    taken = (time.process_time_ns() - start) / NANOSECONDS_PER_MILLISECOND
    return Judged(entry, judge(entry, answer), taken)
