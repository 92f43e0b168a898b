"""Lists of places, told apart by what can be done with each; nothing is guessed and nothing is dropped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine import Engine


def keys(engine: Engine, text: str) -> list[str]:
    """What the certain places of a text are, where everything in it is certain."""
    named = engine.places_named(text)
    assert not (named.unsettled or named.no_members or named.unknown or named.leaves_out), named
    return [f"{place.kind}:{place.key}" for place in named.places]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kenya", ["country:KE"]),
        ("kenia", ["country:KE"]),
        ("Замбия", ["country:ZM"]),
        ("肯尼亚", ["country:KE"]),
        ("كينيا", ["country:KE"]),
        ("africa", ["region:africa"]),
        ("African countries", ["region:africa"]),
        ("Europe", ["region:europe_north_america"]),
        ("Lusaka", ["city:lusaka-zm"]),
        ("the UK", ["country:GB"]),
        ("to Kenya, please", ["country:KE"]),
        ("cities in Kenya", ["country:KE"]),
        ("Kenya and Uganda", ["country:KE", "country:UG"]),
        ("Kenya, Uganda; Tanzania\nZambia", ["country:KE", "country:UG", "country:TZ", "country:ZM"]),
        ("Kenya Uganda Tanzania", ["country:KE", "country:UG", "country:TZ"]),
        ("Kenya, Africa and Cork", ["country:KE", "region:africa", "city:cork-ie"]),
        ("Bosnia and Herzegovina and Kenya", ["country:BA", "country:KE"]),
        ("Trinidad & Tobago", ["country:TT"]),
        ("Lusaka, Lusaka", ["city:lusaka-zm"]),
        ("Lusaka, Zambia", ["city:lusaka-zm"]),
        ("Lusaka and Zambia", ["city:lusaka-zm", "country:ZM"]),
        # No city of that name lies there, so two places are meant.
        ("Lusaka, Kenya", ["city:lusaka-zm", "country:KE"]),
    ],
)
def test_what_is_certain(engine: Engine, text: str, expected: list[str]) -> None:
    assert keys(engine, text) == expected


def test_a_group_of_countries_is_its_countries(engine: Engine) -> None:
    members = keys(engine, "EU")
    assert len(members) == 27
    assert {"country:IE", "country:LT"} <= set(members)
    assert "country:KW" in keys(engine, "Gulf")
    assert {"country:FI", "country:SE"} < set(keys(engine, "the Nordic countries"))


@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        ("Ugnada", [("Ugnada", "Uganda")]),
        ("Kenya and Lusake", [("Lusake", "Lusaka")]),
        ("Kenya & Ugnada please", [("Ugnada", "Uganda")]),
        ("afirca", [("afirca", "Africa")]),
        ("Kenya", []),
    ],
)
def test_what_was_misspelt_is_told(engine: Engine, text: str, corrected: list[tuple[str, str]]) -> None:
    assert engine.places_named(text).corrected == corrected


def test_a_name_of_several_places_is_left_open(engine: Engine) -> None:
    named = engine.places_named("Congo and Kenya")
    assert [place.key for place in named.places] == ["KE"]
    (congo,) = named.unsettled
    assert congo.typed == "Congo"
    assert [option.key for option in congo.options] == ["CG", "CD"]


def test_a_village_of_its_own_is_not_taken_for_a_member(engine: Engine) -> None:
    named = engine.places_named("Wymondham")
    assert not named.places
    assert [[option.key for option in one.options] for one in named.unsettled] == [["wyndham-au"]]


@pytest.mark.parametrize(
    ("text", "label", "country", "is_city"),
    [
        ("Osaka", "Osaka (Japan)", "JP", True),
        ("Cordoba, Spain", "Córdoba (Spain)", "ES", True),
        ("Scotland", "Scotland", "GB", False),
        ("Bavaria", "Bavaria", "DE", False),
    ],
)
def test_what_is_no_member_comes_with_its_country(
    engine: Engine, text: str, label: str, country: str, is_city: bool
) -> None:
    named = engine.places_named(text)
    assert not named.places
    (one,) = named.no_members
    assert (one.label, one.country.kind, one.country.key, one.is_city) == (label, "country", country, is_city)


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("Quimberley", ["Quimberley"]),
        ("Kenya and Quimberley", ["Quimberley"]),
        ("Quimberley, Wrxzq", ["Quimberley", "Wrxzq"]),
        ("football", ["football"]),
        ("hello", ["hello"]),
        ("here", ["here"]),
        ("<b>Quimberley</b>", ["<b>Quimberley</b>"]),
        ("", [""]),
    ],
)
def test_what_is_unknown_is_told_as_it_was_typed(engine: Engine, text: str, unknown: list[str]) -> None:
    assert engine.places_named(text).unknown == unknown


@pytest.mark.parametrize("text", ["Africa except Kenya", "not Kenya", "Africa but not Kenya"])
def test_what_is_to_be_left_out_is_seen(engine: Engine, text: str) -> None:
    assert engine.places_named(text).leaves_out


def test_a_long_list_is_read_to_its_end(engine: Engine) -> None:
    countries = [code for code, country in engine.dataset.countries.items() if country.stated_members][:60]
    names = ", ".join(engine.dataset.countries[code].name for code in countries)
    assert set(keys(engine, names)) == {f"country:{code}" for code in countries}


@given(st.text(max_size=200))
def test_no_text_makes_it_raise(engine: Engine, text: str) -> None:
    named = engine.places_named(text)
    assert named.places or named.unsettled or named.no_members or named.unknown or named.leaves_out
