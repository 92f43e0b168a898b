"""A question made of nothing but tolerated words is understood in any order; one word more, and it is not."""

from __future__ import annotations

import pytest

from bot.understanding.interpreting import Interpreter
from bot.understanding.loose import LOOSE_SCORE


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("so Lira in Uganda, yes?", "membership"),
        ("would Limerick count as one then", "membership"),
        ("what Turkish and Greek entries have you from 2016", "list_cities"),
        ("everything you have from the Levant", "list_cities"),
        ("how many altogether from Kenya and Uganda", "count_cities"),
        ("years for Lviv and Kyiv please", "joined_when"),
    ],
)
def test_tolerated_words_in_any_order(interpreter: Interpreter, question: str, intent: str) -> None:
    reading = interpreter.interpret(question)
    assert reading.intent is not None
    assert reading.intent.name == intent
    assert reading.score == LOOSE_SCORE


@pytest.mark.parametrize(
    "question",
    [
        "flying to Dublin tomorrow, anyone want coffee",
        "so Lira in Uganda paints",
        "would Limerick rather count sheep",
        "everything you have eaten from the Levant",
        "how many altogether left Kenya",
    ],
)
def test_one_more_word_may_change_the_meaning(interpreter: Interpreter, question: str) -> None:
    assert interpreter.interpret(question).intent is None


def test_a_subject_outside_the_data_is_none_of_the_tolerated_words(interpreter: Interpreter) -> None:
    reading = interpreter.interpret("and what is the weather in Cork like")
    assert reading.status == "out_of_scope"
