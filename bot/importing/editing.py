"""Editing data files as text: what is not changed keeps its bytes, comments and quotes included."""

from __future__ import annotations

import csv
import io
import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping

from bot.errors import BotError

_PLAIN = re.compile(r"[^\W\d_](?:[\w .’'-]*\w)?\Z")
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
"""What other readers of YAML take for something else than text."""
_LIST = re.compile(r"(?P<start> {2}[\w-]+: \[)(?P<names>[^\]#]*)(?P<end>\]\s*(?:#.*)?)\Z")


class CsvText:
    """A CSV file with a header whose rows are replaced or added one by one."""

    def __init__(self, text: str) -> None:
        reader = csv.reader(io.StringIO(text, newline=""))
        lines = io.StringIO(text, newline="").readlines()
        self._raw: list[str] = []
        self._cells: list[list[str]] = []
        start = 0
        for cells in reader:
            self._raw.append("".join(lines[start : reader.line_num]))
            self._cells.append(cells)
            start = reader.line_num
        self._columns = self._cells[0]
        self._end = "\r\n" if self._raw[0].endswith("\r\n") else "\n"
        if not self._raw[-1].endswith(self._end):
            self._raw[-1] += self._end

    def add(self, row: Mapping[str, str]) -> None:
        """Add a row where its first column sorts, or at the end of a file that is not sorted by it."""
        cells = [row[name] for name in self._columns]
        keys = [known[0] for known in self._cells[1:]]
        at = 1 + (bisect_left(keys, cells[0]) if keys == sorted(keys) else len(keys))
        self._cells.insert(at, cells)
        self._raw.insert(at, self._line(cells))

    def change(self, key: str, values: Mapping[str, str]) -> None:
        """Set cells of the row with that first cell."""
        at = next(at for at, cells in enumerate(self._cells) if cells[0] == key)
        old = dict(zip(self._columns, self._cells[at], strict=True))
        self._cells[at] = list({**old, **values}.values())
        self._raw[at] = self._line(self._cells[at])

    @property
    def text(self) -> str:
        """The whole file."""
        return "".join(self._raw)

    def _line(self, cells: list[str]) -> str:
        line = io.StringIO()
        csv.writer(line, lineterminator=self._end).writerow(cells)
        return line.getvalue()


def with_lines(text: str, lines: Iterable[str]) -> str:
    """Return a sorted file of lines below a header with more of them; none stands twice."""
    header, *known = lines_of(text)
    for line in lines:
        at = bisect_left(known, line)
        if known[at : at + 1] != [line]:
            known.insert(at, line)
    return "".join(f"{line}\n" for line in (header, *known))


def with_rows(text: str, key: str, rows: Iterable[str]) -> str:
    """Return a file sorted by its first cells with more rows of one such cell, before those that it has."""
    header, *known = lines_of(text)
    at = bisect_left(known, key, key=_first_cell)
    known[at:at] = rows
    return "".join(f"{line}\n" for line in (header, *known))


def lines_of(text: str) -> list[str]:
    """Return the lines of a text that end with a line feed; other marks that part lines may stand in names."""
    return text.removesuffix("\n").split("\n")


def _first_cell(line: str) -> str:
    return line.split("\t", 1)[0]


def with_alias(text: str, city_id: str, name: str) -> str:
    """Return a names file (aliases/en.yaml) with one more name of a city. Raises BotError where it is laid out
    otherwise than `  id: [Name, Other name]` below `cities:`."""
    lines = text.splitlines(keepends=True)
    start = next((at + 1 for at, line in enumerate(lines) if line.rstrip() == "cities:"), None)
    if start is None:
        raise BotError(f"aliases/en.yaml: no line `cities:`; add the name {name!r} of {city_id} by hand")
    end = start
    while end < len(lines) and (lines[end].startswith("  ") or not lines[end].strip()):
        end += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    ids = [line.strip().split(":", 1)[0] for line in lines[start:end]]
    if city_id not in ids:
        lines.insert(start + bisect_left(ids, city_id), f"  {city_id}: [{yaml_text(name)}]\n")
        return "".join(lines)
    at = start + ids.index(city_id)
    parts = _LIST.match(lines[at].rstrip("\n"))
    if parts is None:
        raise BotError(f"aliases/en.yaml:{at + 1}: no list in one line; add the name {name!r} by hand")
    names = f"{parts['names']}, " if parts["names"].strip() else ""
    lines[at] = f"{parts['start']}{names}{yaml_text(name)}{parts['end']}\n"
    return "".join(lines)


def yaml_text(text: str) -> str:
    """Return a text as YAML inside a list, in quotes where it could be read as something else."""
    if _PLAIN.match(text) and text.casefold() not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)
