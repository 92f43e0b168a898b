"""Stopping, taking back or correcting what is announced, also where it is just under way."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.announcing.steering import STOPPED, Steering
from bot.storage.announcements import SENT, Announcement, AnnouncementStore
from bot.storage.ledger import Ledger
from bot.storage.outbox import Outbox

WITHDRAWN = "an operator withdrew it"
SETTLING_SECONDS = 10.0
"""So long after a change a message may still be written down that went out before it."""


@dataclass(frozen=True)
class _Change:
    todo: Literal["stop", "correct", "withdraw"]
    since: float


@dataclass(frozen=True)
class Amending:
    """Changes announcements that were sent; `follow_up` is to be called each second or so."""

    announcements: AnnouncementStore
    outbox: Outbox
    ledger: Ledger
    now: Callable[[], float] = time.time
    _changes: dict[int, _Change] = field(default_factory=dict)
    """The last change of each announcement of which something may still be under way from before."""

    async def stop(self, number: int) -> Announcement | None:
        """Send no more of it; None where it is over already. Raises StorageError."""
        stopped = await Steering(self.announcements, self.outbox).stop(number)
        if stopped is not None:
            self._changes[number] = _Change("stop", self.now())
        return stopped

    async def withdraw(self, number: int) -> int | None:
        """Send no more of it, and have deleted or replaced what arrived.

        Return how many messages that are; None where it was withdrawn already or never sent. Raises StorageError.
        """
        if await self.announcements.change_state(number, SENT, "withdrawn") is None:
            return None
        await self.outbox.cancel_queued(number, WITHDRAWN)
        return await self._mark(number, "withdraw")

    async def correct(self, number: int, content: dict[str, Any]) -> int | None:
        """Let it say something else, also in the messages that arrived.

        Return how many those are; None where it was not sent, or withdrawn. Raises StorageError.
        """
        corrected = content | {"corrected": True}
        if await self.announcements.edit(number, corrected, SENT) is None:
            return None
        return await self._mark(number, "correct")

    async def follow_up(self) -> None:
        """Reach what was under way when the rest was changed. Raises StorageError."""
        for number, change in list(self._changes.items()):
            # What was under way may have been queued again, as after a flood wait.
            if change.todo == "stop":
                await self.outbox.cancel_queued(number, STOPPED)
            elif change.todo == "withdraw":
                await self.outbox.cancel_queued(number, WITHDRAWN)
            if change.todo != "stop":
                await self.ledger.mark_late(number, change.todo, change.since)
            is_over = self.now() - change.since > SETTLING_SECONDS
            if is_over and not await self.ledger.is_under_way(number, change.since):
                self._changes.pop(number, None)

    async def _mark(self, number: int, todo: Literal["correct", "withdraw"]) -> int:
        self._changes[number] = _Change(todo, self.now())
        return await self.outbox.mark(number, todo)
