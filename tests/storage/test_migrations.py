"""A database of any earlier version keeps everything, on the way to the newest format."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from turned_clock import Clock

from bot.errors import StorageError
from bot.storage import migrating
from bot.storage.button_texts import ButtonTexts
from bot.storage.chats import ChatSettings, ChatStore
from bot.storage.database import Database
from bot.storage.migrating import NEWEST
from bot.storage.opening import open_database
from bot.storage.schema import metadata
from bot.storage.seen_updates import SeenUpdates
from bot.storage.subscriptions import SubscriberStore
from bot.storage.unanswered import UnansweredStore

VERSION_1 = """
CREATE TABLE choices (key VARCHAR NOT NULL PRIMARY KEY, question VARCHAR NOT NULL, created BIGINT NOT NULL);
CREATE TABLE seen_updates (update_id BIGINT NOT NULL PRIMARY KEY, seen_at BIGINT NOT NULL);
CREATE INDEX ix_seen_updates_seen_at ON seen_updates (seen_at);
PRAGMA user_version = 1;
"""
"""As the first version made it; not taken from the program, so that nobody changes it unseen."""
VERSION_2 = """
CREATE TABLE seen_updates (update_id BIGINT NOT NULL PRIMARY KEY, seen_at BIGINT NOT NULL);
CREATE INDEX ix_seen_updates_seen_at ON seen_updates (seen_at);
CREATE TABLE button_texts (key VARCHAR NOT NULL PRIMARY KEY, text VARCHAR NOT NULL, offered_at BIGINT NOT NULL);
CREATE TABLE chats (chat_id BIGINT NOT NULL PRIMARY KEY, suggest BOOLEAN NOT NULL,
    listen BOOLEAN NOT NULL, greeted BOOLEAN NOT NULL, left_at BIGINT);
CREATE TABLE unanswered (folded VARCHAR NOT NULL, language VARCHAR NOT NULL, question VARCHAR NOT NULL,
    kind VARCHAR NOT NULL, times BIGINT NOT NULL, last_asked DATE NOT NULL, PRIMARY KEY (folded, language));
PRAGMA user_version = 2;
"""
SPAIN, SPAIN_KEY = "Is Córdoba, Spain a learning city?", "15fNIhteyAE0"
GROUP = -1_001_234_567_890


def make(path: Path, script: str, *rows: tuple[str, list[object]]) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode = WAL")
        file.executescript(script)
        for statement, values in rows:
            file.execute(statement, values)


def make_version_1(path: Path, clock: Clock) -> None:
    make(
        path,
        VERSION_1,
        ("INSERT INTO choices VALUES (?, ?, ?)", [SPAIN_KEY, SPAIN, int(clock())]),
        ("INSERT INTO choices VALUES ('other', 'Is Cork a member?', 1)", []),
        ("INSERT INTO seen_updates VALUES (900000001, ?)", [int(clock())]),
    )


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


async def test_a_database_of_version_2_keeps_everything(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "bot.sqlite3"
    make(
        path,
        VERSION_2,
        ("INSERT INTO button_texts VALUES (?, ?, ?)", [SPAIN_KEY, SPAIN, int(clock())]),
        ("INSERT INTO seen_updates VALUES (900000001, ?)", [int(clock())]),
        ("INSERT INTO chats VALUES (?, 0, 1, 1, NULL)", [GROUP]),
        ("INSERT INTO unanswered VALUES ('zorbly', 'en', 'Zorbly?', 'nothing', 3, '2027-01-14')", []),
    )
    for _ in range(2):
        database = open_database(f"sqlite:///{path}")
        assert await ButtonTexts(database, clock).text(SPAIN_KEY) == SPAIN
        seen = SeenUpdates(database, clock)
        await seen.load()
        assert seen.contains(900_000_001)
        chats = ChatStore(database)
        assert await chats.settings(GROUP) == ChatSettings(suggest=False, listen=True)
        assert await chats.greeted(GROUP)
        (question,) = await UnansweredStore(database, clock).newest(5)
        assert (question.question, question.times) == ("Zorbly?", 3)
        assert (await SubscriberStore(database).subscribe(GROUP, 0, "en", "all")).chat_id == GROUP
        await database.close()


def test_an_upgrade_that_fails_half_way_leaves_the_old_database(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "bot.sqlite3"
    make_version_1(path, clock)
    with closing(sqlite3.connect(path)) as file:
        # In the way of the last step.
        file.execute("CREATE TABLE workers (x)")
    with pytest.raises(StorageError, match=r"^BOT_DATABASE_URL: .*workers already exists"):
        open_database(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA user_version").fetchone() == (1,)
        assert file.execute("SELECT count(*) FROM choices").fetchone() == (2,)
        tables = {row[0] for row in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables == {"choices", "seen_updates", "workers"}


def test_a_program_of_before_refuses_the_new_file(tmp_path: Path) -> None:
    """Version 2 knew formats by this number, and refuses those above its own."""
    path = tmp_path / "bot.sqlite3"
    open_database(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA user_version").fetchone() == (3,)


async def test_the_steps_lead_to_the_tables_that_the_program_uses(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with database.reading() as connection:
        assert await connection.run_sync(differences) == []
        assert await connection.run_sync(migrating.revision_of) == NEWEST


async def test_a_revision_that_is_not_known_is_refused(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0099'")
    with pytest.raises(StorageError, match=r"^BOT_DATABASE_URL: .*format 0099.*upgrade"):
        async with database.reading() as connection:
            await connection.run_sync(migrating.migrate)
