"""The operators' side of announcements, put together: their commands and buttons, and messages that keep up."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any

from telegram import Bot
from telegram.ext import BaseHandler, CallbackQueryHandler

from bot.errors import StorageError
from bot.telegram.announcing import Announcing
from bot.telegram.corrections import Corrections
from bot.telegram.newsroom import Newsroom
from bot.telegram.operator_chat import TICK_SECONDS, OperatorChat
from bot.telegram.operator_presses import PATTERN, OperatorPresses
from bot.telegram.operator_prompts import Prompts
from bot.telegram.operator_replies import Replies
from bot.telegram.progress_message import ProgressMessages
from bot.telegram.progress_presses import ProgressPresses
from bot.telegram.proposal_presses import ProposalPresses
from bot.telegram.proposals import Proposals

logger = logging.getLogger(__name__)


class OperatorDesk:
    """Tells operators what is proposed and how far it is, and lets them decide.

    `await begin()` before anything else works with announcements, then let `run` go on beside it; `handlers` are to
    be tried before all others.
    """

    def __init__(self, bot: Bot, newsroom: Newsroom, clock: Callable[[], float] = time.monotonic) -> None:
        self._newsroom = newsroom
        views = Proposals(newsroom), ProgressMessages(newsroom)
        operators = sorted(newsroom.services.admin_ids)
        self._chats = {one: OperatorChat(bot, one, newsroom, views, clock) for one in operators}
        prompts = Prompts(newsroom)
        corrections = Corrections(newsroom, prompts)
        replies = Replies(newsroom, prompts, corrections, self.wake)
        actions = ProposalPresses(newsroom, prompts, self.wake).actions()
        actions |= ProgressPresses(newsroom, corrections, self.wake).actions()
        self._announcing = Announcing(newsroom, prompts, replies, corrections, self._chats)
        self._presses = OperatorPresses(newsroom, self._chats, actions)

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """The handlers; without operators, only of buttons that were theirs once."""
        presses = CallbackQueryHandler(self._presses.pressed, pattern=PATTERN)
        return [*self._announcing.handlers(), presses]

    def wake(self) -> None:
        """Bring all messages up to date at once."""
        for chat in self._chats.values():
            chat.wake()

    async def begin(self) -> None:
        """Note what is settled already, which operators need not be told any more. Raises StorageError."""
        stands = await self._newsroom.ledger.stands()
        for chat in self._chats.values():
            chat.begin(stands)

    async def tick(self) -> None:
        """Do once what `run` does all the time. Raises StorageError."""
        await self._newsroom.amending.follow_up()
        await asyncio.gather(*(chat.tick() for chat in self._chats.values()))

    async def run(self) -> None:
        """Keep all messages up until cancelled."""
        # Each operator by itself: a chat that Telegram lets wait holds up nobody else.
        async with asyncio.TaskGroup() as tasks:
            for chat in self._chats.values():
                tasks.create_task(chat.run())
            tasks.create_task(self._follow_up())

    async def _follow_up(self) -> None:
        while True:
            try:
                await self._newsroom.amending.follow_up()
            except StorageError as error:
                logger.error("what was under way cannot be changed: %s", error)
            await asyncio.sleep(TICK_SECONDS)
