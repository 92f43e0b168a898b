"""The tables, and the steps that bring an older database up to date.

Texts that people write are never stored: `choices` holds the bot's own wording only.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Connection, MetaData, String, Table

from bot.errors import StorageError

metadata = MetaData()

choices = Table(
    "choices",
    metadata,
    Column("key", String, primary_key=True),
    Column("question", String, nullable=False),
    Column("created", BigInteger, nullable=False),
)
"""Questions behind buttons. key: what the button carries; created: when last offered, seconds since 1970."""

seen_updates = Table(
    "seen_updates",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("seen_at", BigInteger, nullable=False, index=True),
)
"""Updates that were handled. update_id: Telegram's; seen_at: seconds since 1970."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE choices "
        "(key VARCHAR NOT NULL PRIMARY KEY, question VARCHAR NOT NULL, created BIGINT NOT NULL)",
        "CREATE TABLE seen_updates (update_id BIGINT NOT NULL PRIMARY KEY, seen_at BIGINT NOT NULL)",
        "CREATE INDEX ix_seen_updates_seen_at ON seen_updates (seen_at)",
    ),
)
"""Step n takes a database from version n to n + 1; steps that were released are never changed."""


def migrate(connection: Connection) -> None:
    """Create or upgrade the tables; all or nothing, and safe when two processes start at once.

    The connection must be in autocommit mode. Raises StorageError for a database of a newer program.
    """
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if version > len(MIGRATIONS):
        connection.exec_driver_sql("ROLLBACK")
        raise StorageError(
            f"BOT_DATABASE_URL: the database has format {version}, this program knows {len(MIGRATIONS)}; "
            "upgrade the program or name another file"
        )
    for step in MIGRATIONS[version:]:
        for statement in step:
            connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"PRAGMA user_version = {len(MIGRATIONS)}")
    connection.exec_driver_sql("COMMIT")
