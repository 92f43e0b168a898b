"""Which messages are meant for the bot, and what they ask it: everything in private, little in groups."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from telegram import Message, MessageEntity
from telegram.constants import ChatType

Way = Literal["private", "mention", "reply", "unasked"]
"""How a message reached the bot: in its private chat, by its name, as a reply to it, or not meant for it at all."""

_COMMA = re.compile(r"^[\s,:;–-]+")
"""What sets a name off from the words behind it."""
_LOOSE_ENDS = re.compile(r"^[\s,:;!–-]+|[\s,:;–-]+$")


@dataclass(frozen=True)
class Addressed:
    """A question and how it was put to the bot."""

    question: str
    """Without the bot's name; empty when only the name was said."""
    way: Way
    is_quoted: bool = False
    """True when the words are those of the message replied to, which somebody else may have written."""


def is_from_person(message: Message) -> bool:
    """Tell whether a person wrote the message: no bot, nothing made by way of a bot, no copy of a channel post.

    Anonymous administrators and people who speak as their channel come as one of Telegram's own bots, with the true
    sender in `sender_chat`.
    """
    if message.via_bot or message.is_automatic_forward:
        return False
    sender = message.from_user
    return message.sender_chat is not None or (sender is not None and not sender.is_bot)


def is_anonymous_administrator(message: Message) -> bool:
    """Tell whether the message speaks as the group itself, which only its administrators can.

    The sender's number is that of Telegram's GroupAnonymousBot for all of them everywhere, and proves nothing.
    """
    return message.sender_chat is not None and message.sender_chat.id == message.chat.id


def addressed(message: Message, bot_id: int, bot_name: str) -> Addressed:
    """Tell how a message with a text or a caption is meant and what it asks."""
    text = message.text or message.caption or ""
    if message.chat.type == ChatType.PRIVATE:
        return Addressed(text, "private")
    if (without_name := _without_mention(message, bot_id, bot_name)) is not None:
        return _called(without_name, message, bot_id, bot_name)
    replied_to = message.reply_to_message
    # In a topic each message counts as a reply to the service message that opened it.
    is_reply = replied_to and replied_to.from_user and replied_to.from_user.id == bot_id
    if is_reply and replied_to and replied_to.forum_topic_created is None:
        return Addressed(text, "reply")
    return Addressed(text, "unasked")


def asked_of_guest(message: Message, bot_id: int, bot_name: str) -> Addressed:
    """Tell what a message asks that calls the bot into a chat it is not in."""
    without_name = _without_mention(message, bot_id, bot_name)
    if without_name is None:
        return Addressed(message.text or message.caption or "", "mention")
    return _called(without_name, message, bot_id, bot_name)


def _called(without_name: str, message: Message, bot_id: int, bot_name: str) -> Addressed:
    """A message that names the bot; with nothing but the name it asks what the message replied to says."""
    if any(character.isalnum() for character in without_name):
        return Addressed(without_name, "mention")
    quoted = _quoted(message, bot_id, bot_name)
    return Addressed(quoted, "mention", is_quoted=bool(quoted))


def _without_mention(message: Message, bot_id: int, bot_name: str) -> str | None:
    """The text without the bot's name; None when the name does not stand in it."""
    text = message.text or message.caption or ""
    # Telegram counts in UTF-16 units.
    units, end = text.encode("utf-16-le", "surrogatepass"), 0
    kept: list[str] = []
    for entity in message.entities or message.caption_entities:
        start, stop = 2 * entity.offset, 2 * (entity.offset + entity.length)
        shown = units[start:stop].decode("utf-16-le", "replace")
        is_name = entity.type == MessageEntity.MENTION and shown.casefold() == f"@{bot_name}".casefold()
        if is_name or (entity.user is not None and entity.user.id == bot_id):
            kept.append(units[end:start].decode("utf-16-le", "replace"))
            end = stop
    if not kept:
        return None
    kept.append(units[end:].decode("utf-16-le", "replace"))
    rest = " ".join([kept[0], *(_COMMA.sub("", part) for part in kept[1:])])
    return _LOOSE_ENDS.sub("", re.sub(r"[ \t]+", " ", rest))


def _quoted(message: Message, bot_id: int, bot_name: str) -> str:
    """What the message replies to, where its own text is nothing but the bot's name."""
    quoted = message.reply_to_message
    if quoted is None or (quoted.from_user and quoted.from_user.id == bot_id):
        return ""
    if message.quote is not None and message.quote.is_manual:
        return message.quote.text
    without_name = _without_mention(quoted, bot_id, bot_name)
    return (quoted.text or quoted.caption or "") if without_name is None else without_name
