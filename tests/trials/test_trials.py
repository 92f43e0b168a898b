"""Small trials: every place gets an announcement once or is listed with the reason, whatever happens meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest
from flood_meter import most_within

from tests.trials.trial import Outcome, Plan, carry_out

QUICK = Plan(places=150, per_second=150)
ROUGH = Plan(places=200, per_second=60, kills=3, faults=True, seed=11)


def all_is_right(outcome: Outcome) -> None:
    found = outcome.audit
    assert found.faults == []
    assert (found.twice, found.lost) == (0, 0)
    assert not found.states.keys() & {"queued", "sending", "cancelled"}
    assert outcome.server.complaints == []


async def test_every_place_gets_its_own_text_once(tmp_path: Path) -> None:
    outcome = await carry_out(QUICK, f"sqlite:///{tmp_path / 'bot.sqlite3'}", tmp_path)
    all_is_right(outcome)
    assert outcome.audit.states == {"sent": len(outcome.places)}


async def test_faults_and_kills_double_nothing_and_lose_nothing(tmp_path: Path) -> None:
    outcome = await carry_out(ROUGH, f"sqlite:///{tmp_path / 'bot.sqlite3'}", tmp_path)
    all_is_right(outcome)
    assert outcome.audit.states["sent"] > len(outcome.places) // 2
    assert outcome.thrown.total() > 5


async def test_two_processes_on_postgresql_share_the_work(tmp_path: Path, postgresql_url: str) -> None:
    plan = Plan(places=200, per_second=60, kills=3, faults=True, seed=12, workers=2)
    outcome = await carry_out(plan, postgresql_url, tmp_path)
    all_is_right(outcome)


@pytest.mark.parametrize("rate", [40])
async def test_the_pace_is_never_exceeded_in_any_second(tmp_path: Path, rate: int) -> None:
    plan = Plan(places=120, per_second=rate, workers=2)
    outcome = await carry_out(plan, f"sqlite:///{tmp_path / 'bot.sqlite3'}", tmp_path)
    all_is_right(outcome)
    assert most_within(1.0, outcome.audit.slots) <= rate + 1
    # On a busy machine the server of the tests stands still at times, and then takes several at once.
    assert outcome.server.flood.peak() <= rate * 1.5
    assert outcome.server.flood.peak_of_a_group() <= 20
