"""Checks of facts.yaml and conflicts.yaml."""

from __future__ import annotations

from collections.abc import Iterator

from bot.dataset.checks.tables import Entry, Tables, twice
from bot.dataset.models import Conflict
from bot.errors import Problem
from bot.text import fold


def check_facts(tables: Tables) -> Iterator[Problem]:
    """Facts, highlights, awards and conferences stand once, name a source and only what exists."""
    for entries, key in (
        (tables.facts, "id"),
        (tables.highlights, "city"),
        (tables.awards, "year"),
        (tables.conferences, "number"),
    ):
        yield from twice(entries, key)
        for entry in entries:
            if not entry.row.sources:
                yield entry.problem("no source", "name an id of sources.csv", "sources")
            yield from tables.references(entry)
    for highlight in tables.highlights:
        yield from tables.unknown(highlight, "city", [highlight.row.city], "use an id of cities.csv", "city")
    for award in tables.awards:
        yield from tables.unknown(award, "city", award.row.winners, "use an id of cities.csv", "winners")
    for conference in tables.conferences:
        country = conference.row.country
        yield from tables.unknown(
            conference, "country", [country], "use an ISO code of countries.csv", "country"
        )


def check_conflicts(tables: Tables) -> Iterator[Problem]:
    """Conflicts stand once and name only what exists; what they rule out is in no list."""
    yield from twice(tables.conflicts, "id")
    members = {
        (fold(entry.row.name), entry.row.country): entry.row.id
        for entry in tables.cities
        if entry.row.status == "member"
    }
    for entry in tables.conflicts:
        conflict = entry.row
        yield from tables.references(entry)
        yield from tables.unknown(entry, "round", conflict.rounds, "use an id of rounds.yaml", "rounds")
        sources = (claim.source for claim in conflict.claims)
        yield from tables.unknown(entry, "source", sources, "add it to sources.csv", "claims")
        yield from _not_members(tables, entry, members)


def _not_members(
    tables: Tables, entry: Entry[Conflict], members: dict[tuple[str, str], str]
) -> Iterator[Problem]:
    field = "not_members"
    for text in entry.row.not_members:
        name, bar, country = text.partition("|")
        if not bar or not name.strip():
            yield entry.problem(f"{text!r} is no name with a country", "write it like `Laayoune|MA`", field)
            continue
        yield from tables.unknown(entry, "country", [country], "use an ISO code of countries.csv", field)
        member = members.get((fold(name), country))
        if member is not None:
            yield entry.problem(
                f"{text!r} is the member {member!r}", "withdraw the city or drop the name here", field
            )
