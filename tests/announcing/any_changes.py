"""Changes of any size, with names that can be found again in a text."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from bot.announcing.scopes import Scope
from bot.dataset.changes import (
    Changes,
    Corrected,
    FirstTimeCorrected,
    Left,
    NewRound,
    Renamed,
    RoundCorrected,
    Totals,
)
from bot.dataset.models import Region
from bot.dataset.snapshots import Intake, Land, Member, Page

CITY_NAME = re.compile(r"Q\d+x+")
"""A city's name is a number of its own, and as long as it is to be."""
COUNTRIES = {f"{letter}{number}": region for letter in "ABCDEF" for number, region in enumerate(Region)}
"""Codes that no country has, so that their names are the same in all languages."""
_codes = st.sampled_from(sorted(COUNTRIES))
_some_codes = st.lists(_codes, max_size=30, unique=True).map(tuple)
_counts = st.integers(0, 3) | st.integers(0, 80)
_figures = st.none() | st.integers(0, 2_000_000)
_dates = st.sampled_from(["", "2016", "2022-09", "2025-12"])
_days = st.sampled_from(["2026-12-01", "2027-01-31", "2028-02-29"])


@st.composite
def any_changes(draw: st.DrawFn, rounds: int = 5) -> Changes:
    """Changes as no data would bring them about, too."""
    length = draw(st.integers(1, 12) | st.integers(1, 150))
    numbers = iter(range(10_000))

    def members() -> tuple[Member, ...]:
        codes = draw(st.lists(_codes, min_size=1, max_size=30))
        return tuple(
            Member(
                id=f"q{number}",
                name=f"Q{number}{'x' * length}",
                country=codes[number % len(codes)],
                year=draw(st.sampled_from([None, 2027])) if number < 3 else 2027,
                round=f"r{number % 2}",
                capital=number % 9 == 0,
                sources=(f"p{number % 30}",),
            )
            for number in (next(numbers) for _ in range(draw(_counts)))
        )

    intakes = [_intake(draw, number) for number in range(draw(st.integers(0, rounds)))]
    lands = {code: Land(name=f"L{code}{'z' * length}", region=region) for code, region in COUNTRIES.items()}
    return Changes(
        as_of="2028-02-29",
        new_rounds=tuple(_new_round(draw, intake) for intake in intakes),
        joined=members(),
        added=members(),
        left=tuple(Left(member=member, withdrawn=draw(st.booleans())) for member in members()[:20]),
        renamed=tuple(
            Renamed(member=member, before=f"Q{next(numbers)}{'x' * length}") for member in members()
        ),
        corrected=tuple(_corrected(draw, member) for member in members()[:20]),
        corrected_rounds=tuple(_figure(draw, intake) for intake in intakes),
        corrected_first_time=tuple(
            FirstTimeCorrected(intake=intake, found=draw(_some_codes), wrong=draw(_some_codes))
            for intake in intakes[:1]
        ),
        new_countries=draw(_some_codes),
        totals_before=Totals(cities=draw(_figures), countries=draw(_figures)),
        totals=Totals(cities=draw(_figures), countries=draw(_figures)),
        countries=lands,
        pages={
            f"p{number}": Page(address=f"https://example.org/{number}", publisher=f"P{number}{'y' * length}")
            for number in range(30)
        },
    )


def any_scopes() -> st.SearchStrategy[list[Scope]]:
    """What somebody may follow, also where nothing is known of it."""
    cities = st.integers(0, 100).map(lambda number: Scope("city", f"q{number}"))
    countries = st.sampled_from([*COUNTRIES, "XX"]).map(lambda code: Scope("country", code))
    regions = st.sampled_from([*Region, "atlantis"]).map(lambda region: Scope("region", str(region)))
    return st.lists(cities | countries | regions, max_size=12, unique=True)


def cities_named(text: str) -> set[str]:
    """The names of cities in a text."""
    return set(CITY_NAME.findall(text))


def cities_of(changes: Changes) -> set[str]:
    """The names, before and after, of all cities in changes."""
    return {member.name for member in changes.members} | {entry.before for entry in changes.renamed}


def _intake(draw: st.DrawFn, number: int) -> Intake:
    return Intake(
        id=f"r{number}",
        announced=draw(_days),
        cities=draw(st.integers(1, 500)),
        countries=draw(st.integers(1, 200)),
        capitals=draw(st.none() | st.integers(0, 40)),
        first_time_countries=draw(st.none() | _some_codes),
        sources=("p1", "unknown"),
    )


def _new_round(draw: st.DrawFn, intake: Intake) -> NewRound:
    first_time = draw(_some_codes)
    return NewRound(
        intake=intake, named=draw(st.integers(0, 500)), first_time=first_time, unnamed=first_time[:1]
    )


def _corrected(draw: st.DrawFn, member: Member) -> Corrected:
    what = draw(st.sampled_from(["joined", "country", "capital"]))
    values = {"joined": _dates, "country": _codes, "capital": st.sampled_from(["", "true"])}[what]
    return Corrected(member=member, what=what, before=draw(values), after=draw(values))


def _figure(draw: st.DrawFn, intake: Intake) -> RoundCorrected:
    if draw(st.booleans()):
        return RoundCorrected(intake=intake, figure="announced", before=draw(_days), after=draw(_days))
    return RoundCorrected(intake=intake, figure="capitals", before=draw(_figures), after=draw(_figures))
