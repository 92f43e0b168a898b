"""What is, was or will be announced."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, cast

from sqlalchemy import CursorResult, Row, Update, func, or_, select, update

from bot.errors import StorageError
from bot.storage.database import Database
from bot.storage.reach import PAUSED
from bot.storage.schema import announcements, deliveries, subscribers
from bot.storage.store import Store, to_the_end

Kind = Literal["changes", "message", "weekly"]
State = Literal[
    "proposed",
    "scheduled",
    "planning",
    "live",
    "paused",
    "done",
    "stopped",
    "missed",
    "discarded",
    "withdrawn",
]
OPEN: tuple[State, ...] = ("proposed", "scheduled")
"""States from which an announcement can still be sent for the first time, edited or discarded."""
_SCHEDULED: tuple[State, ...] = ("scheduled",)
NOT_SENT: tuple[State, ...] = (*OPEN, "missed", "discarded")
"""States of what nobody got."""
UNDER_WAY: tuple[State, ...] = ("planning", "live", "paused")
SENT: tuple[State, ...] = ("planning", "live", "paused", "done", "stopped")
"""States in which some chats may have got it."""
LATEST_SECONDS = 15 * 60
"""A scheduled announcement whose time is longer ago, as after an outage, is not sent any more."""
_NONCE_BYTES = 9


@dataclass(frozen=True)
class Announcement:
    """One announcement and how far it is."""

    number: int
    name: str
    """How people call it: "members-2025-12-04", the id of a file, "weekly-2026-W48"."""
    kind: Kind
    topic: str
    """One of `subscriptions.TOPICS`."""
    state: State
    content: dict[str, Any]
    """What it says, by kind; see `bot.announcing.rendering`."""
    made_at: int
    """All times in seconds since 1970."""
    send_at: int | None = None
    expires_at: int | None = None
    """After which nothing of it is sent."""
    nonce: str | None = None
    """What a press of Send or Discard must carry; each is good for one press."""
    resend_unknown: bool = False
    """Whether it is sent again where nobody knows whether it arrived."""
    planned_to: int | None = None
    """The last subscriber that it is meant for, once it was confirmed."""


class AnnouncementStore(Store):
    """Announcements by number and by name."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        super().__init__(database)
        self._now = now

    @to_the_end
    async def propose(
        self,
        name: str,
        kind: Kind,
        topic: str,
        content: dict[str, Any],
        *,
        send_at: int | None = None,
        expires_at: int | None = None,
        resend_unknown: bool = False,
    ) -> Announcement | None:
        """Add an announcement to be confirmed; None when one of that name exists. Raises StorageError."""
        values = {
            "name": name,
            "kind": kind,
            "topic": topic,
            "state": "proposed",
            "content": json.dumps(content, ensure_ascii=False),
            "made_at": int(self._now()),
            "send_at": send_at,
            "expires_at": expires_at,
            "nonce": _new_nonce(),
            "resend_unknown": resend_unknown,
        }
        async with self._database.transaction(durable=True) as connection:
            # Not by looking first: two processes may do so at once.
            added = await connection.execute(self._database.insert_new(announcements).values(values))
            if not cast("CursorResult[Any]", added).rowcount:
                return None
            found = await connection.execute(select(announcements).where(announcements.c.name == name))
            return _announcement(found.one())

    @to_the_end
    async def numbered(self, number: int) -> Announcement | None:
        """Return the announcement of a number. Raises StorageError."""
        return await self._one(announcements.c.number == number)

    @to_the_end
    async def named(self, name: str) -> Announcement | None:
        """Return the announcement of a name. Raises StorageError."""
        return await self._one(announcements.c.name == name)

    @to_the_end
    async def in_states(self, states: tuple[State, ...]) -> list[Announcement]:
        """Return the announcements in one of the states, the oldest first. Raises StorageError."""
        return await self._all(announcements.c.state.in_(list(states)))

    @to_the_end
    async def latest(self, limit: int) -> list[Announcement]:
        """Return the last announcements, the newest first. Raises StorageError."""
        async with self._database.reading() as connection:
            newest = select(announcements).order_by(announcements.c.number.desc()).limit(limit)
            return [_announcement(row) for row in await connection.execute(newest)]

    @to_the_end
    async def missed(self, subscriber: int, since: int) -> list[Announcement]:
        """Return what went out since a pause began and a subscriber did not get, the oldest first.

        That is also what was to be sent there when the pause began. Raises StorageError.
        """
        theirs = select(deliveries.c.number).where(
            deliveries.c.announcement == announcements.c.number, deliveries.c.subscriber == subscriber
        )
        held_up = theirs.where(
            deliveries.c.state == "cancelled",
            deliveries.c.reason == PAUSED,
            deliveries.c.done_at >= since,
        )
        got = theirs.where(deliveries.c.state.in_(("queued", "sending", "sent", "unknown")))
        began = func.coalesce(announcements.c.send_at, announcements.c.made_at) >= since
        went_out = announcements.c.state.in_(SENT)
        return await self._all(went_out, or_(began, held_up.exists()), ~got.exists())

    @to_the_end
    async def weekly_since(self, moment: int) -> list[Announcement]:
        """Return the learning cities of the week made at that time or later. Raises StorageError."""
        return await self._all(announcements.c.kind == "weekly", announcements.c.made_at >= moment)

    @to_the_end
    async def edit(
        self, number: int, content: dict[str, Any], states: tuple[State, ...] = OPEN
    ) -> Announcement | None:
        """Change what is said, while in one of the states; None in others. Buttons of before mean nothing then.

        Raises StorageError.
        """
        values: dict[str, Any] = {"content": json.dumps(content, ensure_ascii=False), "nonce": _new_nonce()}
        return await self._transit(number, states, values)

    @to_the_end
    async def rewrite(
        self,
        number: int,
        content: dict[str, Any],
        state: Literal["proposed", "discarded"],
        *,
        topic: str,
        send_at: int | None = None,
        expires_at: int | None = None,
    ) -> Announcement | None:
        """Change what nobody got yet, all of it, to be confirmed anew or given up; None once it was sent.

        Buttons of before mean nothing then. Raises StorageError.
        """
        values: dict[str, Any] = {
            "content": json.dumps(content, ensure_ascii=False),
            "state": state,
            "topic": topic,
        }
        values |= {"nonce": _new_nonce() if state == "proposed" else None}
        return await self._transit(number, NOT_SENT, values | {"send_at": send_at, "expires_at": expires_at})

    @to_the_end
    async def confirm(self, number: int, nonce: str) -> Announcement | None:
        """Let a proposal be sent to all who are subscribed now; None when that nonce is not, or no longer, right.

        Of several confirmations one counts. Raises StorageError.
        """
        values: dict[str, Any] = {"nonce": None, "send_at": int(self._now())}
        return await self._begin(number, OPEN, values, announcements.c.nonce == nonce)

    @to_the_end
    async def begin(self, number: int, states: tuple[State, ...] = OPEN) -> Announcement | None:
        """Let an announcement be sent without a confirmation, as was switched on; None when it cannot be any more.

        Raises StorageError.
        """
        return await self._begin(number, states, {"nonce": None, "send_at": int(self._now())})

    @to_the_end
    async def schedule(self, number: int, nonce: str, send_at: int) -> Announcement | None:
        """Let a proposal be sent at a time; None when the nonce is not right. Raises StorageError."""
        values = {"state": "scheduled", "send_at": send_at, "nonce": _new_nonce()}
        return await self._transit(number, OPEN, values, announcements.c.nonce == nonce)

    @to_the_end
    async def discard(self, number: int, nonce: str | None = None) -> Announcement | None:
        """Give a proposal up; None when a nonce is given and not right, or it was sent. Raises StorageError."""
        which = () if nonce is None else (announcements.c.nonce == nonce,)
        return await self._transit(number, OPEN, {"state": "discarded", "nonce": None}, *which)

    @to_the_end
    async def begin_due(self) -> list[Announcement]:
        """Begin those whose time has come, and let go those for which it is too late; return all of them.

        Raises StorageError.
        """
        now = int(self._now())
        due = []
        for one in await self._all(announcements.c.state == "scheduled", announcements.c.send_at <= now):
            is_late = (one.send_at or 0) < now - LATEST_SECONDS or (one.expires_at or now) < now
            if is_late:
                changed = await self._transit(one.number, _SCHEDULED, {"state": "missed", "nonce": None})
            else:
                changed = await self._begin(one.number, _SCHEDULED, {"nonce": None})
            due += [changed] if changed else []
        return due

    @to_the_end
    async def change_state(self, number: int, before: tuple[State, ...], after: State) -> Announcement | None:
        """Change the state, if it is one of `before`; None if not. Raises StorageError."""
        return await self._transit(number, before, {"state": after})

    async def _begin(
        self, number: int, states: tuple[State, ...], values: dict[str, Any], *which: Any
    ) -> Announcement | None:
        last = select(func.coalesce(func.max(subscribers.c.number), 0)).scalar_subquery()
        return await self._transit(number, states, values | {"state": "planning", "planned_to": last}, *which)

    async def _transit(
        self, number: int, states: tuple[State, ...], values: dict[str, Any], *which: Any
    ) -> Announcement | None:
        statement: Update = (
            update(announcements)
            .where(announcements.c.number == number, announcements.c.state.in_(list(states)), *which)
            .values(values)
        )
        async with self._database.transaction(durable=True) as connection:
            changed = cast("CursorResult[Any]", await connection.execute(statement))
            if not changed.rowcount:
                return None
            found = await connection.execute(select(announcements).where(announcements.c.number == number))
            return _announcement(found.one())

    async def _one(self, which: Any) -> Announcement | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(select(announcements).where(which))).one_or_none()
        return None if row is None else _announcement(row)

    async def _all(self, *which: Any) -> list[Announcement]:
        wanted = select(announcements).where(*which).order_by(announcements.c.number)
        async with self._database.reading() as connection:
            return [_announcement(row) for row in await connection.execute(wanted)]


def _new_nonce() -> str:
    return secrets.token_urlsafe(_NONCE_BYTES)


def _announcement(row: Row[Any]) -> Announcement:
    values = dict(row._mapping)
    try:
        content = json.loads(row.content)
    except ValueError:
        raise StorageError(f"BOT_DATABASE_URL: the content of announcement {row.name!r} is damaged") from None
    return Announcement(**values | {"content": content})
