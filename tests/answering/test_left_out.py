"""What a question leaves out is said only where it could have been in; a member is named once in an answer."""

from __future__ import annotations

import pytest

from bot.engine import Engine


@pytest.mark.parametrize(
    ("question", "count", "said"),
    [
        ("how many cities in Portugal besides Lisbon", 16, "in Portugal besides Lisbon."),
        ("how many cities in Portugal besides Lusaka", 17, "in Portugal."),
        ("how many cities in Portugal besides Lisbon and Lusaka", 16, "in Portugal besides Lisbon."),
        ("which Italian cities joined together with Lisbon", 2, "in Italy that joined in 2025:"),
        ("which Portuguese cities joined in 2022 except Lusaka", 1, "in Portugal that joined in 2022:"),
    ],
)
def test_what_lies_elsewhere_is_not_called_left_out(
    engine: Engine, question: str, count: int, said: str
) -> None:
    answer = engine.ask(question)
    assert answer.count == count
    assert said in answer.text.splitlines()[0]


def test_a_member_near_two_places_is_listed_once(engine: Engine) -> None:
    answer = engine.ask("Casablanca, closest German member to Zurich")
    ids = [city.id for city in answer.cities]
    assert ids == list(dict.fromkeys(ids))
    assert "bonn-de" in ids
