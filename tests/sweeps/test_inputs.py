"""A small sweep over inputs: no exception, no answer that cannot be passed on, no run-away search."""

from __future__ import annotations

import pytest

from tests.sweeps.input_tables import ANSWERS, at_share, faults, slowest, tables
from tests.sweeps.inputs import FAULT, Asked, ask_inputs
from tests.sweeps.odd_inputs import MAKERS

NUMBER = 100 * len(MAKERS)
MILLISECONDS = 500
"""Far above what any input takes, far below what a user would notice as a hang."""


@pytest.fixture(scope="module")
def asked() -> list[Asked]:
    return ask_inputs(NUMBER, seed=2, jobs=1)


def test_every_input_is_answered(asked: list[Asked]) -> None:
    assert len(asked) == NUMBER
    assert not [one for one in asked if one.fault], faults(asked, 5)


def test_no_input_takes_long(asked: list[Asked]) -> None:
    assert max(one.cpu for one in asked) < MILLISECONDS, slowest(asked, 5)


def test_the_inputs_bring_about_all_kinds_of_answers(asked: list[Asked]) -> None:
    assert {one.answer for one in asked} == set(ANSWERS) - {FAULT}
    assert len({one.text for one in asked}) > 0.9 * NUMBER
    assert all(kind in tables(asked) for kind in MAKERS)


def test_an_input_is_made_again_from_its_number() -> None:
    first, again = (ask_inputs(30, seed=3, jobs=1) for _ in range(2))
    assert [(one.text, one.answer) for one in first] == [(one.text, one.answer) for one in again]


def test_shares_of_times() -> None:
    times = [4.0, 1.0, 3.0, 2.0]
    assert [at_share(times, share) for share in (0.25, 0.5, 0.9, 1)] == [1, 2, 4, 4]
