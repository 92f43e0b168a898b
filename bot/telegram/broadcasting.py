"""What `run` does for announcements beside its answers: it proposes and delivers them, and tells the operators."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.announcing.proposing import Proposer
from bot.announcing.weekly import Weekly
from bot.settings import Settings
from bot.storage.database import Database
from bot.telegram.delivering import announcer_of
from bot.telegram.operator_desk import OperatorDesk
from bot.telegram.services import Services

logger = logging.getLogger(__name__)


@asynccontextmanager
async def broadcasting(
    settings: Settings,
    services: Services,
    database: Database,
    replies: Callable[[], int],
    desk: OperatorDesk,
) -> AsyncIterator[None]:
    """Propose and deliver announcements, and keep the operators' desk, for the length of a block.

    `replies` tells how many messages were sent beside since it was last asked. Raises SettingsError without a
    token.
    """
    # Before anything moves, so that what was missed during an outage is told as well.
    await desk.begin()
    dataset, store = services.engine.dataset, services.announcements
    async with announcer_of(settings, database, services.bulletins, replies) as announcer:
        proposer = Proposer(
            dataset,
            settings.data_dir,
            tuple(services.bulletins.renderer.languages),
            store,
            sends_changes=settings.sends_changes,
        )
        weekly = Weekly(dataset, store, announcer.outbox, settings.weekly, settings.resends_weekly)
        works = (announcer.run(), proposer.run(weekly), desk.run())
        tasks = [asyncio.create_task(work) for work in works]
        for task in tasks:
            task.add_done_callback(_tell_end)
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _tell_end(task: asyncio.Task[None]) -> None:
    # Answers go on; without this line nobody would know that announcements do not.
    if not task.cancelled() and (error := task.exception()) is not None:
        logger.critical("announcements have ended, a fault of this program: %s", error, exc_info=error)
