"""Opening the database at an address: an SQLite file or PostgreSQL, brought to the newest format."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import StorageError
from bot.storage.database import WRITES, Database, cause_of
from bot.storage.migrating import NEWEST, migrate, revision_of

_EXAMPLE = "sqlite:///learning-cities.sqlite3"
_SQLITE = ("sqlite", "sqlite+aiosqlite")
_POSTGRESQL = ("postgresql", "postgresql+asyncpg", "postgres")
_BUSY_TIMEOUT_MS = 3000
_PAUSE_SECONDS = 0.02
_CONNECT_SECONDS = 10
_CONNECTIONS = 5
_MISSING_DRIVER = (
    "BOT_DATABASE_URL: PostgreSQL needs a driver that is not installed; "
    "run pip install 'learning-cities-bot[postgresql]'"
)


def open_database(address: str) -> Database:
    """Open the database at an SQLAlchemy address such as `sqlite:///file.db`, creating the tables that are missing.

    Raises StorageError, one line that names BOT_DATABASE_URL, the database and what to do.
    """
    url = checked_url(address)
    return _open_sqlite(url) if is_sqlite(url) else _open_postgresql(url)


def checked_url(address: str) -> URL:
    """Return an address that names a database of a kind that can be used. Raises StorageError."""
    # The address may hold a password, so a message shows its scheme only.
    try:
        url = make_url(address)
    # A port that is no number is a ValueError.
    except (ArgumentError, ValueError):
        raise StorageError(f"BOT_DATABASE_URL: not a database address; write e.g. {_EXAMPLE}") from None
    if url.drivername in _POSTGRESQL:
        if not url.database:
            raise StorageError(
                "BOT_DATABASE_URL: no database named; write e.g. postgresql://user:password@localhost/bot"
            )
        # Taken for the end of the password, it would make the rest of it part of what messages show.
        if "@" in f"{url.host}{url.database}":
            raise StorageError(
                "BOT_DATABASE_URL: more than one '@'; write those in the user or the password as %40, "
                "e.g. postgresql://user:pass%40word@localhost/bot"
            )
        return url.set(drivername="postgresql+asyncpg")
    if url.drivername not in _SQLITE:
        raise StorageError(
            f"BOT_DATABASE_URL: {url.drivername!r} databases are not supported; write e.g. {_EXAMPLE} "
            "or postgresql://user:password@localhost/bot"
        )
    if url.database in {None, "", ":memory:"}:
        raise StorageError(f"BOT_DATABASE_URL: no file named; write e.g. {_EXAMPLE}")
    return url


def is_sqlite(url: URL) -> bool:
    """Tell whether an address names an SQLite file."""
    return url.get_backend_name() == "sqlite"


def shown(url: URL) -> str:
    """Return what a message calls a database: its file, or host and name, never with a password."""
    if is_sqlite(url):
        return url.database or ""
    return f"{url.host or 'localhost'}:{url.port or 5432}/{url.database}"


def postgresql_engine(url: URL, **options: Any) -> AsyncEngine:
    """Return an engine for PostgreSQL. Raises StorageError where its driver is not installed."""
    # The driver reads parameters as PostgreSQL's own programs do (`?sslmode=require`) where they come in a DSN.
    parameters = f"postgresql://?{urlencode(url.query, doseq=True)}"
    connect_args = {"dsn": parameters, "timeout": _CONNECT_SECONDS}
    try:
        return create_async_engine(
            url.set(query={}), hide_parameters=True, connect_args=connect_args, **options
        )
    except ImportError:
        raise StorageError(_MISSING_DRIVER) from None


def cannot_connect(url: URL, error: Exception) -> StorageError:
    """Return the error for a PostgreSQL server that cannot be used."""
    return StorageError(
        f"BOT_DATABASE_URL: cannot use {shown(url)!r} ({cause_of(error) or type(error).__name__}); "
        "check that PostgreSQL runs there, and the user, password, database and parameters in the address"
    )


def _open_sqlite(url: URL) -> Database:
    name = shown(url)
    # The first contact is made without aiosqlite: where it cannot connect, its thread may print a traceback.
    first = create_engine(url.set(drivername="sqlite"), poolclass=NullPool)
    event.listen(first, "connect", _configure)
    event.listen(first, "connect", _leave_begin_to_us)
    event.listen(first, "begin", _begin_at_once)
    try:
        _keep_write_ahead_log(first)
        with first.connect() as connection:
            is_newest = revision_of(connection) == NEWEST
        # Only where there is something to do it waits for who is writing just now.
        if not is_newest:
            with first.execution_options(**{WRITES: True}).begin() as connection:
                migrate(connection)
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise StorageError(
            f"BOT_DATABASE_URL: cannot use {name!r} ({cause_of(error)}); "
            "name a file in an existing folder that may be written to"
        ) from error
    return Database(_sqlite_engine(url), _sqlite_engine(url, durable=True), name)


def _sqlite_engine(url: URL, *, durable: bool = False) -> AsyncEngine:
    # One connection: SQLite has one writer at a time anyway, and waiting for it beats "database is locked".
    engine = create_async_engine(
        url.set(drivername="sqlite+aiosqlite"), pool_size=1, max_overflow=0, hide_parameters=True
    )
    event.listen(engine.sync_engine, "connect", _configure_durably if durable else _configure)
    event.listen(engine.sync_engine, "connect", _leave_begin_to_us)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _open_postgresql(url: URL) -> Database:
    async def first_contact() -> None:
        first = postgresql_engine(url, poolclass=NullPool)
        async with first.begin() as connection:
            await connection.run_sync(migrate)

    try:
        # Whoever opens it may be in an event loop already, which cannot wait for another.
        with ThreadPoolExecutor(1) as aside:
            aside.submit(lambda: asyncio.run(first_contact())).result()
    except StorageError:
        raise
    # Beside SQLAlchemy's own, the driver raises errors of the network and of its own as they are.
    except Exception as error:
        raise cannot_connect(url, error) from error
    engine = postgresql_engine(url, pool_size=_CONNECTIONS, max_overflow=0, pool_pre_ping=True)
    return Database(engine, engine, shown(url))


def _keep_write_ahead_log(engine: Engine) -> None:
    """Switch the file to a write-ahead log, which it keeps; another program may be doing so as well."""
    # For this one statement SQLite does not wait by itself: it fails at once while another has the file.
    deadline = time.monotonic() + _BUSY_TIMEOUT_MS / 1000
    while True:
        # A transaction, which SQLAlchemy would begin, does not allow it.
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
        finally:
            connection.close()
        time.sleep(_PAUSE_SECONDS)


def _configure(connection: Any, _record: Any, synchronous: str = "NORMAL") -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
    # With WAL, NORMAL survives a killed process; only a power cut may lose the last moments.
    cursor.execute(f"PRAGMA synchronous = {synchronous}")
    cursor.execute("PRAGMA foreign_keys = ON")
    # What is deleted is overwritten, and copies made on the way stay out of temporary files.
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.execute("PRAGMA temp_store = MEMORY")
    cursor.close()


def _configure_durably(connection: Any, record: Any) -> None:
    _configure(connection, record, "FULL")


def _leave_begin_to_us(connection: Any, _record: Any) -> None:
    # The sqlite3 module would begin one before the first change only: two programs could read, then both write.
    connection.isolation_level = None


def _begin_at_once(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITES):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITES):
        # Past SQLAlchemy's cursors, which would cost as much again as the transaction itself.
        connection.connection.run_async(lambda driver: driver.execute("BEGIN IMMEDIATE"))
