"""All files of `data/` read as far as they can be read, so that every fault is found in one run."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from bot.dataset.loading import OnFault, read_csv, rows_of
from bot.dataset.models import (
    Award,
    City,
    Conference,
    Conflict,
    Country,
    Fact,
    Highlight,
    Round,
    Source,
)
from bot.errors import DataError, Problem
from bot.strict_yaml import Mapping, load_yaml

RowT = TypeVar("RowT", bound=BaseModel)
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z")


@dataclass(frozen=True)
class Entry(Generic[RowT]):
    """One readable row and where it stands."""

    path: Path
    line: int
    row: RowT
    lines: dict[str, int] = field(default_factory=dict)
    """Field -> line, in files that give each field its own."""

    def problem(self, what: str, hint: str, at: str = "") -> Problem:
        """A fault of this row, at the line of the field `at` where that is known."""
        return Problem(self.path, self.lines.get(at, self.line), what, hint)


@dataclass
class Tables:
    """Every readable row of the data set, and the faults that reading met."""

    data_dir: Path
    problems: list[Problem] = field(default_factory=list)
    cities: list[Entry[City]] = field(default_factory=list)
    countries: list[Entry[Country]] = field(default_factory=list)
    sources: list[Entry[Source]] = field(default_factory=list)
    rounds: list[Entry[Round]] = field(default_factory=list)
    facts: list[Entry[Fact]] = field(default_factory=list)
    highlights: list[Entry[Highlight]] = field(default_factory=list)
    awards: list[Entry[Award]] = field(default_factory=list)
    conferences: list[Entry[Conference]] = field(default_factory=list)
    conflicts: list[Entry[Conflict]] = field(default_factory=list)
    ids: dict[str, set[str] | None] = field(default_factory=dict)
    """`city`, `country`, `source`, `round` -> ids, also of faulty rows; None when the file is unreadable."""

    def is_whole(self, file: str) -> bool:
        """Whether all rows of a file could be read, so that they may be counted."""
        return not any(problem.path.name == file for problem in self.problems)

    def unknown(
        self, entry: Entry[Any], kind: str, names: Iterable[str | None], hint: str, at: str
    ) -> Iterator[Problem]:
        """Problems for the names that no table of that kind holds."""
        known = self.ids[kind]
        if known is not None:
            yield from (
                entry.problem(f"unknown {kind} {name!r}", hint, at)
                for name in names
                if name and name not in known
            )

    def references(self, entry: Entry[Any]) -> Iterator[Problem]:
        """Problems for cities, countries and sources that no table holds, and for the date of the row."""
        for kind, at, hint in (
            ("city", "cities", "use an id of cities.csv"),
            ("country", "countries", "use an ISO code of countries.csv"),
            ("source", "sources", "add it to sources.csv"),
        ):
            names = getattr(entry.row, at, ())
            if not isinstance(names, tuple):
                continue
            yield from self.unknown(entry, kind, names, hint, at)
            for name in sorted({name for name in names if names.count(name) > 1}):
                yield entry.problem(f"the {kind} {name!r} stands twice", "name it once", at)
        as_of = getattr(entry.row, "as_of", None)
        if as_of is not None and not is_date(as_of):
            yield entry.problem(f"as_of {as_of!r} is no date", "write 2025, 2025-12 or 2025-12-04", "as_of")


def twice(entries: Iterable[Entry[Any]], key: str) -> Iterator[Problem]:
    """Problems for rows whose key another row above has too."""
    seen: set[str] = set()
    for entry in entries:
        name = str(getattr(entry.row, key))
        if name in seen:
            yield entry.problem(f"the {key} {name!r} stands twice", "give each row its own", key)
        seen.add(name)


def is_date(text: str, *, full: bool = False) -> bool:
    """Whether the text is a year, a month or a day of ISO 8601; only a day with `full`."""
    parts = _DATE.match(text)
    if parts is None or (full and parts[3] is None):
        return False
    try:
        date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
    except ValueError:
        return False
    return True


def read_tables(data_dir: Path) -> Tables:
    """Read all curated files but the names; what cannot be read is in `problems`."""
    tables = Tables(data_dir)
    tables.cities = _csv_table(tables, data_dir / "cities.csv", City, "city", "id")
    tables.countries = _csv_table(tables, data_dir / "countries.csv", Country, "country", "code")
    tables.sources = _csv_table(tables, data_dir / "sources.csv", Source, "source", "id")
    path = data_dir / "rounds.yaml"
    content = _yaml(tables, path)
    tables.rounds = _yaml_table(tables, path, content, "rounds", Round)
    tables.ids["round"] = (
        None if content is None else {str(item.get("id")) for item in _items(content, "rounds")}
    )
    path = data_dir / "facts.yaml"
    content = _yaml(tables, path)
    tables.facts = _yaml_table(tables, path, content, "facts", Fact)
    tables.highlights = _yaml_table(tables, path, content, "highlights", Highlight)
    tables.awards = _yaml_table(tables, path, content, "awards", Award)
    tables.conferences = _yaml_table(tables, path, content, "conferences", Conference)
    path = data_dir / "conflicts.yaml"
    tables.conflicts = _yaml_table(tables, path, _yaml(tables, path), "conflicts", Conflict)
    return tables


def _csv_table(tables: Tables, path: Path, model: type[RowT], kind: str, key: str) -> list[Entry[RowT]]:
    tables.ids[kind] = _first_cells(path, key)
    rows = _collect(tables, partial(read_csv, path, model))
    return [Entry(path, line, row) for line, row in rows]


def _yaml_table(tables: Tables, path: Path, content: Any, key: str, model: type[RowT]) -> list[Entry[RowT]]:
    if content is None:
        return []
    lines = {item.line: item.key_lines for item in _items(content, key)}
    rows = _collect(tables, partial(rows_of, path, content, key, model))
    return [Entry(path, line, row, lines[line]) for line, row in rows]


def _yaml(tables: Tables, path: Path) -> Any:
    """The content of a YAML file; None, and the fault noted, when it cannot be read."""
    try:
        return load_yaml(path) or Mapping()
    except DataError as fault:
        tables.problems.append(fault.problem)
        return None


def _items(content: Any, key: str) -> list[Mapping]:
    items = content.get(key) if isinstance(content, Mapping) else None
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []


def _collect(tables: Tables, read: Callable[[OnFault], Iterator[tuple[int, RowT]]]) -> list[tuple[int, RowT]]:
    """The readable rows; faults of rows and of the whole file go to the tables' problems."""

    def note(fault: DataError) -> None:
        tables.problems.append(fault.problem)

    rows: list[tuple[int, RowT]] = []
    try:
        for row in read(note):
            rows.append(row)
    except DataError as fault:
        note(fault)
    return rows


def _first_cells(path: Path, key: str) -> set[str] | None:
    """Ids of all rows of a CSV file, those with a fault included; None when it cannot be read for ids."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            ids = {row[key] for row in csv.DictReader(file) if row.get(key)}
    except (OSError, UnicodeDecodeError, csv.Error):
        return None
    return ids or None
