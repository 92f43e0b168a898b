"""Every statement of facts.yaml and conflicts.yaml is answered as it stands, with its sources."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from bot.engine import Engine
from bot.strict_yaml import load_yaml
from tests.conftest import ROOT

DATA = ROOT / "data"
FACTS = {fact["id"]: fact for fact in load_yaml(DATA / "facts.yaml")["facts"]}
HIGHLIGHTS = load_yaml(DATA / "facts.yaml")["highlights"]
AWARDS = load_yaml(DATA / "facts.yaml")["awards"]
CONFERENCES = load_yaml(DATA / "facts.yaml")["conferences"]
CONFLICTS = {conflict["id"]: conflict for conflict in load_yaml(DATA / "conflicts.yaml")["conflicts"]}


@cache
def first_examples(query: str) -> dict[str, str]:
    """Id of the statement -> the first example of its intent."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "intents" / "en").rglob("*.yaml")):
        content = load_yaml(path)
        if content.get("query") == query and content.get("examples"):
            example = content["examples"][0]
            found.setdefault(content["id"], example if isinstance(example, str) else example["ask"])
    return found


def addresses(engine: Engine, row: Any) -> set[str]:
    return {engine.dataset.sources[source].address for source in row["sources"]}


def test_every_fact_has_an_intent() -> None:
    assert set(first_examples("fact")) == set(FACTS)


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_is_answered_word_for_word(engine: Engine, name: str) -> None:
    fact = FACTS[name]
    answer = engine.ask(first_examples("fact")[name])
    lines = answer.text.split("\n")
    assert answer.kind == "answer"
    assert lines[0] == fact["statement"]
    assert ("caveat" not in fact) or lines[1] == fact["caveat"]
    assert answer.as_of == fact["as_of"]
    assert set(answer.sources) == addresses(engine, fact)
    assert answer.count == (int(fact["count"]) if "count" in fact else None)
    assert answer.year == (int(fact["year"]) if "year" in fact else None)
    assert [city.id for city in answer.cities] == list(fact.get("cities", ()))
    assert set(answer.countries) >= set(fact.get("countries", ()))


@pytest.mark.parametrize("name", first_examples("conflict"))
def test_a_conflict_is_answered_with_its_resolution(engine: Engine, name: str) -> None:
    conflict = CONFLICTS[name]
    answer = engine.ask(first_examples("conflict")[name])
    assert answer.kind == "answer"
    assert answer.text.startswith(conflict["resolution"])
    assert ("Not settled" in answer.text) is (conflict["status"] == "open")
    assert {city.id for city in answer.cities} == set(conflict.get("cities", ()))
    assert answer.sources


@pytest.mark.parametrize("row", HIGHLIGHTS, ids=lambda row: row["city"])
def test_a_highlight_is_told_of_its_city(engine: Engine, row: Any) -> None:
    city = engine.dataset.cities[row["city"]]
    country = engine.dataset.countries[city.country].name
    for question in (
        f"what is {city.name} doing",
        f"What does {city.name}, {country} do as a learning city?",
    ):
        answer = engine.ask(question)
        assert answer.intent == "city_highlight", question
        assert row["statement"] in answer.text
        assert {found.id for found in answer.cities} == {city.id}
        assert set(answer.sources) >= addresses(engine, row)


def test_a_city_without_a_highlight_gets_none(engine: Engine) -> None:
    told = {row["city"] for row in HIGHLIGHTS}
    for city in engine.dataset.members:
        if city.id not in told:
            country = engine.dataset.countries[city.country].name
            answer = engine.ask(f"What does {city.name}, {country} do as a learning city?")
            assert answer.text.startswith("I have no description of what"), city.id


@pytest.mark.parametrize("row", AWARDS, ids=lambda row: row["year"])
def test_the_winners_of_every_edition(engine: Engine, row: Any) -> None:
    for question in (f"who won the award in {row['year']}", f"award winners {row['year']}"):
        answer = engine.ask(question)
        assert {city.id for city in answer.cities} == set(row["winners"]), question
        assert (answer.count, answer.year) == (len(row["winners"]), int(row["year"]))
        assert set(answer.sources) == addresses(engine, row)


@pytest.mark.parametrize("year", ["2014", "2016", "2018", "2020", "2022", "2023", "2026"])
def test_a_year_without_an_award(engine: Engine, year: str) -> None:
    assert year not in {row["year"] for row in AWARDS}
    answer = engine.ask(f"who won the award in {year}")
    assert (answer.cities, answer.count) == ((), 0)


@pytest.mark.parametrize("row", [row for row in CONFERENCES if row.get("place")], ids=lambda row: row["year"])
def test_every_conference(engine: Engine, row: Any) -> None:
    answer = engine.ask(f"where was the conference in {row['year']}")
    assert answer.intent == "conferences"
    assert row["place"] in answer.text
    assert row["statement"] in answer.text
    assert answer.year == int(row["year"])
    assert set(answer.sources) == addresses(engine, row)
