"""What the bot has sent: kept as Telegram keeps it, parsed, edited and deleted."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from typing import Any

from api_errors import bad_request
from chats import Chats
from flood_meter import FloodMeter
from telegram_html import parse_html, shown_entities
from uploads import Upload

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


class SentMessages:
    """Sends, edits and deletes. `files` holds what was uploaded, by the id of the file."""

    def __init__(self, chats: Chats, flood: FloodMeter, me: dict[str, Any]) -> None:
        self.sent: list[dict[str, Any]] = []
        self.deleted: list[dict[str, Any]] = []
        self.files: dict[str, Upload] = {}
        self.inline: dict[str, dict[str, Any]] = {}
        """Messages sent by way of inline mode or as a guest, as far as their content is known."""
        self._chats = chats
        self._flood = flood
        self._me = me
        self._ids = itertools.count(500_000)

    def methods(self) -> dict[str, Callable[[dict[str, Any]], Any]]:
        """The methods of the Bot API that are carried out here."""
        return {
            "sendmessage": lambda p: self._send(p, content(p)),
            "sendvenue": lambda p: self._send(p, _venue(p) | content(p)),
            "sendlocation": lambda p: self._send(p, {"location": _place(p)} | content(p)),
            "senddocument": lambda p: self._send(p, self._document(p) | content(p)),
            "sendphoto": lambda p: self._send(p, self._photo(p) | content(p)),
            "editmessagetext": self._edit,
            "editmessagecaption": self._edit,
            "editmessagereplymarkup": self._edit,
            "deletemessage": self._delete,
        }

    def take_files(self, parameters: dict[str, Any], uploads: dict[str, Upload]) -> None:
        """Keep what came with a request and put the ids of the files in place of attach://."""
        for name, value in parameters.items():
            if isinstance(value, str) and value.startswith("attach://"):
                file_id = f"file-{len(self.files) + 1}"
                self.files[file_id] = uploads[value.removeprefix("attach://")]
                parameters[name] = file_id

    def _send(self, parameters: dict[str, Any], what: dict[str, Any]) -> dict[str, Any]:
        chat, thread = self._chats.target(parameters)
        replied = self._replied_to(chat["id"], parameters)
        if thread is None and replied.get("is_topic_message"):
            thread = replied["message_thread_id"]
        message = {
            "message_id": next(self._ids),
            "date": int(time.time()),
            "chat": chat,
            **({"sender_chat": chat} if chat["type"] == "channel" else {"from": self._me}),
            **({"message_thread_id": thread, "is_topic_message": True} if thread is not None else {}),
            **({"reply_to_message": _without_reply(replied)} if replied else {}),
            **what,
        }
        self._chats.remember(message)
        self.sent.append(message)
        self._flood.note(message)
        return message

    def _replied_to(self, chat_id: int, parameters: dict[str, Any]) -> dict[str, Any]:
        reply = parameters.get("reply_parameters")
        if not reply:
            return {}
        if found := self._chats.messages.get((chat_id, reply["message_id"])):
            return found
        if reply.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")

    def _edit(self, parameters: dict[str, Any]) -> dict[str, Any] | bool:
        if "inline_message_id" in parameters:
            wanted = parameters["inline_message_id"]
            if wanted not in self.inline:
                raise bad_request("MESSAGE_ID_INVALID")
            _change(self.inline[wanted], content(parameters))
            return True
        chat = self._chats.chat(parameters)
        message = self._chats.messages.get((chat["id"], parameters["message_id"]))
        if message is None:
            raise bad_request("message to edit not found")
        if message.get("from", {}).get("id") != self._me["id"] and chat["type"] != "channel":
            raise bad_request("message can't be edited")
        if "text" in parameters and "text" not in message:
            raise bad_request("there is no text in the message to edit")
        _change(message, content(parameters))
        message["edit_date"] = int(time.time())
        return message

    def _delete(self, parameters: dict[str, Any]) -> bool:
        chat = self._chats.chat(parameters)
        message = self._chats.messages.get((chat["id"], parameters["message_id"]))
        if message is None:
            raise bad_request("message to delete not found")
        is_own = message.get("from", {}).get("id") == self._me["id"]
        status = self._chats.members.status(chat["id"], self._me["id"])
        if not (is_own or chat["type"] == "private" or status == "administrator"):
            raise bad_request("message can't be deleted")
        del self._chats.messages[chat["id"], parameters["message_id"]]
        self.deleted.append(message)
        return True

    def _document(self, parameters: dict[str, Any]) -> dict[str, Any]:
        file_id = parameters["document"]
        upload = self._file(file_id)
        about = {"file_name": upload.name, "mime_type": upload.content_type}
        return {"document": _described(file_id, upload) | about}

    def _photo(self, parameters: dict[str, Any]) -> dict[str, Any]:
        file_id = parameters["photo"]
        if file_id.startswith(("https://", "http://")):
            # Telegram fetches it from there.
            self.files.setdefault(file_id, Upload("photo.jpg", "image/jpeg", b""))
        return {"photo": [_described(file_id, self._file(file_id)) | {"width": 90, "height": 60}]}

    def _file(self, file_id: str) -> Upload:
        if file_id not in self.files:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return self.files[file_id]


def content(parameters: dict[str, Any]) -> dict[str, Any]:
    """Text or caption as shown, its formatting, and the keyboard, from the parameters of a request."""
    made: dict[str, Any] = {}
    for name, marks in (("text", "entities"), ("message_text", "entities"), ("caption", "caption_entities")):
        if name not in parameters:
            continue
        text, entities = parameters[name], parameters.get(marks, [])
        if parameters.get("parse_mode", "").upper() == "HTML":
            text, found = parse_html(text)
            entities = shown_entities(text, found)
        made["caption" if name == "caption" else "text"] = text.rstrip()
        if entities:
            made[marks] = entities
    if "link_preview_options" in parameters:
        made["link_preview_options"] = parameters["link_preview_options"]
    # Only buttons belong to the message; a forced reply or a keyboard is shown beside it.
    if "inline_keyboard" in parameters.get("reply_markup", {}):
        made["reply_markup"] = parameters["reply_markup"]
    return made


def _change(message: dict[str, Any], what: dict[str, Any]) -> None:
    """Put new words and a new keyboard in the place of the old ones."""
    before = dict(message)
    for name in ("reply_markup", *(("entities", "link_preview_options") if "text" in what else ())):
        message.pop(name, None)
    message.update(what)
    if message == before:
        raise bad_request(NOT_MODIFIED)


def _place(parameters: dict[str, Any]) -> dict[str, Any]:
    return {"latitude": parameters["latitude"], "longitude": parameters["longitude"]}


def _venue(parameters: dict[str, Any]) -> dict[str, Any]:
    place = _place(parameters)
    named = {"location": place, "title": parameters["title"], "address": parameters["address"]}
    return {"venue": named, "location": place}


def _described(file_id: str, upload: Upload) -> dict[str, Any]:
    return {"file_id": file_id, "file_unique_id": f"unique-{file_id}", "file_size": len(upload.content)}


def _without_reply(message: dict[str, Any]) -> dict[str, Any]:
    """A message as Telegram shows it inside its reply: without what it replied to itself."""
    return {name: value for name, value in message.items() if name != "reply_to_message"}
