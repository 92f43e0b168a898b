"""What all tests share: the shipped folders, one engine over them, and hypothesis without chance."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bot.engine import Engine
from tests.postgresql_server import PostgresqlServer, programs

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 11, 21)
"""The day on which the data was compiled: no round of that year is known."""

settings.register_profile(
    "same_every_time",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.load_profile("same_every_time")


@pytest.fixture(scope="session")
def engine() -> Engine:
    """The engine over the committed data and intents, on the day on which the data was compiled."""
    return Engine.load(ROOT / "data", ROOT / "intents", today=TODAY)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    """A PostgreSQL server for all tests, started by themselves."""
    if programs() is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is not installed; install Debian's package postgresql")
        pytest.skip("PostgreSQL is not installed (Debian's package postgresql)")
    # The server runs as another user, and pytest keeps its folders to itself.
    with tempfile.TemporaryDirectory() as folder, PostgresqlServer(Path(folder)) as server:
        yield server


@pytest.fixture
def postgresql_url(postgresql_server: PostgresqlServer) -> str:
    """The address of an empty database on PostgreSQL."""
    return postgresql_server.new_database()
