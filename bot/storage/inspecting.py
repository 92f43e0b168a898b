"""Looking at a database without changing it: for people who set the bot up, also while it is running."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError

from bot.errors import StorageError
from bot.storage.migrating import NEWEST, revision_of
from bot.storage.opening import cannot_connect, checked_url, is_sqlite, postgresql_engine, shown

_PATIENCE_SECONDS = 1.0
"""A bot that is running writes for milliseconds."""


@dataclass(frozen=True)
class DatabaseState:
    """What was found at an address that can be used."""

    name: str
    """The file, absolute; or host, port and name."""
    exists: bool
    """False for a file that `run` would make."""
    format: str | None = None
    """Revision of its tables; None when there are none of the bot's yet."""
    newest_format: str = NEWEST
    """The revision that this program brings it to."""


def inspect_database(address: str) -> DatabaseState:
    """Tell whether the bot could use the database; nothing is created, upgraded or written.

    Raises StorageError, one line that names BOT_DATABASE_URL, the database and what to do.
    """
    url = checked_url(address)
    return _inspect_sqlite(url) if is_sqlite(url) else _inspect_postgresql(url)


def _inspect_sqlite(url: URL) -> DatabaseState:
    path = Path(url.database or "").absolute()
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK | os.X_OK):
        raise StorageError(
            f"BOT_DATABASE_URL: {str(path.parent)!r} is no folder that this user may write to; create it, or run "
            "as the user of the bot"
        )
    if not path.exists():
        return DatabaseState(str(path), exists=False)
    # By "rw" a file is opened but never made.
    existing = url.set(drivername="sqlite", database=path.as_uri(), query={"mode": "rw", "uri": "true"})
    engine = create_engine(
        existing,
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        connect_args={"timeout": _PATIENCE_SECONDS},
    )
    try:
        with engine.connect() as connection:
            # Taking the lock of writers is the only sure sign that writing is possible.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                revision = revision_of(connection)
            finally:
                connection.exec_driver_sql("ROLLBACK")
    except DBAPIError as error:
        raise StorageError(
            f"BOT_DATABASE_URL: cannot use {str(path)!r} ({error.orig}); "
            "run as the user of the bot, or name another file"
        ) from error
    return DatabaseState(str(path), exists=True, format=revision)


def _inspect_postgresql(url: URL) -> DatabaseState:
    async def look() -> str | None:
        engine = postgresql_engine(url, poolclass=NullPool)
        async with engine.connect() as connection:
            revision = await connection.run_sync(revision_of)
            may_create = await connection.execute(
                text("SELECT has_schema_privilege(current_schema(), 'CREATE')")
            )
            if revision != NEWEST and not may_create.scalar_one():
                raise StorageError(
                    f"BOT_DATABASE_URL: the user may not create tables in {shown(url)!r}; "
                    "make it the owner of that database"
                )
            return revision

    try:
        # Whoever asks may be in an event loop already, which cannot wait for another.
        with ThreadPoolExecutor(1) as aside:
            revision = aside.submit(lambda: asyncio.run(look())).result()
    except StorageError:
        raise
    # Beside SQLAlchemy's own, the driver raises errors of the network and of its own as they are.
    except Exception as error:
        raise cannot_connect(url, error) from error
    return DatabaseState(shown(url), exists=True, format=revision)
