"""Timing questions fairly on a machine that does other things too."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from tests.benchmarks.systems import Ask, System

WARM_UP = "is bueno aires in"
"""Asked first and not timed: a misspelt name makes the engine build its index of the world's cities."""
CHUNK = 20
"""Questions in a row for one system before the next one has its turn."""
NANOSECONDS_PER_MILLISECOND = 1_000_000


@dataclass(frozen=True)
class Times:
    """Milliseconds of each question, in the order of the questions."""

    milliseconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.milliseconds)

    @property
    def p99(self) -> float:
        """The time that 99 of 100 questions do not exceed."""
        return sorted(self.milliseconds)[-(-len(self.milliseconds) * 99 // 100) - 1]

    @property
    def slowest(self) -> float:
        return max(self.milliseconds)

    def of(self, indices: Sequence[int]) -> Times:
        """The times of some of the questions."""
        return Times(tuple(self.milliseconds[index] for index in indices))


def time_questions(
    systems: Sequence[System],
    questions: Sequence[str],
    *,
    rounds: int,
    clock: Callable[[], int] = time.perf_counter_ns,
) -> dict[str, Times]:
    """Time each question by each system; a question's time is its median over the rounds.

    The systems take turns every few questions, so that a busy moment of the machine meets them all. Within a
    round no question comes twice. `clock` returns nanoseconds.
    """
    taken: dict[str, list[list[int]]] = {system.name: [[] for _ in questions] for system in systems}
    for _ in range(rounds):
        ready = {system.name: system.start() for system in systems}
        for ask in ready.values():
            ask(WARM_UP)
        for start in range(0, len(questions), CHUNK):
            for name, ask in ready.items():
                for index in range(start, min(start + CHUNK, len(questions))):
                    taken[name][index].append(_time(ask, questions[index], clock))
    return {
        name: Times(tuple(median(times) / NANOSECONDS_PER_MILLISECOND for times in by_question))
        for name, by_question in taken.items()
    }


def _time(ask: Ask, question: str, clock: Callable[[], int]) -> int:
    start = clock()
    ask(question)
    return clock() - start
