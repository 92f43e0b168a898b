"""`import`: the review as printed, the exit codes, and data that `check` finds sound right after `--write`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.cli import execute
from bot.dataset.loading import load_dataset
from tests.cli.command import House, Outcome, run_command
from tests.importing.lists import DATA, Desk, next_list

SOURCE = ("--source", "https://www.example.org/learning-cities/2027")
ROUND = ("--round", "2027", "--announced", "2027-02-14", "--cities", "60", "--countries", "40")
WIDEST = 100
KNOWN = len(load_dataset(DATA).members)


@pytest.fixture
def members(tmp_path: Path) -> Path:
    """The list of the next round."""
    path = tmp_path / "members-2027.csv"
    path.write_text(next_list(Desk(DATA, tmp_path)), encoding="utf-8")
    return path


def run_import(house: House, path: Path | str, *arguments: str) -> Outcome:
    return run_command("import", str(path), *arguments, **house.variables)


def test_the_review_is_grouped_and_narrow(house: House, members: Path) -> None:
    outcome = run_import(house, members, *ROUND)
    assert (outcome.code, outcome.err) == (1, "")
    lines = outcome.out.splitlines()
    assert all(len(line) <= WIDEST for line in lines)
    first = (
        f"members-2027.csv: {KNOWN + 4} rows, taken as the whole list (it names {KNOWN - 4} of the {KNOWN} "
    )
    assert lines[0].startswith(first)
    headings = [line.split(":")[0] for line in lines if line and not line.startswith((" ", "members"))]
    assert headings == [
        "note",
        "spelling 6",
        "duplicate 1",
        "joined 3",
        "left 1",
        "renamed 1",
        "doubtful 1",
        "to look at",
        f"{KNOWN + 4} rows",
        "next",
    ]
    assert "-> decision: lusaka-zm, new or skip" in outcome.out
    assert "first members on the list: Bolivia (BO)" in outcome.out
    assert "--write --source https://" in outcome.out


def test_check_finds_nothing_new_right_after_writing(house: House, members: Path) -> None:
    before = run_command("check", **house.variables)
    written = run_import(house, members, *ROUND, "--write", *SOURCE)
    assert (written.code, written.err) == (1, "")
    assert "cities.csv: added osaka-jp, nova-lumina-br, la-paz-bo" in written.out
    assert "not written: 1 row in doubt" in written.out
    assert all(len(line) <= WIDEST for line in written.out.splitlines())
    checked = run_command("check", **house.variables)
    *problems, summary = checked.out.splitlines()
    assert (checked.code, checked.err, problems) == (before.code, "", before.out.splitlines()[:-1])
    assert f"; {KNOWN + 2} members, " in summary
    asked = run_command("ask", "is osaka in", **house.variables)
    assert asked.out.startswith("Yes. Osaka (Japan) has been a UNESCO learning city since February 2027")


def test_nothing_is_changed_without_write(house: House, members: Path) -> None:
    before = {path: path.read_bytes() for path in house.root.rglob("*") if path.is_file()}
    run_import(house, members, *ROUND, *SOURCE)
    assert {path: path.read_bytes() for path in house.root.rglob("*") if path.is_file()} == before


def test_a_list_without_doubts_ends_with_0(house: House) -> None:
    path = house.root / "part.csv"
    path.write_text("Ndola;Zambia\nCork;IE\n", encoding="utf-8")
    outcome = run_import(house, path, "--round", "2025")
    assert (outcome.code, outcome.err) == (0, "")
    assert "ndola-zm: joined in 2025, round 2025" in outcome.out
    path.write_text("Lusaka;Zambia\nCork;IE\n", encoding="utf-8")
    assert run_import(house, path).out.splitlines()[-1] == "nothing to do"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["import"], "FILE"),
        (["import", "/nowhere/list.csv"], "/nowhere/list.csv: there is no such file"),
        (["import", "list.csv", "--write"], "--source"),
        (["import", "list.csv", "--source", "http://example.org"], "https"),
        (["import", "list.csv", "--round", "2031"], "--announced"),
        (["import", "list.csv", "--cities", "0"], "--cities"),
        (["import", "list.csv", "--announced", "2027-02-14"], "--round"),
    ],
)
def test_misuse_is_one_line(arguments: list[str], named: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("error: ")
    assert printed.err.count("\n") == 1
    assert named in printed.err


def test_a_bad_file_is_named_with_its_line(house: House) -> None:
    path = house.root / "list.csv"
    path.write_bytes(b"City,Country\nCork,Ireland\nM\xe9rida,Mexico\n")
    told = run_import(house, path).failed_in_one_line()
    assert told == f"{path}:3: this is not UTF-8 text; save the list as CSV in UTF-8"


def test_data_that_would_be_unsound_is_refused_after_the_review(house: House) -> None:
    path = house.root / "list.csv"
    path.write_text("City,Country\nNdola,Zambia\nKitwe,Zambia\n", encoding="utf-8")
    few = ("--round", "2027", "--announced", "2027-02-14", "--cities", "1", "--countries", "1")
    outcome = run_import(house, path, *few, "--write", *SOURCE)
    assert outcome.code == 2
    assert outcome.err.count("\n") == 1
    assert "nothing was written" in outcome.err
    assert "rounds.yaml" in outcome.err
    assert "ndola-zm" not in (house.root / "data" / "cities.csv").read_text(encoding="utf-8")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_refused(house: House) -> None:
    path = house.root / "list.csv"
    path.write_text("City,Country\nNdola,Zambia\n", encoding="utf-8")
    (house.root / "data").chmod(0o555)
    try:
        told = run_import(house, path, "--write", *SOURCE).failed_in_one_line()
    finally:
        (house.root / "data").chmod(0o755)
    assert "cannot be written" in told
    assert "BOT_DATA_DIR" in told
