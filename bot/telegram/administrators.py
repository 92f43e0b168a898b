"""Who may change what the bot does in a group: its administrators, asked of Telegram each time."""

from __future__ import annotations

import logging

from telegram import Bot, Message
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError

from bot.telegram.addressing import is_anonymous_administrator

logger = logging.getLogger(__name__)

_RANKS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


class Administrators:
    """Tells whether somebody may change the settings of a chat.

    Nothing is remembered: who was demoted has lost the right at once, who was promoted need not wait for it.
    """

    async def wrote(self, bot: Bot, message: Message) -> bool:
        """Tell whether a message comes from somebody who may; in a private chat everybody may."""
        if message.chat.type == ChatType.PRIVATE or is_anonymous_administrator(message):
            return True
        # A channel or another group that speaks here has no rank, whoever stands behind it.
        if message.sender_chat is not None or message.from_user is None:
            return False
        return await self.holds(bot, message.chat.id, message.from_user.id)

    async def holds(self, bot: Bot, chat_id: int, user_id: int) -> bool:
        """Tell whether a person is an administrator of a group; no, when Telegram does not say."""
        try:
            member = await bot.get_chat_member(chat_id, user_id)
        except TelegramError as error:
            logger.info("the rank of a member cannot be looked up: %s", error)
            return False
        return member.status in _RANKS
