"""What a process takes that answers one question and ends."""

from __future__ import annotations

import sys

import pytest

from tests.benchmarks.starting import measure_starts

MEGABYTES = 150
TIMES_IMPORTS = 10
"""Loading the data and phrasings may take this many times as long as importing the modules."""


@pytest.mark.skipif(sys.platform == "win32", reason="processes are started and measured as POSIX does")
def test_ask_starts_fast_and_stays_small() -> None:
    starts = measure_starts(("imports only", "ask"), rounds=1, warm_up=0)
    assert starts["ask"].megabytes < MEGABYTES
    assert starts["ask"].processor_seconds < TIMES_IMPORTS * starts["imports only"].processor_seconds
