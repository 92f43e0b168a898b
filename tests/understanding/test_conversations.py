"""Follow-ups: what a short question takes over from the one before, and what it must not."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dataset.models import Region
from bot.dataset.selecting import Filters, region_area, select
from bot.engine import Engine
from bot.understanding.conversation import Conversation

KENYA = {
    "kilifi-county-ke",
    "kuno-consortium-ke",
    "laikipia-consortium-ke",
    "makueni-county-ke",
    "nairobi-ke",
}
KENYA_2022 = {"kilifi-county-ke", "kuno-consortium-ke", "laikipia-consortium-ke"}
Turn = tuple[str, dict[str, Any]]

CONVERSATIONS: dict[str, list[Turn]] = {
    "a new act on the same city": [
        (
            "Is Lusaka a learning city?",
            {"intent": "membership", "verdict": "member", "cities": {"lusaka-zm"}},
        ),
        ("when?", {"intent": "joined_when", "cities": {"lusaka-zm"}, "year": 2025}),
        ("what is it doing", {"intent": "city_highlight", "cities": {"lusaka-zm"}}),
        ("since when", {"intent": "joined_when", "cities": {"lusaka-zm"}, "year": 2025}),
    ],
    "a new city in the same act": [
        ("when did Thrissur join", {"intent": "joined_when", "cities": {"thrissur-in"}, "year": 2022}),
        ("and Tak?", {"intent": "joined_when", "cities": {"tak-th"}, "year": 2025}),
        ("what about Mação", {"intent": "joined_when", "cities": {"macao-pt"}, "year": 2016}),
        ("and Harare?", {"verdict": "not_listed", "cities": set(), "countries": ["ZW"]}),
        ("and Yala", {"intent": "joined_when", "cities": {"yala-th"}, "year": 2024}),
    ],
    "who came with it": [
        ("when did Mação join", {"intent": "joined_when", "cities": {"macao-pt"}, "year": 2016}),
        ("who else joined then", {"intent": "joined_with", "year": 2016}),
    ],
    "membership goes on": [
        ("is Lusaka in", {"verdict": "member"}),
        (
            "and Harare?",
            {"intent": "membership", "verdict": "not_listed", "countries": ["ZW"], "cities": set()},
        ),
        ("and Nairobi?", {"intent": "membership", "verdict": "member", "cities": {"nairobi-ke"}}),
        (
            "and Osaka",
            {"intent": "membership", "verdict": "not_listed", "countries": ["JP"], "cities": set()},
        ),
    ],
    "from a city to its country": [
        ("is Nairobi in", {"verdict": "member"}),
        ("what about Kenya", {"cities": KENYA, "count": 5, "countries": ["KE"]}),
        ("which ones?", {"intent": "list_cities", "cities": KENYA, "count": 5}),
        ("and in 2022?", {"cities": KENYA_2022, "count": 3, "year": 2022}),
        ("how many?", {"intent": "count_cities", "count": 3, "year": 2022}),
        ("what about Egypt", {"countries": ["EG"], "count": 1, "cities": {"fayoum-eg"}, "year": 2022}),
    ],
    "filters narrow a list": [
        ("list african cities", {"intent": "list_cities", "count": 40}),
        ("only the capitals", {"intent": "list_cities", "count": 7}),
        ("and in 2025?", {"cities": {"bissau-gw", "lusaka-zm", "porto-novo-bj"}, "count": 3, "year": 2025}),
        ("how many", {"intent": "count_cities", "count": 3}),
    ],
    "a round, another round, its cities": [
        ("how many cities joined in 2025", {"intent": "count_cities", "count": 72, "year": 2025}),
        ("and in 2022?", {"intent": "count_cities", "count": 77, "year": 2022}),
        ("which ones?", {"intent": "list_cities", "year": 2022}),
    ],
    "courtesies do not disturb": [
        ("thai cities", {"intent": "list_cities", "count": 13}),
        ("hello", {"intent": "greeting"}),
        ("which ones?", {"intent": "list_cities", "count": 13, "countries": ["TH"]}),
        ("thanks!", {"intent": "thanks", "cities": set()}),
        ("and in 2025?", {"cities": {"rayong-th", "satun-th", "tak-th"}, "count": 3, "year": 2025}),
    ],
    "nonsense does not disturb": [
        ("is Lusaka in", {"verdict": "member"}),
        ("asdf qwer", {"kind": "nothing"}),
        ("when?", {"intent": "joined_when", "cities": {"lusaka-zm"}}),
    ],
    "a full question starts afresh": [
        ("2025 capitals in africa", {"count": 3}),
        ("how many cities are in Kenya", {"count": 5, "cities": KENYA, "year": None}),
        ("is Cork in", {"verdict": "member", "cities": {"cork-ie"}, "year": None}),
    ],
}


@pytest.mark.parametrize("turns", CONVERSATIONS.values(), ids=CONVERSATIONS.keys())
def test_conversation(engine: Engine, turns: list[Turn]) -> None:
    conversation = Conversation()
    for question, expected in turns:
        answer = engine.ask(question, conversation)
        got: dict[str, Any] = {"kind": answer.kind, **{key: getattr(answer, key) for key in expected}}
        got["countries"] = list(answer.countries)
        got["cities"] = {city.id for city in answer.cities}
        assert {key: got[key] for key in expected} == expected, f"{question}\n{answer.text}"
        assert answer.kind == expected.get("kind", "answer"), f"{question}\n{answer.text}"
        assert answer.question == question


def test_the_numbers_of_these_conversations_are_those_of_the_data(engine: Engine) -> None:
    african = region_area(engine.dataset, Region.AFRICA, "Africa")
    assert len(select(engine.dataset, Filters(areas=(african,)))) == 40
    assert len(select(engine.dataset, Filters(areas=(african,), capital=True))) == 7
    assert {city.id for city in engine.dataset.members_by_country["KE"]} == KENYA


@pytest.mark.parametrize(
    "follow_up",
    ["when?", "since when", "why", "what is it doing", "how long", "what year", "when was that"],
)
def test_a_follow_up_to_nothing_asks_back(engine: Engine, follow_up: str) -> None:
    answer = engine.ask(follow_up, Conversation())
    assert (answer.kind, answer.cities, answer.verdict) == ("nothing", (), None)
    assert "I cannot tell what you refer to" in answer.text


@pytest.mark.parametrize(
    "follow_up", ["and Harare?", "what about Nairobi", "and Kenya?", "and in 2022?", "source?"]
)
def test_a_follow_up_that_can_stand_alone_does(engine: Engine, follow_up: str) -> None:
    assert engine.ask(follow_up, Conversation()).kind == "answer"


@pytest.mark.parametrize(
    "follow_up", ["when?", "and Harare?", "which ones?", "and in 2022?", "source?", "1", "how many?", "why"]
)
def test_nothing_leaks_into_another_conversation(engine: Engine, follow_up: str) -> None:
    fresh = engine.ask(follow_up, Conversation())
    for before in ("is Lusaka in", "list thai cities", "Congo", "which capitals joined in 2025"):
        engine.ask(before, Conversation())
        assert engine.ask(follow_up, Conversation()) == fresh
        assert engine.ask(follow_up) == fresh


def test_two_conversations_at_once_stay_apart(engine: Engine) -> None:
    one, other = Conversation(), Conversation()
    engine.ask("is Lusaka in", one)
    engine.ask("is Cork in", other)
    engine.ask("kenya how many", one)
    assert {city.id for city in engine.ask("and Limerick?", other).cities} == {"limerick-ie"}
    assert {city.id for city in engine.ask("which ones?", one).cities} == KENYA


def test_sources_are_those_of_the_last_answer(engine: Engine) -> None:
    conversation = Conversation()
    for question in ("is Lusaka in", "list thai cities", "how can my city join", "who runs the network"):
        sources = engine.ask(question, conversation).sources
        assert sources
        told = engine.ask("source?", conversation)
        assert told.sources == sources
        assert all(address in told.text for address in sources)
        assert engine.ask("are you sure", conversation).sources == sources


def test_sources_with_nothing_before_are_those_of_the_data(engine: Engine) -> None:
    latest = engine.dataset.latest_round
    expected = tuple(engine.dataset.sources[source].address for source in latest.sources)
    assert engine.ask("source?").sources == expected


@pytest.mark.parametrize("written", ["{}", "{}.", " {} ", "{})"])
def test_a_choice_is_picked_by_its_number(engine: Engine, written: str) -> None:
    conversation = Conversation()
    offered = engine.ask("Congo", conversation).choices
    assert len(offered) == 2
    for number, choice in enumerate(offered, start=1):
        conversation = Conversation()
        engine.ask("Congo", conversation)
        picked = engine.ask(written.format(number), conversation)
        direct = engine.ask(choice.question)
        assert picked.kind == "answer"
        assert (picked.text, picked.cities, picked.countries) == (
            direct.text,
            direct.cities,
            direct.countries,
        )
        assert picked.question == written.format(number)


@pytest.mark.parametrize("number", ["0", "3", "99", "-1", "1.5", "²"])
def test_a_number_that_was_not_offered_picks_nothing(engine: Engine, number: str) -> None:
    conversation = Conversation()
    engine.ask("Congo", conversation)
    assert engine.ask(number, conversation).cities == ()


def test_a_choice_is_offered_once(engine: Engine) -> None:
    """After another question the numbers no longer stand for the old choices."""
    conversation = Conversation()
    engine.ask("Congo", conversation)
    engine.ask("is Lusaka in", conversation)
    assert "CG" not in engine.ask("1", conversation).countries


def test_a_picked_choice_can_be_followed_up(engine: Engine) -> None:
    conversation = Conversation()
    offered = engine.ask("Congo", conversation).choices
    engine.ask("2", conversation)
    answer = engine.ask("which ones?", conversation)
    assert (answer.kind, answer.intent, answer.countries) == ("answer", "list_cities", ("CD",))
    assert offered[1].label == "Democratic Republic of the Congo"


def test_an_accent_that_decided_is_not_forgotten(engine: Engine) -> None:
    """Mação, unlike Macao, can only be the Portuguese town; "when?" must not ask again."""
    conversation = Conversation()
    engine.ask("is Mação in", conversation)
    answer = engine.ask("when?", conversation)
    assert (answer.kind, answer.year) == ("answer", 2016)


@pytest.mark.parametrize("number", ["1", "2", "3"])
def test_a_bare_number_asks_nothing(engine: Engine, number: str) -> None:
    assert engine.ask(number).kind == "nothing"


def test_a_correction_replaces_the_city(engine: Engine) -> None:
    conversation = Conversation()
    engine.ask("is Lusaka in", conversation)
    assert {city.id for city in engine.ask("no I meant Larissa", conversation).cities} == {"larissa-gr"}


def test_asking_twice_gives_the_same_answer(engine: Engine) -> None:
    conversation = Conversation()
    first = engine.ask("kenya how many", conversation)
    assert engine.ask("kenya how many", conversation) == first
