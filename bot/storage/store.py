"""What all stores have in common: their database, and that they are not interrupted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from bot.errors import StorageError
from bot.storage.database import Database


class Store:
    """Something kept in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def database(self) -> Database:
        """Where it is kept."""
        return self._database


class ErasingStore(Store):
    """Something of which rows are erased so thoroughly that they are nowhere in the files."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._log_holds_erased = False
        self._emptying = asyncio.Lock()

    async def _empty_log(self) -> None:
        """Take what was erased out of the write-ahead log too. Raises StorageError; the next call tries again."""
        async with self._emptying:
            if not self._log_holds_erased:
                return
            # What is erased while this runs is for the next call.
            self._log_holds_erased = False
            try:
                await self._database.empty_log()
            except StorageError:
                self._log_holds_erased = True
                raise


S = TypeVar("S", bound=Store)
P = ParamSpec("P")
T = TypeVar("T")
_Method = Callable[Concatenate[S, P], Coroutine[Any, Any, T]]


def to_the_end(method: _Method[S, P, T]) -> _Method[S, P, T]:
    """Let a method run to its end although its caller is cancelled, as by a time limit.

    A transaction that is cancelled half-way can leave its connection behind, open and with the lock of writers.
    """

    @wraps(method)
    async def run(store: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await store.database.complete(method(store, *args, **kwargs))

    return run
