"""Talking to the open database, an SQLite file or PostgreSQL; every failure becomes one StorageError line."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import StorageError

T = TypeVar("T")

WRITES = "bot_writes"
"""The execution option of connections that are going to change something."""
Insert = sqlite.Insert | postgresql.Insert
_EMPTYING_SECONDS = 5.0
"""How long emptying the write-ahead log is tried."""
_PAUSE_SECONDS = 0.02


class Database:
    """An open database with all tables in place; `opening.open_database` makes one.

    `durable_engine` makes connections whose transactions are on the disk when they end; on PostgreSQL all are.
    """

    def __init__(self, engine: AsyncEngine, durable_engine: AsyncEngine, name: str) -> None:
        self._engine = engine
        self._durable_engine = durable_engine
        self._writing = engine.execution_options(**{WRITES: True})
        self._writing_durably = durable_engine.execution_options(**{WRITES: True})
        self._name = name
        self._before_close: list[Callable[[], Awaitable[None]]] = []
        self._running: set[asyncio.Task[Any]] = set()
        self._is_closed = False

    @property
    def is_shared(self) -> bool:
        """Whether other processes may change it meanwhile, so that nothing may be known by heart."""
        return self._engine.dialect.name != "sqlite"

    @asynccontextmanager
    async def transaction(self, *, durable: bool = False) -> AsyncIterator[AsyncConnection]:
        """A connection whose changes are kept together when the block ends well; raises StorageError.

        What was written survives a killed process, and if `durable` a power cut as well. The block must not be
        cancelled; see `complete`.
        """
        with self._failures_told():
            async with (self._writing_durably if durable else self._writing).begin() as connection:
                yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection to read with, which waits for no other program; as `transaction` in all else."""
        with self._failures_told():
            async with self._engine.connect() as connection:
                yield connection

    async def empty_log(self) -> None:
        """Empty SQLite's write-ahead log, which holds the former content of changed pages.

        What becomes of PostgreSQL's files is up to whoever runs it. Raises StorageError, also when another program
        has the file open in a way that does not allow it.
        """
        if self.is_shared:
            return
        deadline = time.monotonic() + _EMPTYING_SECONDS
        # SQLite waits for readers and writers, but gives up at once while another program empties the log.
        while not await self._is_log_emptied():
            if time.monotonic() > deadline:
                raise StorageError(
                    f"BOT_DATABASE_URL: {self._name} is in use by another program, so deleted data may still "
                    "stand in its write-ahead log; end that program and delete once more"
                )
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _is_log_emptied(self) -> bool:
        with self._failures_told():
            async with self._engine.connect() as connection:
                result = await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                is_busy: int = result.scalar_one()
        return not is_busy

    async def complete(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what `work` returns; it goes on to its end when the caller is cancelled."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    def upsert(self, table: Table, **instead: ColumnElement[Any]) -> Insert:
        """An insert that replaces a row with the same primary key; `instead` gives other new values for columns."""
        statement = self._insert(table)
        values = {
            column.name: statement.excluded[column.name] for column in table.columns if not column.primary_key
        }
        return statement.on_conflict_do_update(
            index_elements=list(table.primary_key.columns), set_={**values, **instead}
        )

    def insert_new(self, table: Table) -> Insert:
        """An insert that leaves rows as they are which are there already."""
        return self._insert(table).on_conflict_do_nothing()

    def _insert(self, table: Table) -> Insert:
        return postgresql.insert(table) if self.is_shared else sqlite.insert(table)

    def before_close(self, finish: Callable[[], Awaitable[None]]) -> None:
        """Have `close` await `finish()` while the database can still be used."""
        self._before_close.append(finish)

    async def close(self) -> None:
        """Finish what waits to be written and close; whoever uses the database later gets a StorageError."""
        for finish in self._before_close:
            await finish()
        if self._running:
            await asyncio.wait(self._running)
        self._is_closed = True
        await self._engine.dispose()
        await self._durable_engine.dispose()

    @contextmanager
    def _failures_told(self) -> Iterator[None]:
        if self._is_closed:
            raise StorageError(f"BOT_DATABASE_URL: {self._name} was closed already")
        try:
            yield
        # Beside SQLAlchemy's own: numbers over 64 bits, half characters, a full disk under a temporary file.
        except (SQLAlchemyError, OverflowError, UnicodeError, OSError) as error:
            raise StorageError(f"BOT_DATABASE_URL: {self._name} failed: {cause_of(error)}") from error


async def hold(connection: AsyncConnection, table: Table) -> None:
    """Let no other process change a table until the transaction ends, for what is read and then written.

    SQLite has one writer at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        await connection.exec_driver_sql(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE")


async def rewrite(connection: AsyncConnection, table: Table) -> None:
    """Write a small table anew, so that no deleted row of it is left in unused parts of SQLite's file.

    SQLite overwrites what is deleted, but not the copies that it made when it moved rows to other pages. Emptying
    the table overwrites its pages wholly. Part of a transaction; `Database.empty_log` has to follow it.
    """
    if connection.dialect.name != "sqlite":
        return
    for statement in (
        f"CREATE TEMP TABLE kept AS SELECT * FROM {table.name}",
        f"DELETE FROM {table.name}",
        f"INSERT INTO {table.name} SELECT * FROM kept",
        "DROP TABLE kept",
    ):
        await connection.exec_driver_sql(statement)


def cause_of(error: Exception) -> str:
    """Return in one line what a driver says of an error."""
    original = getattr(error, "orig", None)
    return " ".join(str(original or error).split())
