"""Nearest members, comparisons, picks and numbers held against limits: what the tables say, said right."""

from __future__ import annotations

from random import Random

import pytest

from bot.answering.amounts import settled
from bot.answering.comparing import months_between
from bot.answering.nearby import rounded_km
from bot.dataset.selecting import Filters, nearest
from bot.engine import Engine
from bot.understanding.conversation import Conversation
from bot.understanding.filters import NumberLimit
from tests.answering.tables import MEMBERS, by_country

GRAZ = (47.07, 15.44)


def test_nearest_is_by_distance_and_filters(engine: Engine) -> None:
    found = nearest(engine.dataset, GRAZ, Filters(), 3)
    assert [city.id for city, _ in found] == ["ptuj-si", "szombathely-hu", "lasko-si"]
    assert [km for _, km in found] == sorted(km for _, km in found)
    (capital, km), *_ = nearest(engine.dataset, GRAZ, Filters(capital=True), 1)
    assert (capital.id, rounded_km(km)) == ("ljubljana-si", 135)
    assert len(nearest(engine.dataset, GRAZ, Filters(), 1000)) == len(MEMBERS)


@pytest.mark.parametrize(("km", "told"), [(0.2, 1), (12.4, 12), (52.0, 50), (299.0, 300), (1434.0, 1430)])
def test_distances_are_told_no_more_exactly_than_known(km: float, told: int) -> None:
    assert rounded_km(km) == told


def test_a_member_is_not_its_own_nearest(engine: Engine) -> None:
    answer = engine.ask("nearest to cork")
    assert [city.id for city in answer.cities] == ["limerick-ie", "waterford-ie", "dublin-ie"]
    assert "Cork is itself a member." in answer.text


def test_a_far_bigger_place_is_meant_by_a_plain_name(engine: Engine) -> None:
    assert "Santiago (Chile)" in engine.ask("nearest to santiago").text


def test_distance_between_two_places_is_not_covered(engine: Engine) -> None:
    assert engine.ask("how far is cork from limerick").kind == "not_covered"


def test_a_place_that_was_asked_for_completes_the_question(engine: Engine) -> None:
    chat = Conversation()
    assert engine.ask("closest german city", chat).kind == "nothing"
    answer = engine.ask("zurich", chat)
    assert answer.intent == "nearest_members"
    assert {city.country for city in answer.cities} == {"DE"}
    assert engine.ask("is linz a member", chat).intent == "membership"


@pytest.mark.parametrize(
    ("question", "first_line"),
    [
        ("did lisbon join after cascais", "Yes."),
        ("did cascais join after lisbon", "No."),
        ("is hamburg older than bonn", "Yes."),
        ("did cairo and alexandria get in the same year", "No."),
        ("were cairo and lisbon in the same round", "Yes."),
        ("which is older, hamburg or bonn", "Hamburg (Germany) joined in July 2019."),
        ("did lusaka join before nairobi", "Lusaka (Zambia) joined in December 2025."),
    ],
)
def test_yes_or_no_only_where_the_years_settle_it(engine: Engine, question: str, first_line: str) -> None:
    assert engine.ask(question).text.splitlines()[0] == first_line


def test_months_between_members(engine: Engine) -> None:
    cities = engine.dataset.cities
    assert months_between(cities["hamburg-de"], cities["bonn-de"]) == 14
    assert months_between(cities["limerick-ie"], cities["waterford-ie"]) is None


def test_picks_are_by_chance_among_those_asked_for(engine: Engine) -> None:
    engine.chance = Random(7)
    german = by_country()["DE"]
    picks = [engine.ask("name two german cities") for _ in range(20)]
    assert all(len(pick.cities) == 2 and pick.count == len(german) for pick in picks)
    assert {city.id for pick in picks for city in pick.cities} == german
    engine.chance = Random(7)
    assert engine.ask("name two german cities").cities == picks[0].cities


def test_all_there_are_where_more_are_asked_for(engine: Engine) -> None:
    assert {city.id for city in engine.ask("give me 4 indian cities").cities} == by_country()["IN"]


def test_another_one_is_a_different_one(engine: Engine) -> None:
    chat = Conversation()
    first = engine.ask("pick a turkish city", chat).cities
    for _ in range(5):
        second = engine.ask("another one", chat).cities
        assert second != first
        assert second[0].country == "TR"
        first = second


@pytest.mark.parametrize(
    ("op", "least", "exact", "reply"),
    [
        ("more_than", 11, None, True),
        ("more_than", 9, None, None),
        ("more_than", 9, 9, False),
        ("at_least", 10, None, True),
        ("fewer_than", 9, None, None),
        ("fewer_than", 10, None, False),
        ("at_most", 11, None, False),
        ("exactly", 10, None, None),
        ("exactly", 11, None, False),
        ("exactly", 10, 10, True),
    ],
)
def test_a_lower_bound_settles_only_some_limits(
    op: str, least: int, exact: int | None, reply: bool | None
) -> None:
    assert settled(NumberLimit(op, 10), least, exact) is reply


def test_a_country_in_a_ranking_is_told_its_place(engine: Engine) -> None:
    text = engine.ask("where does kenya rank").text
    counts = sorted((len(cities) for cities in by_country().values()), reverse=True)
    assert f"{1 + sum(n > 5 for n in counts)}. Kenya: 5" in text


@pytest.mark.parametrize("name", ["eu countries", "nordic countries"])
def test_countries_of_a_group_are_counted_as_countries(engine: Engine, name: str) -> None:
    countries = engine.ask(f"how many {name} have learning cities")
    cities = engine.ask(f"how many learning cities are in the {name}")
    assert (countries.intent, cities.intent) == ("count_countries", "count_cities")
    assert (countries.count or 0) < (cities.count or 0)


def test_members_that_share_a_name(engine: Engine) -> None:
    answer = engine.ask("which members are called nam-gu")
    assert {city.id for city in answer.cities} == {"busan-nam-gu-kr", "ulsan-nam-gu-kr"}
    assert {"busan-nam-gu-kr", "santiago-mx"} <= {
        city.id for city in engine.ask("which names exist twice").cities
    }
