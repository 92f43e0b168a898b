"""`python -m tests.trials [NAME]...`: the trials in full, one after the other; --help names them."""

from __future__ import annotations

import argparse
import asyncio
import gc
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from tests.trials.asking import ask_during_broadcast
from tests.trials.audit import Audit
from tests.trials.contrast import carry_out_naively
from tests.trials.enqueue import queue_for
from tests.trials.trial import Outcome, Plan, carry_out

SEEDS = (1, 2, 3)
CHAOS = Plan(places=3_000, per_second=60, kills=20, faults=True)


async def delivery(folder: Path, places: int) -> None:
    """An announcement to many places while people ask."""
    found = await ask_during_broadcast(places, 25, folder)
    print(f"{places} places in {found.seconds:.0f} s, {places / found.seconds:.1f} a second")
    print(f"most in any second (with answers): {found.peak_a_second}; to a group in any minute:", end=" ")
    print(f"{found.peak_a_group_a_minute}; overtaken by {found.overtaken} places at most")
    print(
        f"asked {len(found.waits)} times; p50 {found.wait(0.5):.3f} s, p99 {found.wait(0.99):.3f} s,", end=" "
    )
    print(f"longest {found.waits[-1]:.3f} s; complaints of the server: {len(found.complaints)}")
    _tell(found.audit)


async def chaos(folder: Path, places: int) -> None:
    """Faults on a tenth of the requests, and processes that are killed."""
    for seed in SEEDS:
        plan = replace(CHAOS, places=places, seed=seed)
        under = folder / f"chaos-{seed}"
        under.mkdir()
        _tell_outcome(await carry_out(plan, f"sqlite:///{under / 'bot.sqlite3'}", under))


async def postgresql(folder: Path, places: int) -> None:
    """The same with two processes on PostgreSQL, one of which is killed each time."""
    from tests.postgresql_server import PostgresqlServer

    with PostgresqlServer(folder / "postgresql") as server:
        for seed in SEEDS:
            plan = replace(CHAOS, places=places, seed=seed, workers=2)
            under = folder / f"postgresql-{seed}"
            under.mkdir()
            _tell_outcome(await carry_out(plan, server.new_database(), under))


async def naive(folder: Path, places: int) -> None:
    """The usual loop under the same faults and kills."""
    for seed in SEEDS:
        under = folder / f"naive-{seed}"
        under.mkdir()
        found = await carry_out_naively(replace(CHAOS, places=places, seed=seed), under)
        print(f"seed {seed}: {found.places} places, {found.messages} messages, twice {found.twice}", end=", ")
        print(f"in reach and never {found.never}")


async def enqueue(folder: Path, places: int) -> None:
    """How long it takes to queue an announcement for very many chats."""
    for count in (100_000, 1_000_000):
        found = await queue_for(count, folder)
        print(f"{count} subscribers: {found.rows} rows in {found.seconds:.1f} s, longest step", end=" ")
        print(f"{found.longest_step * 1000:.0f} ms, memory {found.megabytes:.0f} MB, file", end=" ")
        print(
            f"{found.file_megabytes:.0f} MB, a claim and its result {found.claim_milliseconds:.1f} ms",
            end=", ",
        )
        print(f"{found.hours:.1f} h at 25 a second")


TRIALS: dict[str, tuple[Callable[[Path, int], Awaitable[None]], int]] = {
    "delivery": (delivery, 5_000),
    "chaos": (chaos, CHAOS.places),
    "postgresql": (postgresql, CHAOS.places),
    "naive": (naive, CHAOS.places),
    "enqueue": (enqueue, 0),
}
"""Name -> the trial, and how many places it has by default."""


def _tell_outcome(outcome: Outcome) -> None:
    plan = outcome.plan
    thrown = ", ".join(f"{kind} {count}" for kind, count in sorted(outcome.thrown.items()))
    print(
        f"seed {plan.seed}: {plan.places} places, {plan.workers} processes, {outcome.kills} kills,", end=" "
    )
    print(f"{outcome.seconds:.0f} s; faults: {thrown}; most in any second {outcome.server.flood.peak()}")
    _tell(outcome.audit)


def _tell(found: Audit) -> None:
    states = ", ".join(f"{state} {count}" for state, count in found.states.most_common())
    print(f"  ledger: {states}; the server has {found.messages} messages")
    print(
        f"  twice {found.twice}, lost {found.lost}, unknown that had arrived {found.unknown_arrived},",
        end=" ",
    )
    print(f"rows that differ from the server's record {len(found.faults)}")
    kinds = Counter({f"{state}: {reason}": count for (state, reason), count in found.reasons.items()})
    for reason, count in kinds.most_common(12):
        print(f"    {count} {reason}")
    for fault in found.faults[:5]:
        print(f"  ! {fault}")


def main() -> None:
    """Run the trials that are named, all without a name."""
    parser = argparse.ArgumentParser(prog="python -m tests.trials", description=__doc__)
    parser.add_argument("trials", nargs="*", choices=[[], *TRIALS], help="which; default: all")
    parser.add_argument("--places", type=int, help="how many places get the announcement")
    chosen = parser.parse_args()
    # A collection stops the server for a quarter of a second, and what comes then seems to come at once.
    gc.disable()
    for name in chosen.trials or TRIALS:
        trial, usual = TRIALS[name]
        print(f"== {name}")
        with tempfile.TemporaryDirectory() as folder:
            # The database server runs as another user.
            Path(folder).chmod(0o755)
            asyncio.run(trial(Path(folder), chosen.places or usual))  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
