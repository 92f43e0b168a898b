"""The tables of the sweep over names, as plain text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from tests.sweeps.judging import ASKED, MISREAD, MISSED, RIGHT, WRONG
from tests.sweeps.misspelt import GROUPS
from tests.sweeps.names import Judged
from tests.sweeps.plain_table import plain_table

HEAD = (
    *("questions", "right %", "asked %", "missed %", "wrong", "per 1,000", "false member", "misread"),
    "another place's name",
)
"""Shares are of the questions without those in the last column."""


def tables(judged: Sequence[Judged]) -> str:
    """By group of names, and within each by kind of typo, length of the name, and words and question."""
    return "\n\n".join(
        (
            _table("group", judged, lambda question: ""),
            _table("kind of typo", judged, lambda question: question.asked.slip),
            _table("length of the name", judged, lambda question: question.asked.size),
            _table(
                "words and question",
                judged,
                lambda question: f"{question.asked.words}: {question.asked.frame.format('...')}",
            ),
        )
    )


def examples(judged: Iterable[Judged], outcome: str, number: int) -> str:
    """So many questions of one outcome with their replies, each misspelt name once."""
    found: dict[str, str] = {}
    for question in judged:
        if question.outcome == outcome and not question.asked.is_another_name:
            asked = question.asked
            found.setdefault(asked.typed, f"  {asked.name}: {asked.question} -> {question.reply}")
    lines = list(found.values())[:number]
    return "\n".join((f"{outcome}: {len(found)} misspelt names, {len(lines)} shown", *lines))


def _table(title: str, judged: Sequence[Judged], row_of: Callable[[Judged], str]) -> str:
    rows = []
    for group in GROUPS:
        of_group = [question for question in judged if question.asked.group == group]
        for name in sorted({row_of(question) for question in of_group}):
            of_row = [question for question in of_group if row_of(question) == name]
            rows.append((f"{group} {name}".strip(), *_cells(of_row)))
    return plain_table((title, *HEAD), rows)


def _cells(judged: Sequence[Judged]) -> tuple[object, ...]:
    counted = [question for question in judged if not question.asked.is_another_name]
    tally = Counter(question.outcome for question in counted)
    total = len(counted) or 1
    return (
        f"{len(counted):,}",
        *(f"{tally[outcome] / total:.2%}".rstrip("%") for outcome in (RIGHT, ASKED, MISSED)),
        tally[WRONG],
        f"{tally[WRONG] * 1000 / total:.2f}",
        sum(question.is_false_member for question in counted),
        tally[MISREAD],
        len(judged) - len(counted),
    )
