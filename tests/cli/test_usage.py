"""Help, version, and misuse: every mistake is one line that names what is wrong, and exit code 2."""

from __future__ import annotations

import pytest

from bot import __version__
from bot.cli import execute
from tests.cli.command import run_command


def test_no_arguments_show_the_help() -> None:
    outcome = run_command()
    assert outcome.code == 0
    for command in ("ask", "chat", "run", "check", "build-data"):
        assert f"\n  {command} " in outcome.out


def test_version() -> None:
    outcome = run_command("--version")
    assert (outcome.code, outcome.out) == (0, f"learning-cities {__version__}\n")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["nope"], "'nope'"),
        (["ask"], "'QUESTION'"),
        (["ask", "--loud", "x"], "--loud"),
        (["ask", "--lang"], "--lang"),
        (["ask", "-"], "--json"),
        (["ask", "--conversation", "x"], "--json -"),
        (["ask", "--json", "--explain", "x"], "--explain"),
        (["chat", "x"], "x"),
        (["ask", "--lang", "xx", "is Lusaka in"], "'xx'; there is en"),
        (["chat", "--lang", "../data"], "there is en"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_misuse_is_one_line(arguments: list[str], named: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("error: ")
    assert printed.err.count("\n") == 1
    assert named in printed.err


@pytest.mark.parametrize("variable", ["BOT_DATA_DIR", "BOT_INTENTS_DIR"])
def test_a_folder_that_is_not_there_is_named(variable: str) -> None:
    line = run_command("ask", "is Lusaka in", **{variable: "/nowhere"}).failed_in_one_line()
    assert line.startswith(f"{variable}: no folder '/nowhere'")
