"""`run` before it reaches Telegram: configuration faults are one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import run_command

TOKEN = "123456:AAA-token_that_must_stay_secret_00000"
SERVER = "http://127.0.0.1:9"  # the discard port: nothing answers there


def test_without_a_token_the_variable_is_named() -> None:
    line = run_command("run").failed_in_one_line()
    assert line.startswith("TELEGRAM_BOT_TOKEN: ")
    assert "learning-cities chat" in line


@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_token_is_no_token(value: str) -> None:
    assert "TELEGRAM_BOT_TOKEN" in run_command("run", TELEGRAM_BOT_TOKEN=value).failed_in_one_line()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("TELEGRAM_API_URL", "ftp://127.0.0.1"),
        ("BOT_ADMIN_IDS", "1, me"),
        ("BOT_LOG_LEVEL", "LOUD"),
        ("BOT_DATA_DIR", "/nowhere"),
        ("BOT_INTENTS_DIR", "/nowhere"),
        ("BOT_DATABASE_URL", "sqlite:////nowhere/bot.sqlite3"),
        ("BOT_DATABASE_URL", "no address"),
        ("BOT_DATABASE_URL", "oracle://bot:pa55phrase@host/bot"),
    ],
)
def test_a_bad_setting_is_named(variable: str, value: str) -> None:
    variables = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": SERVER, variable: value}
    line = run_command("run", **variables).failed_in_one_line()
    assert variable in line
    assert TOKEN not in line
    assert "pa55phrase" not in line


def test_a_database_that_is_a_folder_is_named(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}"
    variables = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": SERVER, "BOT_DATABASE_URL": address}
    line = run_command("run", **variables).failed_in_one_line()
    assert "BOT_DATABASE_URL" in line
    assert str(tmp_path) in line
