"""Reading the curated inputs of the build and writing its outputs, byte for byte the same on every run."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable
from pathlib import Path

from bot.building.cleaning import WrongName
from bot.building.geonames import Places
from bot.building.linking import Link, Member, is_national_capital
from bot.building.world import WorldCity
from bot.errors import DataError
from bot.strict_yaml import load_yaml
from bot.text import fold

_NO_LANGUAGE = "und"
_FILLED = ("capital", "latitude", "longitude", "population", "geonames_id")


def read_city_rows(path: Path) -> list[dict[str, str]]:
    """Read cities.csv as text; DataError when a column that the build fills is missing."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(
            path, 0, f"the file cannot be read ({error})", "restore it or correct the folder"
        ) from None
    if not rows or not {"id", "name", "country", *_FILLED} <= set(rows[0]):
        raise DataError(path, 1, "columns are missing", "see data/README.md for the columns")
    return rows


def members_of(rows: Iterable[dict[str, str]]) -> list[Member]:
    """The part of each row that the build needs."""
    return [Member(row["id"], row["name"], row["country"]) for row in rows]


def read_curated_names(directory: Path) -> tuple[dict[str, dict[str, list[str]]], set[str]]:
    """Read data/aliases: language -> city id -> names, and the folded short forms that are ambiguous."""
    names: dict[str, dict[str, list[str]]] = {}
    ambiguous: set[str] = set()
    for path in sorted(directory.glob("*.yaml")):
        content = load_yaml(path) or {}
        cities = content.get("cities", {})
        language = "" if path.stem == _NO_LANGUAGE else path.stem
        names.setdefault(language, {}).update({city_id: list(cities[city_id]) for city_id in cities})
        ambiguous.update(map(fold, content.get("ambiguous", {})))
    return names, ambiguous


def read_extra_places(path: Path) -> list[WorldCity]:
    """Read the hand-written places that GeoNames lacks: name, country, region, other names parted by `|`."""
    cities: list[WorldCity] = []
    for line, text in enumerate(path.read_text(encoding="utf-8").splitlines()[1:], start=2):
        cells = text.split("\t")
        if len(cells) != 4:
            raise DataError(path, line, f"{len(cells)} cells, not 4", "separate the cells with tabs")
        name, country, region, others = cells
        keys = dict.fromkeys(fold(text) for text in (name, *others.split("|")) if text)
        cities.append(WorldCity(name, country, region, 0, tuple(keys)))
    return cities


def read_wrong_names(path: Path) -> frozenset[WrongName]:
    """Read the names that GeoNames gives to a place but that mean another: place, country, name, reason."""
    found: set[WrongName] = set()
    for line, text in enumerate(path.read_text(encoding="utf-8").splitlines()[1:], start=2):
        cells = text.split("\t")
        if len(cells) != 4:
            raise DataError(path, line, f"{len(cells)} cells, not 4", "separate the cells with tabs")
        place, country, name, _ = cells
        found.add((fold(place), country, fold(name)))
    return frozenset(found)


def write_city_rows(
    path: Path, rows: list[dict[str, str]], links: dict[str, Link], places: Places
) -> list[str]:
    """Write cities.csv with the filled columns; returns the ids of the national capitals."""
    capitals: list[str] = []
    for row in rows:
        row.update(dict.fromkeys(_FILLED, ""))
        link = links.get(row["id"])
        if link is None:
            continue
        row["latitude"], row["longitude"] = f"{link.latitude:.4f}", f"{link.longitude:.4f}"
        if link.place:
            row["population"] = str(link.place.population or "")
            row["geonames_id"] = str(link.place.geonames_id)
        if is_national_capital(link, places):
            row["capital"] = "true"
            capitals.append(row["id"])
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_text(path, text.getvalue())
    return capitals


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write lines as UTF-8 with a line feed after each."""
    write_text(path, "".join(f"{line}\n" for line in lines))


def write_gzip_lines(path: Path, lines: Iterable[str]) -> None:
    """Write lines gzipped, without a time stamp or file name in the header."""
    data = "".join(f"{line}\n" for line in lines).encode()
    _replace(path, gzip.compress(data, compresslevel=9, mtime=0))


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text, replacing the file in one step."""
    _replace(path, text.encode())


def _replace(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".draft")
    draft.write_bytes(data)
    draft.replace(path)
