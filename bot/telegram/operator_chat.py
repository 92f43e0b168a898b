"""The private chat of one operator: which messages there are on announcements, and what they have to say by now.

Kept in memory only. All that changes these messages happens in one place, one after the other, so that the last
edit is always the latest state; whoever presses a button leaves a note here, and the message follows.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from telegram import Bot
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.errors import BotError, DataError
from bot.storage.announcements import OPEN, UNDER_WAY, Announcement
from bot.storage.ledger import Stand
from bot.telegram.catching_up import send_bulletin
from bot.telegram.newsroom import Newsroom, content_key
from bot.telegram.progress_message import EDIT_SECONDS, Look, ProgressMessages
from bot.telegram.proposals import MAIN, Menu, Proposals
from bot.telegram.sending import Place, Sent, edit_html, send_html
from bot.telegram.told import Told

logger = logging.getLogger(__name__)

TICK_SECONDS = 1.0
TROUBLED_SECONDS = 30.0
"""Pause after Telegram took nothing."""
_UNREACHABLE = "chat not found"
_SHARE_OF_LOOKING = 0.05
"""Of the time, at most."""


@dataclass
class Shown:
    """A message on an announcement."""

    message_id: int
    says: Told
    content: str | None
    """Key of the content of which a preview was sent; None for a message of before a restart."""
    at: float
    """When it was last sent or looked after, by a clock that only goes forward."""
    menu: Menu = MAIN
    is_moving: bool = False
    pause: float = EDIT_SECONDS
    """Seconds until it is looked after again by itself."""
    is_due: bool = False
    """Whether somebody pressed a button, so that it changes at once."""


class OperatorChat:
    """Shows one operator what is proposed and under way."""

    def __init__(
        self,
        bot: Bot,
        operator: int,
        newsroom: Newsroom,
        views: tuple[Proposals, ProgressMessages],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bot = bot
        self._operator = operator
        self._newsroom = newsroom
        self._proposals, self._progress = views
        self._clock = clock
        self._followed: dict[int, Stand] = {}
        """What the messages show, or need not show."""
        self._shown: dict[int, Shown] = {}
        self._again: dict[int, tuple[Menu, bool]] = {}
        """What is to be sent anew, at the end of the chat: with which menu, and whether with a preview."""
        self._wake = asyncio.Event()
        self._ticking = asyncio.Lock()
        self._rest_until = 0.0

    def begin(self, stands: Mapping[int, Stand]) -> None:
        """Take what is settled or scheduled by now as known; what waits or is under way is shown again."""
        self._followed = {
            number: stand
            for number, stand in stands.items()
            if stand.state != "proposed" and stand.state not in UNDER_WAY
        }

    def wake(self) -> None:
        """Look at once."""
        self._wake.set()

    def open_menu(self, number: int, message_id: int, menu: Menu) -> None:
        """Let the message under which a button was pressed ask something; it is the one that is kept up then."""
        shown = self._shown.get(number)
        if shown is None or shown.message_id != message_id:
            # An older message, as from before a restart. What it says is not known any more.
            content = shown.content if shown else None
            shown = self._shown[number] = Shown(message_id, Told(""), content, self._clock())
        shown.menu, shown.is_due = menu, True
        self.wake()

    def show_again(self, number: int, menu: Menu = MAIN, *, with_preview: bool = False) -> None:
        """Send a new message on an announcement, at the end of the chat."""
        self._again[number] = menu, with_preview
        self.wake()

    async def run(self) -> None:
        """Keep the messages up until cancelled; a database that fails is waited for."""
        while True:
            self._wake.clear()
            try:
                await self.tick()
            except BotError as error:
                logger.error("operators cannot be told of announcements: %s", error)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(TICK_SECONDS):
                    await self._wake.wait()

    async def tick(self) -> None:
        """Bring the messages up to date. Raises StorageError."""
        async with self._ticking:
            if self._clock() < self._rest_until:
                return
            try:
                stands = await self._newsroom.ledger.stands()
                moved = [number for number, stand in stands.items() if stand != self._followed.get(number)]
                for number in dict.fromkeys([*moved, *self._again]):
                    await self._follow(number)
                for number, shown in list(self._shown.items()):
                    await self._refresh(number, shown)
            except TelegramError as error:
                logger.warning("operator %d is told of announcements later: %s", self._operator, error)
                self._rest_until = self._clock() + TROUBLED_SECONDS

    async def _follow(self, number: int) -> None:
        """Show where an announcement stands now, after a change."""
        announcement = await self._newsroom.announcements.numbered(number)
        assert announcement is not None, "announcements are never deleted"
        again = self._again.get(number)
        try:
            await self._show(announcement, again)
        except (Forbidden, BadRequest) as error:
            if isinstance(error, BadRequest) and _UNREACHABLE not in error.message.casefold():
                raise
            logger.warning("operator %d cannot be told of announcements: %s", self._operator, error)
        except (DataError, ValueError, LookupError) as fault:
            # Content that somebody changed by hand, say. The others are shown all the same.
            logger.error("announcement %s cannot be shown: %s", announcement.name, fault)
        if self._again.get(number) is again:
            self._again.pop(number, None)
        self._followed[number] = Stand(announcement.state, announcement.nonce)

    async def _show(self, announcement: Announcement, again: tuple[Menu, bool] | None) -> None:
        number, is_open = announcement.number, announcement.state in OPEN
        shown = self._shown.get(number)
        key = content_key(announcement)
        is_new = shown is None or (is_open and shown.content not in (key, None))
        if not is_new and again is None:
            assert shown is not None
            is_question = announcement.state in UNDER_WAY and shown.menu.name == "stop"
            if number in self._followed and not is_question:
                # What was asked before is no question any more.
                shown.menu = MAIN
            shown.content, shown.is_due = key, True
            if announcement.state == "missed":
                await self._say(self._newsroom.words.say("stand_missed", name=announcement.name))
            return
        if again is None and announcement.state == "discarded":
            return
        menu, with_preview = again or (MAIN, is_new)
        if shown is not None:
            await self._change(
                number, shown, Told(self._newsroom.words.say("look_below", name=announcement.name))
            )
        self._shown.pop(number, None)
        if is_open and (with_preview or is_new):
            await self._preview(announcement)
        look = await self._look(announcement, menu)
        sent = await self._send(look.told)
        # A button under an older message may have been pressed meanwhile, and that one is kept up then.
        made = Shown(sent, look.told, key, self._clock(), menu, look.is_moving)
        self._shown.setdefault(number, made)

    async def _preview(self, announcement: Announcement) -> None:
        """Send it as it would arrive, in the first of its languages."""
        language = self._newsroom.languages_of(announcement.content)[0]
        try:
            bulletin = self._newsroom.bulletin(announcement, language)
            await send_bulletin(self._bot, Place(self._operator), bulletin)
        except (DataError, ValueError, LookupError, BadRequest) as error:
            if isinstance(error, BadRequest) and _UNREACHABLE in error.message.casefold():
                raise
            await self._say(self._newsroom.words.say("preview_refused", reason=error))

    async def _refresh(self, number: int, shown: Shown) -> None:
        is_time = shown.is_moving and self._clock() - shown.at >= shown.pause
        if not shown.is_due and not is_time:
            return
        announcement = await self._newsroom.announcements.numbered(number)
        assert announcement is not None, "announcements are never deleted"
        shown.is_due = False
        began = self._clock()
        try:
            look = await self._look(announcement, shown.menu)
            # Counting the rows of a very large announcement takes a while.
            shown.pause = max(EDIT_SECONDS, (self._clock() - began) / _SHARE_OF_LOOKING)
            await self._change(number, shown, look.told)
        except BaseException:
            shown.is_due = True
            raise
        shown.is_moving, shown.at = look.is_moving, self._clock()

    async def _look(self, announcement: Announcement, menu: Menu) -> Look:
        if announcement.state in OPEN:
            return Look(await self._proposals.told(announcement, menu), is_moving=False)
        return await self._progress.look(announcement, menu)

    async def _change(self, number: int, shown: Shown, told: Told) -> None:
        """Let the message on an announcement say something else; one that was deleted is let go."""
        if told == shown.says:
            return
        try:
            await edit_html(self._bot, Sent(self._operator, shown.message_id), told.html, told.keyboard)
        except (BadRequest, Forbidden):
            if self._shown.get(number) is shown:
                del self._shown[number]
        else:
            shown.says = told

    async def _say(self, text: str) -> None:
        await self._send(Told(text))

    async def _send(self, told: Told) -> int:
        return await send_html(self._bot, Place(self._operator), told.html, told.keyboard)
