"""Subscriptions, announcements, the outbox, and what several processes agree on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_PARTIAL = (
    ("ix_deliveries_queued", ["announcement", "not_before", "number"], "state = 'queued'"),
    ("ix_deliveries_sending", ["worker"], "state = 'sending'"),
    ("ix_deliveries_todo", ["not_before", "number"], "todo IS NOT NULL"),
)


def upgrade() -> None:
    """Create the tables."""
    _create_subscribers()
    _create_announcements()
    _create_deliveries()
    op.create_table(
        "workers",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("alive_at", sa.Float, nullable=False),
    )
    op.create_table(
        "paces",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("next_at", sa.Float, nullable=False),
        sa.Column("floods", sa.Integer, nullable=False),
    )
    # From here on there is something to lock.
    op.execute("INSERT INTO paces (name, next_at, floods) VALUES ('all', 0, 0), ('hold', 0, 0)")
    op.create_table(
        "announced_data",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("snapshot", sa.Text, nullable=False),
        sa.Column("told_at", sa.BigInteger, nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        # By this number a program of before knows that the file is not for it.
        op.execute("PRAGMA user_version = 3")


def _create_subscribers() -> None:
    op.create_table(
        "subscribers",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("thread_id", sa.BigInteger, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("scopes", sa.String, nullable=False),
        sa.Column("topics", sa.String, nullable=False),
        sa.Column("silent", sa.Boolean, nullable=False),
        sa.Column("subscribed_at", sa.BigInteger, nullable=False),
        sa.Column("paused_at", sa.BigInteger),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("off_at", sa.BigInteger),
        sa.Column("off_reason", sa.String),
        sa.Column("busy_until", sa.Float, nullable=False),
        sa.UniqueConstraint("chat_id", "thread_id", name="uq_subscribers_place"),
        sqlite_autoincrement=True,
    )


def _create_announcements() -> None:
    op.create_table(
        "announcements",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("topic", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("send_at", sa.BigInteger),
        sa.Column("expires_at", sa.BigInteger),
        sa.Column("nonce", sa.String),
        sa.Column("resend_unknown", sa.Boolean, nullable=False),
        sa.Column("planned_to", sa.Integer),
        sa.UniqueConstraint("name", name="uq_announcements_name"),
    )


def _create_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("announcement", sa.Integer, nullable=False),
        sa.Column("subscriber", sa.Integer, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("not_before", sa.Float, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("to_general", sa.Boolean, nullable=False),
        sa.Column("worker", sa.String),
        sa.Column("claimed_at", sa.Float),
        sa.Column("done_at", sa.Float),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("reason", sa.String),
        sa.Column("todo", sa.String),
        sa.UniqueConstraint("announcement", "subscriber", name="uq_deliveries_once"),
    )
    for name, columns, which in _PARTIAL:
        op.create_index(
            name, "deliveries", columns, sqlite_where=sa.text(which), postgresql_where=sa.text(which)
        )
    op.create_index("ix_deliveries_state", "deliveries", ["announcement", "state"])
    op.create_index("ix_deliveries_subscriber", "deliveries", ["subscriber"])
