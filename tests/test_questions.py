"""Every question of `questions/` gets the answer that its entry describes (see `judging.py`).

Those that were kept aside while the bot was tuned are judged together: they tell how it fares with questions that
nobody looked at.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from bot.engine import Engine
from tests.judging import Entry, answer_to, faults, judge, load_entries

LEAST_RIGHT = 0.8
MOST_WRONG = 0.06
"""Shares of the questions kept aside."""


def entries() -> list[Any]:
    """One test parameter a question, named by its file and line."""
    return [
        pytest.param(
            entry,
            id=entry.label,
            marks=[pytest.mark.xfail(reason=entry.expected["xfail"], strict=True)]
            if "xfail" in entry.expected
            else [],
        )
        for entry in load_entries()
        if not entry.is_kept_aside
    ]


@pytest.fixture(scope="session")
def tally() -> Counter[str]:
    """Failures so far, wrong answers and missed questions apart."""
    return Counter()


@pytest.mark.parametrize("entry", entries())
def test_question(entry: Entry, engine: Engine, tally: Counter[str]) -> None:
    answer = answer_to(entry, engine)
    found = faults(entry.expected, answer)
    how = judge(entry, answer)
    if "xfail" not in entry.expected:
        tally[how] += 1
    assert not found, (
        f"{how}: {entry.ask!r} -> {'; '.join(found)}\n{answer.text}\n"
        f"(so far {tally['wrong']} wrong, {tally['missed']} missed)"
    )


def test_questions_kept_aside(engine: Engine) -> None:
    aside = [entry for entry in load_entries() if entry.is_kept_aside]
    outcomes = Counter(judge(entry, answer_to(entry, engine)) for entry in aside)
    assert len(aside) > 350
    assert outcomes["right"] >= LEAST_RIGHT * len(aside), outcomes
    assert outcomes["wrong"] <= MOST_WRONG * len(aside), outcomes
