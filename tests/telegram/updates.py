"""Makes the updates that Telegram sends: people, chats, topics, and what is said in them."""

from __future__ import annotations

import itertools
import re
import time
from typing import Any

from telegram_html import utf16_length

_message_ids = itertools.count(1000)
_query_ids = itertools.count(7_000_000)

BOT: dict[str, Any] = {
    "id": 123456789,
    "is_bot": True,
    "first_name": "Learning Cities",
    "username": "cities_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
    "supports_guest_queries": False,
}
ANONYMOUS_ADMINISTRATOR = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
AS_CHANNEL = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
"""Stands as the sender of what a person writes in the name of a channel."""
LINKED_CHANNEL = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
"""Stands as the sender of what a group gets from the channel it is linked to."""
OTHER_BOT: dict[str, Any] = {
    "id": 987654321,
    "is_bot": True,
    "first_name": "Weather",
    "username": "weather_bot",
}

_COMMAND = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,64}(@\w{3,32})?")
_MENTION = re.compile(r"(?<![\w@/])@\w{3,32}")


def person(user_id: int = 501, first_name: str = "Amara") -> dict[str, Any]:
    """A user of Telegram."""
    return {"id": user_id, "is_bot": False, "first_name": first_name, "language_code": "en"}


def private_chat(user: dict[str, Any]) -> dict[str, Any]:
    """The chat of a person with the bot; its id is the person's."""
    return {"id": user["id"], "type": "private", "first_name": user["first_name"]}


def group(chat_id: int = -1001234567890, *, forum: bool = False) -> dict[str, Any]:
    """A supergroup, with topics if it is a forum."""
    return {
        "id": chat_id,
        "type": "supergroup",
        "title": "Lifelong learners",
        **({"is_forum": True} if forum else {}),
    }


def basic_group(chat_id: int = -4567890) -> dict[str, Any]:
    """A small group as Telegram first makes it, before it becomes a supergroup."""
    return {"id": chat_id, "type": "group", "title": "Study circle"}


def channel(chat_id: int = -1009876543210) -> dict[str, Any]:
    """A channel."""
    return {"id": chat_id, "type": "channel", "title": "City news", "username": "city_news"}


def entities_of(text: str) -> list[dict[str, Any]]:
    """The commands and @names in a text as Telegram marks them, counted in UTF-16 units."""
    found = [(found, "bot_command") for found in _COMMAND.finditer(text)]
    commands = [found.span() for found, _ in found]
    for name in _MENTION.finditer(text):
        if not any(start <= name.start() < end for start, end in commands):
            found.append((name, "mention"))
    return [
        {"type": kind, "offset": utf16_length(text[: hit.start()]), "length": utf16_length(hit[0])}
        for hit, kind in sorted(found, key=lambda pair: pair[0].start())
    ]


def message(
    text: str | None,
    *,
    chat: dict[str, Any] | None = None,
    sender: dict[str, Any] | None = None,
    thread: int | None = None,
    **fields: Any,
) -> dict[str, Any]:
    """A message; commands and @names in it are marked as Telegram marks them."""
    sender = sender or person()
    made: dict[str, Any] = {
        "message_id": next(_message_ids),
        "date": int(time.time()),
        "chat": chat or private_chat(sender),
        "from": sender,
    }
    if text is not None:
        made["text"] = text
        if entities := entities_of(text):
            made["entities"] = entities
    if thread is not None:
        made |= {"message_thread_id": thread, "is_topic_message": True}
    return made | fields


def reply(text: str | None, to: dict[str, Any], sender: dict[str, Any] | None = None, **fields: Any) -> Any:
    """A reply to a message, in its chat and topic."""
    thread = to["message_thread_id"] if to.get("is_topic_message") else None
    quoted = {name: value for name, value in to.items() if name != "reply_to_message"}
    return message(text, chat=to["chat"], sender=sender, thread=thread, reply_to_message=quoted, **fields)


def edited(before: dict[str, Any], text: str) -> dict[str, Any]:
    """A message after its text was changed."""
    kept = {name: value for name, value in before.items() if name not in {"text", "entities"}}
    marks = {"entities": entities} if (entities := entities_of(text)) else {}
    return kept | {"text": text, "edit_date": int(time.time())} | marks


def post(text: str | None, chat: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """A post in a channel: nobody is named as its sender."""
    chat = chat or channel()
    made = message(text, chat=chat, sender_chat=chat, **fields)
    del made["from"]
    return made


def anonymous(text: str, chat: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """A message of an administrator who writes in the name of the group."""
    chat = chat or group()
    return message(text, chat=chat, sender=ANONYMOUS_ADMINISTRATOR, sender_chat=chat, **fields)


def as_channel(text: str, chat: dict[str, Any] | None = None, *, linked: bool = False) -> dict[str, Any]:
    """A message in a group in the name of a channel: a person's, or the one the group is linked to."""
    sender, more = (LINKED_CHANNEL, {"is_automatic_forward": True}) if linked else (AS_CHANNEL, {})
    return message(text, chat=chat or group(), sender=sender, sender_chat=channel(), **more)


def text_mention(text: str, name: str, user: dict[str, Any] = BOT, **fields: Any) -> dict[str, Any]:
    """A message in which the words `name` are a link to a user without an @name."""
    before = utf16_length(text[: text.index(name)])
    mark = {"type": "text_mention", "offset": before, "length": utf16_length(name), "user": user}
    return message(text, entities=[mark], **fields)


def press(data: str, on: dict[str, Any], sender: dict[str, Any] | None = None) -> dict[str, Any]:
    """A press of the button with this data under a message."""
    return {
        "id": str(next(_query_ids)),
        "from": sender or person(),
        "message": on,
        "chat_instance": "42",
        "data": data,
    }


def press_inline(
    data: str, inline_message_id: str = "AAMCBAADinline", sender: dict[str, Any] | None = None
) -> Any:
    """A press of a button under a message that was sent by way of inline mode."""
    made = press(data, {}, sender) | {"inline_message_id": inline_message_id}
    return {name: value for name, value in made.items() if name != "message"}


def inaccessible(gone: dict[str, Any]) -> dict[str, Any]:
    """What stands for a message that is too old or was deleted, in a press of its button."""
    return {"chat": gone["chat"], "message_id": gone["message_id"], "date": 0}


def inline_query(
    text: str, sender: dict[str, Any] | None = None, offset: str = "", chat_type: str = "sender"
) -> dict[str, Any]:
    """What a person types behind the @name of the bot, in any chat."""
    sender = sender or person()
    query_id = str(next(_query_ids))
    return {"id": query_id, "from": sender, "query": text, "offset": offset, "chat_type": chat_type}


def chosen(
    result_id: str, query: str, inline_message_id: str | None = None, sender: dict[str, Any] | None = None
) -> dict[str, Any]:
    """A person sent one of the results of an inline query."""
    made = {"result_id": result_id, "from": sender or person(), "query": query}
    return made | ({} if inline_message_id is None else {"inline_message_id": inline_message_id})


def guest_message(
    text: str, chat: dict[str, Any] | None = None, sender: dict[str, Any] | None = None, **fields: Any
) -> dict[str, Any]:
    """A message that summons the bot to a chat in which it is not."""
    query_id = f"guest{next(_query_ids)}"
    return message(text, chat=chat or group(-1005550001), sender=sender, guest_query_id=query_id, **fields)
