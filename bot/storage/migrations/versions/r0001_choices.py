"""The tables of the first version: questions behind buttons, and updates that were handled."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    for statement in (
        "CREATE TABLE choices "
        "(key VARCHAR NOT NULL PRIMARY KEY, question VARCHAR NOT NULL, created BIGINT NOT NULL)",
        "CREATE TABLE seen_updates (update_id BIGINT NOT NULL PRIMARY KEY, seen_at BIGINT NOT NULL)",
        "CREATE INDEX ix_seen_updates_seen_at ON seen_updates (seen_at)",
    ):
        op.execute(statement)
