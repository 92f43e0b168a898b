"""Start-up time and memory of commands, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tests.cli.command import COMMAND, ROOT, environment

IMPORTS = "import bot.cli, bot.engine, bot.terminal.json_lines, bot.terminal.plain"
"""What `ask` imports."""
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "bare interpreter": (sys.executable, "-c", "pass"),
    "imports only": (sys.executable, "-c", IMPORTS),
    "ask": (*COMMAND, "ask", "Is Lusaka a learning city?"),
    "ask, name misspelt": (*COMMAND, "ask", "is bueno aires in"),
}
_LAUNCHER = """
import json, os, sys, time
to_nothing = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
start = time.perf_counter()
process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=to_nothing)
_, status, usage = os.wait4(process, 0)
seconds = time.perf_counter() - start
kilobytes = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
print(json.dumps([status, seconds, usage.ru_utime + usage.ru_stime, kilobytes]))
"""
"""A small process that starts the command. The maximum resident set of a process begins with that of the one
it was started from, so a process that has loaded engines would measure itself."""


@dataclass(frozen=True)
class Start:
    """What a command took from start to end."""

    seconds: float
    """Wall time."""
    processor_seconds: float
    megabytes: float
    """Largest resident set."""


def measure_starts(
    names: Sequence[str] = tuple(COMMANDS), *, rounds: int, warm_up: int = 1
) -> dict[str, Start]:
    """Run commands in turn; seconds are medians of the rounds, after `warm_up` more that do not count."""
    runs: dict[str, list[Start]] = {name: [] for name in names}
    for _ in range(warm_up + rounds):
        for name in names:
            runs[name].append(_run(COMMANDS[name]))
    return {
        name: Start(
            median(run.seconds for run in done[warm_up:]),
            median(run.processor_seconds for run in done[warm_up:]),
            max(run.megabytes for run in done[warm_up:]),
        )
        for name, done in runs.items()
    }


def _run(command: Sequence[str]) -> Start:
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _LAUNCHER, *command],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    status, seconds, processor_seconds, kilobytes = json.loads(done.stdout)
    if status:
        raise RuntimeError(f"{' '.join(command)} failed: {done.stderr.strip()}")
    return Start(seconds, processor_seconds, kilobytes / 1024)
