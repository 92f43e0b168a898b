"""/unanswered: for the people who run the bot, in private; nothing special for anybody else."""

from __future__ import annotations

from typing import Any

import pytest
from bot_api_server import BotApiServer
from living import OPERATOR, Live
from people import Someone, new_basic_group, new_group
from reactions import reactions, says
from updates import anonymous, edited, post, press

from bot.chat_words import ChatWords


async def listed(live: Live) -> str:
    """All that the operator is shown, in one or more messages."""
    operator = Someone(live.server, user_id=OPERATOR)
    return "\n".join(await says(live, operator.writes("/unanswered")))


async def test_what_was_not_understood_is_listed_without_its_author(live: Live, words: ChatWords) -> None:
    strange = f"zorbly {live.way} frumious bandersnatch"
    amara = Someone(live.server, first_name="Quillonia")
    bo = Someone(live.server, new_group(), first_name="Brunhildx")
    await says(live, amara.writes(strange))
    await says(live, bo.writes(f"@cities_bot {strange}"))
    text = await listed(live)
    assert text.startswith(words.say("unanswered_header"))
    (line,) = (line for line in text.splitlines() if strange in line)
    assert "(2 ×, " in line
    for person_or_chat in (amara.user, bo.user, bo.chat):
        assert str(abs(person_or_chat["id"])) not in text
    assert "Quillonia" not in text and "Brunhildx" not in text


async def test_what_points_to_a_person_is_taken_out(live: Live) -> None:
    amara = Someone(live.server)
    address = "@some_person or some.person@example.org or +43 660 1234567 or https://example.org/me"
    await says(live, amara.writes(f"zimblequark of {address}"))
    text = await listed(live)
    assert "zimblequark of …" in text
    for told in ("some_person", "example.org", "660", "1234567"):
        assert told not in text


async def test_what_was_understood_or_not_meant_for_it_is_not_listed(live: Live) -> None:
    amara = Someone(live.server, new_group())
    sent = await amara.says("/ask Is Lusaka a learning city?")
    talk = [amara.writes("grumblefax in the group"), amara.writes("/roll grumblefax")]
    talk.append(amara.writes("grumblefax below an answer", reply_to_message=sent))
    await says(live, *talk)
    text = await listed(live)
    assert "grumblefax" not in text and "Is Lusaka a learning city" not in text


async def test_names_in_a_question_are_shown_as_typed(live: Live) -> None:
    await says(live, Someone(live.server).writes('<b>&"snorf</b></a><a href=x> \u202egalumph'))
    assert '<b>&"snorf</b></a><a href=x> galumph' in await listed(live)


async def test_a_long_list_has_pages(live: Live) -> None:
    marks = [[f"jubjub{who}x{n} " for n in range(14)] for who in range(4)]
    for theirs in marks:
        one = Someone(live.server)
        await says(live, *(one.writes(mark + "vorpal snark " * 12) for mark in theirs))
    text = await listed(live)
    assert [mark for theirs in marks for mark in theirs if mark not in text] == []


@pytest.mark.parametrize("text", ["/unanswered", "/unanswered@cities_bot", "/unanswered 5", "/UNANSWERED"])
async def test_for_others_it_is_nothing_special(live: Live, words: ChatWords, text: str) -> None:
    (said,) = await says(live, Someone(live.server).writes(text))
    (other,) = await says(live, Someone(live.server).writes("/frobnicate"))
    assert said == other
    assert words.say("unanswered_header") not in said


@pytest.mark.parametrize("chat", ["supergroup", "basic group", "forum"])
async def test_in_groups_it_is_nothing_special_for_the_operator_either(live: Live, chat: str) -> None:
    group: dict[str, Any] = new_basic_group() if chat == "basic group" else new_group(forum=chat == "forum")
    operator = Someone(live.server, group, user_id=OPERATOR)
    live.server.set_member(group["id"], OPERATOR, "creator")
    written = [operator.writes("/unanswered"), operator.writes("/unanswered@cities_bot")]
    assert await says(live, *written, anonymous("/unanswered", group)) == []


async def test_neither_by_editing_nor_by_a_post(live: Live, words: ChatWords) -> None:
    operator = Someone(live.server, user_id=OPERATOR)
    asked = operator.writes("/privacy")
    await operator.gets(message=asked)
    posted = post("/unanswered")
    updates = [{"edited_message": edited(asked, "/unanswered")}, {"channel_post": posted}]
    assert await reactions(live, OPERATOR, *updates) == []
    assert await reactions(live, posted["chat"]["id"], updates[1]) == []


async def test_a_list_of_the_operator_cannot_be_opened_by_guessing(live: Live, words: ChatWords) -> None:
    amara = Someone(live.server)
    sent = await amara.says("/start")
    for data in ("p:AAAAAAAAAAAA:1:", "p:%:1:", "p:_:1:", "k:AAAAAAAAAAAA"):
        query = press(data, sent, amara.user)
        assert await reactions(live, amara.chat["id"], {"callback_query": query}) == []
    assert sent["text"] == words.say("welcome")


def test_only_the_operator_sees_the_command_in_the_menu(server: BotApiServer) -> None:
    menus = server.called("setMyCommands")
    shown = [menu for menu in menus if any(one["command"] == "unanswered" for one in menu["commands"])]
    assert all(menu["scope"] == {"type": "chat", "chat_id": OPERATOR} for menu in shown)
