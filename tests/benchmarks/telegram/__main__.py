"""`python -m tests.benchmarks.telegram`: throughput, latency and memory under load, or what a kill costs.

Needs Linux, for it reads memory and processor time from /proc. Takes about eight minutes a round.
"""

from __future__ import annotations

import argparse
import asyncio
import platform
from collections import defaultdict
from importlib.metadata import version

from tests.benchmarks.telegram import report
from tests.benchmarks.telegram.bots import COMMANDS, OURS, pin
from tests.benchmarks.telegram.ceiling import server_ceiling
from tests.benchmarks.telegram.checking import count_right
from tests.benchmarks.telegram.killing import kill_repeatedly
from tests.benchmarks.telegram.load import make_load
from tests.benchmarks.telegram.measuring import SHARE, Measured, measure


def main() -> None:
    """Measure and print what the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.telegram")
    parser.add_argument("--kill", action="store_true", help="Kill the bot in the middle instead.")
    parser.add_argument("--rounds", type=int, default=3, help="Rounds, one bot after another (default 3).")
    parser.add_argument("--questions", type=int, default=10_000, help="Default 10000.")
    parser.add_argument("--chats", type=int, default=1_000, help="Default 1000.")
    parser.add_argument("--kills", type=int, default=5, help="Default 5.")
    parser.add_argument("--seconds", type=float, default=20, help="For each part of a round (default 20).")
    parser.add_argument("--latency", type=float, nargs="+", default=[0.0, 0.05], help="Seconds: 0 and 0.05.")
    parser.add_argument("--bots", nargs="+", choices=COMMANDS, help="All by default; with --kill, ours.")
    arguments = parser.parse_args()
    packages = ", ".join(f"{name} {version(name)}" for name in ("python-telegram-bot", "aiogram", "aiohttp"))
    cores = "bots on one core, server on another" if pin() else "not pinned to cores"
    print(f"Python {platform.python_version()}, {packages}; {cores}\n", flush=True)
    asyncio.run(_kill(arguments) if arguments.kill else _measure(arguments))


async def _measure(arguments: argparse.Namespace) -> None:
    load = make_load(arguments.questions, arguments.chats)
    names = arguments.bots or list(COMMANDS)
    print(
        f"{len(load)} questions, {len({asked.text for asked in load})} different ones, "
        f"from {arguments.chats} chats; {arguments.rounds} rounds, each part {arguments.seconds:g} s at most\n"
        f"the server alone takes {await server_ceiling():.0f} messages/s\n",
        flush=True,
    )
    for latency in arguments.latency:
        rounds: dict[str, list[Measured]] = defaultdict(list)
        for number in range(arguments.rounds):
            # Nobody is always the first, when the machine may be quieter.
            turn = number % len(names)
            for name in names[turn:] + names[:turn]:
                rounds[name].append(await measure(name, load, latency, arguments.seconds))
        ordered = {name: rounds[name] for name in names}
        heading = f"{1000 * latency:g} ms of latency"
        print(f"Throughput, {heading}\n\n{report.throughput_table(ordered)}\n")
        print(f"Latency at {SHARE:.0%} of that, {heading}\n\n{report.latency_table(ordered)}\n")
        print(f"Memory, {heading}\n\n{report.memory_table(ordered)}\n", flush=True)
        if OURS in ordered:
            first = ordered[OURS][0].loads[0]
            right = count_right(load, first.answers)
            print(
                f"{right} of {first.replies} replies are the engine's answer to their question\n", flush=True
            )


async def _kill(arguments: argparse.Namespace) -> None:
    # A chat for each question, so that it can be told which question a reply belongs to.
    load = make_load(arguments.questions, arguments.questions)
    for latency in arguments.latency:
        done = {}
        for name in arguments.bots or [OURS]:
            done[name] = await kill_repeatedly(name, load, latency, arguments.kills)
        print(f"Killed and started again, {1000 * latency:g} ms of latency\n\n{report.kill_table(done)}\n")
        for name, aftermath in done.items():
            print(f"{name}\n{report.kills_line(aftermath)}\n", flush=True)


if __name__ == "__main__":
    main()
