"""The queue of updates of the Bot API server: kept until confirmed, given to one poller or to a webhook."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from itertools import islice
from typing import Any

from api_errors import ApiError
from clock import Clock

NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
DAY = 24 * 3600
LIFETIMES = {"inline_query": 30, "callback_query": 150, "chosen_inline_result": 600}
"""Seconds for which updates are kept; all other kinds a day."""


class Entry:
    """An update on its way."""

    def __init__(self, update_id: int, kind: str, content: dict[str, Any], expires_at: float) -> None:
        self.update = {"update_id": update_id, kind: content}
        self.update_id = update_id
        self.kind = kind
        self.content = content
        self.expires_at = expires_at


class UpdateFeed:
    """Updates on their way to the bot. `changed` is notified when a poll or an update comes."""

    def __init__(self, changed: asyncio.Condition, clock: Clock, *, short_polls_wait: bool) -> None:
        self.waiting: deque[Entry] = deque()
        self.polls_open = 0
        self.allowed: list[str] | None = None
        self._changed = changed
        self._clock = clock
        self._short_polls_wait = short_polls_wait
        self._poll_number = 0
        self._last_poll = (-1, 0.0)
        self._next_expiry = math.inf
        self._in_order = True
        self._closing = False

    def wants(self, kind: str) -> bool:
        """Whether the bot asked for updates of this kind."""
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT

    def add(self, update_id: int, kind: str, content: dict[str, Any]) -> Entry:
        """Queue an update and return it."""
        expires_at = self._clock.now() + LIFETIMES.get(kind, DAY)
        self._next_expiry = min(self._next_expiry, expires_at)
        self._in_order &= not self.waiting or self.waiting[-1].update_id <= update_id
        entry = Entry(update_id, kind, content, expires_at)
        self.waiting.append(entry)
        return entry

    def allow(self, parameters: dict[str, Any]) -> None:
        """Choose the kinds to come; a request that does not name any keeps the earlier choice."""
        if "allowed_updates" in parameters:
            self.allowed = list(parameters["allowed_updates"])

    def drop_expired(self) -> None:
        """Forget what is too old to be delivered."""
        now = self._clock.now()
        if self._next_expiry <= now:
            self.waiting = deque(entry for entry in self.waiting if entry.expires_at > now)
            self._next_expiry = min((entry.expires_at for entry in self.waiting), default=math.inf)

    async def close(self) -> None:
        """End all polls."""
        self._closing = True
        await self._tell()

    async def poll(self, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        """Answer getUpdates: confirm what lies before the offset, then wait for something new."""
        self._poll_number += 1
        number = self._poll_number
        await self._tell()
        self.allow(parameters)
        offset = parameters.get("offset", 0)
        limit, timeout = self._bounds(parameters, offset)
        self._confirm(offset)
        await self._long_poll(number, timeout)
        if self._poll_number != number:
            raise ApiError(
                409,
                "Conflict: terminated by other getUpdates request; "
                "make sure that only one bot instance is running",
            )
        return [entry.update for entry in islice(self.waiting, limit)]

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self.waiting = deque(self.waiting, maxlen=-offset)
        while self.waiting and self.waiting[0].update_id < offset:
            self.waiting.popleft()
        # A test may queue an older id behind a newer one.
        if not self._in_order:
            self.waiting = deque(entry for entry in self.waiting if entry.update_id >= offset)
        self.drop_expired()

    def _bounds(self, parameters: dict[str, Any], offset: int) -> tuple[int, int]:
        """Limit and seconds to wait: clamped, and narrower for a poller that asks the same again at once."""
        limit, timeout = min(max(parameters.get("limit", 100), 1), 100), parameters.get("timeout", 0)
        last_offset, last_time = self._last_poll
        self._last_poll = (offset, self._clock.now())
        since = self._clock.now() - last_time
        if offset == last_offset and since < 0.5:
            limit = 1
        if self._short_polls_wait and offset == last_offset and since < 3:
            timeout = max(timeout, 3)
        return limit, min(max(timeout, 0), 50)

    async def _long_poll(self, number: int, timeout: int) -> None:
        def over() -> bool:
            return bool(self.waiting) or self._poll_number != number or self._closing

        self.polls_open += 1
        try:
            async with self._changed:
                self._changed.notify_all()
                await asyncio.wait_for(self._changed.wait_for(over), timeout)
        except TimeoutError:
            pass
        finally:
            self.polls_open -= 1

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()
