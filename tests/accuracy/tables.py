"""The tables that `python -m tests.accuracy` prints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from tests.accuracy.scoring import Score
from tests.benchmarks.tables import aligned
from tests.judging import Outcome

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
PARTS = {False: "that were tuned on", True: "kept aside while tuning"}


def score_tables(head: str, scores: Mapping[str, Score], start_ups: Mapping[str, float] | None = None) -> str:
    """One table for the questions that were tuned on, and one for those kept aside where there are any."""
    tables = []
    for kept_aside, what in PARTS.items():
        parts = {name: of.of(kept_aside=kept_aside) for name, of in scores.items()}
        judged = next(iter(parts.values())).judged
        if judged:
            expecting = sum(one.expects_reply for one in judged)
            title = f"{len(judged)} questions {what}; {expecting} of them expect a reply"
            tables.append(f"{title}\n\n{_table(head, parts, start_ups)}")
    return "\n\n".join(tables)


def _table(head: str, scores: Mapping[str, Score], start_ups: Mapping[str, float] | None) -> str:
    titles = [head, "right", "%", "with a reply", "missed", "%", "wrong", "%", "median ms"]
    rows = []
    for name, of in scores.items():
        right, missed, wrong = ((str(of.count(outcome)), _share(of, outcome)) for outcome in OUTCOMES)
        row = [name, *right, str(of.replied_right), *missed, *wrong, f"{of.milliseconds:.2f}"]
        rows.append(row if start_ups is None else [*row, f"{start_ups[name]:.0f}"])
    return aligned(titles if start_ups is None else [*titles, "start-up + ms"], rows)


def _share(of: Score, outcome: Outcome) -> str:
    return f"{of.count(outcome) / len(of.judged):.1%}".removesuffix("%")
