"""The shipped countries: all of them, in UNESCO's regions, new and complete only where sources say so."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from babel import Locale

from bot.dataset.checking import check_dataset
from bot.dataset.loading import load_dataset
from bot.dataset.models import Dataset, Region
from bot.strict_yaml import Mapping, load_yaml

DATA = Path(__file__).parents[2] / "data"
NEW_IN_2025 = {"BJ", "BF", "CL", "CY", "GW", "IQ", "MN", "NE", "TM", "US", "VE", "ZM"}


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset(DATA)


@pytest.fixture(scope="module")
def aliases() -> Mapping:
    content = load_yaml(DATA / "aliases" / "countries.yaml")
    assert isinstance(content, Mapping)
    return content


def test_shipped_data_set_is_sound() -> None:
    assert [str(problem) for problem in check_dataset(DATA)] == []


def test_every_country_of_the_world_is_there(dataset: Dataset) -> None:
    not_countries = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
    world = {code for code in Locale("en").territories if len(code) == 2} - not_countries
    assert set(dataset.countries) == world
    assert len(dataset.countries) == 250
    assert list(dataset.countries) == sorted(dataset.countries)


@pytest.mark.parametrize(
    ("region", "codes"),
    [
        (Region.ARAB_STATES, "DZ BH EG IQ JO KW LB LY MR MA OM PS QA SA SD SY TN AE YE"),
        (Region.AFRICA, "DJ SO SS KM NE NG ZM ZA CV CM CI ET ER"),
        (Region.EUROPE_NORTH_AMERICA, "TR IL GE AM AZ CY RU US CA MT GB UA BY XK"),
        (Region.ASIA_PACIFIC, "KZ KG TJ TM UZ IR AF AU NZ FJ CK KR MN TW HK"),
        (Region.LATIN_AMERICA_CARIBBEAN, "MX CL VE BR CU HT JM BZ SR GY PR"),
    ],
)
def test_regions_are_those_of_unesco(dataset: Dataset, region: Region, codes: str) -> None:
    assert {code: dataset.countries[code].region for code in codes.split()} == dict.fromkeys(
        codes.split(), region
    )


def test_arab_states_are_unescos_nineteen_and_western_sahara(dataset: Dataset) -> None:
    regions = Counter(country.region for country in dataset.countries.values())
    assert regions[Region.ARAB_STATES] == 20
    assert dataset.countries["EH"].region is Region.ARAB_STATES


def test_new_countries_of_2025(dataset: Dataset) -> None:
    new = {code for code, country in dataset.countries.items() if country.first_round == "2025"}
    assert new == NEW_IN_2025
    assert new == set(dataset.rounds["2025"].first_time_countries or ())
    assert dataset.countries["LT"].first_round is None
    assert {code for code in new if code not in dataset.members_by_country} == {"BF", "NE"}


def test_capitals_of_2025(dataset: Dataset) -> None:
    capitals = {city.name for city in dataset.members if city.capital and city.round == "2025"}
    assert len(capitals) == dataset.rounds["2025"].capitals == 11


def test_complete_countries_are_named_to_the_last_member(dataset: Dataset) -> None:
    complete = {code for code, country in dataset.countries.items() if country.complete}
    assert complete == {"CL", "CN", "CO", "EG", "LT", "MN", "NI", "OM", "SA", "TH", "VE", "VN"}
    for code in complete:
        assert len(dataset.members_by_country[code]) == dataset.countries[code].stated_members


@pytest.mark.parametrize(
    "code", ["KR", "AU", "IR", "MX", "US", "IQ", "CY", "ZM", "BJ", "GW", "TM", "TR", "UA", "GB", "NE"]
)
def test_countries_with_an_unnamed_member_are_not_complete(dataset: Dataset, code: str) -> None:
    assert not dataset.countries[code].complete


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("TR", "Türkiye"),
        ("VN", "Viet Nam"),
        ("KR", "Republic of Korea"),
        ("KP", "Democratic People's Republic of Korea"),
        ("RU", "Russian Federation"),
        ("CI", "Côte d'Ivoire"),
        ("CV", "Cabo Verde"),
        ("CD", "Democratic Republic of the Congo"),
        ("LA", "Laos"),
        ("TZ", "Tanzania"),
    ],
)
def test_names_are_those_replies_use(dataset: Dataset, code: str, name: str) -> None:
    assert dataset.countries[code].name == name


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("GB", ["UK", "Britain", "British"]),
        ("AE", ["UAE", "Emirati"]),
        ("SA", ["KSA", "Saudi"]),
        ("US", ["USA", "America", "American"]),
        ("KR", ["South Korea", "Korea", "ROK", "Korean"]),
        ("KP", ["North Korea", "DPRK"]),
        ("CI", ["Ivory Coast", "Ivorian"]),
        ("TR", ["Turkey", "Turkish"]),
        ("NL", ["Holland", "Dutch"]),
        ("NE", ["Nigerien"]),
        ("NG", ["Nigerian"]),
        ("MM", ["Burma"]),
        ("SZ", ["Swaziland"]),
        ("TL", ["East Timor"]),
    ],
)
def test_daily_names_and_demonyms(aliases: Mapping, code: str, words: list[str]) -> None:
    given = aliases["countries"][code]
    assert set(words) <= set(given.get("names", ())) | set(given.get("demonyms", ()))


def test_every_state_has_a_demonym_or_shares_one(aliases: Mapping, dataset: Dataset) -> None:
    without = {code for code in dataset.countries if "demonyms" not in aliases["countries"].get(code, {})}
    assert without & set(aliases["groups"]["continent_africa"]["countries"]) == {"CD", "CF", "CG", "RE", "SH"}
    assert without & set(aliases["groups"]["european_union"]["countries"]) == set()


def test_groups_divide_the_world(aliases: Mapping, dataset: Dataset) -> None:
    groups = {key: set(group["countries"]) for key, group in aliases["groups"].items()}
    continents = [groups[f"continent_{name}"] for name in ("africa", "asia", "europe", "americas")] + [
        groups["oceania"]
    ]
    counted = Counter(code for continent in continents for code in continent)
    assert set(counted.values()) == {1}
    assert set(dataset.countries) - set(counted) == {"AQ", "BV", "GS", "HM", "IO", "TF", "UM"}
    assert {"EG", "MA", "DZ", "TN", "SD"} <= groups["continent_africa"]
    assert len(groups["european_union"]) == 27
    assert len(groups["south_east_asia"]) == 11
    assert groups["gulf"] == {"BH", "KW", "OM", "QA", "SA", "AE"}
    parts = ("north_africa", "west_africa", "east_africa", "southern_africa", "central_africa")
    assert set().union(*(groups[part] for part in parts)) == groups["continent_africa"]
    assert groups["continent_africa"] - groups["north_africa"] == groups["sub_saharan_africa"]


def test_parts_of_the_united_kingdom_hold_all_its_members(aliases: Mapping, dataset: Dataset) -> None:
    parts = ("England", "Scotland", "Wales", "Northern Ireland")
    listed = [city for part in parts for city in aliases["parts"][part]["cities"]]
    assert sorted(listed) == sorted(city.id for city in dataset.members_by_country["GB"])
