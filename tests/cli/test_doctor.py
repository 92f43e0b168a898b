"""`doctor` and `set-profile` before they reach Telegram, as their users see it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import run_command

TOKEN = "123456:AAA-token_that_must_stay_secret_00000"
NOBODY = "http://127.0.0.1:9"  # the discard port: nothing answers there


def variables(tmp_path: Path) -> dict[str, str]:
    return {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": NOBODY,
        "BOT_DATABASE_URL": f"sqlite:///{tmp_path / 'bot.sqlite3'}",
    }


def test_the_help_names_both() -> None:
    shown = run_command().out
    assert "\n  doctor " in shown
    assert "\n  set-profile " in shown


def test_problems_are_told_one_a_line_and_counted(tmp_path: Path) -> None:
    outcome = run_command("doctor", **variables(tmp_path))
    *findings, summary = outcome.out.splitlines()
    assert outcome.code == 1
    assert [line.split()[:2] for line in findings] == [
        ["ok:", "data:"],
        ["ok:", "database:"],
        ["problem:", "api:"],
    ]
    assert summary == "1 problem, no warnings"
    assert (outcome.err, TOKEN in outcome.out) == ("", False)


def test_without_a_token_the_rest_is_looked_at(tmp_path: Path) -> None:
    outcome = run_command("doctor", **variables(tmp_path) | {"TELEGRAM_BOT_TOKEN": ""})
    assert outcome.code == 1
    assert "ok:      data: " in outcome.out
    assert "problem: token: TELEGRAM_BOT_TOKEN is not set; get a token from @BotFather" in outcome.out


@pytest.mark.parametrize("command", ["doctor", "set-profile"])
@pytest.mark.parametrize(
    ("variable", "value"), [("TELEGRAM_BOT_TOKEN", "no token"), ("BOT_WEBHOOK_URL", "ftp://bot.example.org")]
)
def test_a_wrong_configuration_is_one_line(command: str, variable: str, value: str, tmp_path: Path) -> None:
    line = run_command(command, **variables(tmp_path) | {variable: value}).failed_in_one_line()
    assert line.startswith(f"{variable}: ")


def test_a_profile_cannot_be_set_without_a_token(tmp_path: Path) -> None:
    line = run_command("set-profile", **variables(tmp_path) | {"TELEGRAM_BOT_TOKEN": ""}).failed_in_one_line()
    assert line.startswith("TELEGRAM_BOT_TOKEN: not set")


def test_a_profile_cannot_be_set_where_nobody_answers(tmp_path: Path) -> None:
    line = run_command("set-profile", **variables(tmp_path)).failed_in_one_line()
    assert line.startswith("the profile could not be set")
