from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.importing.lists import DATA, Desk


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The project's own data, to be read only."""
    return Desk(DATA, tmp_path_factory.mktemp("lists"))


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A copy of the project's data that a test may change."""
    shutil.copytree(DATA, tmp_path / "data")
    return tmp_path / "data"
