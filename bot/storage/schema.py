"""The tables, and the steps that bring an older database up to date.

No name and no message of anybody is stored. `button_texts` holds the bot's own wording; `unanswered` holds
questions that found no answer, without author or chat and without what may point to a person.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Connection, Date, MetaData, String, Table

from bot.errors import StorageError

metadata = MetaData()

button_texts = Table(
    "button_texts",
    metadata,
    Column("key", String, primary_key=True),
    Column("text", String, nullable=False),
    Column("offered_at", BigInteger, nullable=False),
)
"""Texts behind buttons. key: what the button carries; offered_at: when last offered, seconds since 1970."""

seen_updates = Table(
    "seen_updates",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("seen_at", BigInteger, nullable=False, index=True),
)
"""Updates that were handled. update_id: Telegram's; seen_at: seconds since 1970."""

chats = Table(
    "chats",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("suggest", Boolean, nullable=False),
    Column("listen", Boolean, nullable=False),
    Column("greeted", Boolean, nullable=False),
    Column("left_at", BigInteger),
)
"""Chats with settings of their own or a mark. left_at: when the bot was removed, seconds since 1970, or null."""

unanswered = Table(
    "unanswered",
    metadata,
    Column("folded", String, primary_key=True),
    Column("language", String, primary_key=True),
    Column("question", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("times", BigInteger, nullable=False),
    Column("last_asked", Date, nullable=False),
)
"""Questions without an answer. folded: the form in which spellings are equal; last_asked: day in UTC."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE choices "
        "(key VARCHAR NOT NULL PRIMARY KEY, question VARCHAR NOT NULL, created BIGINT NOT NULL)",
        "CREATE TABLE seen_updates (update_id BIGINT NOT NULL PRIMARY KEY, seen_at BIGINT NOT NULL)",
        "CREATE INDEX ix_seen_updates_seen_at ON seen_updates (seen_at)",
    ),
    (
        "CREATE TABLE button_texts "
        "(key VARCHAR NOT NULL PRIMARY KEY, text VARCHAR NOT NULL, offered_at BIGINT NOT NULL)",
        "INSERT INTO button_texts (key, text, offered_at) SELECT key, question, created FROM choices",
        "DROP TABLE choices",
        # Not INTEGER PRIMARY KEY: SQLite keeps such a number in inner pages after its row was deleted.
        "CREATE TABLE chats (chat_id BIGINT NOT NULL PRIMARY KEY, suggest BOOLEAN NOT NULL, "
        "listen BOOLEAN NOT NULL, greeted BOOLEAN NOT NULL, left_at BIGINT)",
        "CREATE TABLE unanswered (folded VARCHAR NOT NULL, language VARCHAR NOT NULL, "
        "question VARCHAR NOT NULL, kind VARCHAR NOT NULL, times BIGINT NOT NULL, last_asked DATE NOT NULL, "
        "PRIMARY KEY (folded, language))",
    ),
)
"""Step n takes a database from version n to n + 1; steps that were released are never changed."""


def of_newer_program(version: int) -> StorageError:
    """Return the error for a database whose version is above those known here."""
    return StorageError(
        f"BOT_DATABASE_URL: the database has format {version}, this program knows {len(MIGRATIONS)}; "
        "upgrade the program or name another file"
    )


def migrate(connection: Connection) -> None:
    """Create or upgrade the tables; all or nothing, and safe when two processes start at once.

    The connection must be in autocommit mode. Raises StorageError for a database of a newer program.
    """
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if version > len(MIGRATIONS):
        connection.exec_driver_sql("ROLLBACK")
        raise of_newer_program(version)
    for step in MIGRATIONS[version:]:
        for statement in step:
            connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"PRAGMA user_version = {len(MIGRATIONS)}")
    connection.exec_driver_sql("COMMIT")
