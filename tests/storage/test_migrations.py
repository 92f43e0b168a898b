"""A database of the first version keeps everything."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from turned_clock import Clock

from bot.storage.button_texts import ButtonTexts
from bot.storage.chats import ChatSettings, ChatStore
from bot.storage.database import open_database
from bot.storage.schema import MIGRATIONS
from bot.storage.seen_updates import SeenUpdates
from bot.storage.unanswered import UnansweredStore

VERSION_1 = """
CREATE TABLE choices (key VARCHAR NOT NULL PRIMARY KEY, question VARCHAR NOT NULL, created BIGINT NOT NULL);
CREATE TABLE seen_updates (update_id BIGINT NOT NULL PRIMARY KEY, seen_at BIGINT NOT NULL);
CREATE INDEX ix_seen_updates_seen_at ON seen_updates (seen_at);
PRAGMA user_version = 1;
"""
"""As the first version made it; not taken from the program, so that nobody changes it unseen."""
SPAIN, SPAIN_KEY = "Is Córdoba, Spain a learning city?", "15fNIhteyAE0"


def make_version_1(path: Path, clock: Clock) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode = WAL")
        file.executescript(VERSION_1)
        file.execute("INSERT INTO choices VALUES (?, ?, ?)", [SPAIN_KEY, SPAIN, int(clock())])
        file.execute("INSERT INTO choices VALUES ('other', 'Is Cork a member?', 1)")
        file.execute("INSERT INTO seen_updates VALUES (900000001, ?)", [int(clock())])


async def test_a_database_of_version_1_keeps_everything(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "bot.sqlite3"
    make_version_1(path, clock)
    for _ in range(2):
        database = open_database(f"sqlite:///{path}")
        texts = ButtonTexts(database, clock)
        assert await texts.text(SPAIN_KEY) == SPAIN
        assert await texts.remember([SPAIN]) == [SPAIN_KEY], "a button sent by version 1 would be dead"
        assert await texts.text("other") == "Is Cork a member?"
        seen = SeenUpdates(database, clock)
        await seen.load()
        assert seen.contains(900_000_001)
        assert await ChatStore(database).settings(1) == ChatSettings()
        assert await UnansweredStore(database).newest(1) == []
        await texts.purge()
        assert await texts.text(SPAIN_KEY) == SPAIN
        assert await texts.text("other") is None
        async with database.transaction() as connection:
            await connection.exec_driver_sql(
                "INSERT INTO button_texts VALUES ('other', 'Is Cork a member?', 1)"
            )
        await database.close()


def test_an_upgrade_that_was_cut_short_leaves_the_old_database(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "bot.sqlite3"
    make_version_1(path, clock)
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("BEGIN IMMEDIATE")
        for statement in MIGRATIONS[1]:
            file.execute(statement)
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA user_version").fetchone() == (1,)
        assert file.execute("SELECT count(*) FROM choices").fetchone() == (2,)
