"""Ways to run the bot in a test: in the test's own event loop, or as a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

from bot_api_server import BotApiServer

from bot.engine import Engine
from bot.settings import Settings
from bot.telegram.application import serve

ROOT = Path(__file__).parents[2]
AMBIGUOUS = "Is Quimberley a learning city?"
HOSTILE_NAME = 'Zorbin <b>&"Sons"</b>'
MADE_UP = (("Quimberley", "FR"), ("Quimberley", "GB"), (HOSTILE_NAME, "IE"))
"""Members that the tests add to the data: name and country."""


class Running(Protocol):
    """Runs the bot in this event loop for the length of a block, with changed settings if given."""

    def __call__(self, **changes: Any) -> AbstractAsyncContextManager[None]: ...


@asynccontextmanager
async def running_bot(
    server: BotApiServer, settings: Settings, engine: Engine, ends_within: float
) -> AsyncIterator[None]:
    """Run the bot in this event loop for a block: from its first long poll to a clean stop within seconds."""
    stop = asyncio.Event()
    bot = asyncio.create_task(serve(settings, engine, stop))
    polling = asyncio.create_task(server.wait_until(lambda: server.polls_open > 0, "a long poll"))
    await asyncio.wait({bot, polling}, return_when=asyncio.FIRST_COMPLETED)
    if bot.done():
        polling.cancel()
        bot.result()
    await polling
    try:
        yield
    finally:
        stop.set()
        assert await asyncio.wait_for(bot, ends_within) == 0


_OWN = ("BOT_", "TELEGRAM_")
SECRET = "webhook-Secret_7Qz0pWnE4mXu"
SCRIPT = Path(sys.executable).with_name("learning-cities")


class BotProcess:
    """The console script as a process of its own, by default with `run`, and all that it writes in a file."""

    def __init__(self, variables: Mapping[str, str], log: Path, arguments: Sequence[str] = ("run",)) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OWN)}
        self._environment = kept | dict(variables)
        self._log = log
        self._arguments = arguments
        self._process: Process | None = None

    async def start(self) -> None:
        """Start it, also again after it ended; what it writes goes behind what was written before."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                SCRIPT, *self._arguments, env=self._environment, stdout=log, stderr=log
            )

    async def stop(self, signal_number: int = signal.SIGTERM, timeout: float = 10) -> int:
        """Send it a signal and wait until it has ended; return the exit code."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(signal_number)
        return await self.ended(timeout)

    async def ended(self, timeout: float = 15) -> int:
        """Wait until it has ended by itself; return the exit code."""
        assert self._process is not None
        return await asyncio.wait_for(self._process.wait(), timeout)

    def log(self) -> str:
        """All that it wrote so far."""
        return self._log.read_text(encoding="utf-8")
