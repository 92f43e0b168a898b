"""/privacy, /export and /delete, and what the files of the database hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bot_api_server import BotApiServer
from living import Live
from people import Someone, labels, new_group
from reactions import reactions, says, sent_to
from updates import anonymous, as_channel, edited, message, person, press

from bot.chat_words import ChatWords
from bot.engine import Engine

LUSAKA = "Is Lusaka a learning city?"
UNHEARD_OF = "Mwangalawaxyz"
A_MILLION_MILLION = 10**12
"""Numbers of this size fill six bytes, so that they are not found by chance."""


def ways_to_write(number: int) -> Iterator[bytes]:
    """A number as digits, and as SQLite writes it in a row or an index."""
    yield str(abs(number)).encode()
    for size in (6, 8):
        yield number.to_bytes(size, "big", signed=True)


@pytest.fixture
def stored(live: Live, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], bytes]:
    """Reads all files of the bot's database: the table, its write-ahead log and what stands beside them."""
    folder = tmp_path_factory.getbasetemp() / f"{live.way}0"

    def read() -> bytes:
        files = sorted(folder.glob("bot.sqlite3*"))
        assert Path(folder / "bot.sqlite3") in files
        return b"".join(file.read_bytes() for file in files)

    return read


def stands_in(number: int, content: bytes) -> bool:
    """Whether a number is found in the bytes."""
    return any(form in content for form in ways_to_write(number))


async def switch_suggestions_off(live: Live, someone: Someone) -> None:
    """Give the chat a setting of its own."""
    menu = await someone.says("/settings")
    pressed = press("g:suggest:off", menu, someone.user)
    await reactions(live, someone.chat["id"], {"callback_query": pressed})


async def exported(live: Live, asked: dict[str, Any]) -> Any:
    """Ask for a copy and return what it holds."""
    (sent,) = await reactions(live, asked["chat"]["id"], {"message": asked})
    document = sent["document"]
    assert (document["file_name"], document["mime_type"]) == ("learning-cities-bot.json", "application/json")
    return json.loads(live.server.sent_messages.files[document["file_id"]].content)


async def test_privacy_is_told_to_everybody_everywhere(live: Live, words: ChatWords) -> None:
    group = new_group()
    asked = [
        Someone(live.server).writes("/privacy"),
        Someone(live.server, group).writes("/privacy@cities_bot"),
        Someone(live.server, new_group(forum=True), thread=5).writes("/privacy"),
        anonymous("/privacy", group),
        as_channel("/privacy", group),
    ]
    for one in asked:
        assert await says(live, one) == [words.say("privacy")]


async def test_a_copy_holds_what_is_stored_and_nothing_else(live: Live, words: ChatWords) -> None:
    amara = Someone(live.server, first_name=UNHEARD_OF)
    await switch_suggestions_off(live, amara)
    await amara.says(LUSAKA)
    assert await exported(live, amara.writes("/export")) == {
        "chat_id": amara.chat["id"],
        "settings": {"suggest": False, "listen": False},
        "greeted": False,
        "left_at": None,
    }
    assert sent_to(live.server, amara.chat["id"])[-1]["caption"] == words.say("export")


async def test_a_copy_for_a_group_says_nothing_of_its_people(live: Live) -> None:
    amara = Someone(live.server, new_group())
    live.server.set_member(amara.chat["id"], amara.user["id"], "creator")
    await switch_suggestions_off(live, amara)
    copy = await exported(live, anonymous("/export", amara.chat))
    assert set(copy) == {"chat_id", "settings", "greeted", "left_at"}
    assert copy["chat_id"] == amara.chat["id"]


async def test_where_nothing_is_stored_the_copy_is_a_line(live: Live, words: ChatWords) -> None:
    amara = Someone(live.server)
    await amara.says(LUSAKA)
    assert await says(live, amara.writes("/export")) == [words.say("export_nothing")]


@pytest.mark.parametrize("where", ["private", "group"])
async def test_what_was_erased_is_in_none_of_the_files(
    live: Live, stored: Callable[[], bytes], words: ChatWords, where: str
) -> None:
    # Each of the two asks only as much as one person may.
    amara = Someone(live.server, user_id=7 * A_MILLION_MILLION + 301_948_652_017 + (where == "group"))
    if where == "group":
        amara.chat = new_group() | {"id": -(A_MILLION_MILLION + 2_938_475_610)}
        live.server.set_member(amara.chat["id"], amara.user["id"], "creator")
    await switch_suggestions_off(live, amara)
    await amara.says("/subscribe Kenya")
    assert stands_in(amara.chat["id"], stored()), "the search must be able to find it"
    assert await says(live, amara.writes("/delete")) == [words.say("deleted")]
    assert not stands_in(amara.chat["id"], stored())
    assert await says(live, amara.writes("/export")) == [words.say("export_nothing")]
    shown = labels(await amara.says("/settings"))
    assert words.say("setting_suggest", state=words.say("is_on")) in shown


async def test_what_was_said_is_forgotten_too(live: Live, engine: Engine) -> None:
    amara = Someone(live.server)
    question = amara.writes("Learning cities in Kenya")
    kenya = await amara.gets(message=question)
    before = kenya["text"]
    await amara.says("/delete")
    assert (await amara.says("how many are there?"))["text"] == engine.ask("how many are there?").text
    changed = edited(question, "Learning cities in Ghana")
    assert await reactions(live, amara.chat["id"], {"edited_message": changed}) == []
    assert kenya["text"] == before


async def test_what_one_erases_stays_for_others(live: Live) -> None:
    amara, bo = Someone(live.server), Someone(live.server)
    for one in (amara, bo):
        await switch_suggestions_off(live, one)
    await amara.says("/delete")
    assert (await exported(live, bo.writes("/export")))["chat_id"] == bo.chat["id"]


async def test_no_name_no_text_and_no_place_is_stored(live: Live, stored: Callable[[], bytes]) -> None:
    secret = "Xylophonquartz"
    user = person(8 * A_MILLION_MILLION + 123_456_789, f"{secret}first") | {
        "last_name": f"{secret}last",
        "username": f"{secret}user",
    }
    group = new_group() | {"title": f"{secret}title", "username": f"{secret}group"}
    private = {"id": user["id"], "type": "private", "first_name": user["first_name"]}
    said = (
        message(f"Is Lusaka a learning city, asks {secret}?", chat=private, sender=user),
        message("Learning cities in Kenya", chat=private, sender=user),
        message(None, chat=private, sender=user, location={"latitude": 48.20817, "longitude": 16.37382}),
        message(f"{secret} says good morning", chat=group, sender=user),
        message(f"@cities_bot {LUSAKA}", chat=group, sender=user),
        message("/country@cities_bot Kenya", chat=group, sender=user),
    )
    for one in said:
        await reactions(live, one["chat"]["id"], {"message": one})
    content = stored()
    assert len(sent_to(live.server, user["id"])) == 3
    assert len(sent_to(live.server, group["id"])) == 2
    for name in ("first", "last", "user", "title", "group"):
        assert f"{secret}{name}".casefold().encode() not in content.lower()
    assert b"good morning" not in content
    # The data holds the position of Vienna itself.
    assert b"48.20817" not in content and b"16.37382" not in content
    assert not stands_in(user["id"], content)


async def test_who_only_asks_in_private_leaves_no_number(live: Live, stored: Callable[[], bytes]) -> None:
    amara = Someone(live.server, user_id=9 * A_MILLION_MILLION + 987_654_321)
    for line in ("/start", LUSAKA, "/nearby", "/random", "qwrtzp zzxy", "/settings", "/export", "/privacy"):
        await amara.says(line)
    assert not stands_in(amara.user["id"], stored())


async def test_who_may_not_erase_changes_nothing(live: Live, words: ChatWords) -> None:
    amara = Someone(live.server, new_group())
    live.server.set_member(amara.chat["id"], amara.user["id"], "creator")
    await switch_suggestions_off(live, amara)
    bo = Someone(live.server, amara.chat, first_name="Bo")
    assert await says(live, bo.writes("/delete")) == [words.say("administrators_only")]
    assert (await exported(live, amara.writes("/export")))["settings"]["suggest"] is False


async def test_an_edited_command_erases_nothing(live: Live) -> None:
    amara = Someone(live.server)
    await switch_suggestions_off(live, amara)
    first = amara.writes("/privacy")
    await amara.gets(message=first)
    assert await reactions(live, amara.chat["id"], {"edited_message": edited(first, "/delete")}) == []
    assert (await exported(live, amara.writes("/export")))["chat_id"] == amara.chat["id"]


def test_every_command_of_the_ones_on_privacy_is_in_the_menu(server: BotApiServer) -> None:
    for call in server.called("setMyCommands"):
        names = {command["command"] for command in call["commands"]}
        assert "privacy" in names
        if call["scope"]["type"] != "all_group_chats":
            assert {"export", "delete"} <= names
