"""A compact picture of the data set: all that can be announced of it, and nothing else.

The picture of what was announced last is kept, so that newer data can be compared with it when it comes.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from bot.dataset.models import City, Country, Dataset, Region, Round


class Picture(BaseModel):
    """Base of all parts of a snapshot, and of what is found by comparing two."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def to_json(self) -> str:
        """Return it as text from which `from_json` makes it again."""
        return _json(self)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read such a text. Raises ValueError for any other."""
        return cls.model_validate_json(text)


class Page(Picture):
    """A page that was read."""

    address: str
    publisher: str


class Member(Picture):
    """One row of cities.csv; fields mean what they mean in `models.City`."""

    id: str
    name: str
    country: str
    year: int | None = None
    month: int | None = None
    round: str | None = None
    capital: bool = False
    withdrawn: bool = False
    geonames_id: int | None = None
    position: tuple[float, float] | None = None
    """Degrees north and degrees east."""
    sources: tuple[str, ...] = ()
    """Ids of pages."""

    @property
    def joined(self) -> str:
        """When it joined, as the start of an ISO date: "2025-12", "2016", or "" where that is not known."""
        if self.year is None:
            return ""
        return str(self.year) if self.month is None else f"{self.year}-{self.month:02d}"


class Land(Picture):
    """One country; fields mean what they mean in `models.Country`."""

    name: str
    """In English, as the bot writes it."""
    region: Region
    first_round: str | None = None
    complete_as_of: str | None = None
    """Date (to the day or the month) on which all its members were on the list; None where some may be missing."""


class Intake(Picture):
    """One announced round with its published figures; fields mean what they mean in `models.Round`."""

    id: str
    announced: str
    cities: int
    countries: int
    total_cities: int | None = None
    total_countries: int | None = None
    capitals: int | None = None
    first_time_countries: tuple[str, ...] | None = None
    sources: tuple[str, ...] = ()


class Snapshot(Picture):
    """What can be announced of one version of the data."""

    members: dict[str, Member]
    """By id, also those that were withdrawn."""
    countries: dict[str, Land]
    """By ISO code."""
    rounds: dict[str, Intake]
    """By id, in order of announcement."""
    pages: dict[str, Page]
    """By the ids under which members and rounds name them."""

    @property
    def as_of(self) -> str:
        """Date of the data: that of the latest round; "" where no round is known."""
        return max((intake.announced for intake in self.rounds.values()), default="")

    @property
    def digest(self) -> str:
        """SHA-256 in hexadecimal, the same for the same content."""
        return sha256(_json(self, sort_keys=True).encode()).hexdigest()

    @property
    def latest_round(self) -> str | None:
        """Id of the round that was announced last; None where no round is known."""
        return max(self.rounds, key=lambda key: self.rounds[key].announced, default=None)

    def without_round(self, round_id: str) -> Snapshot:
        """Return what would be known without a round and the members that came with it."""
        rounds = {key: intake for key, intake in self.rounds.items() if key != round_id}
        members = {key: member for key, member in self.members.items() if member.round != round_id}
        return self.model_copy(update={"rounds": rounds, "members": members})


def snapshot_of(dataset: Dataset) -> Snapshot:
    """Return the picture of a data set."""
    members = {city.id: _member(city) for city in dataset.cities.values()}
    rounds = {intake.id: _intake(intake) for intake in dataset.rounds.values()}
    named = {source for member in members.values() for source in member.sources}
    named |= {source for intake in rounds.values() for source in intake.sources}
    sources = (dataset.sources[source] for source in sorted(named) if source in dataset.sources)
    return Snapshot(
        members=members,
        countries={code: _land(country) for code, country in dataset.countries.items()},
        rounds=rounds,
        pages={source.id: Page(address=source.address, publisher=source.publisher) for source in sources},
    )


def _member(city: City) -> Member:
    position = None if city.latitude is None or city.longitude is None else (city.latitude, city.longitude)
    return Member(
        id=city.id,
        name=city.name,
        country=city.country,
        year=city.year,
        month=city.month,
        round=city.round,
        capital=city.capital,
        withdrawn=city.status == "withdrawn",
        geonames_id=city.geonames_id,
        position=position,
        sources=city.sources,
    )


def _land(country: Country) -> Land:
    return Land(
        name=country.name,
        region=country.region,
        first_round=country.first_round,
        complete_as_of=country.stated_as_of if country.complete else None,
    )


def _intake(intake: Round) -> Intake:
    return Intake(**{name: getattr(intake, name) for name in Intake.model_fields})


def _json(picture: Picture, *, sort_keys: bool = False) -> str:
    """What stands at its default is left out, so that a picture keeps its text when fields are added."""
    content: dict[str, Any] = picture.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=sort_keys)
