"""All names of the members, in every script: the rows of member_names.tsv.

A tagged name is one that GeoNames gives for a language, or that was curated; an untagged one comes from the
alternate names and has to pass more rules, because wrong and historical names stand among them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from bot.building.cleaning import WrongName, is_latin, is_usable
from bot.building.geonames import Places
from bot.building.language_names import LanguageNames
from bot.building.linking import Link, Member
from bot.building.words import Words
from bot.text import fold

_SHORTEST_UNTAGGED = 5
_LARGE = 100_000

Curated = Mapping[str, Mapping[str, Iterable[str]]]
"""language -> city id -> names, from data/aliases."""


@dataclass
class MemberNames:
    """Names by city id, as (language, name); the list name comes first, tagged `en`."""

    rows: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    """One line for each name that was dropped because it means another place."""
    shared: list[str] = field(default_factory=list)
    """One line for each name that two members legitimately have."""

    def drop(self, links: Mapping[str, Link], wrong: Collection[WrongName]) -> None:
        """Leave out the names that mean another place."""
        for city_id, link in links.items():
            place = (fold(link.member.name), link.member.country)
            self.rows[city_id] = [row for row in self.rows[city_id] if (*place, fold(row[1])) not in wrong]

    def folded(self, city_id: str) -> set[str]:
        """All folded names of a member."""
        return {fold(name) for _, name in self.rows[city_id]}

    def fuzzy_keys(self) -> dict[str, set[str]]:
        """Folded English names and the members that have them: what a typo may be corrected to."""
        keys: dict[str, set[str]] = {}
        for city_id, names in self.rows.items():
            for language, name in names:
                if language == "en":
                    keys.setdefault(fold(name), set()).add(city_id)
        return keys


def collect_names(
    links: dict[str, Link],
    missing: Iterable[Member],
    places: Places,
    tagged: LanguageNames,
    curated: Curated,
    words: Words,
    not_names: set[str],
) -> MemberNames:
    """Collect the cleaned names of all members.

    `missing` members, which have no link, keep their own names. `not_names` holds folded texts that always mean
    something else: countries, and short forms that several members share.
    """
    owners = _main_names(links, places)
    members = {member.id: member for member in (*(link.member for link in links.values()), *missing)}
    cores = {
        fold(form): member.id for member in members.values() for form in (member.name, member.short_name)
    }
    result = MemberNames()
    for city_id, member in sorted(members.items()):
        names = _Names(city_id, cores, result.dropped)
        names.add_core("en", member.name)
        if fold(member.short_name) not in not_names:
            names.add_core("en", member.short_name)
        for language, by_city in sorted(curated.items()):
            for name in by_city.get(city_id, ()):
                names.add_core(language, name)
        if link := links.get(city_id):
            blocked = not_names - set(names.core)
            for language, name in _tagged_names(link, tagged):
                if is_usable(name, tagged=True) and fold(name) not in blocked:
                    names.add(language, name, owners)
            for name in _untagged_names(link, words):
                if fold(name) not in blocked:
                    names.add("", name, owners)
        result.rows[city_id] = names.rows
    _settle_shared(result)
    return result


class _Names:
    """The growing list of one member's names."""

    def __init__(self, city_id: str, cores: dict[str, str], dropped: list[str]) -> None:
        self.city_id = city_id
        self.rows: list[tuple[str, str]] = []
        self.core: set[str] = set()
        self._cores = cores
        self._dropped = dropped
        self._seen: set[tuple[str, str]] = set()
        self._folded: set[str] = set()

    def add_core(self, language: str, name: str) -> None:
        self.core.add(fold(name))
        self._append(language, name)

    def add(self, language: str, name: str, owners: dict[str, tuple[int, str]]) -> None:
        folded = fold(name)
        if folded in self._folded and (not language or name == self.rows[0][1]):
            return
        owner = self._cores.get(folded, self.city_id)
        if owner != self.city_id:
            self._dropped.append(f"{self.city_id}: {name} is the member {owner}")
            return
        population, place = owners.get(folded, (0, ""))
        if folded not in self.core and place and (not language or population >= _LARGE):
            self._dropped.append(f"{self.city_id}: {name} is {place} ({population})")
            return
        self._append(language, name)

    def _append(self, language: str, name: str) -> None:
        folded = fold(name)
        if (language, folded) not in self._seen:
            self._seen.add((language, folded))
            self._folded.add(folded)
            self.rows.append((language, name))


def _main_names(links: dict[str, Link], places: Places) -> dict[str, tuple[int, str]]:
    """Folded main name -> (population, description) of the largest city of that name that is no member."""
    own = {link.place.geonames_id for link in links.values() if link.place}
    own.update(
        duplicate for link in links.values() if link.override for duplicate in link.override.duplicates
    )
    owners: dict[str, tuple[int, str]] = {}
    for place in places.cities:
        if place.geonames_id in own or place.population <= owners.get(place.folded, (0, ""))[0]:
            continue
        owners[place.folded] = (place.population, f"{place.name}, {place.country}")
    return owners


def _tagged_names(link: Link, tagged: LanguageNames) -> Iterable[tuple[str, str]]:
    keys: list[str | int] = []
    if link.place:
        keys.append(link.place.geonames_id)
    if link.override and link.override.region:
        keys.append(link.override.region)
    for key in keys:
        for language, names in tagged.of(key).items():
            yield from ((language, name) for name in names)


def _untagged_names(link: Link, words: Words) -> Iterable[str]:
    if link.place is None:
        return
    if is_usable(link.place.name):
        yield link.place.name
    for name in sorted(link.place.alternates):
        if not is_usable(name):
            continue
        folded = fold(name)
        if is_latin(name) and (len(folded) < _SHORTEST_UNTAGGED or folded in words.plain):
            continue
        yield name


def _settle_shared(result: MemberNames) -> None:
    """Drop an untagged name that another member has too; report the pairs that remain."""
    holders: dict[str, dict[str, set[str]]] = {}
    for city_id, names in result.rows.items():
        for language, name in names:
            holders.setdefault(fold(name), {}).setdefault(city_id, set()).add(language)
    for folded, cities in sorted(holders.items()):
        if len(cities) < 2:
            continue
        weak = {city_id for city_id, languages in cities.items() if languages == {""}}
        for city_id in sorted(weak):
            result.rows[city_id] = [row for row in result.rows[city_id] if row[0] or fold(row[1]) != folded]
            result.dropped.append(
                f"{city_id}: {folded} is a name of {', '.join(sorted(set(cities) - {city_id}))} too"
            )
        if len(cities) - len(weak) > 1:
            result.shared.append(f"{folded}: {', '.join(sorted(set(cities) - weak))}")
