"""Years told by the one that was talked about: "and the year before", "the round after"."""

from __future__ import annotations

from dataclasses import replace

from bot.dataset.models import Dataset
from bot.understanding.filters import TimeLimit
from bot.understanding.interpretation import Interpretation

_STEPS = {"year_before": -1, "year_after": 1, "round_before": -1, "round_after": 1}


def with_years(reading: Interpretation, year: int | None, dataset: Dataset) -> Interpretation:
    """Turn "the year before" into a year; with no `year` to count from, the question lacks its context."""
    limits = reading.finds.times
    if not any(limit.op in _STEPS for limit in limits):
        return reading
    counted = [_counted(limit, year, dataset) for limit in limits]
    times = tuple(limit for limit in counted if limit is not None)
    if len(times) < len(limits):
        return replace(reading.rejected(), refers=True)
    return replace(reading, finds=replace(reading.finds, times=times))


def _counted(limit: TimeLimit, year: int | None, dataset: Dataset) -> TimeLimit | None:
    step = _STEPS.get(limit.op)
    if step is None:
        return limit
    if year is None:
        return None
    if limit.op.startswith("year"):
        return TimeLimit("in", year + step)
    rounds = sorted({int(announced.announced[:4]) for announced in dataset.rounds.values()})
    nearer = [other for other in rounds if (other - year) * step > 0]
    return TimeLimit("in", nearer[0 if step > 0 else -1]) if nearer else None
