"""What all tests share: the shipped folders, one engine over them, and hypothesis without chance."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bot.engine import Engine

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
