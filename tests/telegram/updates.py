"""Makes the updates that Telegram sends: people, chats, topics, and what is said in them."""

from __future__ import annotations

import itertools
import re
import time
from typing import Any

_message_ids = itertools.count(1000)
_query_ids = itertools.count(7_000_000)

BOT = {
    "id": 123456789,
    "is_bot": True,
    "first_name": "Learning Cities",
    "username": "cities_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
ANONYMOUS_ADMINISTRATOR = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}


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


def message(
    text: str | None,
    *,
    chat: dict[str, Any] | None = None,
    sender: dict[str, Any] | None = None,
    thread: int | None = None,
    **fields: Any,
) -> dict[str, Any]:
    """A message; a command at its start is marked as one, as Telegram marks it."""
    sender = sender or person()
    made: dict[str, Any] = {
        "message_id": next(_message_ids),
        "date": int(time.time()),
        "chat": chat or private_chat(sender),
        "from": sender,
    }
    if text is not None:
        made["text"] = text
        if command := re.match(r"/[A-Za-z0-9_]+(@\w+)?", text):
            made["entities"] = [{"type": "bot_command", "offset": 0, "length": command.end()}]
    if thread is not None:
        made |= {"message_thread_id": thread, "is_topic_message": True}
    return made | fields


def press(data: str, on: dict[str, Any], sender: dict[str, Any] | None = None) -> dict[str, Any]:
    """A press of the button with this data under a message."""
    return {
        "id": str(next(_query_ids)),
        "from": sender or person(),
        "message": on,
        "chat_instance": "42",
        "data": data,
    }
