"""Run by Alembic with the connection of `bot.storage.migrating`, whose transaction holds all steps."""

from __future__ import annotations

from alembic import context

from bot.storage.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
