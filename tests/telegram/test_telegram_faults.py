"""When the bot itself fails: people are told, the log has one line, the rest goes on."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from bot_api_server import BotApiServer
from harness import AMBIGUOUS
from updates import message, press

from bot.engine import Engine
from bot.telegram.wording import FAILED

pytestmark = pytest.mark.usefixtures("bot")


def drop(table: str, tmp_path: Path) -> None:
    """Damage the database while the bot uses it."""
    with closing(sqlite3.connect(tmp_path / "bot.sqlite3")) as database:
        database.execute(f"DROP TABLE {table}")


async def test_a_failing_handler_tells_the_person_and_logs_no_words(
    server: BotApiServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    offered = await server.answer_to(message=message(f"/ask {AMBIGUOUS}"))
    drop("choices", tmp_path)
    data = offered["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    sent = await server.answer_to(callback_query=press(data, offered))
    assert sent["text"] == FAILED
    (record,) = [record for record in caplog.records if record.name == "bot.telegram.errors"]
    assert "StorageError at database.py:" in record.getMessage()
    assert record.exc_info is None


async def test_choices_that_cannot_be_stored_are_sent_without_buttons(
    server: BotApiServer, engine: Engine, tmp_path: Path
) -> None:
    drop("choices", tmp_path)
    sent = await server.answer_to(message=message(AMBIGUOUS))
    assert sent["text"] == engine.ask(AMBIGUOUS).text
    assert "reply_markup" not in sent


async def test_questions_are_answered_although_updates_cannot_be_remembered(
    server: BotApiServer, tmp_path: Path
) -> None:
    drop("seen_updates", tmp_path)
    await server.answer_to(message=message("help"))
    await server.answer_to(message=message("help"))
