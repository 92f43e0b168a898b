"""Keeps announcements going: what was confirmed is planned, what is due begins, what is finished is called done.

Each process that delivers has one; whatever they do is settled in the database, so that it is done once.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from functools import lru_cache, partial

from bot.announcing.delivery import Deliverer
from bot.announcing.rendering import Renderer
from bot.errors import StorageError
from bot.storage.announcements import Announcement, AnnouncementStore
from bot.storage.claiming import Claims
from bot.storage.outbox import Outbox

logger = logging.getLogger(__name__)

TICK_SECONDS = 1.0


@dataclass(frozen=True)
class Announcer:
    """The background work of one process; `run` it until it is stopped."""

    announcements: AnnouncementStore
    outbox: Outbox
    claims: Claims
    renderer: Renderer
    deliverer: Deliverer

    async def run(self) -> None:
        """Work until cancelled; a database that fails is waited for."""
        delivering = asyncio.create_task(self.deliverer.run())
        beating = asyncio.create_task(self._keep_beating())
        try:
            while True:
                try:
                    await self.tick()
                except StorageError as error:
                    logger.error("announcements wait for the database: %s", error)
                await asyncio.sleep(TICK_SECONDS)
        finally:
            await self.deliverer.stop()
            for task in (delivering, beating):
                task.cancel()
            await asyncio.gather(delivering, beating, return_exceptions=True)
            await self._retire()

    async def tick(self) -> None:
        """Do once what is to be done. Raises StorageError."""
        lost = await self.outbox.recover()
        if lost:
            logger.warning("deliveries left by a process that ended: %d", lost)
        for one in await self.announcements.begin_due():
            logger.info("announcement %s is %s", one.name, one.state)
        for one in await self.announcements.in_states(("planning",)):
            await self.plan(one)
        for one in await self.announcements.in_states(("live",)):
            if await self.outbox.finish(one.number):
                logger.info("announcement %s is done", one.name)

    async def plan(self, announcement: Announcement) -> None:
        """Queue an announcement for all whom it is for; others go on meanwhile. Raises StorageError."""
        is_meant = lru_cache(None)(partial(self.renderer.is_meant, announcement))
        after: int | None = 0
        while after is not None:
            after = await self.outbox.plan_next(announcement, after, is_meant)
        logger.info("announcement %s is queued", announcement.name)
        self.deliverer.wake()

    async def _keep_beating(self) -> None:
        """Give signs of life, also while a large announcement is planned."""
        while True:
            try:
                await self.claims.beat()
            except StorageError as error:
                logger.error("no sign of life could be given: %s", error)
            await asyncio.sleep(TICK_SECONDS)

    async def _retire(self) -> None:
        try:
            await self.claims.retire()
        except StorageError as error:
            logger.error("the end of this process could not be noted: %s", error)
