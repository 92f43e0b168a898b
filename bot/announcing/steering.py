"""What an operator can do with an announcement, from whichever side it is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from bot.storage.announcements import UNDER_WAY, Announcement, AnnouncementStore
from bot.storage.outbox import Outbox

STOPPED = "an operator stopped it"


@dataclass(frozen=True)
class Steering:
    """Acts on announcements; what cannot be done any more, or was done already, is None."""

    announcements: AnnouncementStore
    outbox: Outbox

    async def send(self, announcement: Announcement, nonce: str) -> Announcement | None:
        """Confirm a proposal: it begins, or is scheduled where its file names a time. Raises StorageError."""
        if announcement.state == "proposed" and announcement.send_at is not None:
            return await self.announcements.schedule(announcement.number, nonce, announcement.send_at)
        return await self.announcements.confirm(announcement.number, nonce)

    async def pause(self, number: int) -> Announcement | None:
        """Send nothing of it until `resume`. Raises StorageError."""
        return await self.announcements.change_state(number, ("planning", "live"), "paused")

    async def resume(self, number: int) -> Announcement | None:
        """Go on; it is planned once more, which adds only what a pause in the midst of it left out.

        Raises StorageError.
        """
        return await self.announcements.change_state(number, ("paused",), "planning")

    async def stop(self, number: int) -> Announcement | None:
        """Send nothing of it any more. Raises StorageError."""
        stopped = await self.announcements.change_state(number, UNDER_WAY, "stopped")
        if stopped is not None:
            await self.outbox.cancel_queued(number, STOPPED)
        return stopped
