"""The names the bot knows: members, countries, areas and the world's other cities, looked up by folded text.

Members and countries come with every name in every script; non-members are there so that "Osaka" is found as
Osaka and never corrected to Lusaka.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.dataset.geography import Position
from bot.dataset.models import Region
from bot.dataset.selecting import Area
from bot.text import fold

MAIN_NAME_LEAD = 10
"""A place by its main name stands for one of so many times its population by another name."""


@dataclass(frozen=True, slots=True)
class Place:
    """A populated place that is not a known member."""

    name: str
    country: str
    """ISO code; empty for a mere position on the map."""
    admin: str
    """First-level region, where it helps to tell homonyms apart ("Virginia"); else empty."""
    population: int
    row: int = -1
    """Its row in the file."""
    is_region: bool = False
    """True for a first-level region such as Guangdong, which is no city."""
    position: Position | None = None
    """None where it is not known."""


@dataclass(frozen=True)
class Meaning:
    """One thing that a name can stand for: a member or an area."""

    member: str | None = None
    """City id."""
    area: Area | None = None
    programme: bool = False
    """The name is that of a programme of the member (BELMEK), not of the member."""


@dataclass
class Gazetteer:
    """All names by folded key, and the key lists that fuzzy search runs over."""

    known: dict[str, list[Meaning]] = field(default_factory=dict)
    """Members, countries, regions, groups and parts of countries."""
    fuzzy_known: dict[str, list[Meaning]] = field(default_factory=dict)
    """The part of `known` that a typo may be corrected to: official and English names."""
    place_rows: list[str] = field(default_factory=list)
    """Name, country, region, population and position as they stand in the file; split when a row is asked for."""
    place_keys: dict[str, int | list[int]] = field(default_factory=dict)
    """Folded name -> row, or rows where several places bear it; a list for each would take twice the time."""
    confusables: frozenset[str] = frozenset()
    """Words and villages within typing distance of a member's name; never corrected to it."""
    english_words: frozenset[str] = frozenset()
    """Words of daily English; they are no misspelt names."""
    ordinary_words: frozenset[str] = frozenset()
    """Place names that are English words; they need a sentence that leaves them nothing else to be."""
    city_names: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """City id -> (language, name) in native spelling."""
    exact_case: frozenset[str] = frozenset()
    """Folded names that count only when written in capitals ("US")."""
    country_codes: dict[str, list[Meaning]] = field(default_factory=dict)
    """Folded ISO codes of countries ("KE", "KEN"), which count only when written in capitals."""
    curated: set[str] = field(default_factory=set)
    """Keys of official names and of names written by hand."""
    regions: dict[str, Place] = field(default_factory=dict)
    """Folded name -> first-level region of the world that bears no city's name."""
    named_like_parts: set[str] = field(default_factory=set)
    """Countries that share their name with a state elsewhere (Georgia)."""
    related: dict[int, list[str]] = field(default_factory=dict)
    """Row of a place -> members that are districts of it or that it is the seat of."""
    capitals: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """ISO code -> names of the capital; several where the seats of a state are in several cities."""
    country_areas: dict[str, Area] = field(default_factory=dict)
    """ISO code -> area."""
    region_areas: dict[Region, Area] = field(default_factory=dict)
    groups: dict[str, Area] = field(default_factory=dict)

    def places(self, key: str) -> list[Place]:
        """Return the non-members of that folded name, the most likely first.

        A main name counts for more than an old or foreign one: "Venice" is no Dayton.
        """
        if key in self.regions:
            return [self.regions[key]]
        found = [self.place_at(row) for row in self.place_rows_of(key)]
        weight = {True: MAIN_NAME_LEAD, False: 1}
        return sorted(found, key=lambda place: -place.population * weight[fold(place.name) == key])

    def area_names(self) -> Iterator[str]:
        """Return the folded names of areas as English questions use them."""
        return (
            key
            for key, meanings in self.known.items()
            if key.isascii()
            and any(m.area and (m.area.kind != "country" or key in self.fuzzy_known) for m in meanings)
        )

    def place_rows_of(self, key: str) -> list[int]:
        """Return the rows of all places of that folded name."""
        rows = self.place_keys.get(key, [])
        return [rows] if isinstance(rows, int) else rows

    def place_at(self, row: int) -> Place:
        """Return the non-member of one row of the file."""
        name, country, admin, population, position = self.place_rows[row].split("\t")
        latitude, _, longitude = position.partition(" ")
        where = (float(latitude), float(longitude)) if position else None
        return Place(name, country, admin, int(population), row, position=where)

    def add(self, name: str, meaning: Meaning, *, fuzzy: bool, key: str | None = None) -> None:
        """File a name for a meaning; the same meaning is filed once under a key."""
        key = fold(name) if key is None else key
        if not key:
            return
        for table in (self.known, self.fuzzy_known) if fuzzy else (self.known,):
            meanings = table.setdefault(key, [])
            if meaning not in meanings:
                meanings.append(meaning)
