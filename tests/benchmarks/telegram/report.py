"""The tables of `python -m tests.benchmarks.telegram`, as plain text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from tests.benchmarks.tables import aligned
from tests.benchmarks.telegram.bots import OURS
from tests.benchmarks.telegram.killing import Aftermath
from tests.benchmarks.telegram.measuring import Measured

Rounds = Mapping[str, Sequence[Measured]]
"""Bot -> what was measured in each round, all in the same order of rounds."""


def throughput_table(rounds: Rounds) -> str:
    """Replies a second and processor time; a ratio is the median of the ratios within each round."""
    rows = []
    for name, measured in rounds.items():
        rates = [_rate(of) for of in measured]
        loads = [load for of in measured for load in of.loads]
        row = [
            name,
            f"{median(rates):.0f}",
            f"{min(rates):.0f}-{max(rates):.0f}",
            f"{median(load.processor_ms for load in loads):.2f}",
            f"{min(load.replies for load in loads)}",
        ]
        if OURS in rounds:
            ours = rounds[OURS]
            faster = [_rate(own) / _rate(other) for own, other in zip(ours, measured, strict=True)]
            lighter = [_processor(other) / _processor(own) for own, other in zip(ours, measured, strict=True)]
            row += [f"{median(faster):.2f}", f"{median(lighter):.2f}"]
        rows.append(row)
    head = ("bot", "replies/s", "in rounds", "cpu ms/reply", "answered in time, least")
    ratios = (f"{OURS} is faster", "by cpu") if OURS in rounds else ()
    return aligned((*head, *ratios), rows)


def latency_table(rounds: Rounds) -> str:
    """Milliseconds from the moment a question is there to its reply; medians of the rounds."""
    rows = []
    for name, measured in rounds.items():
        timed = [sorted(of.latencies) for of in measured if of.latencies]
        replies = sum(map(len, timed))
        rate = median(of.offered_rate for of in measured)
        p50, p99 = ([1000 * _at(times, share) for times in timed] for share in (0.5, 0.99))
        rows.append((name, f"{rate:.0f}", str(replies), *map(_median, (p50, p99))))
    return aligned(("bot", "questions/s", "replies", "p50 ms", "p99 ms"), rows)


def memory_table(rounds: Rounds) -> str:
    """Resident memory before the load, after it, and after the same load again; medians."""
    rows = []
    for name, measured in rounds.items():
        twice = [of.loads for of in measured if len(of.loads) == 2]
        before = median(of.loads[0].megabytes_before for of in measured)
        after = median(of.loads[0].megabytes_after for of in measured)
        again = f"{median(second.megabytes_after for _, second in twice):.1f}" if twice else "-"
        grown = [second.megabytes_after - first.megabytes_after for first, second in twice]
        growth = f"{median(grown):+.1f}" if grown else "-"
        rows.append((name, f"{before:.1f}", f"{after:.1f}", again, growth))
    return aligned(("bot", "MB before", "after", "after again", "grown the second time"), rows)


def kill_table(aftermaths: Mapping[str, Aftermath]) -> str:
    """What became of the updates."""
    rows = [
        [
            name,
            *map(str, (of.asked, len(of.kills), len(of.replies), of.twice, of.more)),
            *map(str, (of.repeated_elsewhere, of.lost)),
        ]
        for name, of in aftermaths.items()
    ]
    head = (
        "bot",
        "asked",
        "kills",
        "answered",
        "twice",
        "more often",
        "of these not in hand at a kill",
        "lost",
    )
    return aligned(head, rows)


def kills_line(aftermath: Aftermath) -> str:
    """One line on each kill."""
    return "\n".join(
        f"kill {number} after {kill.answered} answers: {len(kill.in_hand)} in hand, "
        f"{kill.answered_in_hand} of them answered, "
        f"{sum(aftermath.replies[chat] > 1 for chat in kill.in_hand)} answered again"
        for number, kill in enumerate(aftermath.kills, start=1)
    )


def _rate(measured: Measured) -> float:
    return sum(load.replies for load in measured.loads) / sum(load.seconds for load in measured.loads)


def _processor(measured: Measured) -> float:
    return median(load.processor_ms for load in measured.loads)


def _at(times: Sequence[float], share: float) -> float:
    return times[min(len(times) - 1, int(share * len(times)))]


def _median(milliseconds: Sequence[float]) -> str:
    return f"{median(milliseconds):.1f}" if milliseconds else "-"
