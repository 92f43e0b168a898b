"""The chats of the Bot API server: who is known, which topics there are, where the bot may write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from api_errors import ApiError, bad_request
from chat_members import Members, chat_member

MESSAGE_KINDS = {"message", "edited_message", "channel_post", "edited_channel_post"}
CHAT_ACTIONS = {
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"),
    *("upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"),
}


class Chats:
    """Everything the server knows of chats, mostly from the updates that it delivered."""

    def __init__(self, me: dict[str, Any]) -> None:
        self.known: dict[int, dict[str, Any]] = {}
        self.members = Members()
        self.messages: dict[tuple[int, int], dict[str, Any]] = {}
        self.topics: dict[tuple[int, int], bool] = {}
        """Whether each topic is open."""
        self.migrated: dict[int, int] = {}
        self._me = me

    def methods(self) -> dict[str, Callable[[dict[str, Any]], Any]]:
        """The methods of the Bot API that are carried out here."""
        return {
            "getchat": self._get_chat,
            "getchatmember": lambda p: self.members.get(self.chat(p)["id"], p["user_id"]),
            "getchatadministrators": self._administrators,
            "leavechat": self._leave,
            "sendchataction": self._action,
        }

    def see(self, kind: str, content: dict[str, Any]) -> None:
        """Learn from an update that is about to be delivered."""
        if kind in MESSAGE_KINDS:
            self._see_message(content)
        elif kind == "callback_query" and "message" in content:
            self.remember(content["message"])
        elif kind in {"my_chat_member", "chat_member"}:
            self.known.setdefault(content["chat"]["id"], content["chat"])
            self.members.set(content["chat"]["id"], content["new_chat_member"])

    def remember(self, message: dict[str, Any]) -> None:
        """Know a message, its chat and its topic."""
        chat_id = message["chat"]["id"]
        self.known[chat_id] = message["chat"]
        if message["date"] == 0:
            return  # It stands for one that is gone.
        self.messages.setdefault((chat_id, message["message_id"]), message)
        if message.get("is_topic_message"):
            self.topics.setdefault((chat_id, message["message_thread_id"]), True)
        if replied := message.get("reply_to_message"):
            self.remember(replied)

    def _see_message(self, message: dict[str, Any]) -> None:
        self.remember(message)
        chat_id = message["chat"]["id"]
        if sender := message.get("from"):
            self.members.see_sender(chat_id, sender)
        for user in message.get("new_chat_members", ()):
            self.members.set(chat_id, chat_member(user, "member"))
        if user := message.get("left_chat_member"):
            self.members.set(chat_id, chat_member(user, "left"))
        if "migrate_to_chat_id" in message:
            self.migrated[chat_id] = message["migrate_to_chat_id"]
            self.known.setdefault(message["migrate_to_chat_id"], {**message["chat"], "type": "supergroup"})
            self.known[message["migrate_to_chat_id"]]["id"] = message["migrate_to_chat_id"]
        if "migrate_from_chat_id" in message:
            self.migrated[message["migrate_from_chat_id"]] = chat_id
        if "forum_topic_closed" in message or "forum_topic_reopened" in message:
            self.topics[chat_id, message["message_thread_id"]] = "forum_topic_reopened" in message

    def chat(self, parameters: dict[str, Any]) -> dict[str, Any]:
        """The chat that a request names by id or @name; raises ApiError for a stranger or one the bot is out of."""
        chat_id = parameters["chat_id"]
        if isinstance(chat_id, str):
            names = (chat for chat in self.known.values() if "@" + chat.get("username", "") == chat_id)
            chat_id = next(names, {"id": chat_id})["id"]
        if chat_id in self.migrated:
            raise ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=self.migrated[chat_id],
            )
        if chat_id not in self.known:
            raise bad_request("chat not found")
        self._check_standing(self.known[chat_id])
        return self.known[chat_id]

    def _check_standing(self, chat: dict[str, Any]) -> None:
        status = self.members.status(chat["id"], self._me["id"])
        if chat["type"] == "private" and status == "kicked":
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        if status == "kicked":
            raise ApiError(403, f"Forbidden: bot was kicked from the {chat['type']} chat")
        if status == "left":
            raise ApiError(403, f"Forbidden: bot is not a member of the {chat['type']} chat")

    def target(self, parameters: dict[str, Any]) -> tuple[dict[str, Any], int | None]:
        """The chat and topic to send to; raises ApiError when the bot may not write there."""
        chat, thread = self.chat(parameters), parameters.get("message_thread_id")
        status = self.members.status(chat["id"], self._me["id"])
        if status == "restricted":
            raise bad_request("not enough rights to send text messages to the chat")
        if chat["type"] == "channel" and status == "member":
            raise bad_request("need administrator rights in the channel chat")
        if thread is None:
            return chat, None
        if (chat["id"], thread) not in self.topics:
            raise bad_request("message thread not found")
        if not self.topics[chat["id"], thread] and status != "administrator":
            raise bad_request("TOPIC_CLOSED")
        return chat, thread

    def _get_chat(self, parameters: dict[str, Any]) -> dict[str, Any]:
        gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
        always = {
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys((*gifts, "gifts_from_channels"), False),
        }
        return self.chat(parameters) | always

    def _administrators(self, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        chat = self.chat(parameters)
        if chat["type"] == "private":
            raise bad_request("there are no administrators in the private chat")
        return self.members.administrators(chat["id"])

    def _leave(self, parameters: dict[str, Any]) -> bool:
        chat = self.chat(parameters)
        if chat["type"] == "private":
            raise bad_request("chat member status can't be changed in private chats")
        self.members.set(chat["id"], chat_member(self._me, "left"))
        return True

    def _action(self, parameters: dict[str, Any]) -> bool:
        self.target(parameters)
        if parameters["action"] not in CHAT_ACTIONS:
            raise bad_request("wrong parameter action in request")
        return True
