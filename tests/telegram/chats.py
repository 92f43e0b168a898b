"""The chats of the Bot API server: who is known, which topics there are, what the bot has sent."""

from __future__ import annotations

import itertools
import time
from typing import Any

from telegram_html import parse_html
from updates import BOT


class ApiError(Exception):
    """An error as the Bot API answers it."""

    def __init__(self, status: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after = retry_after


class Chats:
    """Everything the server knows from the updates that it delivered."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self._chats: dict[int, dict[str, Any]] = {}
        self._topics: set[tuple[int, int]] = set()
        self._messages: set[tuple[int, int]] = set()
        self.queries: set[str] = set()
        self._ids = itertools.count(500_000)

    def see(self, kind: str, content: dict[str, Any]) -> None:
        """Learn from an update that is about to be delivered."""
        if kind == "callback_query":
            self.queries.add(content["id"])
            content = content.get("message", {})
        if chat := content.get("chat"):
            self._chats[chat["id"]] = chat
            self._messages.add((chat["id"], content["message_id"]))
            if content.get("is_topic_message"):
                self._topics.add((chat["id"], content["message_thread_id"]))

    def call(self, method: str, parameters: dict[str, Any]) -> Any:
        """Carry out one of the methods that concern chats."""
        match method:
            case "sendmessage":
                return self._send(parameters)
            case "answercallbackquery":
                return self._answer_query(parameters)
            case "editmessagetext" | "editmessagereplymarkup":
                return self._edit(parameters)
            case _:
                raise ApiError(501, f"Not Implemented: this server does not know {method}")

    def _send(self, parameters: dict[str, Any]) -> dict[str, Any]:
        chat_id, thread = parameters["chat_id"], parameters.get("message_thread_id")
        if chat_id not in self._chats:
            raise ApiError(400, "Bad Request: chat not found")
        if thread is not None and (chat_id, thread) not in self._topics:
            raise ApiError(400, "Bad Request: message thread not found")
        reply = parameters.get("reply_parameters")
        if (
            reply
            and (chat_id, reply["message_id"]) not in self._messages
            and not reply.get("allow_sending_without_reply")
        ):
            raise ApiError(400, "Bad Request: message to be replied not found")
        message = {
            "message_id": next(self._ids),
            "date": int(time.time()),
            "chat": self._chats[chat_id],
            "from": BOT,
            **({"message_thread_id": thread, "is_topic_message": True} if thread is not None else {}),
            **_content(parameters),
        }
        self._messages.add((chat_id, message["message_id"]))
        self.sent.append(message)
        return message

    def _answer_query(self, parameters: dict[str, Any]) -> bool:
        query = parameters["callback_query_id"]
        if query not in self.queries:
            raise ApiError(
                400, "Bad Request: query is too old and response timeout expired or query ID is invalid"
            )
        self.queries.remove(query)
        return True

    def _edit(self, parameters: dict[str, Any]) -> dict[str, Any]:
        wanted = (parameters["chat_id"], parameters["message_id"])
        for message in self.sent:
            if (message["chat"]["id"], message["message_id"]) == wanted:
                before = dict(message)
                message.pop("reply_markup", None)
                message.update(_content(parameters))
                if message == before:
                    raise ApiError(400, "Bad Request: message is not modified")
                return message
        raise ApiError(400, "Bad Request: message to edit not found")


def _content(parameters: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    if "text" in parameters:
        is_html = parameters.get("parse_mode") == "HTML"
        content["text"] = parse_html(parameters["text"])[0] if is_html else parameters["text"]
    if "reply_markup" in parameters:
        content["reply_markup"] = parameters["reply_markup"]
    return content
