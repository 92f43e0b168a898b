"""Counts and lists are those of the tables, for every country, region, year and round."""

from __future__ import annotations

from itertools import product

import pytest

from bot.answer import Answer
from bot.engine import Engine
from tests.answering.tables import CAPITALS, COUNTRIES, MEMBERS, REGIONS, by_country, in_region, in_years

ROUNDS = {"2019": (38, 23), "2020": (54, 27), "2022": (77, 44), "2024": (64, 35), "2025": (72, 46)}
"""Cities and countries of each round as UNESCO published them."""


def ids(answer: Answer) -> set[str]:
    return {city.id for city in answer.cities}


def test_every_country_is_counted_and_listed(engine: Engine) -> None:
    members = by_country()
    assert len(COUNTRIES) == 250
    for code, country in COUNTRIES.items():
        expected = members.get(code, set())
        for frame in ("how many learning cities are in {}", "{} how many"):
            answer = engine.ask(frame.format(country["name"]))
            assert (answer.kind, answer.count, answer.countries[:1]) == ("answer", len(expected), (code,)), (
                country
            )
            assert ids(answer) in (expected, set()), country
        answer = engine.ask(f"list all members in {country['name']}")
        assert (answer.intent, answer.count, ids(answer)) == ("list_cities", len(expected), expected), country
        for row in MEMBERS:
            if row["country"] == code:
                assert row["name"] in answer.text


@pytest.mark.parametrize("region", REGIONS)
def test_every_region_is_counted_and_listed(engine: Engine, region: str) -> None:
    expected = in_region(region)
    name = REGIONS[region]
    assert engine.ask(f"how many learning cities are in {name}").count == len(expected)
    listed = engine.ask(f"list the members in {name}")
    assert (listed.count, ids(listed)) == (len(expected), expected)
    capitals = engine.ask(f"which capitals in {name} are members")
    assert (capitals.count, ids(capitals)) == (len(expected & CAPITALS), expected & CAPITALS)


@pytest.mark.parametrize("region", REGIONS)
def test_countries_of_every_region(engine: Engine, region: str) -> None:
    """A country that joined with no city known by name counts too."""
    expected = {
        code
        for code, row in COUNTRIES.items()
        if row["region"] == region and (code in by_country() or row["first_round"])
    }
    assert engine.ask(f"how many countries in {REGIONS[region]}").count == len(expected)
    listed = engine.ask(f"which countries in {REGIONS[region]} have members")
    assert (listed.count, set(listed.countries)) == (len(expected), expected)


@pytest.mark.parametrize(("region", "year"), list(product(REGIONS, (2016, 2019, 2020, 2022, 2024, 2025))))
def test_every_region_in_every_round(engine: Engine, region: str, year: int) -> None:
    expected = in_region(region) & in_years(year, year)
    answer = engine.ask(f"list cities in {REGIONS[region]} that joined in {year}")
    assert (answer.count, ids(answer), answer.year) == (len(expected), expected, year)
    counted = engine.ask(f"how many cities in {REGIONS[region]} joined in {year}")
    assert (counted.count, counted.year) == (len(expected), year)


@pytest.mark.parametrize("year", range(2012, 2028))
def test_every_year(engine: Engine, year: int) -> None:
    for question, first, last in (
        (f"list cities that joined in {year}", year, year),
        (f"which cities joined since {year}", year, 9999),
        (f"which cities joined after {year}", year + 1, 9999),
        (f"which cities joined before {year}", 0, year - 1),
        (f"which cities joined until {year}", 0, year),
        (f"which cities joined between {year} and {year + 3}", year, year + 3),
    ):
        answer = engine.ask(question)
        expected = in_years(first, last)
        assert (answer.kind, answer.count, ids(answer)) == ("answer", len(expected), expected), question


@pytest.mark.parametrize("year", ROUNDS)
def test_the_published_size_of_a_round_is_kept_apart_from_the_list(engine: Engine, year: str) -> None:
    cities, countries = ROUNDS[year]
    named = len(in_years(int(year), int(year)))
    answer = engine.ask(f"how many cities joined in {year}")
    assert (answer.count, answer.year) == (cities, int(year))
    assert answer.as_of == engine.dataset.rounds[year].announced
    assert f"{cities} cities from {countries} countries" in answer.text
    assert f"name {named} of them" in answer.text
    assert engine.ask(f"how many countries joined in {year}").count == countries
    listed = engine.ask(f"list cities that joined in {year}")
    assert listed.count == named
    assert f"{named} of the {cities}" in listed.text


@pytest.mark.parametrize("year", ["2013", "2021", "2023", "2026"])
def test_a_year_without_a_round_says_so(engine: Engine, year: str) -> None:
    answer = engine.ask(f"how many cities joined in {year}")
    assert (answer.count, answer.cities) == (0, ())
    assert f"No round was announced in {year}" in answer.text


@pytest.mark.parametrize("limit", range(1, 20))
def test_countries_by_number_of_members(engine: Engine, limit: int) -> None:
    sizes = {code: len(members) for code, members in by_country().items()}
    for question, expected in (
        (f"which countries have more than {limit} members", {c for c, n in sizes.items() if n > limit}),
        (f"countries with at least {limit} members", {c for c, n in sizes.items() if n >= limit}),
        (f"countries with exactly {limit} members", {c for c, n in sizes.items() if n == limit}),
    ):
        answer = engine.ask(question)
        assert (answer.kind, set(answer.countries)) == ("answer", expected), question


def test_ranking(engine: Engine) -> None:
    sizes = {code: len(members) for code, members in by_country().items()}
    for number in (1, 3, 5, 10):
        answer = engine.ask(f"top {number} countries")
        least = sorted(sizes.values(), reverse=True)[number - 1]
        assert set(answer.countries) == {code for code, size in sizes.items() if size >= least}
        assert [sizes[code] for code in answer.countries] == sorted(
            (sizes[code] for code in answer.countries), reverse=True
        )


def test_all_capitals(engine: Engine) -> None:
    answer = engine.ask("which capitals are members")
    assert (answer.count, ids(answer)) == (len(CAPITALS), CAPITALS)
    assert len(CAPITALS) >= 30


@pytest.mark.parametrize("code", ["KE", "TH", "KR", "PT", "DE"])
def test_exclusions_are_left_out(engine: Engine, code: str) -> None:
    members = by_country()[code]
    first = next(row for row in MEMBERS if row["country"] == code)
    answer = engine.ask(f"list cities in {COUNTRIES[code]['name']} except {first['name']}")
    assert ids(answer) == members - {first["id"]}


def test_an_excluded_country_is_left_out_of_its_region(engine: Engine) -> None:
    answer = engine.ask("list african cities except Kenya")
    assert ids(answer) == in_region("africa") - by_country()["KE"]


def test_the_size_of_the_network(engine: Engine) -> None:
    for question in (
        "how many cities are in the network",
        "total number of members",
        "how big is the network",
    ):
        answer = engine.ask(question)
        assert answer.count == 425, question
        assert "91 countries" in answer.text
        assert f"names {len(MEMBERS)}" in answer.text
        assert answer.as_of == "2025-12-04"


def test_first_time_countries_of_each_round(engine: Engine) -> None:
    for year in ROUNDS:
        expected = {code for code, row in COUNTRIES.items() if row["first_round"] == year}
        answer = engine.ask(f"which countries joined for the first time in {year}")
        assert (set(answer.countries), answer.count, answer.year) == (expected, len(expected), int(year))
        said = "No complete list" if expected else "No source I have names a country that was new"
        assert (said in answer.text) is (year != "2025")


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("african members that are not capitals", in_region("africa") - CAPITALS),
        ("how many non-capital cities in africa", in_region("africa") - CAPITALS),
        ("members that joined in 2020 or 2024", in_years(2020, 2020) | in_years(2024, 2024)),
        (
            "which portuguese cities without the 2016 ones",
            {c for c in by_country()["PT"] if c not in in_years(2016, 2016) and c in in_years(2000, 2049)},
        ),
        (
            "EU members in the Balkans",
            by_country()["GR"] | by_country()["BG"] | by_country()["RO"] | by_country()["SI"],
        ),
        ("members in Senegal, not Dakar", by_country()["SN"] - {"dakar-sn"}),
        (
            "gulf states without saudi arabia and qatar",
            by_country()["AE"] | by_country()["BH"] | by_country()["OM"],
        ),
    ],
)
def test_filters_that_leave_out_or_narrow(engine: Engine, question: str, ids: set[str]) -> None:
    answer = engine.ask(question)
    assert (answer.count, {city.id for city in answer.cities} or ids) == (len(ids), ids)
