"""The real command, run as its users run it: in a process of its own, with bytes in and bytes out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "bot"]


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str

    def failed_in_one_line(self) -> str:
        """The line of an error without the word before it; fails for a traceback or a second line."""
        assert self.code == 2, self
        assert self.out == "", self
        assert self.err.count("\n") == 1, self.err
        assert "Traceback" not in self.err
        assert self.err.startswith("error: ")
        return self.err.removeprefix("error: ").rstrip("\n")


def environment(**variables: str) -> dict[str, str]:
    """The machine's environment without settings of the bot, but for those given."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("BOT_", "TELEGRAM_"))}
    return {**kept, "PYTHONIOENCODING": "utf-8", **variables}


def run_command(*arguments: str | bytes, stdin: bytes = b"", **variables: str) -> Outcome:
    """Run `learning-cities` with these arguments and environment variables to its end."""
    done = subprocess.run(
        [*COMMAND, *arguments],
        input=stdin,
        capture_output=True,
        cwd=ROOT,
        env=environment(**variables),
        timeout=60,
        check=False,
    )
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


@contextmanager
def started(*arguments: str, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command that is still running, with pipes to talk with it; killed when the block ends."""
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=environment(**variables),
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


@dataclass(frozen=True)
class House:
    """A copy of the data and the intents that a test may spoil."""

    root: Path

    @property
    def variables(self) -> dict[str, str]:
        return {"BOT_DATA_DIR": str(self.root / "data"), "BOT_INTENTS_DIR": str(self.root / "intents")}

    def change(self, file: str, change: Callable[[str], str]) -> Path:
        """Rewrite one file, named from the root of the copy; the change must change something."""
        path = self.root / file
        before = path.read_text(encoding="utf-8")
        after = change(before)
        assert after != before
        path.write_text(after, encoding="utf-8")
        return path

    def line_of(self, file: str, start: str) -> int:
        """Number of the first line of a file that starts so."""
        lines = (self.root / file).read_text(encoding="utf-8").splitlines()
        return next(number for number, line in enumerate(lines, start=1) if line.startswith(start))
