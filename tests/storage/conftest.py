"""A real database for each test: an SQLite file, and PostgreSQL where the test can do with either."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from turned_clock import Clock

from bot.storage.database import Database
from bot.storage.opening import open_database


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An open database of either kind."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'bot.sqlite3'}"
    else:
        address = request.getfixturevalue("postgresql_url")
    database = open_database(address)
    yield database
    await database.close()


@pytest.fixture
async def file_database(tmp_path: Path) -> AsyncIterator[Database]:
    """An SQLite file `bot.sqlite3` in the folder of the test."""
    database = open_database(f"sqlite:///{tmp_path / 'bot.sqlite3'}")
    yield database
    await database.close()
