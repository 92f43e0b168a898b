"""An answer that was given before is the answer that would be worked out again."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest

from bot.answer import Answer
from bot.answering.queries import QUERIES
from bot.answering.repeating import MAX_KEPT_CHARACTERS, NEVER_REPEATED, AnswerMemory, Told
from bot.engine import Engine
from bot.understanding.conversation import Conversation
from bot.understanding.interpretation import Interpretation
from tests.judging import load_entries

DAY = date(2026, 11, 21)


def told(reading: Interpretation, text: str = "Yes.") -> Told:
    return Told(reading, DAY, Answer(question="a", kind="answer", text=text), {})


def test_an_answer_is_found_for_its_own_reading_on_its_day() -> None:
    memory, reading = AnswerMemory(), Interpretation("a")
    memory.keep(kept := told(reading))
    assert memory.find(reading, DAY) is kept
    assert memory.find(reading, date(2026, 11, 22)) is None
    assert memory.find(replace(reading), DAY) is None


def test_few_short_answers_are_kept() -> None:
    memory, readings = AnswerMemory(limit=2), [Interpretation(str(number)) for number in range(3)]
    for reading in readings:
        memory.keep(told(reading))
    assert [memory.find(reading, DAY) is not None for reading in readings] == [False, True, True]
    memory.keep(told(readings[0], "x" * (MAX_KEPT_CHARACTERS + 1)))
    assert memory.find(readings[0], DAY) is None


def test_queries_that_are_never_repeated_exist() -> None:
    assert QUERIES.keys() >= NEVER_REPEATED


@pytest.mark.parametrize("after", [None, "african capitals"], ids=["alone", "in a conversation"])
def test_every_question_is_answered_alike_the_second_time(engine: Engine, after: str | None) -> None:
    """Whatever was said to others in between, the answer and what follow-ups may speak of are the same."""
    never = {intent.name for intent in engine.intents.values() if intent.query in NEVER_REPEATED}
    for entry in load_entries():
        answers, conversations = [], []
        for _ in range(2):
            conversation = Conversation()
            if after:
                engine.ask(after, conversation)
            answers.append(engine.ask(entry.expected["ask"], conversation))
            conversations.append(conversation)
        if answers[0].intent not in never:
            assert answers[0] == answers[1], entry.label
            for field in fields(Conversation):
                one, other = (getattr(conversation, field.name) for conversation in conversations)
                assert one == other, (entry.label, field.name)
