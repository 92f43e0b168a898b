"""Finding the GeoNames row of each member: by name inside its country, or as the reviewed overrides say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.building.geonames import Place, Places
from bot.errors import DataError
from bot.strict_yaml import load_yaml
from bot.text import fold

_WRAPPERS = re.compile(r" \(.*\)| - .*| (Town Council|Newtown|County|Consortium|Industrial City)\Z")
_SPELLING_KM = 30.0


class Override(BaseModel):
    """One entry of member_overrides.yaml; the file's head explains the keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    geonames_id: int | None = None
    near: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    region: str | None = None
    same_as: str = ""
    relation: Literal["part_of", "seat_in"] | None = None
    place: str | None = None
    reason: str

    @property
    def duplicates(self) -> tuple[int, ...]:
        """Ids of further rows that are the same place."""
        return tuple(map(int, self.same_as.split()))


@dataclass(frozen=True)
class Member:
    """One member of cities.csv as far as the build needs it."""

    id: str
    name: str
    country: str

    @property
    def short_name(self) -> str:
        """The list name without additions such as "Town Council" or "(Azores)"."""
        return _WRAPPERS.sub("", self.name)


@dataclass(frozen=True)
class Link:
    """Where a member is."""

    member: Member
    latitude: float
    longitude: float
    place: Place | None
    """The GeoNames row that is the member; None when only a position is known."""
    override: Override | None
    doubts: tuple[str, ...] = ()
    """Other rows of the country that could have been meant."""


def load_overrides(path: Path, member_ids: Iterable[str]) -> dict[str, Override]:
    """Read the reviewed overrides; DataError for unknown ids, unknown keys or an entry without position."""
    known = set(member_ids)
    entries = load_yaml(path)["members"]
    overrides: dict[str, Override] = {}
    for city_id, entry in entries.items():
        line = entries.key_lines[city_id]
        if city_id not in known:
            raise DataError(path, line, f"no city has the id {city_id!r}", "use an id of cities.csv")
        try:
            override = Override.model_validate(dict(entry))
        except ValidationError as error:
            what = error.errors()[0]
            raise DataError(path, line, f"{what['loc']}: {what['msg']}", "see the head of the file") from None
        if override.geonames_id is None and override.near is None and override.latitude is None:
            raise DataError(
                path, line, "no position is given", "give geonames_id, near or latitude and longitude"
            )
        overrides[city_id] = override
    return overrides


def link_members(
    members: Iterable[Member], overrides: dict[str, Override], places: Places
) -> tuple[dict[str, Link], list[Member]]:
    """Link every member; returns the links by city id and the members for which nothing was found."""
    members = list(members)
    by_name = _index(places, {member.country for member in members})
    links: dict[str, Link] = {}
    missing: list[Member] = []
    for member in members:
        override = overrides.get(member.id)
        link = _by_override(member, override, places) if override else _by_name(member, by_name)
        if link is None:
            missing.append(member)
        else:
            links[member.id] = link
    return links, missing


def is_national_capital(link: Link, places: Places) -> bool:
    """Whether the member itself is the capital that GeoNames gives for its country."""
    capital = fold(places.capitals.get(link.member.country, ""))
    if link.place is None or not capital:
        return False
    if capital == link.place.folded:
        return True
    return capital == fold(link.member.name) or capital in set(map(fold, link.place.alternates))


_Index = dict[tuple[str, str], list[tuple[bool, Place]]]


def _index(places: Places, countries: set[str]) -> _Index:
    index: _Index = {}
    for place in places.by_id.values():
        if place.country not in countries:
            continue
        index.setdefault((place.country, place.folded), []).append((True, place))
        for alternate in set(map(fold, place.alternates)) - {place.folded}:
            index.setdefault((place.country, alternate), []).append((False, place))
    return index


def _by_name(member: Member, index: _Index) -> Link | None:
    names = dict.fromkeys((fold(member.name), fold(member.short_name)))
    found = {
        place.geonames_id: (main, place)
        for name in names
        for main, place in index.get((member.country, name), ())
    }
    ranked = sorted(found.values(), key=lambda item: (-item[1].population, not item[0], item[1].geonames_id))
    if not ranked:
        return None
    main, best = ranked[0]
    doubts = [
        f"{place.name} ({place.geonames_id}, {place.population})"
        for _, place in ranked[1:]
        if place.population * 10 >= best.population
        and place.distance_km(best.latitude, best.longitude) > _SPELLING_KM
    ]
    if not main:
        doubts.insert(0, f"main name is {best.name}")
    return Link(member, best.latitude, best.longitude, best, None, tuple(doubts))


def _by_override(member: Member, override: Override, places: Places) -> Link | None:
    if override.geonames_id is not None:
        place = places.by_id.get(override.geonames_id)
        return Link(member, place.latitude, place.longitude, place, override) if place else None
    if override.near is not None:
        seat = places.by_id.get(override.near)
        return Link(member, seat.latitude, seat.longitude, None, override) if seat else None
    if override.latitude is None or override.longitude is None:
        return None
    return Link(member, override.latitude, override.longitude, None, override)
