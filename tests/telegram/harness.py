"""Ways to run the bot in a test: in the test's own event loop, or as a process of its own."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

ROOT = Path(__file__).parents[2]
AMBIGUOUS = "Is Quimberley a learning city?"
HOSTILE_NAME = 'Zorbin <b>&"Sons"</b>'
MADE_UP = (("Quimberley", "FR"), ("Quimberley", "GB"), (HOSTILE_NAME, "IE"))
"""Members that the tests add to the data: name and country."""


class Running(Protocol):
    """Runs the bot in this event loop for the length of a block, with changed settings if given."""

    def __call__(self, **changes: Any) -> AbstractAsyncContextManager[None]: ...


@asynccontextmanager
async def started(**variables: str) -> AsyncIterator[Process]:
    """A process of `learning-cities run` with these environment variables; killed when the block ends."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BOT_", "TELEGRAM_"))}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=ROOT, env=kept | variables, stdout=PIPE, stderr=PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def ended(process: Process, timeout: float = 15) -> tuple[int, str]:
    """Wait for the process to end; return its exit code and all that it wrote."""
    out, err = await asyncio.wait_for(process.communicate(), timeout)
    assert process.returncode is not None
    return process.returncode, out.decode() + err.decode()
