"""Looking at a database changes nothing, and tells what would keep the bot from using it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bot.errors import StorageError
from bot.storage.inspecting import inspect_database
from bot.storage.migrating import NEWEST
from bot.storage.opening import open_database


def refused(address: str) -> str:
    with pytest.raises(StorageError, match=r"^BOT_DATABASE_URL: ") as error:
        inspect_database(address)
    return str(error.value)


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    file = tmp_path / "bot.sqlite3"
    state = inspect_database(f"sqlite:///{file}")
    assert (state.name, state.exists, state.newest_format) == (str(file), False, NEWEST)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["bot.sqlite3", "odd ?name#%20.sqlite3"])
async def test_a_database_in_use_is_looked_at(tmp_path: Path, name: str) -> None:
    address = (
        f"sqlite:///{tmp_path / name}" if "?" not in name else f"sqlite:///{tmp_path}/odd %3Fname.sqlite3"
    )
    database = open_database(address)
    try:
        assert inspect_database(address).format == NEWEST
    finally:
        await database.close()


async def test_an_older_database_is_not_upgraded(tmp_path: Path) -> None:
    file = tmp_path / "bot.sqlite3"
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 0")
        connection.execute("CREATE TABLE other (number INTEGER)")
    connection.close()
    before = file.read_bytes()
    state = inspect_database(f"sqlite:///{file}")
    assert (state.exists, state.format) == (True, None)
    assert file.read_bytes() == before


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bot.sqlite3"
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert "upgrade the program" in refused(f"sqlite:///{file}")


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("These are notes. " * 100)
    assert "not a database" in refused(f"sqlite:///{file}")


@pytest.mark.parametrize(
    "address", ["sqlite:////nowhere/bot.sqlite3", "postgresql://bot:passw0rd@127.0.0.1:1/b", "no address"]
)
def test_an_address_that_cannot_be_used_is_refused(address: str) -> None:
    assert "passw0rd" not in refused(address)


def test_a_database_that_is_locked_for_long_is_told(tmp_path: Path) -> None:
    file = tmp_path / "bot.sqlite3"
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    try:
        assert "locked" in refused(f"sqlite:///{file}")
    finally:
        connection.close()
