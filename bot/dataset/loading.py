"""Reading `data/` into a `Dataset`, strictly: the first fault is a DataError with file and line.

`read_csv` and `read_yaml_rows` also serve `checking`, which collects every fault instead of stopping at one.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.dataset.models import (
    Award,
    City,
    Conference,
    Conflict,
    Country,
    Dataset,
    Fact,
    Highlight,
    Round,
    Source,
)
from bot.errors import DataError
from bot.strict_yaml import Mapping, load_yaml

RowT = TypeVar("RowT", bound=BaseModel)
OnFault = Callable[[DataError], None]

_LIST_COLUMNS = {"sources"}


def load_dataset(data_dir: Path) -> Dataset:
    """Load the curated data set; raises DataError naming file and line at the first fault."""
    facts_path = data_dir / "facts.yaml"
    facts_file = load_yaml(facts_path)
    cities_path = data_dir / "cities.csv"
    city_rows = list(read_csv(cities_path, City))
    countries = _by_id(data_dir / "countries.csv", read_csv(data_dir / "countries.csv", Country), "code")
    sources = _by_id(data_dir / "sources.csv", read_csv(data_dir / "sources.csv", Source), "id")
    rounds = _by_id(data_dir / "rounds.yaml", read_yaml_rows(data_dir / "rounds.yaml", "rounds", Round), "id")
    for line, city in city_rows:
        check_city(cities_path, line, city, countries, sources, rounds)
    return Dataset(
        cities=_by_id(cities_path, city_rows, "id"),
        countries=countries,
        sources=sources,
        rounds=dict(sorted(rounds.items(), key=lambda item: item[1].announced)),
        facts=_by_id(facts_path, rows_of(facts_path, facts_file, "facts", Fact), "id"),
        highlights=_by_id(facts_path, rows_of(facts_path, facts_file, "highlights", Highlight), "city"),
        awards=tuple(row for _, row in rows_of(facts_path, facts_file, "awards", Award)),
        conferences=tuple(row for _, row in rows_of(facts_path, facts_file, "conferences", Conference)),
        conflicts=_by_id(
            data_dir / "conflicts.yaml",
            read_yaml_rows(data_dir / "conflicts.yaml", "conflicts", Conflict),
            "id",
        ),
    )


def read_csv(path: Path, model: type[RowT], on_fault: OnFault | None = None) -> Iterator[tuple[int, RowT]]:
    """Yield (line, row) of a CSV file with a header; faults are raised, or given to `on_fault`."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            expected = list(model.model_fields)
            if reader.fieldnames != expected:
                raise DataError(
                    path, 1, f"the columns are not {','.join(expected)}", "correct the header row"
                )
            for raw in reader:
                try:
                    yield reader.line_num, _csv_row(path, reader.line_num, raw, model)
                except DataError as fault:
                    _report(fault, on_fault)
    except FileNotFoundError:
        raise DataError(path, 0, "the file is missing", "restore it or correct BOT_DATA_DIR") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(path, 0, f"the file cannot be read ({error})", "save it as UTF-8 CSV") from None


def read_yaml_rows(
    path: Path, key: str, model: type[RowT], on_fault: OnFault | None = None
) -> Iterator[tuple[int, RowT]]:
    """Yield (line, row) of the list under `key` of a YAML file."""
    return rows_of(path, load_yaml(path), key, model, on_fault)


def rows_of(
    path: Path, content: Any, key: str, model: type[RowT], on_fault: OnFault | None = None
) -> Iterator[tuple[int, RowT]]:
    """Yield (line, row) of the list under `key` of YAML content that is already loaded."""
    if not isinstance(content, Mapping) or not isinstance(content.get(key), list):
        raise DataError(path, 1, f"no list {key!r} at the top", f"add `{key}:` with one item a row")
    for item in content[key]:
        line = item.line if isinstance(item, Mapping) else content.key_lines[key]
        try:
            if not isinstance(item, Mapping):
                raise DataError(
                    path, line, f"an item of {key!r} is not a mapping", "write `key: value` lines"
                )
            yield line, validate(path, line, dict(item), model, item.key_lines)
        except DataError as fault:
            _report(fault, on_fault)


def validate(path: Path, line: int, raw: dict[str, Any], model: type[RowT], lines: dict[str, int]) -> RowT:
    """Build one row; raises DataError with the line of the first bad field."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "row"
        what = {"missing": "is missing", "extra_forbidden": "is not a known field"}.get(
            first["type"], f"is {first.get('input')!r}: {first['msg'][:1].lower()}{first['msg'][1:]}"
        )
        hint = f"known fields are {', '.join(model.model_fields)}" if "known" in what else "correct the value"
        raise DataError(path, lines.get(name, line), f"{name} {what}", hint) from None


def _csv_row(path: Path, line: int, raw: dict[str, Any], model: type[RowT]) -> RowT:
    if None in raw or None in raw.values():
        raise DataError(
            path, line, "the row has too many or too few cells", "count the commas; quote cells with commas"
        )
    values: dict[str, Any] = {}
    for name, cell in raw.items():
        text = cell.strip()
        if name in _LIST_COLUMNS:
            values[name] = tuple(text.split())
        elif text:
            values[name] = text
    if not values.get("sources", ("-",)):
        raise DataError(
            path, line, f"no source for {values.get('name', 'this row')}", "name an id of sources.csv"
        )
    return validate(path, line, values, model, {})


def _report(fault: DataError, on_fault: OnFault | None) -> None:
    if on_fault is None:
        raise fault
    on_fault(fault)


def _by_id(path: Path, rows: Iterable[tuple[int, RowT]], key: str) -> dict[str, RowT]:
    result: dict[str, RowT] = {}
    for line, row in rows:
        name = str(getattr(row, key))
        if name in result:
            raise DataError(path, line, f"the {key} {name!r} stands twice", "give each row its own")
        result[name] = row
    return result


def check_city(
    path: Path,
    line: int,
    city: City,
    countries: dict[str, Country],
    sources: dict[str, Source],
    rounds: dict[str, Round],
) -> None:
    """Raise DataError when a city names a country, round or source that does not exist."""
    if city.country not in countries:
        raise DataError(path, line, f"unknown country {city.country!r}", "use an ISO code of countries.csv")
    if city.round is not None and city.round not in rounds:
        raise DataError(path, line, f"unknown round {city.round!r}", "use an id of rounds.yaml")
    for source in city.sources:
        if source not in sources:
            raise DataError(path, line, f"unknown source {source!r}", "add it to sources.csv")
