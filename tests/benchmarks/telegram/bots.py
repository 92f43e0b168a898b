"""The bots that are measured, each in a process of its own on a core of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.cli.command import COMMAND, ROOT, environment

OURS = "this bot"
ECHO = "tests.benchmarks.telegram.echo_{}"
COMMANDS = {
    OURS: (*COMMAND, "run"),
    "PTB echo": (sys.executable, "-m", ECHO.format("ptb")),
    "PTB echo, 16": (sys.executable, "-m", ECHO.format("ptb"), "16"),
    "aiogram echo": (sys.executable, "-m", ECHO.format("aiogram")),
}
TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"
_CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
_TICKS = os.sysconf("SC_CLK_TCK")
_LINES_SHOWN = 15


def pin() -> bool:
    """Keep this process off the core of the bots; False where there is but one, or no such call."""
    if not hasattr(os, "sched_setaffinity") or len(_CORES) < 2:
        return False
    os.sched_setaffinity(0, {_CORES[0]})
    return True


@dataclass(frozen=True)
class Bot:
    """A running bot; `start` makes one."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def megabytes(self) -> float:
        """Resident memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    @property
    def processor_seconds(self) -> float:
        """Time of the processor since the start of the process."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8")
        fields = stat.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def check(self) -> None:
        """Raise RuntimeError with the end of its log when the bot has ended by itself."""
        code = self.process.poll()
        if code is not None:
            lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
            raise RuntimeError(f"the bot ended with exit code {code}:\n" + "\n".join(lines[-_LINES_SHOWN:]))

    def kill(self) -> None:
        """End it at once, as `kill -9` does."""
        self.process.kill()
        self.process.wait()


def start(name: str, url: str, folder: Path) -> Bot:
    """Start a bot of `COMMANDS` on the second core; its database and its log are kept in the folder."""
    log = folder / "bot.log"
    variables = environment(
        TELEGRAM_BOT_TOKEN=TOKEN,
        TELEGRAM_API_URL=url,
        BOT_DATABASE_URL=f"sqlite:///{folder / 'bot.sqlite3'}",
    )
    with log.open("ab") as file, on_bots_core():
        process = subprocess.Popen(
            COMMANDS[name], cwd=ROOT, env=variables, stdin=subprocess.DEVNULL, stdout=file, stderr=file
        )
    return Bot(process, log)


@contextmanager
def on_bots_core() -> Iterator[None]:
    """Processes that are started within the block run on the second core, if there is one.

    It changes the cores of the thread that starts them, and only while it does.
    """
    # A child begins on the cores of its parent; to move it later would miss threads that it has started.
    if len(_CORES) < 2:
        yield
        return
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {_CORES[1]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, own)
