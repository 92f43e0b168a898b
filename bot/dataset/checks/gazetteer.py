"""Checks of `data/gazetteer/` against the curated files and against the normaliser.

The generated files hold folded keys so that starting the bot is quick; a change of `fold` or of the members
makes them stale.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from rapidfuzz.distance import OSA

from bot.dataset.checks.tables import Tables
from bot.dataset.generated import REBUILD, read_lines
from bot.errors import DataError, Problem
from bot.strict_yaml import Mapping, load_yaml
from bot.text import fold

_SHORTEST_FUZZY = 4
"""Shorter names are never corrected, so a neighbour cannot be mistaken for them."""


def check_gazetteer(tables: Tables) -> Iterator[Problem]:
    """The files know every member, name none that is gone, and their keys are those of `fold`."""
    folder = tables.data_dir / "gazetteer"
    yield from _member_names(tables, folder / "member_names.tsv")
    yield from _keyed(folder / "country_names.tsv", tables.ids["country"], "country", columns=5)
    yield from _places(tables, folder / "places.tsv.gz")
    yield from _capitals(tables, folder / "capitals.tsv")
    yield from _extra_places(tables, folder / "extra_places.tsv")
    for name in ("confusables.txt", "ordinary_words.txt"):
        if not (folder / name).is_file():
            yield Problem(folder / name, 0, "the file is missing", REBUILD)
    for line, cells, problem in _rows(folder / "related.tsv", 4):
        yield from _or_unknown(problem, folder / "related.tsv", line, cells[:1], tables.ids["city"], "city")
    yield from _near_pairs(tables, folder / "near_pairs.txt")
    yield from _overrides(tables, folder / "member_overrides.yaml")


def _member_names(tables: Tables, path: Path) -> Iterator[Problem]:
    yield from _keyed(path, tables.ids["city"], "city", columns=4)
    named = {cells[0] for _, cells, problem in _rows(path, 4) if problem is None}
    for entry in tables.cities if named else ():
        if entry.row.id not in named:
            yield Problem(path, 0, f"no names of {entry.row.id!r} (cities.csv:{entry.line})", REBUILD)


def _keyed(path: Path, known: set[str] | None, kind: str, columns: int) -> Iterator[Problem]:
    """A file whose first column is an id, whose last is a key, and whose third is the name."""
    for line, cells, problem in _rows(path, columns):
        yield from _or_unknown(problem, path, line, cells[:1], known, kind)
        if problem is None and fold(cells[2]) != cells[-1]:
            yield Problem(
                path, line, f"the key of {cells[2]!r} is {cells[-1]!r}, not {fold(cells[2])!r}", REBUILD
            )


def _places(tables: Tables, path: Path) -> Iterator[Problem]:
    for line, cells, problem in _rows(path, 6):
        yield from _or_unknown(problem, path, line, cells[1:2], tables.ids["country"], "country")
        stale = [key for key in cells[-1].split("|") if fold(key) != key] if problem is None else []
        if stale:
            yield Problem(path, line, f"the key {stale[0]!r} of {cells[0]!r} is not folded", REBUILD)


def _capitals(tables: Tables, path: Path) -> Iterator[Problem]:
    """Every member that is a national capital is the capital of its country here too."""
    named: dict[str, list[str]] = {}
    for line, cells, problem in _rows(path, 2):
        yield from _or_unknown(problem, path, line, cells[:1], tables.ids["country"], "country")
        if problem is None:
            named[cells[0]] = [fold(name) for name in cells[1].split("|")]
    for entry in tables.cities if named else ():
        row = entry.row
        if row.capital and row.country in named and fold(row.name) not in named[row.country]:
            yield Problem(
                path, 0, f"{row.name!r} (cities.csv:{entry.line}) is a capital but not here", REBUILD
            )


def _extra_places(tables: Tables, path: Path) -> Iterator[Problem]:
    """Places added by hand lie in a country that exists and are no members."""
    members = {(fold(entry.row.name), entry.row.country): entry.row.id for entry in tables.cities}
    for line, cells, problem in _rows(path, 4):
        yield from _or_unknown(
            problem, path, line, cells[1:2], tables.ids["country"], "country", "use an ISO code"
        )
        for name in [cells[0], *cells[3].split("|")] if problem is None else []:
            member = members.get((fold(name), cells[1]))
            if member is not None:
                yield Problem(path, line, f"{name!r} is the member {member!r}", "drop it here")


def _near_pairs(tables: Tables, path: Path) -> Iterator[Problem]:
    """Members one typo apart are listed, so that the build has seen them and the bot asks."""
    listed: set[frozenset[str]] = set()
    is_readable = True
    for line, cells, problem in _rows(path, 6):
        is_member_pair = bool(cells) and cells[0] == "member"
        ids = cells[2:4] if is_member_pair else cells[2:3]
        listed.add(frozenset(ids))
        is_readable = is_readable and problem is None
        yield from _or_unknown(problem, path, line, ids, tables.ids["city"], "city")
    if not is_readable:
        return
    names = {(fold(entry.row.name), entry.row.id) for entry in tables.cities if entry.row.status == "member"}
    long_enough = sorted(pair for pair in names if len(pair[0]) >= _SHORTEST_FUZZY)
    for (name, city_id), (other_name, other_id) in combinations(long_enough, 2):
        if abs(len(name) - len(other_name)) > 1 or frozenset((city_id, other_id)) in listed:
            continue
        if OSA.distance(name, other_name, score_cutoff=1) <= 1:
            yield Problem(path, 0, f"{city_id!r} and {other_id!r} are a typo apart and not listed", REBUILD)


def _overrides(tables: Tables, path: Path) -> Iterator[Problem]:
    try:
        content = load_yaml(path)
    except DataError as fault:
        yield fault.problem
        return
    members = content.get("members") if isinstance(content, Mapping) else None
    if not isinstance(members, Mapping):
        yield Problem(path, 1, "no mapping 'members' at the top", "add `members:` with a city id a line")
        return
    for city_id in members:
        line = members.key_lines[city_id]
        yield from _or_unknown(
            None, path, line, [city_id], tables.ids["city"], "city", "use an id of cities.csv"
        )


def _or_unknown(
    problem: Problem | None,
    path: Path,
    line: int,
    names: list[str],
    known: set[str] | None,
    kind: str,
    hint: str = REBUILD,
) -> Iterator[Problem]:
    """The problem of reading the row, or those of names that no table holds."""
    if problem is not None:
        yield problem
    elif known is not None:
        yield from (
            Problem(path, line, f"unknown {kind} {name!r}", hint) for name in names if name not in known
        )


def _rows(path: Path, columns: int) -> Iterator[tuple[int, list[str], Problem | None]]:
    """(line, cells, problem) of each row below the header; no cells with a problem."""
    try:
        rows = read_lines(path)
    except DataError as fault:
        yield 0, [], fault.problem
        return
    for line, row in enumerate(rows, start=1):
        cells = row.split("\t")
        if len(cells) != columns:
            yield line, [], Problem(path, line, f"{len(cells)} cells, not {columns}", REBUILD)
        elif line > 1:
            yield line, cells, None
