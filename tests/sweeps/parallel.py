"""The same work on many things, shared out over processes."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

Thing = TypeVar("Thing")
Found = TypeVar("Found")

CPUS = os.cpu_count() or 1
CHUNK = 200


def each_chunk(
    work: Callable[[Sequence[Thing]], list[Found]], things: Sequence[Thing], jobs: int
) -> list[Found]:
    """What the work finds in all things, in their order; with one job no other process is started.

    They are passed on in chunks, because passing one takes about as long as answering a question.
    """
    chunks = [things[start : start + CHUNK] for start in range(0, len(things), CHUNK)]
    if jobs == 1:
        return [found for chunk in chunks for found in work(chunk)]
    with ProcessPoolExecutor(jobs) as pool:
        return [found for of_chunk in pool.map(work, chunks) for found in of_chunk]
