"""Reading a member list as it was copied: commas, semicolons or tabs, with or without a header."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.errors import DataError
from bot.importing.headers import Columns, columns_of
from bot.text import fold

LARGEST = 5_000_000
"""Bytes; the whole network is a list of some 20,000."""
LONGEST_NAME = 120
"""Characters; a longer cell is a sentence, no name."""
_SEPARATORS = "\t;,|"
_SAMPLE = 50
_HEADER_WITHIN = 10
"""Records in which the header must stand; titles may stand above it."""
_INVISIBLE = {"Cc", "Cf"}
_JOINERS = "\u200c\u200d"
"""Invisible, but part of Persian and Indic spelling."""
_EXAMPLE = "write a first row such as City,Country,Year"

Record = tuple[int, list[str]]
"""Line on which a record starts, and its cells."""


@dataclass(frozen=True)
class Row:
    """One row of the list, its cells freed of line breaks and invisible characters."""

    line: int
    city: str
    country: str
    year: str = ""
    decision: str = ""
    fault: str = ""
    """Why the cells cannot be told apart; empty when they can."""


@dataclass(frozen=True)
class MemberList:
    """A list as read."""

    path: Path
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    """What was left out, one line each."""


def read_list(path: Path, is_country: Callable[[str], bool]) -> MemberList:
    """Read a list; `is_country` tells the columns apart where two come without a header.

    Raises DataError with file and line for a file that is no table of cities and countries in UTF-8.
    """
    text = _text(path)
    records = list(_records(path, text, _separator(path, text)))
    if not records:
        raise DataError(path, 0, "the list is empty", "copy the members into it, one a line")
    start, columns = _columns(path, records, is_country)
    header = records[start - 1][1] if start else None
    rows = tuple(_row(line, cells, columns) for line, cells in records[start:] if cells != header)
    if not rows:
        raise DataError(path, records[0][0], "there are no rows below the header", "copy the members into it")
    notes = []
    if start > 1:
        notes.append(f"what stands above the header on line {records[start - 1][0]} is not read")
    if columns.unused:
        notes.append(f"columns that are not read: {', '.join(columns.unused)}")
    return MemberList(path, rows, tuple(notes))


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            raise DataError(path, 0, "there is no such file", "name the file with the member list")
        if path.stat().st_size > LARGEST:
            raise DataError(path, 0, "the file is too large for a member list", "name the right file")
        raw = path.read_bytes()
    except OSError as error:
        raise DataError(path, 0, f"the file cannot be read ({error.strerror})", "check its rights") from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise DataError(path, line, "this is not UTF-8 text", "save the list as CSV in UTF-8") from None


def _separator(path: Path, text: str) -> str:
    """The character that parts most of the first records into the same number of cells, at least two."""

    def agreement(separator: str) -> int:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
        widths: Counter[int] = Counter()
        try:
            for cells, _ in zip(reader, range(_SAMPLE), strict=False):
                widths[len(cells)] += 1
        except csv.Error:
            # The fault is told with its line when the records are read.
            pass
        return max((count for width, count in widths.items() if width > 1), default=0)

    best = max(_SEPARATORS, key=agreement)
    if text.strip() and not agreement(best):
        raise DataError(
            path, 1, "there is but one column", "write city and country, parted by commas, semicolons or tabs"
        )
    return best


def _records(path: Path, text: str, separator: str) -> Iterator[Record]:
    """Records that hold anything, with the line on which each starts."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True
    )
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise DataError(
            path, line, f"the row cannot be read ({error})", "close or remove the quotes in it"
        ) from None


def _columns(path: Path, records: list[Record], is_country: Callable[[str], bool]) -> tuple[int, Columns]:
    """The index of the first record below the header, and the columns."""
    for at, (_, cells) in enumerate(records[:_HEADER_WITHIN]):
        columns = columns_of(cells)
        if columns is not None:
            return at + 1, columns
    line, first = records[0]
    if any(cell.strip() for _, cells in records for cell in cells[Columns.count :]):
        raise DataError(path, line, f"no row names the columns ({_tidy(', '.join(first))[:60]})", _EXAMPLE)
    countries = [sum(is_country(cells[at]) for _, cells in records if at < len(cells)) for at in (0, 1)]
    if not any(countries):
        raise DataError(path, line, "neither a header nor a country can be found", _EXAMPLE)
    return 0, Columns(0, 1) if countries[1] >= countries[0] else Columns(1, 0)


def _row(line: int, cells: list[str], columns: Columns) -> Row:
    def cell(at: int | None) -> str:
        return _tidy(cells[at]) if at is not None and at < len(cells) else ""

    city = cell(columns.city)
    fault = ""
    if any(extra.strip() for extra in cells[columns.count :]):
        fault = f"{len(cells)} cells in {columns.count} columns; quote what holds a separator"
    elif not any(char.isalpha() for char in fold(city)):
        fault = "no city stands here"
    elif len(city) > LONGEST_NAME:
        city, fault = f"{city[:LONGEST_NAME]} …", "too long for a name"
    country, year, decision = (
        cell(at)[:LONGEST_NAME] for at in (columns.country, columns.year, columns.decision)
    )
    return Row(line, city, country, year, decision, fault)


def _tidy(text: str) -> str:
    """The text composed (NFC), with single spaces and without invisible characters."""
    visible = (
        " " if char in "\t\r\n" else char
        for char in unicodedata.normalize("NFC", text)
        if char in "\t\r\n" or char in _JOINERS or unicodedata.category(char) not in _INVISIBLE
    )
    return " ".join("".join(visible).split())
