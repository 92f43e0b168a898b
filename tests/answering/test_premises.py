"""What a question takes for granted is corrected: numbers, years, capitals, cities that left or came first."""

from __future__ import annotations

import pytest

from bot.engine import Engine
from tests.answering.tables import MEMBERS

UNDATED = {row["id"] for row in MEMBERS if not row["year"]}


@pytest.mark.parametrize(
    ("question", "correction"),
    [
        ("list the 13 new countries", "My figure is 12, not 13."),
        ("which thirteen countries are new", "My figure is 12, not 13."),
        ("kenya has 12 cities right?", "My list names 5, not 12."),
        ("the ten german cities", "My list names 4, not 10."),
        ("all 64 cities from the 2025 round", "My figure is 72, not 64."),
        ("list all 100 member countries", "My figure is 91, not 100."),
        ("which 20 capitals joined in 2025", "My list names 11, not 20."),
    ],
)
def test_another_number_than_the_answers_is_corrected(engine: Engine, question: str, correction: str) -> None:
    assert engine.ask(question).text.splitlines()[0] == correction


@pytest.mark.parametrize(
    "question",
    [
        "list the 12 new countries",
        "kenya has 5 cities right?",
        "list the 54 cities of 2020",
        "mexico: do they have 14 or 15",
        "what 1 portuguese city joined in 2024",
        "how many of the 60 korean cities joined in 2025",
        "which one is in kenya",
    ],
)
def test_a_number_that_agrees_or_claims_nothing_is_passed_over(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert answer.kind == "answer"
    assert ", not " not in answer.text


def test_a_first_release_is_corrected_with_the_resolution_of_its_conflict(engine: Engine) -> None:
    text = engine.ask("show the 55 cities of 2020").text
    assert text.startswith("My figure is 54, not 55.\n")
    assert engine.dataset.conflicts["round_2020_55_54"].resolution in text


@pytest.mark.parametrize(
    ("question", "conflict"),
    [
        ("glasgow joined in 2024", "glasgow_2024"),
        ("cuenca in ecuador joined in 2024", "cuenca_award"),
        ("did nasiriyah join in june 2025", "nasiriyah_june"),
    ],
)
def test_a_year_that_a_page_claims_is_settled(engine: Engine, question: str, conflict: str) -> None:
    assert engine.dataset.conflicts[conflict].resolution in engine.ask(question).text


def test_a_year_that_no_page_claims_is_corrected_from_the_data(engine: Engine) -> None:
    assert "It joined in December 2025, not in 2019." in engine.ask("lusaka joined in 2019").text


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("why did paris leave", "not_listed"),
        ("what year did cali drop out", "not_member"),
        ("why did osan leave the network", "member"),
        ("how come wuhan isnt one of them", "member"),
        ("why is vienna not in", "not_listed"),
    ],
)
def test_leaving_or_missing_is_not_taken_for_granted(engine: Engine, question: str, verdict: str) -> None:
    assert engine.ask(question).verdict == verdict


def test_a_city_is_taken_for_a_capital_in_vain(engine: Engine) -> None:
    assert (
        "The capital of Nigeria is Abuja, not Lagos."
        in engine.ask("the capital lagos is a member right").text
    )
    assert "The capital of Morocco is Rabat" in engine.ask("is the capital casablanca in").text
    assert "The capital of" not in engine.ask("is the capital Lusaka in").text


def test_the_first_member_is_worked_out(engine: Engine) -> None:
    assert engine.ask("was casablanca the first moroccan member").text.startswith("No. Casablanca")
    assert engine.ask("is lusaka the first zambian member").text.startswith("Lusaka (Zambia) joined")
    assert "cannot say" in engine.ask("was nairobi the first kenyan city").text


def test_members_without_a_year_can_be_listed_and_counted(engine: Engine) -> None:
    assert {city.id for city in engine.ask("which cities have no year").cities} == UNDATED
    assert engine.ask("how many members do you not know the year of").count == len(UNDATED)
    african = engine.ask("african ones with unknown joining year").cities
    assert 0 < len(african) < len(UNDATED)
    assert {city.id for city in african} <= UNDATED


def test_a_month_without_a_round_has_no_members(engine: Engine) -> None:
    answer = engine.ask("who joined in march 2024")
    assert answer.cities == ()
    assert "No round was announced in March 2024." in answer.text
    assert engine.ask("was lusaka a member in march 2025").verdict == "not_member"


def test_a_winner_mixed_up_with_a_neighbour_is_named(engine: Engine) -> None:
    assert "Melitopol (Ukraine) won in 2019." in engine.ask("did mariupol win the award in 2019").text


def test_between_conferences_the_nearest_are_named(engine: Engine) -> None:
    text = engine.ask("where will the 2026 conference be").text
    assert "2024" in text
    assert "2027" in text
