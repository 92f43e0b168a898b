"""The tables that `python -m tests.benchmarks` prints, as plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from tests.benchmarks.questions import Question
from tests.benchmarks.starting import Start
from tests.benchmarks.systems import System
from tests.benchmarks.timing import Times

ENGINE = "engine"
_FIGURE = re.compile(r"(x )?[\d.]+")


def start_table(starts: Mapping[str, Start]) -> str:
    """Start-up time and memory of each command, and what of it importing takes."""
    rows = [
        (name, f"{s.seconds:.2f}", f"{s.processor_seconds:.2f}", f"{s.megabytes:.0f}")
        for name, s in starts.items()
    ]
    share = starts["imports only"].seconds / starts["ask"].seconds
    table = aligned(("command", "wall s", "cpu s", "peak MB"), rows)
    return f"{table}\nimports, with the interpreter, are {share:.0%} of the wall time of ask"


def question_table(systems: Sequence[System], times: Mapping[str, Times]) -> str:
    """Milliseconds a question, and the engine's share of each baseline's."""
    own = times[ENGINE]
    rows = [
        (
            system.name,
            *(_ms(value) for value in (of.median, of.p99, of.slowest)),
            f"{own.median / of.median:.2f}",
            f"{own.p99 / of.p99:.2f}",
            system.size,
        )
        for system in systems
        for of in (times[system.name],)
    ]
    head = ("system", "median", "p99", "slowest", "engine/it, median", "engine/it, p99", "searches")
    return aligned(head, rows)


def kind_table(questions: Sequence[Question], times: Mapping[str, Times]) -> str:
    """Median milliseconds of each kind of question by each system, and the engine's slowest."""
    rows = []
    for kind, indices in _by_kind(questions):
        medians = [_ms(of.of(indices).median) for of in times.values()]
        rows.append((kind, str(len(indices)), *medians, _ms(times[ENGINE].of(indices).slowest)))
    return aligned(("kind", "questions", *times, "engine's slowest"), rows)


def growth_table(questions: Sequence[Question], plain: Times, grown: Mapping[str, Times]) -> str:
    """How many times as long the engine takes on longer lists, for each kind of question."""
    kinds = [*_by_kind(questions), ("all", list(range(len(questions))))]
    rows = [
        (
            kind,
            str(len(indices)),
            *(_growth(plain.of(indices).median, times.of(indices).median) for times in grown.values()),
            *(_growth(plain.of(indices).p99, times.of(indices).p99) for times in grown.values()),
        )
        for kind, indices in kinds
    ]
    return aligned(
        ("kind", "questions", *(f"median {of}" for of in grown), *(f"p99 {of}" for of in grown)), rows
    )


def baseline_growth_table(plain: Mapping[str, Times], grown: Mapping[str, Times]) -> str:
    """How many times as long each system takes on a longer list."""
    rows = [
        (name, _growth(plain[name].median, of.median), _growth(plain[name].p99, of.p99))
        for name, of in grown.items()
    ]
    return aligned(("system", "median", "p99"), rows)


def _by_kind(questions: Sequence[Question]) -> Iterator[tuple[str, list[int]]]:
    for kind in dict.fromkeys(question.kind for question in questions):
        yield kind, [index for index, question in enumerate(questions) if question.kind == kind]


def _ms(milliseconds: float) -> str:
    return f"{milliseconds:.2f}"


def _growth(before: float, after: float) -> str:
    return f"x {after / before:.1f}"


def aligned(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table as plain text; a column of figures is aligned at its right."""
    figures = [all(_FIGURE.fullmatch(cell) for cell in column) for column in zip(*rows, strict=True)]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = [
        "  ".join(
            cell.rjust(width) if is_figure else cell.ljust(width)
            for cell, width, is_figure in zip(row, widths, figures, strict=True)
        ).rstrip()
        for row in (head, ["-" * width for width in widths], *rows)
    ]
    return "\n".join(lines)
