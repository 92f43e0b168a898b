"""Every YAML file says the same to both readers of PyYAML, of which the one in C lets more pass."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
FILES = sorted(path for folder in ("data", "intents") for path in (ROOT / folder).rglob("*.yaml"))


@pytest.mark.skipif(not hasattr(yaml, "CBaseLoader"), reason="PyYAML was built without libyaml")
@pytest.mark.parametrize("folder", sorted({path.parent for path in FILES}), ids=lambda path: path.name)
def test_the_reader_in_python_reads_the_same(folder: Path) -> None:
    for path in (path for path in FILES if path.parent == folder):
        text = path.read_text(encoding="utf-8")
        in_python = yaml.load(text, Loader=yaml.BaseLoader)
        assert in_python == yaml.load(text, Loader=yaml.CBaseLoader), path
