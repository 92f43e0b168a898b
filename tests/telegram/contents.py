"""Makes the contents of messages other than text: media, polls, places, and what services report.

Use them as fields: `message(None, **voice())`, `message(None, chat=chat, **joined(person()))`.
"""

from __future__ import annotations

import time
from typing import Any

from chat_members import chat_member
from updates import BOT, entities_of, person


def _file(kind: str) -> dict[str, Any]:
    return {"file_id": f"{kind}-1", "file_unique_id": f"{kind}-unique-1", "file_size": 2048}


def caption(text: str | None) -> dict[str, Any]:
    """The words under a picture or file."""
    if text is None:
        return {}
    marks = {"caption_entities": entities} if (entities := entities_of(text)) else {}
    return {"caption": text} | marks


def photo(words: str | None = None) -> dict[str, Any]:
    """A picture."""
    return {"photo": [_file("photo") | {"width": 90, "height": 60}], **caption(words)}


def document(words: str | None = None) -> dict[str, Any]:
    """A file."""
    return {"document": _file("document") | {"file_name": "cities.pdf"}, **caption(words)}


def voice() -> dict[str, Any]:
    """A voice message."""
    return {"voice": _file("voice") | {"duration": 3, "mime_type": "audio/ogg"}}


def video_note() -> dict[str, Any]:
    """A round video."""
    return {"video_note": _file("note") | {"length": 240, "duration": 3}}


def sticker() -> dict[str, Any]:
    """A sticker."""
    size = {"width": 512, "height": 512, "is_animated": False, "is_video": False}
    return {"sticker": _file("sticker") | size | {"type": "regular", "emoji": "👍"}}


def contact() -> dict[str, Any]:
    """The card of a person."""
    return {"contact": {"phone_number": "+10000000000", "first_name": "Amara"}}


def dice() -> dict[str, Any]:
    """A die that was thrown."""
    return {"dice": {"emoji": "🎲", "value": 4}}


def location(latitude: float = -15.4167, longitude: float = 28.2833, **fields: Any) -> dict[str, Any]:
    """A place that was shared."""
    return {"location": {"latitude": latitude, "longitude": longitude, **fields}}


def venue(latitude: float = -15.4167, longitude: float = 28.2833) -> dict[str, Any]:
    """A place with a name; Telegram sends its location along."""
    place = location(latitude, longitude)
    return {"venue": {**place, "title": "Library", "address": "1 Main Street"}, **place}


def poll_content(poll_id: str = "5500", *, closed: bool = False) -> dict[str, Any]:
    """A poll, as an update of its own or, under `poll`, in a message."""
    return {
        "id": poll_id,
        "question": "Which city next?",
        "options": [{"text": name, "voter_count": 0, "persistent_id": name} for name in ("Cork", "Lusaka")],
        "total_voter_count": 0,
        "is_closed": closed,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": False,
        "members_only": False,
    }


def poll() -> dict[str, Any]:
    """A poll in a message."""
    return {"poll": poll_content()}


def joined(*users: dict[str, Any]) -> dict[str, Any]:
    """Somebody came into a group; without a name it is the bot."""
    return {"new_chat_members": list(users) or [BOT]}


def left(user: dict[str, Any] | None = None) -> dict[str, Any]:
    """Somebody left a group, or was removed from it; without a name it is the bot."""
    return {"left_chat_member": user or BOT}


def migrated_to(chat_id: int = -1001234567890) -> dict[str, Any]:
    """Said in a basic group that became a supergroup."""
    return {"migrate_to_chat_id": chat_id}


def migrated_from(chat_id: int = -4567890) -> dict[str, Any]:
    """Said in a supergroup that was a basic group before."""
    return {"migrate_from_chat_id": chat_id}


def topic_created(name: str = "Asia") -> dict[str, Any]:
    """A topic was opened; needs `thread`."""
    return {"forum_topic_created": {"name": name, "icon_color": 7322096}}


def topic_closed() -> dict[str, Any]:
    """A topic was closed; needs `thread`."""
    return {"forum_topic_closed": {}}


def topic_reopened() -> dict[str, Any]:
    """A topic was opened again; needs `thread`."""
    return {"forum_topic_reopened": {}}


def membership(
    chat: dict[str, Any],
    old: str,
    new: str,
    by: dict[str, Any] | None = None,
    user: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """A change of somebody's standing in a chat, the bot's if no `user` is given: an update of its own.

    Statuses are creator, administrator, member, restricted, left and kicked; a private chat whose person
    blocked the bot goes from member to kicked.
    """
    user = user or BOT
    return {
        "chat": chat,
        "from": by or person(),
        "date": int(time.time()),
        "old_chat_member": chat_member(user, old),
        "new_chat_member": chat_member(user, new),
    }


def reaction(to: dict[str, Any], emoji: str = "👍") -> dict[str, Any]:
    """A reaction to a message: an update of its own."""
    return {
        "chat": to["chat"],
        "message_id": to["message_id"],
        "user": person(),
        "date": int(time.time()),
        "old_reaction": [],
        "new_reaction": [{"type": "emoji", "emoji": emoji}],
    }
