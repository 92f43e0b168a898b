"""Faulty data, intents and settings: one line that names file and line, and what to do."""

from __future__ import annotations

import re

import pytest

from tests.cli.command import House, run_command

FIRST_CITY = 2
"""Line of the first row of cities.csv."""


def edit_row(text: str, number: int, column: str, value: str) -> str:
    """Set one cell of the row on a line of a CSV text (rows without quoted cells)."""
    lines = text.splitlines(keepends=True)
    header = lines[0].rstrip("\n").split(",")
    cells = lines[number - 1].rstrip("\n").split(",")
    assert len(cells) == len(header)
    cells[header.index(column)] = value
    lines[number - 1] = ",".join(cells) + "\n"
    return "".join(lines)


def told_by_both(house: House, where: str, *words: str) -> None:
    """`ask` refuses to start with one line, `check` lists it; both name the place and what to do."""
    line = run_command("ask", "is lusaka in", **house.variables).failed_in_one_line()
    checked = run_command("check", **house.variables)
    assert checked.code == 1
    assert checked.err == ""
    named = [shown for shown in checked.out.splitlines() if shown.startswith(where)]
    assert named, checked.out
    for told in (line, "\n".join(named)):
        assert told.startswith(where + ": ")
        assert "; " in told
        for word in words:
            assert word in told
    assert re.search(r"\b[1-9]\d* problems?\b", checked.out.splitlines()[-1])


def test_the_copy_is_sound_before_it_is_spoilt(house: House) -> None:
    checked = run_command("check", **house.variables)
    assert (checked.code, checked.err) == (0, "")
    assert "no problems" in checked.out.splitlines()[-1]


@pytest.mark.parametrize(
    ("column", "value", "word"),
    [
        ("sources", "", "source"),
        ("sources", "nobody-said-so", "'nobody-said-so'"),
        ("country", "XQ", "'XQ'"),
        ("round", "1999", "'1999'"),
        ("year", "soon", "'soon'"),
        ("latitude", "north", "'north'"),
        ("status", "perhaps", "'perhaps'"),
        ("name", "", "name"),
    ],
)
def test_a_city_row_with_a_bad_cell(house: House, column: str, value: str, word: str) -> None:
    path = house.change("data/cities.csv", lambda text: edit_row(text, FIRST_CITY, column, value))
    told_by_both(house, f"{path}:{FIRST_CITY}", word)


def test_a_duplicate_id(house: House) -> None:
    def repeat(text: str) -> str:
        first = text.splitlines()[FIRST_CITY - 1].partition(",")[0]
        return edit_row(text, FIRST_CITY + 1, "id", first)

    path = house.change("data/cities.csv", repeat)
    told_by_both(house, f"{path}:{FIRST_CITY + 1}", "twice")


def test_a_row_with_a_cell_too_many(house: House) -> None:
    path = house.change("data/cities.csv", lambda text: text.replace("\n", ",\n", 2).replace(",\n", "\n", 1))
    told_by_both(house, f"{path}:{FIRST_CITY}", "cells")


def test_a_missing_file(house: House) -> None:
    path = house.root / "data" / "countries.csv"
    path.unlink()
    told_by_both(house, str(path), "missing")


def test_a_file_that_is_not_utf8(house: House) -> None:
    path = house.root / "data" / "cities.csv"
    path.write_bytes(path.read_bytes() + b"\xff\xfe\n")
    told_by_both(house, str(path), "UTF-8")


def test_a_yaml_file_with_bad_syntax(house: House) -> None:
    path = house.change("data/rounds.yaml", lambda text: text + "\nrounds: [\n")
    line = run_command("ask", "is lusaka in", **house.variables).failed_in_one_line()
    assert line.startswith(f"{path}:")
    assert "YAML" in line


def test_a_repeated_key(house: House) -> None:
    path = house.change("data/rounds.yaml", lambda text: text + "\nrounds: []\n")
    line = len(path.read_text(encoding="utf-8").splitlines())
    told_by_both(house, f"{path}:{line}", "'rounds'", "twice")


def test_no_as_a_key_stays_text(house: House) -> None:
    """Plain YAML reads the key `NO` as False; here it is named as it was written."""
    path = house.change("intents/en/membership.yaml", lambda text: text + "\nNO: Norway\n")
    line = len(path.read_text(encoding="utf-8").splitlines())
    told_by_both(house, f"{path}:{line}", "'NO'")


def test_an_intent_with_an_unknown_slot(house: House) -> None:
    file = "intents/en/membership.yaml"
    path = house.change(
        file, lambda text: text.replace("questions:\n", "questions:\n  - is {spaceship} in\n")
    )
    told_by_both(house, f"{path}:{house.line_of(file, '  - is {spaceship}')}", "{spaceship}")


def test_an_empty_folder_is_no_data(house: House) -> None:
    empty = house.root / "empty"
    empty.mkdir()
    for variable in ("BOT_DATA_DIR", "BOT_INTENTS_DIR"):
        line = run_command("ask", "x", **{**house.variables, variable: str(empty)}).failed_in_one_line()
        assert str(empty) in line or variable in line
