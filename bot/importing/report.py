"""The review as printed: plain lines grouped by kind, for a terminal of 80 to 100 columns."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.importing.findings import Finding, Kind, Review
from bot.importing.reviewing import counts

WIDTH = 98
_WIDEST_NAME = 30
_HEADINGS = {
    Kind.SPELLING: "the same member in another spelling or script; nothing to do",
    Kind.DUPLICATE: "a second row for one city; nothing to do",
    Kind.SKIPPED: "left out by your decision",
    Kind.JOINED: "new rows of cities.csv",
    Kind.LEFT: "their rows stay, with the status `withdrawn`",
    Kind.RENAMED: "new official names; the ids stay",
    Kind.DOUBTFUL: "not written until you decide them",
}
"""Kind -> what it means; what is unchanged is only counted."""
_DECIDE = "column `decision` of the list: an id (the same member), `new` or `skip`"


def lines_of(review: Review, path: Path, consequences: Iterable[str]) -> Iterator[str]:
    """Yield the review of a list line by line; `consequences` are points to look at beside the rows."""
    scope = "the whole list" if review.is_whole else "a part of the list"
    yield from wrapped(f"{path.name}: {_rows(review.row_count)}, taken as {scope} ({review.scope_reason})")
    for note in review.notes:
        yield from wrapped(f"note: {note}", "      ")
    for kind, meaning in _HEADINGS.items():
        found = review.of(kind)
        if found:
            yield ""
            yield f"{kind} {len(found)}: {meaning}"
            yield from _table(found)
    listed = list(consequences)
    if listed:
        yield ""
        yield "to look at"
        for line in listed:
            yield from wrapped(f"  - {line}", "    ")
    yield ""
    yield from wrapped(f"{_rows(review.row_count)}: {counts(review)}")


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _table(findings: list[Finding]) -> Iterator[str]:
    names = [f"{finding.name}, {finding.country}".rstrip(", ") for finding in findings]
    column = min(_WIDEST_NAME, max(map(_columns, names)))
    number = max(len(str(finding.line)) for finding in findings)
    for finding, name in zip(findings, names, strict=True):
        line = f"line {finding.line:>{number}}" if finding.line else "-".rjust(number + 5)
        padding = " " * max(0, column - _columns(name))
        indent = " " * (number + column + 11)
        yield from wrapped(f"  {line}  {name}{padding}  {finding.note}", indent)
        if finding.kind is Kind.DOUBTFUL:
            yield from wrapped(f"{indent}-> {_choices(finding)}", indent + "   ")


def _choices(finding: Finding) -> str:
    """What the operator can decide about a doubtful row."""
    choices = [*finding.candidates, *(["new"] if finding.may_be_new else []), "skip"]
    return f"decision: {', '.join(choices[:-1])} or {choices[-1]}" if choices[1:] else "decision: skip"


def wrapped(text: str, indent: str = "  ") -> list[str]:
    """Return a text in lines of the width; those after the first are indented."""
    return textwrap.wrap(
        text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _columns(text: str) -> int:
    """Columns that a text takes in a terminal: East Asian letters take two, combining marks none."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def next_step(review: Review, *, is_writable: bool) -> list[str]:
    """Lines on what to do now; `is_writable` when `--write` would change something."""
    steps = [f"decide the doubtful rows in a {_DECIDE}"] if review.of(Kind.DOUBTFUL) else []
    if is_writable:
        steps.append("run again with --write --source https://…")
    return wrapped(f"next: {', then '.join(steps)}" if steps else "nothing to do")


def written_lines(review: Review, data_dir: Path, told: Iterable[str]) -> Iterator[str]:
    """Yield what was written (`told`, nothing when it is empty), what was not, and what to do now."""
    changes = list(told)
    yield ""
    yield f"written to {data_dir}" if changes else "nothing to write"
    for line in changes:
        yield from wrapped(f"  {line}", "    ")
    if doubts := len(review.of(Kind.DOUBTFUL)):
        yield from wrapped(f"not written: {_rows(doubts)} in doubt; decide in a {_DECIDE}")
    if changes:
        steps = "`learning-cities check`, then `learning-cities build-data` for names and positions"
        yield f"next: {steps}"
