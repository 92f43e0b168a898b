"""The tables as the newest format has them; `migrations` brings older databases there.

No name and no message of anybody is stored. `button_texts` holds the bot's own wording; `unanswered` holds
questions that found no answer, without author or chat and without what may point to a person.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

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

subscribers = Table(
    "subscribers",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger, nullable=False),
    Column("language", String, nullable=False),
    Column("scopes", String, nullable=False),
    Column("topics", String, nullable=False),
    Column("silent", Boolean, nullable=False),
    Column("subscribed_at", BigInteger, nullable=False),
    Column("paused_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("off_at", BigInteger),
    Column("off_reason", String),
    Column("busy_until", Float, nullable=False),
    UniqueConstraint("chat_id", "thread_id", name="uq_subscribers_place"),
    sqlite_autoincrement=True,
)
"""Chats and forum topics that subscribed, or once did. number: stands for the place wherever else one is named, so
that its id is in no other table; thread_id: 0 outside of topics; scopes: see `bot.announcing.scopes`; topics:
kinds of announcements wanted, separated by spaces; times in seconds since 1970: paused_at: by the chat; ended_at:
unsubscribed, the choices are kept; off_at: the bot was removed or blocked; busy_until: no message before."""

announcements = Table(
    "announcements",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("topic", String, nullable=False),
    Column("state", String, nullable=False),
    Column("content", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("send_at", BigInteger),
    Column("expires_at", BigInteger),
    Column("nonce", String),
    Column("resend_unknown", Boolean, nullable=False),
    Column("planned_to", Integer),
    UniqueConstraint("name", name="uq_announcements_name"),
)
"""What is or was announced. name: how people call it ("2025-round"); content: JSON, by kind; nonce: what a press of
Send must carry, for one use; planned_to: the last subscriber that it is meant for, once it was confirmed."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("announcement", Integer, nullable=False),
    Column("subscriber", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("not_before", Float, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("to_general", Boolean, nullable=False),
    Column("worker", String),
    Column("claimed_at", Float),
    Column("done_at", Float),
    Column("message_id", BigInteger),
    Column("reason", String),
    Column("todo", String),
    UniqueConstraint("announcement", "subscriber", name="uq_deliveries_once"),
)
"""The outbox and the ledger: one row an announcement and subscriber. not_before: earliest time of the next try;
to_general: the topic was closed, so it goes to the general one; worker: the process that claimed it; done_at: when
its state became final; times in seconds since 1970. todo: what is still to be done with a sent message ("correct",
"withdraw")."""
for _name, _columns, _which in (
    (
        "ix_deliveries_queued",
        (deliveries.c.announcement, deliveries.c.not_before, deliveries.c.number),
        deliveries.c.state == "queued",
    ),
    ("ix_deliveries_sending", (deliveries.c.worker,), deliveries.c.state == "sending"),
    ("ix_deliveries_todo", (deliveries.c.not_before, deliveries.c.number), deliveries.c.todo.is_not(None)),
):
    Index(_name, *_columns, sqlite_where=_which, postgresql_where=_which)
Index("ix_deliveries_state", deliveries.c.announcement, deliveries.c.state)
Index("ix_deliveries_subscriber", deliveries.c.subscriber)

workers = Table(
    "workers",
    metadata,
    Column("name", String, primary_key=True),
    Column("alive_at", Float, nullable=False),
)
"""Processes that deliver. name: new with each start; alive_at: last sign of life, seconds since 1970."""

paces = Table(
    "paces",
    metadata,
    Column("name", String, primary_key=True),
    Column("next_at", Float, nullable=False),
    Column("floods", Integer, nullable=False),
)
"""One limit for all processes. name: "all", or "hold" for flood waits of the bot as a whole; next_at: when the next
message may go, seconds since 1970; floods: flood waits since the last message that went through."""

announced_data = Table(
    "announced_data",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("digest", String, nullable=False),
    Column("snapshot", Text, nullable=False),
    Column("told_at", BigInteger, nullable=False),
)
"""The data that was announced last: one row, number 1. snapshot: as JSON, see `bot.dataset.snapshots`."""
