"""Settings of chats, questions without an answer, and all texts behind buttons."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables, and carry the questions behind buttons over."""
    for statement in (
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
    ):
        op.execute(statement)
