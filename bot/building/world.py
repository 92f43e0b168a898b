"""Cities that are not members: the rows of places.tsv.gz, against which a member has to prove itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from bot.building.cleaning import WrongName, is_latin, is_usable
from bot.building.geonames import Place, Places
from bot.building.language_names import LanguageNames
from bot.building.linking import Link
from bot.building.members import MemberNames
from bot.building.words import Words
from bot.dataset.geography import Position
from bot.text import fold

_ALL_NAMES_FROM = 100_000
_SAME_PLACE_KM = 30.0


@dataclass(frozen=True)
class WorldCity:
    """One row of places.tsv.gz."""

    name: str
    country: str
    region: str
    """English name of the first-level region; empty when unknown."""
    population: int
    keys: tuple[str, ...]
    """Folded names, that of `name` first."""
    position: Position | None = None

    def without(self, wrong: Collection[WrongName]) -> WorldCity:
        """The row without the names that mean another place."""
        keys = tuple(key for key in self.keys if (self.keys[0], self.country, key) not in wrong)
        return replace(self, keys=keys)

    @property
    def line(self) -> str:
        """The row as it stands in the file."""
        # Two decimals are a kilometre, near enough to tell which member is nearest.
        position = "{:.2f} {:.2f}".format(*self.position) if self.position else ""
        keys = "|".join(self.keys)
        return "\t".join((self.name, self.country, self.region, str(self.population), position, keys))


def other_cities(
    links: dict[str, Link],
    members: MemberNames,
    places: Places,
    tagged: LanguageNames,
    words: Words,
    extra: Iterable[WorldCity] = (),
) -> list[WorldCity]:
    """All cities of 15,000 and more that are no member, larger first; from 100,000 on with all cleaned names.

    Rows of `extra` join them unless a city or a member of their country already has their name.
    """
    duplicates = _Duplicates(links, members)
    others = [place for place in places.cities if not duplicates.covers(place)]
    largest: dict[str, int] = {}
    for place in others:
        largest[place.folded] = max(largest.get(place.folded, 0), place.population)
    member_names = {folded for city_id in members.rows for folded in members.folded(city_id)}
    rows = [_row(place, tagged, words, largest, member_names) for place in others]
    rows = _only_useful_regions(rows, member_names)
    return sorted(
        (*rows, *_not_yet_known(extra, rows, member_names)),
        key=lambda row: (-row.population, row.name, row.country, row.region),
    )


def _row(
    place: Place, tagged: LanguageNames, words: Words, largest: dict[str, int], member_names: set[str]
) -> WorldCity:
    english = tagged.of(place.geonames_id).get("en", (place.name,))[0]
    name = english if is_usable(english, tagged=True) else place.name
    keys = dict.fromkeys((fold(name), place.folded))
    if place.population >= _ALL_NAMES_FROM:
        keys |= dict.fromkeys(_alternates(place, tagged, words, largest, member_names))
    region = tagged.region(place.country, place.admin)
    return WorldCity(
        name=name,
        country=place.country,
        region="" if fold(region) == place.folded else region,
        population=place.population,
        keys=tuple(keys),
        position=(place.latitude, place.longitude),
    )


def _only_useful_regions(rows: list[WorldCity], member_names: set[str]) -> list[WorldCity]:
    """Keep the region where people say it: in the United States, and where the name alone is not enough."""
    times = Counter(row.keys[0] for row in rows)
    times.update(member_names)
    return [row if row.country == "US" or times[row.keys[0]] > 1 else replace(row, region="") for row in rows]


def _not_yet_known(
    extra: Iterable[WorldCity], rows: list[WorldCity], member_names: set[str]
) -> list[WorldCity]:
    known = {(row.country, key) for row in rows for key in row.keys}
    free = [
        replace(row, keys=tuple(key for key in row.keys if key not in member_names))
        for row in extra
        if row.keys[0] not in member_names and (row.country, row.keys[0]) not in known
    ]
    return [row for row in free if row.keys]


class _Duplicates:
    """Recognises rows that are a member under another id."""

    def __init__(self, links: dict[str, Link], members: MemberNames) -> None:
        self._ids = {link.place.geonames_id for link in links.values() if link.place}
        self._ids.update(
            twin for link in links.values() if link.override for twin in link.override.duplicates
        )
        self._by_country: dict[str, list[tuple[Link, set[str]]]] = {}
        for city_id, link in links.items():
            own = self._by_country.setdefault(link.member.country, [])
            own.append((link, members.folded(city_id)))

    def covers(self, place: Place) -> bool:
        """Whether the row has a member's id, or a member's name close to that member."""
        if place.geonames_id in self._ids:
            return True
        return any(
            link.place is not None
            and place.folded in names
            and place.distance_km(link.latitude, link.longitude) <= _SAME_PLACE_KM
            for link, names in self._by_country.get(place.country, ())
        )


def _alternates(
    place: Place, tagged: LanguageNames, words: Words, largest: dict[str, int], member_names: set[str]
) -> Iterable[str]:
    """Folded, cleaned names, sorted; one that a bigger city or a member has must be tagged by a language."""
    of_languages = {fold(name) for names in tagged.of(place.geonames_id).values() for name in names}
    kept: set[str] = set()
    for name in (
        *place.alternates,
        *(name for names in tagged.of(place.geonames_id).values() for name in names),
    ):
        folded = fold(name)
        is_tagged = folded in of_languages
        if not is_usable(name, tagged=is_tagged):
            continue
        claimed = folded in member_names or largest.get(folded, 0) > place.population
        if is_tagged or not (claimed or (is_latin(name) and folded in words.plain)):
            kept.add(folded)
    return sorted(kept)
