"""Groups and channels that somebody names in private: which one it is, and whether they may decide for it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from telegram import Bot, ChatFullInfo
from telegram.constants import ChatType
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.telegram.administrators import RANKS
from bot.telegram.markup import clean
from bot.telegram.sending import patiently
from bot.telegram.standing import is_in, may_write

_NAME = re.compile(r"(@[A-Za-z]\w{3,31}|-\d{5,16}|(?:https?://)?t\.me/[A-Za-z]\w{3,31})(?:\s+|$)", re.ASCII)
_MAX_TITLE = 64


@dataclass(frozen=True)
class NamedChat:
    """A chat of which somebody may decide what is announced there."""

    id: int
    name: str
    """Its @name, or its title in quotation marks; plain text."""
    asked: str
    """What names it behind a command: its @name, or its number."""


class NotAllowedError(Exception):
    """Something is missing for what is asked of a chat; `wording` names the line that says what, of `name`."""

    def __init__(self, wording: str, name: str) -> None:
        super().__init__(wording)
        self.wording = wording
        self.name = name


def named_chat_in(words_behind: str) -> tuple[str | None, str]:
    """Return the name or number of a chat that the words of a command begin with, if any, and the other words."""
    found = _NAME.match(words_behind)
    if found is None:
        return None, words_behind
    name = found[1]
    if not name.startswith(("@", "-")):
        name = "@" + name.rpartition("/")[2]
    return name, words_behind[found.end() :].strip()


async def find_chat(bot: Bot, name: str, user_id: int, *, to_write: bool) -> NamedChat:
    """Return a named group or channel of which a person is administrator.

    With `to_write` the bot must be allowed to write there. All of it is asked of Telegram each time. Raises
    NotAllowedError.
    """
    chat = await _look_up(bot, name)
    if chat.type not in (ChatType.GROUP, ChatType.SUPERGROUP, ChatType.CHANNEL):
        raise NotAllowedError("chat_no_group", name)
    try:
        own = await patiently(lambda: bot.get_chat_member(chat.id, bot.id))
        if not is_in(own):
            raise NotAllowedError("chat_not_in", name)
        if to_write and not may_write(own, chat.type):
            raise NotAllowedError("chat_no_post" if chat.type == ChatType.CHANNEL else "chat_no_write", name)
        member = await patiently(lambda: bot.get_chat_member(chat.id, user_id))
    except Forbidden:
        raise NotAllowedError("chat_not_in", name) from None
    except BadRequest:
        # Nobody of that number is known in the chat, or the bot may not see who is.
        raise NotAllowedError("chat_not_yours", name) from None
    if member.status not in RANKS:
        raise NotAllowedError("chat_not_yours", name)
    # Only now: nobody else is to learn by a number what a group is called.
    username = f"@{chat.username}" if chat.username else None
    shown = username or f"“{clean(chat.title or name)[:_MAX_TITLE]}”"
    return NamedChat(chat.id, shown, username or str(chat.id))


async def _look_up(bot: Bot, name: str) -> ChatFullInfo:
    try:
        return await patiently(lambda: bot.get_chat(int(name) if name.startswith("-") else name))
    except ChatMigrated as error:
        moved = error.new_chat_id
    except Forbidden:
        raise NotAllowedError("chat_not_in", name) from None
    except BadRequest:
        raise NotAllowedError("chat_unknown", name) from None
    try:
        return await patiently(lambda: bot.get_chat(moved))
    except (Forbidden, BadRequest, ChatMigrated):
        raise NotAllowedError("chat_not_in", name) from None
