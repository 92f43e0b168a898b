"""Checks of countries.csv and rounds.yaml, and of both against the list of members."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from bot.dataset.checks.tables import Entry, Tables, is_date, twice
from bot.dataset.models import City, Country, Round
from bot.errors import Problem
from bot.text import fold

_CODE = re.compile(r"[A-Z]{2}\Z")


def check_countries(tables: Tables) -> Iterator[Problem]:
    """Each country stands once, and its figures agree with its rows in cities.csv."""
    members = _members_by_country(tables)
    in_conflict = {code for entry in tables.conflicts for code in entry.row.countries}
    years = {
        entry.row.id: int(entry.row.announced[:4]) for entry in tables.rounds if is_date(entry.row.announced)
    }
    names: dict[str, str] = {}
    yield from twice(tables.countries, "code")
    for entry in tables.countries:
        country = entry.row
        if not _CODE.match(country.code):
            yield entry.problem(
                f"the code {country.code!r} is not two capital letters", "use the ISO 3166-1 code"
            )
        if names.setdefault(fold(country.name), country.code) != country.code:
            yield entry.problem(
                f"the name {country.name!r} is that of {names[fold(country.name)]} too", "tell them apart"
            )
        yield from tables.unknown(
            entry, "round", [country.first_round], "use an id of rounds.yaml", "first_round"
        )
        yield from tables.references(entry)
        own = members.get(country.code, [])
        yield from _total(entry)
        if tables.is_whole("cities.csv"):
            yield from _total_and_list(entry, own, covered=country.code in in_conflict)
        first_year = years.get(country.first_round or "")
        for city in own:
            if first_year is not None and city.year is not None and city.year < first_year:
                yield entry.problem(
                    f"first_round {country.first_round}, but {city.id} joined in {city.year}",
                    "correct one of them",
                )


def _total(entry: Entry[Country]) -> Iterator[Problem]:
    """A stated total has a date."""
    stated, as_of = entry.row.stated_members, entry.row.stated_as_of
    if (stated is None) != (as_of is None):
        yield entry.problem(
            "a total without its date, or a date without its total", "fill in both or neither"
        )
    if as_of is not None and not is_date(as_of):
        yield entry.problem(f"stated_as_of {as_of!r} is no date", "write 2025, 2025-12 or 2025-12-04")


def _total_and_list(entry: Entry[Country], members: list[City], *, covered: bool) -> Iterator[Problem]:
    """The stated total is no smaller than the list; a complete list has just as many rows."""
    country, rows = entry.row, len(members)
    stated, as_of = country.stated_members, country.stated_as_of
    if country.complete and stated != rows:
        total = "no total is stated" if stated is None else f"{stated} are stated"
        yield entry.problem(
            f"complete, but {total} and {rows} listed", "name all members in cities.csv or empty `complete`"
        )
    elif stated is not None and as_of is not None and is_date(as_of) and stated < rows and not covered:
        is_overtaken = any(city.year is not None and city.year > int(as_of[:4]) for city in members)
        if not is_overtaken:
            yield entry.problem(
                f"{stated} members stated in {as_of}, but {rows} listed and none of them later",
                "correct the total, drop the city that is none, or explain it in conflicts.yaml",
            )


def check_rounds(tables: Tables) -> Iterator[Problem]:
    """Each round's figures agree with one another, with its rows in cities.csv and with countries.csv."""
    yield from twice(tables.rounds, "id")
    for entry in tables.rounds:
        announced = entry.row
        yield from tables.references(entry)
        if not is_date(announced.announced, full=True):
            yield entry.problem(
                f"announced {announced.announced!r} is no day", "write it like 2025-12-04", "announced"
            )
        if (announced.total_cities is None) != (announced.total_countries is None):
            yield entry.problem(
                "one total without the other", "give total_cities and total_countries, or neither"
            )
        new = [city.row for city in tables.cities if city.row.round == announced.id]
        if tables.is_whole("cities.csv"):
            yield from _listed(entry, new)
        yield from _first_time(tables, entry)
    yield from _latest_totals(tables)


def _listed(entry: Entry[Round], new: list[City]) -> Iterator[Problem]:
    """No more new cities, countries or capitals are listed than were announced."""
    announced = entry.row
    for field, said, listed in (
        ("cities", announced.cities, len(new)),
        ("countries", announced.countries, len({city.country for city in new})),
    ):
        if listed > said:
            yield entry.problem(
                f"{said} {field} announced, but {listed} of round {announced.id} in cities.csv",
                "correct the figure or the rounds of the cities",
                field,
            )
    capitals = sum(city.capital for city in new)
    if announced.capitals is not None and capitals != announced.capitals:
        yield entry.problem(
            f"{announced.capitals} capitals announced, but {capitals} of round {announced.id} in cities.csv",
            "correct the figure or the column `capital`",
            "capitals",
        )


def _first_time(tables: Tables, entry: Entry[Round]) -> Iterator[Problem]:
    """The round's list of new countries is the one that `first_round` in countries.csv gives."""
    listed = entry.row.first_time_countries
    if listed is None or not tables.is_whole("countries.csv"):
        return
    field = "first_time_countries"
    yield from tables.unknown(entry, "country", listed, "use an ISO code of countries.csv", field)
    marked = {country.row.code for country in tables.countries if country.row.first_round == entry.row.id}
    known = {country.row.code for country in tables.countries}
    for code in sorted(set(listed) & known - marked):
        yield entry.problem(
            f"{code} is new here, but not by first_round in countries.csv", "correct one of them", field
        )
    for code in sorted(marked - set(listed)):
        yield entry.problem(
            f"{code} is new by first_round in countries.csv, but not here", "correct one of them", field
        )


def _latest_totals(tables: Tables) -> Iterator[Problem]:
    """The list names no more members and countries than the network had at the last count."""
    counted = [entry for entry in tables.rounds if entry.row.total_cities is not None]
    if not counted:
        return
    entry = max(counted, key=lambda counted_entry: counted_entry.row.announced)
    members = _members_by_country(tables)
    countries = set(members) | {country.row.code for country in tables.countries if country.row.first_round}
    for field, total, listed in (
        ("total_cities", entry.row.total_cities, sum(map(len, members.values()))),
        ("total_countries", entry.row.total_countries, len(countries)),
    ):
        if total is not None and listed > total:
            yield entry.problem(
                f"{field} is {total}, but the list has {listed}",
                "correct the total or drop what is no member",
                field,
            )


def _members_by_country(tables: Tables) -> dict[str, list[City]]:
    members: defaultdict[str, list[City]] = defaultdict(list)
    for entry in tables.cities:
        if entry.row.status == "member":
            members[entry.row.country].append(entry.row)
    return members
