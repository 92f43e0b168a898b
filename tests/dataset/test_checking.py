"""Each fault of a data folder is found, at its line, in one line that says what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.dataset.checking import check_dataset
from bot.dataset.loading import load_dataset
from bot.errors import DataError

Spoil = Callable[[str, str, str], None]
Found = Callable[[], list[str]]

FAULTS = yaml.safe_load((Path(__file__).parent / "faults.yaml").read_text(encoding="utf-8"))


def _name(fault: dict[str, Any]) -> str:
    return f"{fault['file']}: {fault['to'].strip() or 'nothing'} for {fault['change'].strip()}"


def test_small_folder_is_sound(found: Found) -> None:
    assert found() == []


@pytest.mark.parametrize("fault", FAULTS, ids=_name)
def test_fault(spoil: Spoil, found: Found, fault: dict[str, Any]) -> None:
    spoil(fault["file"], fault["change"], fault["to"])
    assert found() == fault["problems"]


def test_all_faults_are_found_in_one_run(spoil: Spoil, found: Found) -> None:
    spoil("cities.csv", "Kaunas,LT,2016,5", "Kaunas,LT,2016,13")
    spoil("cities.csv", "hanoicapital-chinhphu-vn unesco-or-kr\n", "\n")
    spoil("countries.csv", "2,2025-12-07,true", "3,,true")
    spoil("facts.yaml", "city: cork-ie", "city: galway-ie")
    spoil("conflicts.yaml", "Garissa|KE", "Garissa|EK")
    assert found() == [
        "cities.csv:8: there is no month 13; write 1 to 12",
        "cities.csv:9: no source for Lusaka; name an id of sources.csv",
        "conflicts.yaml:24: unknown country 'EK'; use an ISO code of countries.csv",
        "countries.csv:3: a total without its date, or a date without its total; fill in both or neither",
        "facts.yaml:18: unknown city 'galway-ie'; use an id of cities.csv",
    ]


@pytest.mark.parametrize(
    "file",
    [
        "cities.csv",
        "countries.csv",
        "sources.csv",
        "rounds.yaml",
        "facts.yaml",
        "conflicts.yaml",
        "aliases/countries.yaml",
        "gazetteer/member_names.tsv",
        "gazetteer/country_names.tsv",
        "gazetteer/places.tsv.gz",
        "gazetteer/near_pairs.txt",
        "gazetteer/related.tsv",
        "gazetteer/confusables.txt",
        "gazetteer/ordinary_words.txt",
        "gazetteer/member_overrides.yaml",
    ],
)
def test_missing_file_is_one_problem(data_dir: Path, file: str) -> None:
    (data_dir / file).unlink()
    problems = check_dataset(data_dir)
    assert [(problem.path, problem.line, problem.what) for problem in problems] == [
        (data_dir / file, 0, "the file is missing")
    ]


@pytest.mark.parametrize("file", ["cities.csv", "facts.yaml", "aliases/en.yaml", "gazetteer/places.tsv.gz"])
def test_garbage_is_reported_not_raised(data_dir: Path, file: str) -> None:
    (data_dir / file).write_bytes(b"\xff\xfe\x00garbage")
    problems = check_dataset(data_dir)
    assert [problem.path for problem in problems] == [data_dir / file]
    assert "\n" not in str(problems[0])


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault["file"].endswith(".csv")], ids=_name)
def test_what_stops_the_bot_is_among_the_problems(
    data_dir: Path, spoil: Spoil, fault: dict[str, Any]
) -> None:
    spoil(fault["file"], fault["change"], fault["to"])
    problems = check_dataset(data_dir)
    try:
        load_dataset(data_dir)
    except DataError as error:
        assert error.problem in problems
