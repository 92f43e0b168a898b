"""Writing many small things that arrive at once in one transaction."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from bot.errors import StorageError

logger = logging.getLogger(__name__)

T = TypeVar("T")


class GroupCommit(Generic[T]):
    """Items wait while a transaction is under way; the next one takes all that wait."""

    def __init__(self, write: Callable[[list[T]], Awaitable[None]], gather_seconds: float = 0.0) -> None:
        """`write` stores a list of items in one transaction or raises StorageError.

        With `gather_seconds` an item waits that long for others to come, which spares transactions.
        """
        self._write = write
        self._gather_seconds = gather_seconds
        self._waiting: list[tuple[T, asyncio.Future[None] | None]] = []
        self._task: asyncio.Task[None] | None = None

    async def add(self, item: T) -> None:
        """Return when the item is stored; it is also stored when this call is cancelled. Raises StorageError."""
        done = asyncio.get_running_loop().create_future()
        self._put(item, done)
        await done

    def post(self, item: T) -> None:
        """Store the item soon; a failure is logged."""
        self._put(item, None)

    def _put(self, item: T, done: asyncio.Future[None] | None) -> None:
        self._waiting.append((item, done))
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    async def flush(self) -> None:
        """Return when nothing waits any more; failures are told to those who added, or logged."""
        while self._task is not None:
            await asyncio.wait({self._task})

    async def _run(self) -> None:
        try:
            while self._waiting:
                if self._gather_seconds:
                    await asyncio.sleep(self._gather_seconds)
                await self._write_waiting()
        finally:
            self._task = None

    async def _write_waiting(self) -> None:
        group, self._waiting = self._waiting, []
        failure: Exception | None = None
        try:
            await self._write([item for item, _ in group])
        except Exception as error:
            # Whatever it was: those who wait must hear of it, and those who come later must be served.
            failure = error
        if failure is not None and any(done is None for _, done in group):
            logger.error("%d items could not be stored: %s", len(group), failure)
        for _, done in group:
            if done is None or done.done():
                continue
            if failure is None:
                done.set_result(None)
            else:
                # One for each: an exception that is raised in several places collects all their tracebacks.
                told = StorageError(str(failure))
                told.__cause__ = failure
                done.set_exception(told)
