"""The bot comes into a group or channel, leaves it, is blocked or muted, or the group becomes a supergroup."""

from __future__ import annotations

from typing import Any

from telegram import Bot, Update
from telegram.error import BadRequest
from telegram.ext import BaseHandler, ChatMemberHandler, ContextTypes, MessageHandler, filters

from bot.telegram.markup import escape
from bot.telegram.outcomes import note
from bot.telegram.sending import Place, send_html
from bot.telegram.services import Services
from bot.telegram.standing import is_in, may_write
from bot.telegram.writers import GROUPS


class Membership:
    """Handlers of what happens to the bot itself."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """The handlers of membership and of groups that move."""
        moves = filters.StatusUpdate.MIGRATE
        return [
            ChatMemberHandler(self._changed, ChatMemberHandler.MY_CHAT_MEMBER),
            MessageHandler(filters.UpdateType.MESSAGE & moves, self._moved),
        ]

    async def _changed(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        change = update.my_chat_member
        assert change is not None
        chat, chats = change.chat, self._services.chats
        before, now = change.old_chat_member, change.new_chat_member
        note(member=now.status)
        if may_write(now, chat.type):
            await self._services.subscribers.switch_on(chat.id)
        else:
            await self._services.subscribers.switch_off(chat.id, f"the bot is {now.status} there")
        if not is_in(now):
            await chats.left(chat.id)
            return
        await chats.returned(chat.id)
        # A group that became a supergroup gets its bot anew, but was greeted before.
        if chat.type in GROUPS and may_write(now, chat.type) and not may_write(before, chat.type):
            await self._introduce(context.bot, chat.id)

    async def _introduce(self, bot: Bot, chat_id: int) -> None:
        """Say once to a group what the bot does."""
        if await self._services.chats.greeted(chat_id):
            return
        try:
            await send_html(bot, Place(chat_id), escape(self._services.words.say("introduction")))
        except BadRequest as error:
            # Nobody may write there, or not in the general topic: no fault, and nobody to be told.
            note(introduction=error.message)
            return
        await self._services.chats.mark_greeted(chat_id)

    async def _moved(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.message
        assert message is not None, "the handler is filtered by UpdateType.MESSAGE"
        # Both the old and the new chat tell of it, in either order.
        if message.migrate_to_chat_id is not None:
            await self._move(message.chat.id, message.migrate_to_chat_id)
        elif message.migrate_from_chat_id is not None:
            await self._move(message.migrate_from_chat_id, message.chat.id)

    async def _move(self, old_id: int, new_id: int) -> None:
        await self._services.chats.move(old_id, new_id)
        subscribers = self._services.subscribers
        if await subscribers.of_chat(old_id):
            await subscribers.move(old_id, new_id)
            # The bot counts as removed from the old group, which may have been told first.
            await subscribers.switch_on(new_id)
