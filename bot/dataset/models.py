"""Rows of the data set as typed, frozen objects. Column meanings stand under each field."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.text import fold

Confidence = Literal["high", "medium", "low"]


class Region(StrEnum):
    """UNESCO's five regions, as the network's lists use them."""

    AFRICA = "africa"
    ARAB_STATES = "arab_states"
    ASIA_PACIFIC = "asia_pacific"
    EUROPE_NORTH_AMERICA = "europe_north_america"
    LATIN_AMERICA_CARIBBEAN = "latin_america_caribbean"


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class City(_Row):
    """One member of the network (or one that was withdrawn)."""

    id: str
    """Stable ASCII slug, `lusaka-zm`."""
    name: str
    """Official English form, as the network's lists write it."""
    country: str
    """ISO 3166-1 alpha-2, by UNESCO's list."""
    year: int | None = None
    """Year of admission; None where no source gives it."""
    month: int | None = None
    round: str | None = None
    """Id of the round in rounds.yaml; None for cities admitted one by one before 2019 or without a year."""
    capital: bool = False
    """National capital."""
    status: Literal["member", "withdrawn"] = "member"
    latitude: float | None = None
    """Degrees north, WGS 84; of the seat or the middle for counties, districts and consortia."""
    longitude: float | None = None
    """Degrees east, WGS 84."""
    population: int | None = None
    """Inhabitants by GeoNames, used only to judge homonyms, never stated."""
    geonames_id: int | None = None
    confidence: Confidence
    """Of the membership and year: high = official page or several that agree."""
    sources: tuple[str, ...]
    """Ids in sources.csv."""


class Country(_Row):
    """One country or territory of the world, member or not."""

    code: str
    """ISO 3166-1 alpha-2."""
    name: str
    """English name in daily use, as replies write it."""
    region: Region
    """By UNESCO's grouping."""
    first_round: str | None = None
    """Round in which the country was new, where known."""
    stated_members: int | None = None
    """Number of members that a source states or that follows from sources."""
    stated_as_of: str | None = None
    """Date of that number, `2025-12` or `2025-12-08`."""
    complete: bool = False
    """True when every member of the country is named in cities.csv, so that absence means "not a member"."""
    sources: tuple[str, ...] = ()


class Source(_Row):
    """One page that was read."""

    id: str
    address: str
    publisher: str
    read_on: str
    """ISO date on which it was read."""


class Round(_Row):
    """One announced round of admissions, with figures as published."""

    id: str
    announced: str
    """ISO date of the announcement."""
    cities: int
    countries: int
    total_cities: int | None = None
    """Size of the network after the round, as published."""
    total_countries: int | None = None
    people: str | None = None
    """Inhabitants of member cities in words, as published."""
    capitals: int | None = None
    """National capitals among the new cities, where a source gives the number."""
    first_time_countries: tuple[str, ...] | None = None
    """ISO codes, only where the published list is complete."""
    first_release: str | None = None
    """Figures of a first release that was corrected later, in words."""
    note: str | None = None
    sources: tuple[str, ...]


class Fact(_Row):
    """One statement on the network, worded by us, that answers one question."""

    id: str
    topic: str
    statement: str
    as_of: str
    confidence: Confidence = "high"
    cities: tuple[str, ...] = ()
    """Ids of members that the statement is about or lists."""
    countries: tuple[str, ...] = ()
    count: int | None = None
    """The number that answers "how many", where the statement gives one."""
    year: int | None = None
    caveat: str | None = None
    """What the reader must know before quoting it."""
    sources: tuple[str, ...]


class Highlight(_Row):
    """What one member city does as a learning city."""

    city: str
    statement: str
    as_of: str
    confidence: Confidence = "high"
    themes: tuple[str, ...] = ()
    """Keys of themes such as `literacy`, `climate`, `older_people`."""
    keywords: tuple[str, ...] = ()
    """Names of programmes people ask for, such as BELMEK."""
    sources: tuple[str, ...]


class Award(_Row):
    """One edition of the UNESCO Learning City Award."""

    year: int
    winners: tuple[str, ...]
    """City ids."""
    ceremony: str
    """Where and when it was given, in words."""
    sources: tuple[str, ...]


class Conference(_Row):
    """One International Conference on Learning Cities (ICLC)."""

    number: int
    year: int
    place: str | None = None
    """Host city; None while not known."""
    country: str | None = None
    dates: str
    statement: str
    """Theme, outcome and participants in one or two sentences."""
    as_of: str
    sources: tuple[str, ...]


class Claim(_Row):
    """One side of a conflict."""

    claim: str
    source: str | None = None


class Conflict(_Row):
    """A point on which pages disagree, and what is used here."""

    id: str
    about: str
    claims: tuple[Claim, ...]
    resolution: str
    status: Literal["settled", "open"]
    cities: tuple[str, ...] = ()
    """Members it concerns."""
    countries: tuple[str, ...] = ()
    rounds: tuple[str, ...] = ()
    not_members: tuple[str, ...] = ()
    """Places named as members somewhere that no list holds, as `Name|CC`; never to be called members."""
    withdrawn: bool = False
    """True when the network itself took the admission of `not_members` back, so that they are surely none."""
    count: int | None = None
    """The number that is used, where the conflict is about one."""
    year: int | None = None


@dataclass(frozen=True)
class Dataset:
    """The whole curated data set, with look-ups by id. Built by `loading.load_dataset`."""

    cities: dict[str, City]
    countries: dict[str, Country]
    sources: dict[str, Source]
    rounds: dict[str, Round]
    """In order of announcement."""
    facts: dict[str, Fact]
    highlights: dict[str, Highlight]
    """By city id."""
    awards: tuple[Award, ...]
    conferences: tuple[Conference, ...]
    conflicts: dict[str, Conflict]

    @cached_property
    def members(self) -> tuple[City, ...]:
        """All cities with status `member`, by name."""
        return tuple(
            sorted(
                (c for c in self.cities.values() if c.status == "member"), key=lambda c: (fold(c.name), c.id)
            )
        )

    @cached_property
    def members_by_country(self) -> dict[str, tuple[City, ...]]:
        """Members of each country that has any, by name."""
        grouped: dict[str, list[City]] = {}
        for city in self.members:
            grouped.setdefault(city.country, []).append(city)
        return {code: tuple(cities) for code, cities in grouped.items()}

    @property
    def latest_round(self) -> Round:
        """The round announced last."""
        return max(self.rounds.values(), key=lambda r: r.announced)
