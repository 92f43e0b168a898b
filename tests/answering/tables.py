"""The tables of `data/` read with nothing but the csv module, to hold answers against."""

from __future__ import annotations

import csv
from collections import defaultdict

from tests.conftest import ROOT

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """All rows of a table, cells as text."""
    with (ROOT / "data" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


MEMBERS = [row for row in rows("cities.csv") if row["status"] == "member"]
COUNTRIES = {row["code"]: row for row in rows("countries.csv")}
REGIONS = {
    "africa": "Africa",
    "arab_states": "the Arab States",
    "asia_pacific": "Asia and the Pacific",
    "europe_north_america": "Europe and North America",
    "latin_america_caribbean": "Latin America and the Caribbean",
}


def by_country() -> dict[str, set[str]]:
    """Ids of the members of each country that has any."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in MEMBERS:
        found[row["country"]].add(row["id"])
    return dict(found)


def in_region(region: str) -> set[str]:
    """Ids of the members in the countries of a region."""
    return {row["id"] for row in MEMBERS if COUNTRIES[row["country"]]["region"] == region}


def in_years(first: int, last: int) -> set[str]:
    """Ids of the members that joined in these years."""
    return {row["id"] for row in MEMBERS if row["year"] and first <= int(row["year"]) <= last}


CAPITALS = {row["id"] for row in MEMBERS if row["capital"] == "true"}
