"""The tables of the sweep over inputs, as plain text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tests.sweeps.inputs import FAULT, Asked
from tests.sweeps.plain_table import plain_table

ANSWERS = ("answer", "choose", "unknown_name", "not_covered", "nothing", FAULT)
SHOWN = 110
"""Characters of an input that are shown."""


def tables(asked: Sequence[Asked]) -> str:
    """Milliseconds and answers of each kind of input and of all."""
    kinds = {
        kind: [one for one in asked if one.kind == kind] for kind in dict.fromkeys(a.kind for a in asked)
    }
    rows = [_row(name, of_kind) for name, of_kind in {**kinds, "all": asked}.items()]
    head = ("input", "number", "median ms", "p99", "p99.9", "slowest", "slowest wall", *ANSWERS)
    return plain_table(head, rows)


def slowest(asked: Sequence[Asked], number: int) -> str:
    """The inputs that took longest."""
    ranked = sorted(asked, key=lambda one: -one.cpu)[:number]
    return "\n".join(f"  {one.cpu:.1f} ms ({one.kind}, {one.answer}): {_shortened(one)}" for one in ranked)


def faults(asked: Sequence[Asked], number: int) -> str:
    """Each kind and place of a fault once, with how often it came and the shortest input that brings it about."""
    found: dict[str, list[Asked]] = {}
    for one in asked:
        if one.fault:
            found.setdefault(one.fault.partition(": ")[0], []).append(one)
    lines = [f"{len(found)} different faults"]
    for ones in list(found.values())[:number]:
        shortest = min(ones, key=lambda one: len(one.text))
        lines.append(f"  {len(ones)} x {shortest.fault}: {_shortened(shortest)}")
    return "\n".join(lines)


def at_share(times: Sequence[float], share: float) -> float:
    """The time that this share of the times does not exceed."""
    return sorted(times)[max(0, -int(-len(times) * share // 1) - 1)]


def _row(name: str, asked: Sequence[Asked]) -> tuple[object, ...]:
    times = [one.cpu for one in asked]
    answers = Counter(one.answer for one in asked)
    return (
        name,
        f"{len(asked):,}",
        *(f"{at_share(times, share):.2f}" for share in (0.5, 0.99, 0.999, 1)),
        f"{max(one.wall for one in asked):.1f}",
        *(answers[kind] for kind in ANSWERS),
    )


def _shortened(one: Asked) -> str:
    chat = "in a chat, " if one.in_chat else ""
    text = ascii(one.text)
    start = text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
    return f"input {one.number}, {chat}{len(one.text)} characters: {start}"
