"""The learning city of the week: never the same within a year, and told from facts."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.announcing.composing import LONGEST
from bot.announcing.weekly_text import city_of_the_week, weekly_content, weekly_text
from bot.announcing.words import AnnouncementWords
from bot.dataset.loading import load_dataset
from bot.dataset.models import Dataset
from tests.conftest import ROOT

MONDAY = date(2026, 11, 23)
WEEK = timedelta(days=7)


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset(ROOT / "data")


def regions_of(dataset: Dataset) -> dict[str, str]:
    return {city: dataset.countries[dataset.cities[city].country].region for city in dataset.highlights}


# Which one


def test_two_years_of_weeks_repeat_none_within_a_year(dataset: Dataset) -> None:
    picked: dict[str, date] = {}
    for week in (MONDAY + number * WEEK for number in range(104)):
        city = city_of_the_week(dataset.highlights, picked, week, regions_of(dataset))
        assert city in dataset.highlights
        assert city is not None
        assert week - picked.get(city, date.min) > timedelta(days=365)
        picked[city] = week


def test_regions_take_turns(dataset: Dataset) -> None:
    regions, picked, seen = regions_of(dataset), {}, []
    for week in (MONDAY + number * WEEK for number in range(5)):
        city = city_of_the_week(dataset.highlights, picked, week, regions)
        assert city is not None
        picked[city] = week
        seen.append(regions[city])
    assert len(set(seen)) == 5


def test_in_one_week_it_stays_the_same(dataset: Dataset) -> None:
    first = city_of_the_week(dataset.highlights, {}, MONDAY)
    assert first is not None
    assert city_of_the_week(sorted(dataset.highlights, reverse=True), {}, MONDAY) == first
    for day in range(7):
        picked = {first: MONDAY + timedelta(days=day)}
        assert city_of_the_week(dataset.highlights, picked, MONDAY) == first
    assert city_of_the_week(dataset.highlights, {first: MONDAY}, MONDAY + WEEK) != first


def test_when_all_had_their_turn_there_is_none() -> None:
    picked = {"cork-ie": MONDAY - 300 * timedelta(days=1), "osan-kr": MONDAY - 365 * timedelta(days=1)}
    assert city_of_the_week(picked, picked, MONDAY) is None
    assert city_of_the_week(picked, picked, MONDAY + timedelta(days=1)) == "osan-kr"
    assert city_of_the_week([], {}, MONDAY) is None


@given(
    ids=st.sets(st.sampled_from("abcdefgh"), max_size=8),
    ages=st.dictionaries(st.sampled_from("abcdefghxy"), st.integers(-400, 800)),
    regions=st.dictionaries(st.sampled_from("abcdefghxy"), st.sampled_from(["africa", "arab_states"])),
)
def test_whatever_went_before_none_comes_again_too_early(
    ids: set[str], ages: dict[str, int], regions: dict[str, str]
) -> None:
    picked = {city: MONDAY - timedelta(days=age) for city, age in ages.items()}
    city = city_of_the_week(ids, picked, MONDAY, regions)
    if city is None:
        assert all(ages.get(one, 1000) <= 365 for one in ids)
    else:
        assert city in ids
        assert ages.get(city, 1000) > 365 or -7 < ages[city] <= 0


# What is said of it


def test_it_says_since_when_what_and_where_from(dataset: Dataset, english: AnnouncementWords) -> None:
    told = weekly_text(english, **weekly_content(dataset, "lisbon-pt"))
    title, since, statement, sources = told.text.split("\n\n")
    assert title == "Learning city of the week"
    assert since == "Lisbon (Portugal) has been a UNESCO learning city since 2025."
    assert statement == dataset.highlights["lisbon-pt"].statement
    assert sources.startswith("Sources: ")
    assert sources.endswith("(as of 4 December 2025)")
    stated = (*dataset.highlights["lisbon-pt"].sources, *dataset.cities["lisbon-pt"].sources)
    assert set(told.sources) == {dataset.sources[source].address for source in stated}


def test_in_french_the_statement_is_said_to_be_in_english(
    dataset: Dataset, french: AnnouncementWords
) -> None:
    title, since, statement, _ = weekly_text(french, **weekly_content(dataset, "cairo-eg")).text.split("\n\n")
    assert title == "La ville apprenante de la semaine"
    assert since == "Cairo (Égypte) est une ville apprenante de l’UNESCO depuis 2025."
    assert statement.startswith("Ce qu’elle fait, en anglais")
    assert dataset.highlights["cairo-eg"].statement in statement


def test_a_year_that_no_source_gives_is_not_made_up(dataset: Dataset, english: AnnouncementWords) -> None:
    text = weekly_text(english, **weekly_content(dataset, "cork-ie")).text
    assert "Cork (Ireland) is a UNESCO learning city; no source I have gives the year." in text


def test_every_highlight_can_be_told_in_every_language(
    dataset: Dataset, languages: dict[str, AnnouncementWords]
) -> None:
    for city in dataset.highlights:
        content = json.loads(json.dumps(weekly_content(dataset, city)))
        for words in languages.values():
            told = weekly_text(words, **content)
            assert len(told.text) <= LONGEST
            assert dataset.highlights[city].statement in told.text


def test_a_statement_that_no_message_holds_is_left_to_be_asked_for(
    dataset: Dataset, english: AnnouncementWords
) -> None:
    content = {**weekly_content(dataset, "cork-ie"), "statement": "Much. " * 1000}
    assert weekly_text(english, **content).text.split("\n\n")[2] == "Ask me what Cork is doing."
