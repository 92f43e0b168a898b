"""Opening the database and talking to it; every failure becomes one StorageError line."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, NullPool, Table, create_engine, event, make_url
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import StorageError
from bot.storage.schema import migrate

T = TypeVar("T")

_EXAMPLE = "sqlite:///learning-cities.sqlite3"
_SCHEMES = ("sqlite", "sqlite+aiosqlite")
_BUSY_TIMEOUT_MS = 3000
_PAUSE_SECONDS = 0.02
_WRITES = "bot_writes"
"""The execution option of connections that are going to change something."""


class Database:
    """An open database with all tables in place; `open_database` makes one."""

    def __init__(self, engine: AsyncEngine, name: str) -> None:
        self._engine = engine
        self._writing = engine.execution_options(**{_WRITES: True})
        self._name = name
        self._before_close: list[Callable[[], Awaitable[None]]] = []
        self._running: set[asyncio.Task[Any]] = set()
        self._is_closed = False

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """A connection whose changes are kept together when the block ends well; raises StorageError.

        The block must not be cancelled; see `complete`.
        """
        with self._failures_told():
            async with self._writing.begin() as connection:
                yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection to read with, which waits for no other program; as `transaction` in all else."""
        with self._failures_told():
            async with self._engine.connect() as connection:
                yield connection

    async def empty_log(self) -> None:
        """Empty the write-ahead log, which holds the former content of changed pages.

        Raises StorageError, also when another program has the file open in a way that does not allow it.
        """
        with self._failures_told():
            async with self._engine.connect() as connection:
                result = await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                is_busy: int = result.scalar_one()
        if is_busy:
            raise StorageError(
                f"BOT_DATABASE_URL: {self._name} is in use by another program, so deleted data may still stand "
                "in its write-ahead log; end that program and delete once more"
            )

    async def complete(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what `work` returns; it goes on to its end when the caller is cancelled."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

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

    @contextmanager
    def _failures_told(self) -> Iterator[None]:
        if self._is_closed:
            raise StorageError(f"BOT_DATABASE_URL: {self._name} was closed already")
        try:
            yield
        # Beside SQLAlchemy's own: numbers over 64 bits, half characters, a full disk under a temporary file.
        except (SQLAlchemyError, OverflowError, UnicodeError, OSError) as error:
            raise StorageError(f"BOT_DATABASE_URL: {self._name} failed: {_cause(error)}") from error


def upsert(table: Table, **instead: ColumnElement[Any]) -> Insert:
    """An insert that replaces a row with the same primary key; `instead` gives other new values for columns."""
    statement = insert(table)
    values = {
        column.name: statement.excluded[column.name] for column in table.columns if not column.primary_key
    }
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key.columns), set_={**values, **instead}
    )


async def rewrite(connection: AsyncConnection, table: Table) -> None:
    """Write a small table anew, so that no deleted row of it is left in unused parts of the file.

    SQLite overwrites what is deleted, but not the copies that it made when it moved rows to other pages. Emptying
    the table overwrites its pages wholly. Part of a transaction; `Database.empty_log` has to follow it.
    """
    for statement in (
        f"CREATE TEMP TABLE kept AS SELECT * FROM {table.name}",
        f"DELETE FROM {table.name}",
        f"INSERT INTO {table.name} SELECT * FROM kept",
        "DROP TABLE kept",
    ):
        await connection.exec_driver_sql(statement)


def open_database(address: str) -> Database:
    """Open the database file at an SQLAlchemy address such as `sqlite:///file.db`, creating what is missing.

    Raises StorageError, one line that names BOT_DATABASE_URL, the file and what to do.
    """
    url = checked_url(address)
    name = url.database or ""
    # The first contact is made without aiosqlite: where it cannot connect, its thread may print a traceback.
    first = create_engine(url.set(drivername="sqlite"), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    event.listen(first, "connect", _configure)
    try:
        with first.connect() as connection:
            _keep_write_ahead_log(connection)
            migrate(connection)
    except SQLAlchemyError as error:
        raise StorageError(
            f"BOT_DATABASE_URL: cannot use {name!r} ({_cause(error)}); "
            "name a file in an existing folder that may be written to"
        ) from error
    # One connection: SQLite has one writer at a time anyway, and waiting for it beats "database is locked".
    engine = create_async_engine(
        url.set(drivername="sqlite+aiosqlite"), pool_size=1, max_overflow=0, hide_parameters=True
    )
    event.listen(engine.sync_engine, "connect", _configure)
    event.listen(engine.sync_engine, "connect", _leave_begin_to_us)
    event.listen(engine.sync_engine, "begin", _begin)
    return Database(engine, name)


def checked_url(address: str) -> URL:
    """Return an address that names a database of a kind that can be used. Raises StorageError."""
    # The address may hold a password, so a message shows its scheme only.
    try:
        url = make_url(address)
    except ArgumentError:
        raise StorageError(f"BOT_DATABASE_URL: not a database address; write e.g. {_EXAMPLE}") from None
    if url.drivername not in _SCHEMES:
        raise StorageError(
            f"BOT_DATABASE_URL: {url.drivername!r} databases are not supported; write e.g. {_EXAMPLE}"
        )
    if url.database in {None, "", ":memory:"}:
        raise StorageError(f"BOT_DATABASE_URL: no file named; write e.g. {_EXAMPLE}")
    return url


def _keep_write_ahead_log(connection: Connection) -> None:
    """Switch the file to a write-ahead log, which it keeps; another program may be doing so as well."""
    # For this one statement SQLite does not wait by itself: it fails at once while another has the file.
    deadline = time.monotonic() + _BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            return
        except OperationalError as error:
            is_busy = getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > deadline:
                raise
        time.sleep(_PAUSE_SECONDS)


def _configure(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
    # With WAL, NORMAL survives a killed process; only a power cut may lose the last moments.
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # What is deleted is overwritten, and copies made on the way stay out of temporary files.
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.execute("PRAGMA temp_store = MEMORY")
    cursor.close()


def _leave_begin_to_us(connection: Any, _record: Any) -> None:
    # The sqlite3 module would begin one before the first change only: two programs could read, then both write.
    connection.isolation_level = None


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get(_WRITES):
        # Past SQLAlchemy's cursors, which would cost as much again as the transaction itself.
        connection.connection.run_async(lambda driver: driver.execute("BEGIN IMMEDIATE"))


def _cause(error: Exception) -> str:
    original = getattr(error, "orig", None)
    return " ".join(str(original or error).split())
