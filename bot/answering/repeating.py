"""Answers given before: the same reading gets the same answer until the day is over.

Only answers that depend on nothing but the reading, the day and the data are kept: none that were picked by chance,
and none that look at what the conversation held before.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date

from bot.answer import Answer
from bot.understanding.interpretation import Interpretation

NEVER_REPEATED = frozenset(("some_cities", "some_countries", "sources"))
"""Queries that pick by chance or look at the conversation."""
KEPT_ANSWERS = 4096
MAX_KEPT_CHARACTERS = 2_000
"""A longer answer is not kept, so that the memory stays small whatever is asked."""


@dataclass(frozen=True)
class Told:
    """An answer and what it left in the conversation."""

    reading: Interpretation
    day: date
    answer: Answer
    left: dict[str, object]
    """Attributes of `Conversation` and their values."""


class AnswerMemory:
    """The answers that were given last, by their readings: the very objects, for equal ones are costly to find."""

    def __init__(self, limit: int = KEPT_ANSWERS) -> None:
        self._limit = limit
        self._kept: OrderedDict[int, Told] = OrderedDict()

    def find(self, reading: Interpretation, day: date) -> Told | None:
        """Return what was told to a reading on this day; None where nothing was, or it is forgotten."""
        told = self._kept.get(id(reading))
        if told is None or told.reading is not reading or told.day != day:
            return None
        self._kept.move_to_end(id(reading))
        return told

    def keep(self, told: Told) -> None:
        """Remember what was told, and forget the longest unused."""
        if len(told.answer.text) > MAX_KEPT_CHARACTERS:
            return
        # As long as it is kept, the reading stays alive, and no other object gets its id.
        self._kept[id(told.reading)] = told
        if len(self._kept) > self._limit:
            self._kept.popitem(last=False)
