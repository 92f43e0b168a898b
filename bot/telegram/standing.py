"""What the bot may do in a chat, told by how Telegram describes it as a member."""

from __future__ import annotations

from telegram import ChatMember, ChatMemberAdministrator, ChatMemberRestricted
from telegram.constants import ChatMemberStatus, ChatType

_GONE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


def is_in(own: ChatMember) -> bool:
    """Tell whether the bot is in the chat; in private, whether it is not blocked."""
    return own.is_member if isinstance(own, ChatMemberRestricted) else own.status not in _GONE


def may_write(own: ChatMember, chat_type: str) -> bool:
    """Tell whether the bot is in a chat of this type and may write there; in a channel few members may."""
    if chat_type == ChatType.CHANNEL:
        return isinstance(own, ChatMemberAdministrator) and bool(own.can_post_messages)
    is_muted = isinstance(own, ChatMemberRestricted) and not own.can_send_messages
    return is_in(own) and not is_muted
