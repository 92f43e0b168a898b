from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.engine import Engine
from bot.settings import Settings
from tests.cli.command import ROOT, House


@pytest.fixture(scope="session")
def engine() -> Engine:
    """The engine on the project's own data."""
    settings = Settings.from_env({})
    return Engine.load(settings.data_dir, settings.intents_dir)


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A copy of the data and the intents."""
    for folder in ("data", "intents"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return House(tmp_path)
