"""When a new city joined: by its year, by the round that was named, or not known."""

from __future__ import annotations

import pytest

from bot.dataset.models import Round
from bot.errors import BotError
from bot.importing.admissions import Admission, year_in
from bot.importing.findings import Kind
from bot.importing.options import Options, check_sources, chosen_round
from tests.importing.lists import NEXT_ROUND, Desk, table


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        ("2022", 2022),
        ("Feb 2024", 2024),
        ("01/09/2022", 2022),
        ("2022-09-02", 2022),
        ("", None),
        ("soon", None),
        ("12", None),
        ("2022/2024", None),
        ("120225", None),
    ],
)
def test_years_in_cells(cell: str, year: int | None) -> None:
    assert year_in(cell) == year


@pytest.mark.parametrize(
    ("year", "chosen", "expected"),
    [
        ("2025", None, Admission(2025, 12, "2025")),
        ("2025", NEXT_ROUND, Admission(2025, 12, "2025")),
        ("2027", NEXT_ROUND, Admission(2027, 2, "2027")),
        ("", NEXT_ROUND, Admission(2027, 2, "2027")),
        ("2016", None, Admission(2016)),
        ("", None, Admission()),
    ],
)
def test_a_new_city_of_a_part_of_the_list(
    desk: Desk, year: str, chosen: Round | None, expected: Admission
) -> None:
    finding = desk.finding(f"Ndola,Zambia,{year},", chosen=chosen)
    assert (finding.kind, finding.admission) == (Kind.JOINED, expected)


@pytest.mark.parametrize("year", ["2014", "2021", "2027", "soon"])
def test_a_year_in_which_none_joined_is_asked(desk: Desk, year: str) -> None:
    finding = desk.finding(f"Ndola,Zambia,{year},")
    assert finding.kind is Kind.DOUBTFUL
    assert year in finding.note


def test_a_whole_list_does_not_say_who_is_of_the_new_round(desk: Desk) -> None:
    rows = [*desk.members(), ["Ndola", "Zambia", ""], ["Kitwe", "Zambia", "2027"], ["Iquique", "Chile", ""]]
    review = desk.review(table(rows), chosen=NEXT_ROUND)
    years = {finding.name: finding.admission.year for finding in review.of(Kind.JOINED)}
    # All members of Chile were known after the round before, so Iquique can only be of the new one.
    assert years == {"Ndola": None, "Kitwe": 2027, "Iquique": 2027}
    assert any("1 of those that joined are not given the round" in note for note in review.notes)


def test_an_undated_city_does_not_fit_into_a_total_that_was_reached(desk: Desk) -> None:
    """Indonesia: one member was counted in 2024, and it is known."""
    finding = desk.finding("Medan,Indonesia,,")
    assert finding.kind is Kind.DOUBTFUL
    assert "counted on 2024" in finding.note


def test_years_that_the_data_lacks_are_told_and_not_written(desk: Desk) -> None:
    city = next(city for city in desk.dataset.members if city.year is None)
    review = desk.review(f"City,Country,Year\n{city.name},{city.country},2018\n")
    assert review.findings[0].kind is Kind.UNCHANGED
    assert any(f"{city.id} 2018" in note for note in review.notes)


def test_a_known_round_is_taken_as_it_is(desk: Desk) -> None:
    known = desk.dataset.rounds
    assert chosen_round(Options(), known) is None
    assert chosen_round(Options(round="2025"), known) == known["2025"]
    assert chosen_round(Options(round="2025", announced="2025-12-04", cities=72), known) == known["2025"]
    new = Options(round="2027", announced="2027-02-14", cities=60, countries=40)
    assert chosen_round(new, known) == NEXT_ROUND


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (Options(round="2027"), "--announced, --cities, --countries"),
        (Options(round="2027", announced="2027-02-14", cities=60), "--countries"),
        (Options(round="2027", announced="14 February", cities=60, countries=40), "--announced"),
        (Options(round="20 27", announced="2027-02-14", cities=60, countries=40), "--round"),
        (Options(round="2025", cities=71), "has 72"),
        (Options(announced="2027-02-14"), "--round ID"),
        (
            Options(round="27", announced="2027-02-14", cities=6, countries=4, total_cities=9),
            "both or neither",
        ),
    ],
)
def test_rounds_that_do_not_fit(desk: Desk, options: Options, told: str) -> None:
    with pytest.raises(BotError) as raised:
        chosen_round(options, desk.dataset.rounds)
    assert told in str(raised.value)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (Options(write=True), "--source"),
        (Options(sources=("http://unesco.org/list",)), "https"),
        (Options(sources=("https://",)), "https"),
        (Options(sources=("https://[",)), "https"),
        (Options(sources=("https://a b.org",)), "https"),
        (Options(sources=("the list",)), "https"),
        (Options(publishers=("UNESCO",)), "--publisher"),
    ],
)
def test_sources_that_are_none(options: Options, told: str) -> None:
    with pytest.raises(BotError) as raised:
        check_sources(options)
    assert told in str(raised.value)
