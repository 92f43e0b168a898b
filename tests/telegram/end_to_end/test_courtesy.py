"""Courtesy limits: a kind line to who asks too much, and everybody else is answered as ever."""

from __future__ import annotations

import time

import pytest
from living import Live
from people import Someone, new_group
from reactions import reactions, says

from bot.chat_words import ChatWords
from bot.telegram.limits import REQUESTS_A_MINUTE

LUSAKA = "Is Lusaka a learning city?"
A_MINUTE = 20
"""Questions of a person in private, and of a group."""
ALONE = A_MINUTE * 3 // 4
"""Questions of one person in a group."""


async def test_who_asks_too_much_gets_one_kind_line_and_then_silence(live: Live, words: ChatWords) -> None:
    amara = Someone(live.server)
    texts = await says(live, *(amara.writes(LUSAKA) for _ in range(200)))
    answered = [text for text in texts if "Lusaka" in text]
    # The bucket fills a little while they come.
    assert A_MINUTE <= len(answered) <= A_MINUTE + 2
    assert [text for text in texts if "Lusaka" not in text] == [words.say("slow_down")]
    assert await says(live, amara.writes(LUSAKA), amara.writes("/help")) == []
    # What is owed to everybody is not for sale against patience.
    assert await says(live, amara.writes("/privacy")) == [words.say("privacy")]


async def test_others_are_answered_while_one_floods(live: Live) -> None:
    amara, bo = Someone(live.server), Someone(live.server)
    for _ in range(200):
        await live.server.push(message=amara.writes(LUSAKA))
    started = time.monotonic()
    assert "Nairobi" in (await bo.says("Is Nairobi a learning city?"))["text"]
    assert time.monotonic() - started < 1
    await live.server.wait_until(lambda: live.server.pending == [], "the handling of the flood", 15)
    assert len(amara.received()) <= A_MINUTE + 3


async def test_one_person_alone_does_not_silence_a_group(live: Live, words: ChatWords) -> None:
    amara = Someone(live.server, new_group())
    bo = Someone(live.server, amara.chat, first_name="Bo")
    texts = await says(live, *(amara.writes(f"/ask {LUSAKA}") for _ in range(40)))
    assert ALONE <= len([text for text in texts if "Lusaka" in text]) <= ALONE + 1
    assert [text for text in texts if "Lusaka" not in text] == [words.say("slow_down")]
    (said,) = await says(live, bo.writes(f"@cities_bot {LUSAKA}"))
    assert "Lusaka" in said


async def test_a_group_that_asks_too_much_gets_one_kind_line(live: Live, words: ChatWords) -> None:
    chat = new_group()
    people = [Someone(live.server, chat) for _ in range(6)]
    texts = await says(live, *(one.writes(f"/ask {LUSAKA}") for _ in range(6) for one in people))
    assert A_MINUTE <= len([text for text in texts if "Lusaka" in text]) <= A_MINUTE + 2
    assert [text for text in texts if "Lusaka" not in text] == [words.say("slow_down_group")]
    elsewhere = Someone(live.server, new_group(), user_id=people[0].user["id"])
    assert "Lusaka" in (await elsewhere.says(f"/ask {LUSAKA}"))["text"]


async def test_talk_that_is_not_for_the_bot_costs_nothing(live: Live) -> None:
    amara = Someone(live.server, new_group())
    assert await says(live, *(amara.writes(f"good morning {n}") for n in range(60))) == []
    (said,) = await says(live, amara.writes(f"/ask {LUSAKA}"))
    assert "Lusaka" in said


@pytest.mark.parametrize("where", ["private", "group"])
async def test_no_command_is_a_way_round_the_limit(live: Live, words: ChatWords, where: str) -> None:
    amara = Someone(live.server, new_group() if where == "group" else None)
    flood = [amara.writes(f"/{name}") for _ in range(10) for name in words.commands]
    sent = await reactions(live, amara.chat["id"], *({"message": one} for one in flood))
    # A copy of what is stored is a file.
    texts = [one.get("text", "a file") for one in sent]
    assert len(texts) <= A_MINUTE + REQUESTS_A_MINUTE + 3
    assert texts.count(words.say("slow_down")) == 1


@pytest.mark.parametrize("line", ["/settings", "/ask", "/privacy", "/delete", "@cities_bot"])
async def test_one_line_again_and_again_is_answered_no_longer(live: Live, line: str) -> None:
    amara = Someone(live.server, new_group())
    assert len(await says(live, *(amara.writes(line) for _ in range(40)))) <= ALONE + 2
