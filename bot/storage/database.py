"""Opening the database and talking to it; every failure becomes one StorageError line."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Connection, NullPool, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import StorageError
from bot.storage.schema import migrate

_EXAMPLE = "sqlite:///learning-cities.sqlite3"
_SCHEMES = ("sqlite", "sqlite+aiosqlite")
_BUSY_TIMEOUT_MS = 3000
_PAUSE_SECONDS = 0.02


class Database:
    """An open database with all tables in place; `open_database` makes one."""

    def __init__(self, engine: AsyncEngine, name: str) -> None:
        self._engine = engine
        self._name = name

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """A connection whose changes are kept together when the block ends well; raises StorageError."""
        try:
            async with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise StorageError(f"BOT_DATABASE_URL: {self._name} failed: {_cause(error)}") from error

    async def close(self) -> None:
        """Close all connections; the database must not be used afterwards."""
        await self._engine.dispose()


def open_database(address: str) -> Database:
    """Open the database file at an SQLAlchemy address such as `sqlite:///file.db`, creating what is missing.

    Raises StorageError, one line that names BOT_DATABASE_URL, the file and what to do.
    """
    url = _checked_url(address)
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
    engine = create_async_engine(url.set(drivername="sqlite+aiosqlite"), pool_size=1, max_overflow=0)
    event.listen(engine.sync_engine, "connect", _configure)
    return Database(engine, name)


def _checked_url(address: str) -> URL:
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
    cursor.close()


def _cause(error: SQLAlchemyError) -> str:
    original = getattr(error, "orig", None)
    return " ".join(str(original or error).split())
