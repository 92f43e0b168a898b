"""Which messages of a group a bot in privacy mode gets to see, by Telegram's documentation."""

from __future__ import annotations

from typing import Any

from chats import Chats

_SERVICE = {
    *("new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo"),
    *("group_chat_created", "supergroup_chat_created", "migrate_to_chat_id", "migrate_from_chat_id"),
    *("pinned_message", "forum_topic_created", "forum_topic_edited", "forum_topic_closed"),
    *("forum_topic_reopened", "general_forum_topic_hidden", "general_forum_topic_unhidden"),
    *("message_auto_delete_timer_changed", "video_chat_started", "video_chat_ended"),
}


def hides(kind: str, content: dict[str, Any], chats: Chats, me: dict[str, Any]) -> bool:
    """Whether an update is kept from a bot in privacy mode.

    Seen are private chats, channels, service messages, replies to the bot, messages sent by way of it, and
    commands that name it; a command without a name only where this bot was the last one to write. An
    administrator sees everything. A mention alone is not named in the documentation and so is hidden here.
    """
    if kind not in {"message", "edited_message"} or content["chat"]["type"] not in {"group", "supergroup"}:
        return False
    if _SERVICE & content.keys() or content.get("via_bot", {}).get("id") == me["id"]:
        return False
    if content.get("reply_to_message", {}).get("from", {}).get("id") == me["id"]:
        return False
    if chats.members.status(content["chat"]["id"], me["id"]) == "administrator":
        return False
    return not _is_command_for(content, chats, me)


def _is_command_for(content: dict[str, Any], chats: Chats, me: dict[str, Any]) -> bool:
    text = content.get("text", content.get("caption", ""))
    if not text.startswith("/"):
        return False
    _, at, name = text.split()[0].partition("@")
    return name.lower() == me["username"].lower() if at else _wrote_last(content["chat"]["id"], chats, me)


def _wrote_last(chat_id: int, chats: Chats, me: dict[str, Any]) -> bool:
    """Whether this bot was the last bot to write in the chat."""
    for (chat, _), message in reversed(chats.messages.items()):
        sender = message.get("from", {})
        if chat == chat_id and sender.get("is_bot"):
            return bool(sender["id"] == me["id"])
    return False
