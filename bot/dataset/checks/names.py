"""Checks of the curated names in `data/aliases/`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.dataset.checks.tables import Tables
from bot.errors import DataError, Problem
from bot.strict_yaml import Mapping, Sequence, load_yaml
from bot.text import fold

COUNTRY_FILE = "countries.yaml"
_SECTIONS = ("countries", "exact_case", "not_as_codes", "parts", "ambiguous", "groups")
_ISO = "use an ISO code of countries.csv"
_AMBIGUOUS = "drop it from all but one, or list it under `ambiguous`"


@dataclass
class _Names:
    """Which things each folded name stands for, and the alias that brought in the last of them."""

    meanings: defaultdict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    ambiguous: set[str] = field(default_factory=set)
    places: dict[str, tuple[Path, int, str]] = field(default_factory=dict)

    def add_official(self, name: str, meaning: str) -> None:
        """File a name that its bearer keeps; homonyms among these are real."""
        self.meanings[fold(name)].setdefault(meaning)

    def add(self, name: str, meaning: str, path: Path, line: int) -> None:
        """File a further name, which stands at a line."""
        key = fold(name)
        if meaning not in self.meanings[key]:
            self.meanings[key][meaning] = None
            self.places[key] = (path, line, name)

    def collisions(self) -> Iterator[Problem]:
        """Names of two things that are not declared ambiguous."""
        for key, meanings in self.meanings.items():
            if len(meanings) > 1 and key in self.places and key not in self.ambiguous:
                path, line, name = self.places[key]
                yield Problem(
                    path, line, f"the name {name!r} stands for {' and '.join(meanings)}", _AMBIGUOUS
                )


def check_names(tables: Tables) -> Iterator[Problem]:
    """Names belong to what exists, and each to one thing unless it is declared ambiguous."""
    names = _Names()
    for entry in tables.cities:
        names.add_official(entry.row.name, entry.row.id)
    for path in sorted((tables.data_dir / "aliases").glob("*.yaml")):
        if path.name == COUNTRY_FILE:
            continue
        content, problems = _sections(path, ("cities", "ambiguous"))
        yield from problems
        yield from _city_names(tables, path, content, names)
    yield from names.collisions()
    yield from _check_country_names(tables)


def _sections(path: Path, known: tuple[str, ...]) -> tuple[Mapping, list[Problem]]:
    """The mapping at the top of a names file, without sections that are unknown or of the wrong shape."""
    result, problems = Mapping(), []
    result.key_lines = {}
    try:
        content = load_yaml(path)
    except DataError as fault:
        return result, [fault.problem]
    if not isinstance(content, Mapping):
        return result, [Problem(path, 1, "no mapping at the top", f"start with {known[0]}:")]
    for key, value in content.items():
        line = content.key_lines[key]
        wanted = list if key in ("exact_case", "not_as_codes") else Mapping
        if key not in known:
            problems.append(Problem(path, line, f"unknown section {key!r}", f"use {', '.join(known)}"))
        elif not isinstance(value, wanted):
            problems.append(
                Problem(path, line, f"the section {key!r} is empty or of another shape", "fill or drop it")
            )
        else:
            result[key] = value
    return result, problems


def _city_names(tables: Tables, path: Path, content: Mapping, names: _Names) -> Iterator[Problem]:
    known = tables.ids["city"]
    cities = content.get("cities", Mapping())
    for city_id, aliases in cities.items():
        line = cities.key_lines[city_id]
        if known is not None and city_id not in known:
            yield Problem(path, line, f"unknown city {city_id!r}", "use an id of cities.csv")
            continue
        for alias, at in _texts(aliases):
            if not fold(alias):
                yield Problem(path, at, f"{alias!r} holds no letter", "write a name")
            names.add(alias, city_id, path, at)
        if not isinstance(aliases, list):
            yield Problem(path, line, f"the names of {city_id!r} are no list", "write [Name, Other name]")
    ambiguous = content.get("ambiguous", Mapping())
    for name, ids in ambiguous.items():
        names.ambiguous.add(fold(name))
        yield from _members_of(ids, known, "city", "use ids of cities.csv", path, ambiguous.key_lines[name])


def _check_country_names(tables: Tables) -> Iterator[Problem]:
    path = tables.data_dir / "aliases" / COUNTRY_FILE
    content, problems = _sections(path, _SECTIONS)
    yield from problems
    known, names = tables.ids["country"], _Names()
    for entry in tables.countries:
        names.add_official(entry.row.name, entry.row.code)
    spelt: set[str] = set()
    countries = content.get("countries", Mapping())
    for code, given in countries.items():
        line = countries.key_lines[code]
        yield from _members_of([code], known, "country", _ISO, path, line)
        lists = given if isinstance(given, Mapping) else Mapping()
        if not lists or not set(lists) <= {"names", "demonyms"}:
            yield Problem(
                path, line, f"{code} has other keys than names and demonyms", "write {names: [Name]}"
            )
        for name, at in (text for key in lists for text in _texts(lists[key])):
            names.add(name, code, path, at)
            spelt.add(name)
    ambiguous = content.get("ambiguous", Mapping())
    for name, listed in ambiguous.items():
        names.ambiguous.add(fold(name))
        yield from _members_of(listed, known, "country", _ISO, path, ambiguous.key_lines[name])
    yield from _parts(tables, path, content.get("parts", Mapping()), names)
    yield from _groups(tables, path, content.get("groups", Mapping()), names)
    yield from names.collisions()
    for name, at in _texts(content.get("exact_case", [])):
        if name not in spelt:
            yield Problem(
                path, at, f"{name!r} under exact_case is no name above", "spell it as under `countries`"
            )


def _parts(tables: Tables, path: Path, parts: Mapping, names: _Names) -> Iterator[Problem]:
    """Parts of countries lie in a country that exists, and so do the members in them."""
    country_of = {entry.row.id: entry.row.country for entry in tables.cities}
    for name, part in parts.items():
        line = parts.key_lines[name]
        if not isinstance(part, Mapping) or "country" not in part or "cities" not in part:
            yield Problem(
                path, line, f"the part {name!r} lacks country or cities", "write {country: GB, cities: [id]}"
            )
            continue
        country = part["country"]
        yield from _members_of([country], tables.ids["country"], "country", _ISO, path, line)
        yield from _members_of(
            part["cities"], tables.ids["city"], "city", "use ids of cities.csv", path, line
        )
        for city_id, at in _texts(part["cities"]):
            if country_of.get(city_id, country) != country:
                yield Problem(
                    path, at, f"{city_id!r} lies in {country_of[city_id]}, not {country}", "correct the part"
                )
        names.add(name, f"part {name}", path, line)
        for other, at in _texts(part.get("names")):
            names.add(other, f"part {name}", path, at)


def _groups(tables: Tables, path: Path, groups: Mapping, names: _Names) -> Iterator[Problem]:
    for key, group in groups.items():
        line = groups.key_lines[key]
        if not isinstance(group, Mapping) or not {"names", "label", "countries"} <= set(group):
            yield Problem(
                path, line, f"the group {key!r} lacks names, label or countries", "fill in all three"
            )
            continue
        at = group.key_lines["countries"]
        yield from _members_of(group["countries"], tables.ids["country"], "country", _ISO, path, at)
        for name, at in _texts(group["names"]):
            names.add(name, f"group {key}", path, at)


def _members_of(
    listed: Any, known: set[str] | None, kind: str, hint: str, path: Path, line: int
) -> Iterator[Problem]:
    """Problems for listed ids or codes that do not exist."""
    if not isinstance(listed, list):
        yield Problem(path, line, "not a list", "write [one, two]")
        return
    for name in listed:
        if known is not None and (not isinstance(name, str) or name not in known):
            yield Problem(path, line, f"unknown {kind} {name!r}", hint)


def _texts(values: Any) -> list[tuple[str, int]]:
    """Texts of a YAML list with their lines; none for anything else."""
    if not isinstance(values, Sequence):
        return []
    return [
        (text, line) for text, line in zip(values, values.item_lines, strict=True) if isinstance(text, str)
    ]
