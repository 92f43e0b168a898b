"""The bot comes into a group, leaves it, is blocked, or the group becomes a supergroup."""

from __future__ import annotations

from typing import Any

from telegram import Bot, ChatMember, ChatMemberRestricted, Update
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest
from telegram.ext import BaseHandler, ChatMemberHandler, ContextTypes, MessageHandler, filters

from bot.telegram.markup import escape
from bot.telegram.outcomes import note
from bot.telegram.sending import Place, send_html
from bot.telegram.services import Services
from bot.telegram.writers import GROUPS

_GONE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


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
        if not _is_in(now):
            await chats.left(chat.id)
            return
        await chats.returned(chat.id)
        # A group that became a supergroup gets its bot anew, but was greeted before.
        if chat.type in GROUPS and _may_write(now) and not _may_write(before):
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
            await self._services.chats.move(message.chat.id, message.migrate_to_chat_id)
        elif message.migrate_from_chat_id is not None:
            await self._services.chats.move(message.migrate_from_chat_id, message.chat.id)


def _is_in(member: ChatMember) -> bool:
    """Tell whether the bot is in the chat; in private, whether it is not blocked."""
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status not in _GONE


def _may_write(member: ChatMember) -> bool:
    """Tell whether the bot is in the chat and was not forbidden to write there."""
    is_muted = isinstance(member, ChatMemberRestricted) and not member.can_send_messages
    return _is_in(member) and not is_muted
