"""The clock of the Bot API server, which a test can put forward."""

from __future__ import annotations

import time


class Clock:
    """Seconds that only grow; `skip` lets time pass at once."""

    def __init__(self) -> None:
        self._skipped = 0.0

    def now(self) -> float:
        """Seconds since some moment."""
        return time.monotonic() + self._skipped

    def skip(self, seconds: float) -> None:
        """Let time pass: updates and queries grow old."""
        self._skipped += seconds
