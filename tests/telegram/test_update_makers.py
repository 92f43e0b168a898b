"""The updates that the tests push are such as Telegram sends: two frameworks know every field of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import aiogram.types
import pytest
import telegram
from contents import (
    contact,
    dice,
    document,
    joined,
    left,
    location,
    membership,
    migrated_from,
    migrated_to,
    photo,
    poll,
    poll_content,
    reaction,
    sticker,
    topic_closed,
    topic_created,
    topic_reopened,
    venue,
    video_note,
    voice,
)
from pydantic import BaseModel
from updates import (
    BOT,
    anonymous,
    as_channel,
    chosen,
    edited,
    entities_of,
    group,
    guest_message,
    inaccessible,
    inline_query,
    message,
    post,
    press,
    press_inline,
    reply,
    text_mention,
)

GROUP, FORUM = group(), group(forum=True)
OF_BOT = message("answer", chat=GROUP, sender=BOT)
CONTENTS = [
    *(photo("/ask a"), document("a"), voice(), video_note(), sticker(), contact(), dice(), location()),
    *(venue(), poll(), joined(), left(), migrated_to(), migrated_from()),
]
STATUSES = ("creator", "administrator", "member", "restricted", "left", "kicked")
UPDATES: list[dict[str, Any]] = [
    {"message": message("/ask@cities_bot é 😀 @cities_bot", chat=GROUP)},
    {"message": reply("a", OF_BOT)},
    {"message": anonymous("a")},
    {"message": as_channel("a")},
    {"message": as_channel("a", linked=True)},
    {"message": text_mention("ask Cities Bot", "Cities Bot")},
    {"edited_message": edited(message("a"), "b")},
    {"channel_post": post("a")},
    {"edited_channel_post": edited(post("a"), "b")},
    {"callback_query": press("a", OF_BOT)},
    {"callback_query": press("a", inaccessible(OF_BOT))},
    {"callback_query": press_inline("a")},
    {"inline_query": inline_query("a")},
    {"chosen_inline_result": chosen("1", "a", "INLINE")},
    {"guest_message": guest_message("@cities_bot a")},
    {"poll": poll_content()},
    {"message_reaction": reaction(OF_BOT)},
    *({"message": message(None, chat=GROUP, **content)} for content in CONTENTS),
    *(
        {"message": message(None, chat=FORUM, thread=4, **content)}
        for content in (topic_created(), topic_closed(), topic_reopened())
    ),
    *({"my_chat_member": membership(GROUP, "left", status)} for status in STATUSES),
]


def strange_fields(value: Any) -> Iterator[str]:
    """Fields that aiogram's models do not know."""
    if isinstance(value, BaseModel):
        yield from value.model_extra or {}
        for name in type(value).model_fields:
            yield from strange_fields(getattr(value, name))
    elif isinstance(value, list):
        for part in value:
            yield from strange_fields(part)


@pytest.mark.parametrize("update", UPDATES, ids=lambda update: next(iter(update)))
def test_frameworks_read_every_update(update: dict[str, Any]) -> None:
    whole = {"update_id": 1, **update}
    assert list(strange_fields(aiogram.types.Update.model_validate(whole))) == []
    read = telegram.Update.de_json(whole, None)
    assert not read.api_kwargs
    assert getattr(read, next(iter(update))) is not None


def test_marks_are_counted_in_utf16_units() -> None:
    assert entities_of("/ask@cities_bot 😀 @cities_bot a@b.org") == [
        {"type": "bot_command", "offset": 0, "length": 15},
        {"type": "mention", "offset": 19, "length": 11},
    ]
