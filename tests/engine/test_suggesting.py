"""`names_starting` suggests members and countries while a name is still being typed."""

from __future__ import annotations

import time

import pytest

from bot.answer import CityRef, CountryRef
from bot.engine import Engine


def keys(found: list[CityRef | CountryRef]) -> list[str]:
    return [ref.id if isinstance(ref, CityRef) else ref.code for ref in found]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("lus", "lusaka-zm"),
        ("LUS", "lusaka-zm"),
        ("  lusa", "lusaka-zm"),
        ("sao p", "sao-paulo-br"),
        ("São", "sao-paulo-br"),
        ("paulo", "sao-paulo-br"),
        ("القا", "cairo-eg"),
        ("лус", "lusaka-zm"),
        ("北京", "beijing-cn"),
        ("saig", "ho-chi-minh-city-vn"),
        ("ken", "KE"),
        ("mali", "ML"),
        ("niger", "NE"),
        ("us", "US"),
        ("GB", "GB"),
        ("dutch", "NL"),
    ],
)
def test_the_first_suggestion(engine: Engine, typed: str, first: str) -> None:
    assert keys(engine.names_starting(typed, 10))[0] == first


def test_members_are_ordered_by_size_and_go_before_countries(engine: Engine) -> None:
    found = engine.names_starting("m", 200)
    official = [ref for ref in found if ref.name.startswith("M")]
    people = [engine.dataset.cities[ref.id].population or 0 for ref in official if isinstance(ref, CityRef)]
    assert people == sorted(people, reverse=True)
    kinds = [isinstance(ref, CountryRef) for ref in official]
    assert kinds == sorted(kinds)


def test_a_name_that_begins_so_goes_before_one_in_which_a_word_does(engine: Engine) -> None:
    found = [ref.name for ref in engine.names_starting("new", 20)]
    assert found.index("New Zealand") < found.index("Papua New Guinea")


def test_every_member_and_country_is_found_by_its_name(engine: Engine) -> None:
    for city in engine.dataset.members:
        assert city.id in keys(engine.names_starting(city.name, 10)), city.name
    for code, country in engine.dataset.countries.items():
        assert keys(engine.names_starting(country.name, 10))[0] == code, country.name


@pytest.mark.parametrize("limit", [1, 3, 50])
def test_nothing_comes_twice_and_no_more_than_asked_for(engine: Engine, limit: int) -> None:
    for typed in "abcdefghijklmnopqrstuvwxyz":
        found = keys(engine.names_starting(typed, limit))
        assert len(found) == len(set(found)) <= limit


@pytest.mark.parametrize("typed", ["", "   ", "?!", "\x00", "zzzz", "x" * 5000, "\ud800", "🏙️"])
def test_nothing_to_suggest(engine: Engine, typed: str) -> None:
    assert engine.names_starting(typed, 10) == []


def test_a_suggestion_is_fast(engine: Engine) -> None:
    """Each new letter asks anew; 0.2 ms is what it takes, with room for a busy machine."""
    engine.names_starting("warm", 10)
    typed = [first + second for first in "abcdefghijklmnopqrstuvwxyz" for second in "aeiou"]
    start = time.process_time()
    for prefix in typed:
        engine.names_starting(prefix, 10)
    assert (time.process_time() - start) / len(typed) < 0.002
