"""Which messages are meant for the bot, and what they ask."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Message
from updates import (
    ANONYMOUS_ADMINISTRATOR,
    BOT,
    OTHER_BOT,
    as_channel,
    group,
    message,
    person,
    post,
    reply,
    text_mention,
)

from bot.telegram.addressing import (
    Addressed,
    addressed,
    is_anonymous_administrator,
    is_from_person,
)

GROUP = group()
OWN = message("Lusaka is one.", chat=GROUP, sender=BOT)
OTHERS = message("Is Lusaka a learning city?", chat=GROUP)


def read(raw: dict[str, Any]) -> Message:
    """The message as python-telegram-bot reads it."""
    parsed = Message.de_json(raw, None)
    assert parsed is not None
    return parsed


def meant(raw: dict[str, Any]) -> Addressed:
    return addressed(read(raw), BOT["id"], str(BOT["username"]))


@pytest.mark.parametrize(
    ("raw", "question", "way"),
    [
        (message("Lusaka?"), "Lusaka?", "private"),
        (message(None, photo=[], caption="Lusaka?"), "Lusaka?", "private"),
        (message("Lusaka?", chat=GROUP), "Lusaka?", "unasked"),
        (message("@cities_bot Lusaka?", chat=GROUP), "Lusaka?", "mention"),
        (message("@Cities_Bot, is Lusaka one?", chat=GROUP), "is Lusaka one?", "mention"),
        (message("is Lusaka one, @cities_bot", chat=GROUP), "is Lusaka one", "mention"),
        (message("👩‍🏫 hey @cities_bot: Lusaka?", chat=GROUP), "👩‍🏫 hey Lusaka?", "mention"),
        (message("@cities_bot", chat=GROUP), "", "mention"),
        (message("@cities_bots Lusaka?", chat=GROUP), "@cities_bots Lusaka?", "unasked"),
        (message("mail me@cities_bot.org", chat=GROUP), "mail me@cities_bot.org", "unasked"),
        (text_mention("Cities, is Lusaka one?", "Cities", chat=GROUP), "is Lusaka one?", "mention"),
        (text_mention("Bo, Lusaka?", "Bo", person(7), chat=GROUP), "Bo, Lusaka?", "unasked"),
        (reply("and Harare?", OWN), "and Harare?", "reply"),
        (reply("and Harare?", OTHERS), "and Harare?", "unasked"),
        (reply("@cities_bot", OTHERS), "Is Lusaka a learning city?", "mention"),
        (reply("@cities_bot", OWN), "", "mention"),
        (
            reply("and Harare?", OWN | {"forum_topic_created": {"name": "a", "icon_color": 1}}),
            "and Harare?",
            "unasked",
        ),
    ],
)
def test_how_a_message_is_meant_and_what_it_asks(raw: dict[str, Any], question: str, way: str) -> None:
    found = meant(raw)
    assert (found.question, found.way) == (question, way)
    assert found.is_quoted is (question == OTHERS["text"] and way == "mention")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (message("a"), True),
        (message("a", chat=GROUP, sender=ANONYMOUS_ADMINISTRATOR, sender_chat=GROUP), True),
        (as_channel("a", GROUP), True),
        (as_channel("a", GROUP, linked=True), False),
        (message("a", chat=GROUP, sender=OTHER_BOT), False),
        (message("a", chat=GROUP, sender=BOT), False),
        (message("a", via_bot=BOT), False),
    ],
)
def test_what_a_person_wrote(raw: dict[str, Any], expected: bool) -> None:
    assert is_from_person(read(raw)) is expected


def test_who_speaks_as_the_group_is_an_administrator_and_nobody_else() -> None:
    anonymous = message("a", chat=GROUP, sender=ANONYMOUS_ADMINISTRATOR, sender_chat=GROUP)
    assert is_anonymous_administrator(read(anonymous))
    assert not is_anonymous_administrator(read(as_channel("a", GROUP)))
    # The number of Telegram's own bot alone proves nothing.
    assert not is_anonymous_administrator(read(message("a", chat=GROUP, sender=ANONYMOUS_ADMINISTRATOR)))
    assert not is_anonymous_administrator(read(message("a", chat=GROUP)))
    assert is_anonymous_administrator(read(post("a")))
