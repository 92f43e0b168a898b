"""Follow-ups that narrow, switch or reuse what was asked, and what they must not take over."""

from __future__ import annotations

from typing import Any

import pytest

from bot.engine import Engine
from bot.understanding.conversation import Conversation

Turn = tuple[str, dict[str, Any]]

CONVERSATIONS: dict[str, list[Turn]] = {
    "step by step": [
        ("how many cities in kenya", {"count": 5}),
        ("is that all", {"intent": "count_cities", "count": 5}),
        ("except nairobi", {"count": 4}),
        ("how many are left", {"count": 4, "without": "nairobi-ke"}),
    ],
    "without the capitals, and back": [
        ("which cities joined in the latest round", {"count": 54}),
        ("only europe", {"count": 10}),
        ("without the capitals", {"count": 8}),
        ("only the capitals", {"count": 2}),
    ],
    "rounds told by each other": [
        ("who joined in 2022", {"count": 75, "year": 2022}),
        ("the round before", {"count": 50, "year": 2020}),
        ("and the year before", {"count": 28, "year": 2019}),
        ("a year later", {"count": 50, "year": 2020}),
    ],
    "of them": [
        ("list african cities", {"count": 40}),
        ("which of them are capitals", {"count": 7}),
        ("from which countries", {"intent": "list_countries", "count": 7}),
    ],
    "of them, in two regions": [
        ("arab cities", {"intent": "list_cities"}),
        ("which of those are in africa", {"count": 0}),
    ],
    "an award is another thing than a year of joining": [
        ("which cities joined in 2015", {"count": 7}),
        (
            "did any of them win the award",
            {"intent": "award_winners", "has": "swansea-gb", "without": "cork-ie"},
        ),
    ],
    "winners, and what else they are": [
        ("who won in 2021", {"intent": "award_winners", "count": 10}),
        ("from which countries", {"intent": "list_countries", "count": 10}),
    ],
    "when an award was won": [
        ("did cork win the award", {"intent": "award_winners"}),
        ("when", {"intent": "award_winners", "count": 2}),
    ],
    "others in the country": [
        ("is cork in", {"verdict": "member"}),
        ("any others there?", {"count": 3, "without": "cork-ie"}),
    ],
    "a capital is no filter on what follows": [
        ("is dresden in", {"verdict": "member"}),
        ("is it a capital", {"has": "dresden-de"}),
        ("who joined with it", {"intent": "joined_with", "count": 56}),
    ],
    "the one that was found": [
        ("which city in qatar joined last", {"has": "umm-salal-qa"}),
        ("when", {"intent": "joined_when", "has": "umm-salal-qa", "year": 2024}),
        ("and its capital?", {"has": "doha-qa"}),
    ],
    "what nothing is taken over by": [
        ("cities in kenya", {"count": 5}),
        ("how many cities in total", {"count": 425}),
        ("which ones are arab", {"without": "nairobi-ke"}),
        ("all cities worldwide that joined in 2019", {"count": 28, "year": 2019}),
    ],
    "another question, as announced": [
        ("cities in thailand except bangkok", {"count": 12}),
        ("ok different question, who won the award in 2015", {"intent": "award_winners", "has": "cork-ie"}),
    ],
    "countries": [
        ("how many countries are in the network", {"count": 91}),
        ("which ones", {"intent": "list_countries", "count": 90}),
        ("which of them are in africa", {"intent": "list_countries", "count": 19}),
    ],
    "sources name what they are about": [
        ("is kara in togo a member", {"verdict": "member"}),
        ("really?", {"intent": "sources", "has": "kara-tg"}),
    ],
}


@pytest.mark.parametrize("turns", CONVERSATIONS.values(), ids=CONVERSATIONS.keys())
def test_conversation(engine: Engine, turns: list[Turn]) -> None:
    conversation = Conversation()
    for question, expected in turns:
        answer = engine.ask(question, conversation)
        cities = {city.id for city in answer.cities}
        assert answer.kind == "answer", f"{question}\n{answer.text}"
        assert expected.get("has", "") in cities | {""}, f"{question}\n{answer.text}"
        assert expected.get("without") not in cities, f"{question}\n{answer.text}"
        got = {key: getattr(answer, key) for key in expected if key not in ("has", "without")}
        assert got == {key: expected[key] for key in got}, f"{question}\n{answer.text}"


@pytest.mark.parametrize(
    "messages",
    [
        ("the second one",),
        ("the first",),
        ("which ones?",),
        ("the year before",),
        ("which of them are capitals",),
        ("did any of them win",),
        ("and the other one?",),
        ("is cork in", "which ones"),
        ("is cork in", "how many is that"),
        ("is cork in", "only the capitals"),
        ("is cork in", "the first one"),
        ("how many cities in kenya", "and the year before"),
        ("how many countries are in the network", "the first"),
        ("how can my city join", "when"),
        ("will it rain in nairobi today", "when"),
    ],
    ids=" > ".join,
)
def test_what_refers_to_nothing_is_asked_back(engine: Engine, messages: tuple[str, ...]) -> None:
    conversation = Conversation()
    answers = [engine.ask(message, conversation) for message in messages]
    assert (answers[-1].kind, answers[-1].cities, answers[-1].countries) == ("nothing", (), ())
    assert "I cannot tell what you refer to" in answers[-1].text


def test_countries_of_capitals_are_not_all_countries(engine: Engine) -> None:
    """Seven countries have a capital in the network; many more have cities in it, and the text must not deny it."""
    conversation = Conversation()
    engine.ask("african capitals", conversation)
    assert "capitals" in engine.ask("from which countries", conversation).text
    engine.ask("european capitals", conversation)
    assert "capitals" in engine.ask("which joined first", conversation).text
