"""Presses of the operators' buttons: who may press them; nobody else's press does anything."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from telegram import Bot, CallbackQuery, Update
from telegram.constants import ChatType
from telegram.ext import ContextTypes

from bot.errors import StorageError
from bot.storage.announcements import Announcement
from bot.telegram.callbacks import Steer, decode
from bot.telegram.newsroom import Newsroom
from bot.telegram.operator_chat import OperatorChat
from bot.telegram.outcomes import note
from bot.telegram.proposals import Menu
from bot.telegram.sending import Sent, confirm_press
from bot.telegram.told import Told

logger = logging.getLogger(__name__)

PATTERN = r"^o:"
"""What the data of operators' buttons begins with; see `callbacks.Steer`."""


@dataclass(frozen=True)
class Pressed:
    """A button that an operator pressed."""

    bot: Bot
    query: CallbackQuery
    press: Steer
    announcement: Announcement
    chat: OperatorChat

    @property
    def operator(self) -> int:
        """Who pressed it, which is also their private chat."""
        return self.query.from_user.id

    @property
    def message_id(self) -> int:
        """The message under which it is."""
        assert self.query.message is not None, "buttons in other chats are not the operators'"
        return self.query.message.message_id

    def open_menu(self, menu: Menu) -> None:
        """Let the message ask something."""
        self.chat.open_menu(self.press.number, self.message_id, menu)

    async def put(self, told: Told) -> None:
        """Let the message say something else. Raises TelegramError."""
        await told.put_in_place_of(self.bot, Sent(self.operator, self.message_id))


Action = Callable[[Pressed], Awaitable[str | None]]
"""Does what a button says and returns the notice for who pressed, if there is one; raises StorageError and
TelegramError."""


class OperatorPresses:
    """Takes all presses of operators' buttons."""

    def __init__(
        self, newsroom: Newsroom, chats: Mapping[int, OperatorChat], actions: Mapping[str, Action]
    ) -> None:
        self._newsroom = newsroom
        self._words = newsroom.words
        self._chats = chats
        self._actions = actions

    async def pressed(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Handle one press."""
        query = update.callback_query
        assert query is not None
        press, chat = decode(query.data or ""), self._chats.get(query.from_user.id)
        note(press="Steer")
        if (
            not isinstance(press, Steer)
            or press.action not in self._actions
            or chat is None
            or not _is_private(query)
        ):
            await confirm_press(query, self._words.say("old_button"))
            return
        try:
            notice = await self._do(context.bot, query, press, chat)
        except StorageError as error:
            logger.error("what an operator pressed cannot be done: %s", error)
            notice = self._words.say("failed")
        await confirm_press(query, notice)

    async def _do(self, bot: Bot, query: CallbackQuery, press: Steer, chat: OperatorChat) -> str | None:
        announcement = await self._newsroom.announcements.numbered(press.number)
        if announcement is None:
            return self._words.say("old_button")
        return await self._actions[press.action](Pressed(bot, query, press, announcement, chat))


def _is_private(query: CallbackQuery) -> bool:
    """Tell whether the button is in the private chat of who pressed it."""
    message = query.message
    return (
        message is not None
        and message.chat.type == ChatType.PRIVATE
        and message.chat.id == query.from_user.id
    )
