"""Every question of `questions/` gets the answer that its entry describes (see `judging.py`)."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from bot.engine import Engine
from tests.judging import Entry, answer_to, faults, judge, load_entries


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
