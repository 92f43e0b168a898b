"""The queue of updates of the Bot API server: kept until confirmed, given to one poller at a time."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from chats import ApiError

_NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}


class UpdateFeed:
    """Updates on their way to the bot. `changed` is notified when a poll or an update comes."""

    def __init__(self, changed: asyncio.Condition, *, short_polls_wait: bool) -> None:
        self.waiting: list[dict[str, Any]] = []
        self.polls_open = 0
        self._changed = changed
        self._short_polls_wait = short_polls_wait
        self._allowed: set[str] | None = None
        self._poll_number = 0
        self._last_poll = (0, 0.0)
        self._closing = False

    def add(self, update_id: int, kind: str, content: dict[str, Any], *, whatever_allowed: bool) -> None:
        """Queue an update, unless the bot does not want its kind."""
        wanted = kind in self._allowed if self._allowed else kind not in _NOT_BY_DEFAULT
        if wanted or whatever_allowed:
            self.waiting.append({"update_id": update_id, kind: content})

    async def close(self) -> None:
        """End all polls."""
        self._closing = True
        await self._tell()

    async def poll(self, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        """Answer getUpdates: confirm what lies before the offset, then wait for something new."""
        self._poll_number += 1
        number = self._poll_number
        await self._tell()
        if "allowed_updates" in parameters:
            self._allowed = set(parameters["allowed_updates"])
        offset = parameters.get("offset", 0)
        self.waiting = [update for update in self.waiting if update["update_id"] >= offset]
        limit = min(max(parameters.get("limit", 100), 1), 100)
        timeout = self._clamped_timeout(offset, parameters.get("timeout", 0))
        await self._long_poll(number, timeout)
        if self._poll_number != number:
            raise ApiError(
                409,
                "Conflict: terminated by other getUpdates request; "
                "make sure that only one bot instance is running",
            )
        return self.waiting[:limit]

    def _clamped_timeout(self, offset: int, timeout: int) -> int:
        last_offset, last_time = self._last_poll
        self._last_poll = (offset, time.monotonic())
        if self._short_polls_wait and offset == last_offset and time.monotonic() - last_time < 3:
            timeout = max(timeout, 3)
        return min(max(timeout, 0), 50)

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
