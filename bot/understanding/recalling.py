"""Readings of questions asked before: a popular question is read once, whoever asks it.

What words mean by themselves depends on nothing but the words, and reading them is most of the time of an answer.
What depends on the day or on what was said before is worked out afterwards, for each question anew.
"""

from __future__ import annotations

from functools import lru_cache

from bot.understanding.dialogue import QuestionReader
from bot.understanding.interpretation import Interpretation
from bot.understanding.matching import Ranked

KEPT_READINGS = 4096
"""The last used stay. One takes about 4 kB."""
MAX_KEPT_CHARACTERS = 120
"""A longer question is hardly asked twice."""


class RecallingReader:
    """Reads as another reader does, whose readings must depend on the arguments alone."""

    def __init__(self, reader: QuestionReader) -> None:
        self._reader = reader
        self._recall = lru_cache(maxsize=KEPT_READINGS)(self._interpret)

    def interpret(self, question: str, *, in_conversation: bool) -> Interpretation:
        """Return what the reader returns for the question."""
        if len(question) > MAX_KEPT_CHARACTERS:
            return self._interpret(question, in_conversation)
        return self._recall(question, in_conversation)

    def ranking(self, reading: Interpretation) -> list[Ranked]:
        """Return the intents that a reading could have had, best first."""
        return self._reader.ranking(reading)

    def _interpret(self, question: str, in_conversation: bool) -> Interpretation:
        return self._reader.interpret(question, in_conversation=in_conversation)
