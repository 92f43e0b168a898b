"""Readings that are kept change no answer, and do not grow without bound."""

from __future__ import annotations

from bot.engine import Engine
from bot.understanding.conversation import Conversation
from bot.understanding.interpretation import Interpretation
from bot.understanding.matching import Ranked
from bot.understanding.recalling import KEPT_READINGS, MAX_KEPT_CHARACTERS, RecallingReader


class CountingReader:
    """Reads nothing and counts how often it was asked to."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bool]] = []

    def interpret(self, question: str, *, in_conversation: bool) -> Interpretation:
        self.asked.append((question, in_conversation))
        return Interpretation(question)

    def ranking(self, reading: Interpretation) -> list[Ranked]:
        return []


def test_a_question_is_read_once() -> None:
    reader = CountingReader()
    recalling = RecallingReader(reader)
    first = recalling.interpret("lusaka?", in_conversation=False)
    assert recalling.interpret("lusaka?", in_conversation=False) == first
    assert len(reader.asked) == 1


def test_within_a_conversation_it_is_another_question() -> None:
    reader = CountingReader()
    recalling = RecallingReader(reader)
    recalling.interpret("when?", in_conversation=False)
    recalling.interpret("when?", in_conversation=True)
    assert reader.asked == [("when?", False), ("when?", True)]


def test_the_texts_are_told_apart_letter_by_letter() -> None:
    recalling = RecallingReader(CountingReader())
    for text in ("us", "US", "us ", "ús"):
        assert recalling.interpret(text, in_conversation=False).question == text


def test_long_questions_and_old_ones_are_not_kept() -> None:
    reader = CountingReader()
    recalling = RecallingReader(reader)
    for _ in range(2):
        recalling.interpret("a" * (MAX_KEPT_CHARACTERS + 1), in_conversation=False)
    assert len(reader.asked) == 2
    for number in range(KEPT_READINGS + 1):
        recalling.interpret(str(number), in_conversation=False)
    reader.asked.clear()
    recalling.interpret(str(KEPT_READINGS), in_conversation=False)
    recalling.interpret("0", in_conversation=False)
    assert reader.asked == [("0", False)]


def test_what_was_said_before_still_counts(engine: Engine) -> None:
    """The same follow-up after different questions is read the same, and answered differently."""
    found = []
    for first in ("is Lusaka a learning city", "is Nairobi a learning city", "is Lusaka a learning city"):
        conversation = Conversation()
        engine.ask(first, conversation)
        found.append([city.id for city in engine.ask("since when?", conversation).cities])
    assert found == [["lusaka-zm"], ["nairobi-ke"], ["lusaka-zm"]]
