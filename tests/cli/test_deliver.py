"""`deliver` before it reaches Telegram: configuration faults are one line. What it delivers: tests/telegram."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import run_command

TOKEN = "123456:AAA-token_that_must_stay_secret_00000"
SERVER = "http://127.0.0.1:9"  # the discard port: nothing answers there


def test_without_a_token_the_variable_is_named() -> None:
    assert run_command("deliver").failed_in_one_line().startswith("TELEGRAM_BOT_TOKEN: ")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("BOT_DATABASE_URL", "sqlite:////nowhere/bot.sqlite3"),
        ("BOT_INTENTS_DIR", "/nowhere"),
        ("BOT_MESSAGES_PER_SECOND", "5000"),
        ("BOT_WEEKLY", "weekly"),
    ],
)
def test_a_bad_setting_is_named(variable: str, value: str) -> None:
    variables = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": SERVER, "BOT_LOG_LEVEL": "ERROR"}
    line = run_command("deliver", **variables, **{variable: value}).failed_in_one_line()
    assert line.startswith(variable)
    assert TOKEN not in line


def test_without_anything_to_deliver_it_says_so_and_ends(tmp_path: Path) -> None:
    done = run_command(
        "deliver",
        TELEGRAM_BOT_TOKEN=TOKEN,
        TELEGRAM_API_URL=SERVER,
        BOT_LOG_LEVEL="ERROR",
        BOT_DATABASE_URL=f"sqlite:///{tmp_path / 'bot.sqlite3'}",
    )
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Nothing is to be delivered.")
