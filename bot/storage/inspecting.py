"""Looking at a database without changing it: for people who set the bot up, also while it is running."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from bot.errors import StorageError
from bot.storage.database import checked_url
from bot.storage.schema import MIGRATIONS, of_newer_program

_PATIENCE_SECONDS = 1.0
"""A bot that is running writes for milliseconds."""


@dataclass(frozen=True)
class DatabaseState:
    """What was found at an address that can be used."""

    path: Path
    """The file, absolute."""
    format: int | None
    """Version of its tables; None when there is no file yet."""
    newest_format: int = len(MIGRATIONS)
    """The version that this program brings it to."""


def inspect_database(address: str) -> DatabaseState:
    """Tell whether the bot could use the database; nothing is created, upgraded or written.

    Raises StorageError, one line that names BOT_DATABASE_URL, the file and what to do.
    """
    url = checked_url(address)
    path = Path(url.database or "").absolute()
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK | os.X_OK):
        raise StorageError(
            f"BOT_DATABASE_URL: {str(path.parent)!r} is no folder that this user may write to; create it, or run "
            "as the user of the bot"
        )
    if not path.exists():
        return DatabaseState(path, None)
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
            version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            connection.exec_driver_sql("ROLLBACK")
    except DBAPIError as error:
        raise StorageError(
            f"BOT_DATABASE_URL: cannot use {str(path)!r} ({error.orig}); "
            "run as the user of the bot, or name another file"
        ) from error
    if version > len(MIGRATIONS):
        raise of_newer_program(version)
    return DatabaseState(path, version)
