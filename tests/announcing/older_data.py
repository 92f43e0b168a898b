"""The data as it would have been before the round of December 2025: for all tests that need two real versions."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from tests.conftest import ROOT

ROUND, ANNOUNCED = "2025", "2025-12-04"


def data_before_2025(target: Path) -> None:
    """Copy `data/` to a new folder without the round of 2025: its cities, its figures, and what rests on them."""
    shutil.copytree(ROOT / "data", target)
    gone = {row["id"] for row in _rows(target / "cities.csv") if row["round"] == ROUND}
    _edit_csv(target / "cities.csv", lambda row: None if row["id"] in gone else row)
    _edit_csv(target / "countries.csv", _before_2025)
    _edit_rows(target / "rounds.yaml", "rounds", lambda row: row["id"] != ROUND)
    _edit_rows(target / "facts.yaml", "facts", lambda row: gone.isdisjoint(row.get("cities", ())))
    _edit_rows(target / "facts.yaml", "highlights", lambda row: row["city"] not in gone)
    _edit_rows(
        target / "conflicts.yaml",
        "conflicts",
        lambda row: gone.isdisjoint(row.get("cities", ())) and ROUND not in row.get("rounds", ()),
    )
    for path in (*(target / "aliases").glob("*.yaml"), target / "gazetteer" / "member_overrides.yaml"):
        if content := _without(gone, _read(path)):
            _write(path, content)
        else:
            path.unlink()
    for name in ("member_names.tsv", "related.tsv", "near_pairs.txt"):
        path = target / "gazetteer" / name
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = (line for line in lines if gone.isdisjoint(line.rstrip("\n").split("\t")))
        path.write_text("".join(kept), encoding="utf-8")


def _before_2025(row: dict[str, str]) -> dict[str, str]:
    """A country as it was described then: without counts made since."""
    if row["first_round"] == ROUND:
        row["first_round"] = ""
    if row["stated_as_of"] >= ANNOUNCED[:7]:
        row.update(dict.fromkeys(("stated_members", "stated_as_of", "complete"), ""))
    return row


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _edit_csv(path: Path, edit: Callable[[dict[str, str]], dict[str, str] | None]) -> None:
    rows = _rows(path)
    columns = list(rows[0])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept for row in rows if (kept := edit(row)) is not None)


def _edit_rows(path: Path, key: str, keeps: Callable[[dict[str, Any]], bool]) -> None:
    content = _read(path)
    _write(path, {**content, key: [row for row in content[key] if keeps(row)]})


def _without(gone: set[str], content: Any) -> Any:
    """YAML content without these ids, wherever they stand, and without what has become empty by that."""
    if isinstance(content, dict):
        kept = {key: _without(gone, value) for key, value in content.items() if key not in gone}
        if content.get("cities") and not kept["cities"]:
            return {}
        return {key: value for key, value in kept.items() if value or not content[key]}
    if isinstance(content, list):
        return [_without(gone, item) for item in content if item not in gone]
    return content


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def _write(path: Path, content: Any) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
