"""Who may change what the bot does in a group: its administrators, asked of Telegram each time."""

from __future__ import annotations

from telegram import Bot, Message
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest

from bot.telegram.addressing import is_anonymous_administrator
from bot.telegram.sending import patiently

RANKS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)
"""What a member must be to decide for a chat."""


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
        """Tell whether a person is an administrator of a group. Raises TelegramError, as nothing is guessed."""
        try:
            member = await patiently(lambda: bot.get_chat_member(chat_id, user_id))
        except BadRequest:
            # Nobody of that number is known in the chat.
            return False
        return member.status in RANKS
