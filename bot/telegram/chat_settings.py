"""/settings: how the bot behaves in a chat, as buttons that switch."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from telegram import Bot, CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ChatType
from telegram.ext import BaseHandler, CommandHandler, ContextTypes

from bot.storage.chats import ChatSettings
from bot.telegram.administrators import Administrators
from bot.telegram.answering import Answering
from bot.telegram.callbacks import SetUp, encode
from bot.telegram.markup import escape
from bot.telegram.outcomes import note
from bot.telegram.sending import Sent, confirm_press, edit_html, message_of, place_of, send_html
from bot.telegram.services import Services
from bot.telegram.writers import OWN, writer_of, written

_IN_PRIVATE = ("suggest",)
_IN_GROUPS = ("listen", "suggest")
"""Names of the fields of `ChatSettings` that can be switched, in the order shown."""


class ChatSettingsMenu:
    """Shows and switches the settings of a chat; in groups for administrators only."""

    def __init__(self, services: Services, answering: Answering, administrators: Administrators) -> None:
        self._services = services
        self._answering = answering
        self._administrators = administrators

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """The handler of the command; presses come by `pressed`."""
        return [CommandHandler("settings", self._show, filters=OWN)]

    async def _show(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = written(update)
        note(command="settings")
        words = self._services.words
        place = place_of(message)
        if not self._services.limits.allow_request(writer_of(message).id):
            return
        if not await self._administrators.wrote(context.bot, message):
            await send_html(context.bot, place, escape(words.say("administrators_only")))
            return
        settings = await self._services.chats.settings(message.chat.id)
        html, keyboard = self._menu(settings, message.chat.type)
        await send_html(context.bot, place, html, keyboard)

    async def pressed(self, bot: Bot, query: CallbackQuery, press: SetUp) -> None:
        """Switch a setting, if who pressed the button may."""
        words = self._services.words
        message = query.message
        if message is None or press.setting not in _shown(message.chat.type):
            await confirm_press(query, words.say("old_button"))
            return
        is_private = message.chat.type == ChatType.PRIVATE
        if not self._services.limits.allow_request(query.from_user.id):
            await confirm_press(query, words.say("slow_down"))
            return
        if not is_private and not await self._administrators.holds(bot, message.chat.id, query.from_user.id):
            await confirm_press(query, words.say("administrators_only"))
            return
        before = await self._services.chats.settings(message.chat.id)
        settings = replace(before, **{press.setting: press.on})
        await self._services.chats.save(message.chat.id, settings)
        await confirm_press(query, words.say("saved"))
        if message_of(query) is not None:
            html, keyboard = self._menu(settings, message.chat.type)
            await edit_html(bot, Sent(message.chat.id, message.message_id), html, keyboard)

    def _menu(self, settings: ChatSettings, chat_type: str) -> tuple[str, InlineKeyboardMarkup]:
        words = self._services.words
        rows = []
        for name in _shown(chat_type):
            is_on = getattr(settings, name)
            state = words.say("is_on" if is_on else "is_off")
            label = words.say(f"setting_{name}", state=state)
            rows.append([InlineKeyboardButton(label, callback_data=encode(SetUp(name, not is_on)))])
        return escape(words.say("settings")), InlineKeyboardMarkup(rows)


def _shown(chat_type: str) -> tuple[str, ...]:
    return _IN_PRIVATE if chat_type == ChatType.PRIVATE else _IN_GROUPS
