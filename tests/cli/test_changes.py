"""`changes`: the list for operators, and the announcement as subscribers read it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli import execute
from bot.dataset.changes import Changes
from tests.announcing.older_data import data_before_2025
from tests.cli.command import ROOT, House, run_command

NEW = str(ROOT / "data")


@pytest.fixture(scope="session")
def old(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("older") / "data"
    data_before_2025(folder)
    return str(folder)


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What `changes` prints for these arguments, in this process."""
    assert execute(["changes", *arguments]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    return shown.out


def test_first_comes_the_list_with_ids_then_the_announcement(old: str) -> None:
    outcome = run_command("changes", old, NEW)
    assert (outcome.code, outcome.err) == (0, "")
    listed, announced = outcome.out.split("\n\n-------- all, en: ", 1)
    lines = listed.splitlines()
    assert lines[0] == (
        "new round    2025: announced 2025-12-04, 72 cities, 46 countries, 11 capitals; 54 listed"
    )
    assert "first time   BF Burkina Faso, no member listed" in lines
    assert "joined       lusaka-zm Lusaka (ZM, 2025-12, round 2025, capital)" in lines
    assert sum(line.startswith("joined ") for line in lines) == 54
    assert "new country  CL Chile" in lines
    assert lines[-1] == "totals       356 cities, 79 countries -> 425 cities, 91 countries"
    assert "\n72 cities from 46 countries joined UNESCO's" in announced


def test_no_changes(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, NEW, NEW) == "no changes\n"
    assert json.loads(printed(capsys, NEW, NEW, "--json"))["announcements"] == []


def test_each_follower_has_a_text(old: str, capsys: pytest.CaptureFixture[str]) -> None:
    followed = ("kenya", "Africa", "lusaka-zm", "CL LT", "san nicolas", "all")
    shown = printed(capsys, old, NEW, *(f"--for={line}" for line in followed))
    headings = [line.split(",")[0] for line in shown.splitlines() if line.startswith("-------- ")]
    assert headings == [
        "-------- country:KE",
        "-------- region:africa",
        "-------- city:lusaka-zm",
        "-------- country:CL country:LT",
        "-------- city:san-nicolas-cl",
        "-------- all",
    ]
    assert "\nFor Chile:\nRenca and San Nicolás joined.\n" in shown
    assert "\nFor Lithuania:\nŠiauliai joined.\n" in shown


def test_another_language(old: str, capsys: pytest.CaptureFixture[str]) -> None:
    shown = printed(capsys, old, NEW, "--lang", "fr", "--for", "afrique")
    assert "\nAfrique\xa0:\nMa liste nomme 5 nouveaux membres.\n" in shown


def test_json_is_one_object_from_which_changes_come_back(
    old: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = printed(capsys, old, NEW, "--json", "--for", "CL")
    assert shown.count("\n") == 1
    content = json.loads(shown)
    assert len(Changes.model_validate(content["changes"]).joined) == 54
    (announced,) = content["announcements"]
    assert (announced["for"], announced["language"]) == ("country:CL", "en")
    assert announced["text"].startswith("For Chile:\n")
    assert all(source.startswith("http") for source in announced["sources"])


def test_small_changes_are_listed_and_who_is_not_concerned_reads_nothing(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(text: str) -> str:
        text = text.replace("hull-gb,Hull,", "kingston-gb,Kingston upon Hull,")
        lines = text.splitlines(keepends=True)
        return "".join(
            line.replace(",member,", ",withdrawn,") if line.startswith("cork-ie,") else line
            for line in lines
            if not line.startswith("bristol-gb,")
        ).replace("lusaka-zm,Lusaka,ZM,2025,12,", "lusaka-zm,Lusaka,ZM,2025,,")

    house.change("data/cities.csv", change)
    house.change("data/rounds.yaml", lambda text: text.replace("cities: 77", "cities: 78"))
    newer = str(house.root / "data")
    shown = printed(capsys, NEW, newer, "--for", "KE", "--for", "GB")
    assert shown.splitlines()[:6] == [
        "left         bristol-gb Bristol (GB, 2016): no row any more",
        "left         cork-ie Cork (IE, year unknown): withdrawn",
        "renamed      kingston-gb: Hull -> Kingston upon Hull",
        "new id       hull-gb -> kingston-gb",
        "corrected    lusaka-zm, joined: 2025-12 -> 2025",
        "corrected    round 2022, cities: 77 -> 78",
    ]
    assert "-------- country:KE, en: not for this subscriber\n" in shown
    assert "For the United Kingdom:\nNo longer on my list:\n" in shown


# Misuse


def failed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line of an error of a command that ends with 2."""
    assert execute(["changes", *arguments]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    return shown.err


def test_a_missing_folder_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = str(tmp_path / "nowhere")
    assert failed(capsys, missing, NEW).startswith(f"error: OLD: no folder {missing!r}; ")
    assert failed(capsys, NEW, missing).startswith(f"error: NEW: no folder {missing!r}; ")
    assert "facts.yaml: the file is missing" in failed(capsys, NEW, str(tmp_path))


def test_a_broken_file_is_named_with_its_line(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    path = house.change("data/cities.csv", lambda text: text.replace(",ZM,", ",XQ,", 1))
    line = house.line_of("data/cities.csv", "lusaka-zm,")
    assert failed(capsys, NEW, str(house.root / "data")).startswith(f"error: {path}:{line}: ")


def test_data_without_a_round_is_refused(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    house.change("data/rounds.yaml", lambda text: "rounds: []\n")
    header = "id,name,country,year,month,round,capital,status,latitude,longitude,population,geonames_id,"
    house.change("data/cities.csv", lambda text: f"{header}confidence,sources\n")
    assert "rounds.yaml: there is no round" in failed(capsys, NEW, str(house.root / "data"))


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        ("atlantis", "--for: nothing is called 'atlantis'"),
        ("KE atlantis", "--for: nothing is called 'atlantis'"),
        ("", "--for: it is empty"),
    ],
)
def test_a_scope_that_is_unknown(scope: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert said in failed(capsys, NEW, NEW, "--for", scope)


def test_a_name_of_two_members_is_not_guessed(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    house.change("data/cities.csv", lambda text: text.replace("cork-ie,Cork,", "cork-ie,Bristol,"))
    newer = str(house.root / "data")
    assert "--for: 'bristol' can be bristol-gb, cork-ie; name one" in failed(
        capsys, newer, newer, "--for=bristol"
    )


def test_a_language_without_announcements(capsys: pytest.CaptureFixture[str]) -> None:
    assert "--lang: no announcements in 'xx'; there is en, fr" in failed(capsys, NEW, NEW, "--lang", "xx")


def test_a_language_of_announcements_is_none_of_questions(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["ask", "--lang", "fr", "is lusaka in"]) == 2
    assert "--lang: no language 'fr'; there is en" in capsys.readouterr().err
