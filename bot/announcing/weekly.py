"""The learning city of the week: begun at its time, once a week, for those who chose it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.announcing.weekly_text import UNREPEATED_DAYS, city_of_the_week, weekly_content
from bot.dataset.models import Dataset
from bot.storage.announcements import Announcement, AnnouncementStore
from bot.storage.outbox import Outbox
from bot.zoned_times import WeeklyTime

logger = logging.getLogger(__name__)

TOPIC = "weekly"
LATEST_SECONDS = 3600
"""So long after its time it can still begin, as when the bot was just being updated."""
EXPIRES_SECONDS = 12 * 3600
_LOOK_BACK_SECONDS = (UNREPEATED_DAYS + 7) * 24 * 3600


@dataclass(frozen=True)
class Weekly:
    """Begins it without a confirmation, for it is composed of facts and sent to those only who chose it."""

    dataset: Dataset
    announcements: AnnouncementStore
    outbox: Outbox
    at: WeeklyTime | None
    """None for never."""
    resends_unknown: bool = False
    """Whether it is sent again where nobody knows whether it arrived."""
    now: Callable[[], float] = time.time
    _without_city: set[str] = field(default_factory=set)
    """Names of those for which there was none, which is told once."""

    async def begin(self) -> Announcement | None:
        """Begin that of this week if it is time; None if not, or it was begun already. Raises StorageError."""
        if self.at is None:
            return None
        due = self.at.latest(self.now())
        if self.now() - due.timestamp() > LATEST_SECONDS:
            return None
        year, week, _ = due.isocalendar()
        name = f"weekly-{year}-W{week:02d}"
        made = await self.announcements.named(name) or await self._propose(name, due)
        # One that is still proposed was left by a process that ended right then.
        return await self.announcements.begin(made.number, ("proposed",)) if made else None

    async def _propose(self, name: str, due: datetime) -> Announcement | None:
        if not await self.outbox.lines_of_scopes(TOPIC):
            return None
        city_id = city_of_the_week(self._candidates(), await self._picked(due), due.date(), self._regions())
        if city_id is None:
            if name not in self._without_city:
                logger.warning("%s: none, for each city with a highlight was told within a year", name)
            self._without_city.add(name)
            return None
        return await self.announcements.propose(
            name,
            "weekly",
            TOPIC,
            {"city_id": city_id, "weekly": weekly_content(self.dataset, city_id)},
            expires_at=int(due.timestamp()) + EXPIRES_SECONDS,
            resend_unknown=self.resends_unknown,
        )

    async def _picked(self, due: datetime) -> dict[str, date]:
        """The cities of the last year, each with the day on which it was last told."""
        since = int(due.timestamp()) - _LOOK_BACK_SECONDS
        return {
            one.content["city_id"]: datetime.fromtimestamp(one.made_at, due.tzinfo).date()
            for one in await self.announcements.weekly_since(since)
            if "city_id" in one.content
        }

    def _candidates(self) -> list[str]:
        return [city.id for city in self.dataset.members if city.id in self.dataset.highlights]

    def _regions(self) -> dict[str, str]:
        countries = self.dataset.countries
        return {city.id: countries[city.country].region.value for city in self.dataset.members}
