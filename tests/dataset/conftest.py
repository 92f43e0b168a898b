"""A small real data folder that tests may break."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.dataset.checking import check_dataset

SMALL = Path(__file__).parent / "small"


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A copy of the small data folder; it holds no fault."""
    folder = tmp_path / "data"
    shutil.copytree(SMALL, folder)
    places = folder / "gazetteer" / "places.tsv"
    places.with_suffix(".tsv.gz").write_bytes(gzip.compress(places.read_bytes(), mtime=0))
    places.unlink()
    return folder


@pytest.fixture
def spoil(data_dir: Path) -> Callable[[str, str, str], None]:
    """Replace a text that stands exactly once in a file of the folder."""

    def replace(file: str, old: str, new: str) -> None:
        path = data_dir / file
        packed = path.suffix == ".gz"
        text = (gzip.decompress(path.read_bytes()) if packed else path.read_bytes()).decode()
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        changed = text.replace(old, new).encode()
        path.write_bytes(gzip.compress(changed, mtime=0) if packed else changed)

    return replace


@pytest.fixture
def found(data_dir: Path) -> Callable[[], list[str]]:
    """The problems of the folder as lines, with paths as seen from inside it."""
    return lambda: [str(problem).removeprefix(f"{data_dir}/") for problem in check_dataset(data_dir)]
