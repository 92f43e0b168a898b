from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.command import ROOT, House


@pytest.fixture
def house(tmp_path: Path) -> House:
    for folder in ("data", "intents"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return House(tmp_path)
