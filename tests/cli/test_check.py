"""`check` on the project's own data and intents."""

from __future__ import annotations

import pytest

from bot.cli import execute
from tests.cli.command import House


def test_the_data_and_intents_of_the_project_have_no_problem(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["check"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert printed.out.startswith("no problems; ")
    assert printed.out.count("\n") == 1


def test_verbose_lists_names_that_are_easily_mistaken(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["check", "--verbose"]) == 0
    *pairs, summary = capsys.readouterr().out.splitlines()
    assert summary.startswith("no problems; ")
    assert any("near_pairs.txt:" in line and "ajman-ae" in line and "amman-jo" in line for line in pairs)


def test_paths_are_shown_from_the_current_folder(
    house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(house.root)
    for variable, folder in house.variables.items():
        monkeypatch.setenv(variable, folder)
    house.change("data/cities.csv", lambda text: text.replace(",ZM,", ",XQ,", 1))
    assert execute(["check"]) == 1
    line = house.line_of("data/cities.csv", "lusaka-zm,")
    assert f"data/cities.csv:{line}: " in capsys.readouterr().out


def test_messages_of_the_operators_are_checked(
    house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(house.root)
    for variable, folder in house.variables.items():
        monkeypatch.setenv(variable, folder)
    (house.root / "data" / "announcements" / "bad.yaml").write_text(
        "id: bad\ntopic: news\ntext:\n  fr: Salut\n"
    )
    assert execute(["check"]) == 1
    assert capsys.readouterr().out.startswith("data/announcements/bad.yaml:3: text has no `en`; ")
