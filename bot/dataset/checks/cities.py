"""Checks of cities.csv."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import inf

from bot.dataset.checks.tables import SLUG, Entry, Tables, twice
from bot.dataset.geography import distance_km
from bot.dataset.models import City, Round
from bot.errors import Problem
from bot.text import fold, tokens

FIRST_YEAR = 2015
"""The network has taken members since this year."""
SAME_PLACE_KM = 1.0
"""Two members nearer to each other than this are one place entered twice."""


def check_cities(tables: Tables) -> Iterator[Problem]:
    """Each row stands for itself, fits its round and names only what exists; no place is entered twice."""
    rounds = {entry.row.id: entry.row for entry in reversed(tables.rounds)}
    yield from twice(tables.cities, "id")
    for entry in tables.cities:
        city = entry.row
        if not SLUG.match(city.id) or not city.id.endswith(f"-{city.country.lower()}"):
            example = "-".join([*tokens(city.name), city.country.lower()])
            yield entry.problem(f"the id {city.id!r} is no slug with its country", f"write it like {example}")
        yield from tables.unknown(
            entry, "country", [city.country], "use an ISO code of countries.csv", "country"
        )
        yield from tables.unknown(entry, "round", [city.round], "use an id of rounds.yaml", "round")
        yield from tables.references(entry)
        yield from _time(entry, rounds)
        yield from _position(entry)
    yield from _same_names(tables)
    yield from _same_places(tables)


def _time(entry: Entry[City], rounds: dict[str, Round]) -> Iterator[Problem]:
    """Year and month are possible and those of the round."""
    city = entry.row
    announced = {int(row.announced[:4]): row for row in rounds.values() if row.announced[:4].isdigit()}
    if city.month is not None and not 1 <= city.month <= 12:
        yield entry.problem(f"there is no month {city.month}", "write 1 to 12")
    if city.year is None:
        if city.round is not None or city.month is not None:
            yield entry.problem("a round or month without a year", "fill in the year or empty both")
        return
    if announced and not FIRST_YEAR <= city.year <= max(announced):
        yield entry.problem(
            f"the year {city.year} lies outside {FIRST_YEAR} to {max(announced)}",
            "correct it or leave it empty",
        )
        return
    own = rounds.get(city.round or "")
    if own is None:
        yield from _without_round(entry, announced)
        return
    if own.announced[:4] != str(city.year):
        yield entry.problem(
            f"the year {city.year} is not that of round {own.id} ({own.announced})", "correct one of them"
        )
    elif city.month is not None and own.announced[5:7] != f"{city.month:02d}":
        yield entry.problem(
            f"the month {city.month} is not that of round {own.id} ({own.announced})", "correct it"
        )


def _without_round(entry: Entry[City], announced: dict[int, Round]) -> Iterator[Problem]:
    """Since the first round cities are admitted in rounds only."""
    year = entry.row.year
    if entry.row.round is not None or not announced or year is None or year < min(announced):
        return
    if year in announced:
        yield entry.problem(f"the year {year} without its round", f"write {announced[year].id} as the round")
    else:
        yield entry.problem(f"no round was announced in {year}", "correct the year or leave it empty")


def _position(entry: Entry[City]) -> Iterator[Problem]:
    """Coordinates come in pairs and lie on the globe."""
    city = entry.row
    if (city.latitude is None) != (city.longitude is None):
        yield entry.problem("one coordinate without the other", "fill in both or neither")
    for name, value, limit in (("latitude", city.latitude, 90), ("longitude", city.longitude, 180)):
        if value is not None and not -limit <= value <= limit:
            yield entry.problem(
                f"the {name} {value} is not on the globe", f"write degrees from -{limit} to {limit}"
            )


def _same_names(tables: Tables) -> Iterator[Problem]:
    """No two rows of a country fold to one name, or are one row of GeoNames."""
    names: dict[tuple[str, str], Entry[City]] = {}
    places: dict[int, Entry[City]] = {}
    for entry in tables.cities:
        city = entry.row
        first = names.setdefault((fold(city.name), city.country), entry)
        if first is not entry and first.row.id != city.id:
            yield entry.problem(
                f"{city.name!r} stands as {first.row.id!r} on line {first.line} too",
                "keep one row, or name them apart",
            )
        if city.geonames_id is not None:
            first = places.setdefault(city.geonames_id, entry)
            if first is not entry and first.row.id != city.id:
                yield entry.problem(
                    f"GeoNames id {city.geonames_id} is that of {first.row.id!r} on line {first.line} too",
                    "keep one row, or correct the id",
                )


def _same_places(tables: Tables) -> Iterator[Problem]:
    """No two members lie at one place, unless a conflict names both and explains it."""
    explained = [set(entry.row.cities) for entry in tables.conflicts]
    for first, second in combinations(tables.cities, 2):
        pair = {first.row.id, second.row.id}
        if (
            len(pair) < 2
            or _distance_km(first.row, second.row) >= SAME_PLACE_KM
            or any(pair <= e for e in explained)
        ):
            continue
        yield second.problem(
            f"{second.row.id!r} lies at the place of {first.row.id!r} on line {first.line}",
            "keep one row, correct the coordinates, or name both in a conflict",
        )


def _distance_km(first: City, second: City) -> float:
    """Great-circle distance in km; infinite where a coordinate is missing."""
    if (
        first.latitude is None
        or first.longitude is None
        or second.latitude is None
        or second.longitude is None
    ):
        return inf
    return distance_km((first.latitude, first.longitude), (second.latitude, second.longitude))
