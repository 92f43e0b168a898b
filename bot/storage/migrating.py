"""Bringing a database to the newest format, whatever version of the program made it.

Alembic does that; it is loaded only where there is something to do, for it takes longer than all else at the start.
"""

from __future__ import annotations

import logging
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.errors import StorageError

NEWEST = "0003"
"""The revision that this program works with; the last file in `migrations/versions`."""
REVISIONS = ("0001", "0002", NEWEST)
_FOLDER = Path(__file__).parent / "migrations"
_NUMBERED = ("0001", "0002")
"""Revisions of SQLite files whose format was told by PRAGMA user_version: 1 and 2."""
_LOCK = 6_017_042
"""The key under which PostgreSQL lets one process migrate at a time."""


def revision_of(connection: Connection) -> str | None:
    """Return the revision of a database, None for an empty one. Raises StorageError for a newer program's."""
    found = None
    if inspect(connection).has_table("alembic_version"):
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    elif connection.dialect.name == "sqlite":
        number = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
        if number > len(_NUMBERED):
            raise _of_newer_program(str(number))
        found = _NUMBERED[number - 1] if number else None
    if found is not None and found not in REVISIONS:
        raise _of_newer_program(found)
    return found


def migrate(connection: Connection) -> None:
    """Create or upgrade the tables; part of a transaction, and safe when several processes start at once.

    Raises StorageError for a database of a newer program.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    found = revision_of(connection)
    if found == NEWEST:
        return
    # Its steps are no news for whoever reads the log of the bot.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    if found is not None:
        command.stamp(config, found)
    command.upgrade(config, NEWEST)


def _of_newer_program(found: str) -> StorageError:
    return StorageError(
        f"BOT_DATABASE_URL: the database has format {found}, this program knows {NEWEST}; "
        "upgrade the program or name another database"
    )
