"""Two real versions of the data, the languages of announcements, and a database with the announcements in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.announcing.words import AnnouncementWords, announcement_languages
from bot.dataset.changes import Changes, compare
from bot.dataset.loading import load_dataset
from bot.dataset.snapshots import Snapshot, snapshot_of
from bot.storage.announcements import AnnouncementStore
from bot.storage.database import Database
from bot.storage.opening import open_database
from tests.announcing.older_data import data_before_2025
from tests.conftest import ROOT
from tests.storage.turned_clock import Clock


@pytest.fixture(scope="session")
def today() -> Snapshot:
    """The committed data."""
    return snapshot_of(load_dataset(ROOT / "data"))


@pytest.fixture(scope="session")
def before_2025(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The data without the round of 2025."""
    folder: Path = tmp_path_factory.mktemp("older") / "data"
    data_before_2025(folder)
    return snapshot_of(load_dataset(folder))


@pytest.fixture(scope="session")
def round_2025(before_2025: Snapshot, today: Snapshot) -> Changes:
    """What the round of 2025 changed."""
    return compare(before_2025, today)


@pytest.fixture(scope="session")
def languages() -> dict[str, AnnouncementWords]:
    """All languages of announcements."""
    return announcement_languages(ROOT / "intents")


@pytest.fixture
def english(languages: dict[str, AnnouncementWords]) -> AnnouncementWords:
    return languages["en"]


@pytest.fixture
def french(languages: dict[str, AnnouncementWords]) -> AnnouncementWords:
    return languages["fr"]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database."""
    database = open_database(f"sqlite:///{tmp_path / 'bot.sqlite3'}")
    yield database
    await database.close()


@pytest.fixture
def store(database: Database, clock: Clock) -> AnnouncementStore:
    return AnnouncementStore(database, clock)
