"""The message that shows operators how far an announcement is, with buttons to pause, go on and stop."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import InlineKeyboardButton

from bot.announcing.progress import Meter, Progress
from bot.storage.announcements import UNDER_WAY, Announcement
from bot.telegram.callbacks import Steer
from bot.telegram.newsroom import Newsroom
from bot.telegram.proposals import Menu
from bot.telegram.told import Told, button

EDIT_SECONDS = 3.0
"""Between two edits for the sake of progress: they count to Telegram's limits as messages do."""
MOST_REASONS = 5
_BAR_CELLS = 10
_DONE, _LEFT = "▰", "▱"


@dataclass(frozen=True)
class Look:
    """The message as it is now."""

    told: Told
    is_moving: bool
    """Whether it will say something else by itself soon."""


class ProgressMessages:
    """Makes the message on an announcement that was decided on."""

    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom
        self._words = newsroom.words
        self._meters: dict[int, Meter] = {}

    async def look(self, announcement: Announcement, menu: Menu) -> Look:
        """Return the message as it is to be now. Raises StorageError."""
        if announcement.state in ("discarded", "missed"):
            return Look(Told(self._words.say(f"stand_{announcement.state}", name=announcement.name)), False)
        counts = await self._newsroom.outbox.counts(announcement.number)
        if announcement.state in UNDER_WAY:
            meter = self._meters.setdefault(announcement.number, Meter(self._newsroom.pace))
            return Look(self._under_way(announcement, meter.read(counts), menu), True)
        self._meters.pop(announcement.number, None)
        progress = Meter(self._newsroom.pace).read(counts)
        left = await self._newsroom.ledger.to_change(announcement.number)
        # What was in hand when it was stopped is settled a moment later.
        is_moving = left > 0 or progress.done < progress.total
        return Look(await self._over(announcement, progress, left, menu), is_moving)

    def _under_way(self, announcement: Announcement, progress: Progress, menu: Menu) -> Told:
        words, number = self._words, announcement.number
        lines = [self._headline(announcement, progress)]
        if announcement.state != "planning" and progress.total:
            lines.append(self._bar(progress))
        if menu.name == "stop":
            waiting = self._newsroom.amount(progress.counts.get("queued", 0))
            lines.append("\n" + words.say("stop_question", count=waiting))
            return Told("\n".join(lines), ((self._button("stop_now", number), self._button("back", number)),))
        first = "resume" if announcement.state == "paused" else "pause"
        return Told("\n".join(lines), ((self._button(first, number), self._button("stop", number)),))

    async def _over(self, announcement: Announcement, progress: Progress, left: int, menu: Menu) -> Told:
        number = announcement.number
        lines = [self._headline(announcement, progress)]
        if left:
            lines.append(self._words.say("still_to_change", count=self._newsroom.amount(left)))
        for reason in await self._newsroom.ledger.reasons(number, MOST_REASONS):
            count = self._newsroom.amount(reason.count)
            lines.append(self._words.say("reason_line", reason=reason.text, count=count))
        unknown = progress.counts.get("unknown", 0)
        if not unknown or menu.name == "left" or announcement.state == "withdrawn":
            return Told("\n".join(lines))
        lines.append("\n" + self._words.say("unknown_question", count=self._newsroom.amount(unknown)))
        row = tuple(self._button(action, number) for action in ("unknown", "again", "leave"))
        return Told("\n".join(lines), (row,))

    def _headline(self, announcement: Announcement, progress: Progress) -> str:
        line = progress.line(self._words)
        return self._words.say(f"stand_{announcement.state}", name=announcement.name, line=line)

    def _bar(self, progress: Progress) -> str:
        # It is full when all is done, and not before.
        cells = int(progress.share * _BAR_CELLS)
        percent = int(progress.share * 100)
        bar = _DONE * cells + _LEFT * (_BAR_CELLS - cells)
        return self._words.say("progress_bar", percent=percent, bar=bar)

    def _button(self, action: str, number: int) -> InlineKeyboardButton:
        return button(self._words.say(f"button_{action}"), Steer(action, number))
