"""A clock for tests of what is forgotten."""

from __future__ import annotations


class Clock:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now

    def pass_days(self, days: float) -> None:
        self.now += days * 24 * 3600

    def pass_seconds(self, seconds: float) -> None:
        self.now += seconds
