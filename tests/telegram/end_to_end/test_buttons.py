"""Buttons: choices, pages, sources, the map, further questions; old, forged, and under inline messages."""

from __future__ import annotations

from typing import Any

import pytest
from bot_api_server import BotApiServer, Fault
from harness import AMBIGUOUS
from living import Live, ready
from people import Someone, buttons, data_of, labels, new_group
from updates import inaccessible, press, press_inline

from bot.chat_words import ChatWords
from bot.engine import Engine

LONG = "list all learning cities"


async def confirmed(server: BotApiServer, query: dict[str, Any]) -> dict[str, Any]:
    """Push a press and return how the bot confirmed it."""

    def confirmations() -> list[dict[str, Any]]:
        calls = server.called("answerCallbackQuery")
        return [dict(call) for call in calls if call["callback_query_id"] == query["id"]]

    await server.push(callback_query=query)
    await server.wait_until(lambda: bool(confirmations()), "a confirmation")
    return confirmations()[0]


async def test_choices_are_buttons_and_a_press_is_answered(server: BotApiServer, engine: Engine) -> None:
    amara = Someone(server)
    answer = engine.ask(AMBIGUOUS)
    offered = await amara.says(AMBIGUOUS)
    assert answer.kind == "choose"
    assert labels(offered) == [choice.label for choice in answer.choices]
    sent = await amara.presses(offered, answer.choices[1].label)
    assert sent["text"] == engine.ask(answer.choices[1].question).text


@pytest.mark.parametrize("forum", [False, True], ids=["group", "topic"])
async def test_a_press_in_a_group_is_answered_there(
    server: BotApiServer, engine: Engine, forum: bool
) -> None:
    amara = Someone(server, new_group(forum=forum), thread=77 if forum else None)
    offered = await amara.says(f"/ask {AMBIGUOUS}")
    sent = await amara.presses(offered, labels(offered)[0])
    assert sent.get("message_thread_id") == (77 if forum else None)
    bo = Someone(server, amara.chat, thread=amara.thread)
    # Buttons that tell a fact are for everybody.
    again = await bo.presses(offered, labels(offered)[0])
    assert again["text"] == sent["text"]


async def test_a_long_list_is_paged_by_changing_the_message(
    server: BotApiServer, engine: Engine, words: ChatWords
) -> None:
    amara = Someone(server)
    sent = await amara.says(LONG)
    pages = int(sent["text"].rsplit(" ", 1)[1])
    assert sent["text"].endswith(words.say("page_line", page=1, pages=pages))
    assert pages > 3
    assert words.say("back") not in labels(sent)
    shown = [sent["text"]]
    for _ in range(pages - 1):
        edits = len(server.called("editMessageText"))
        await server.push(callback_query=press(data_of(sent, words.say("more")), sent, amara.user))
        await server.wait_for("editMessageText", edits + 1)
        await server.wait_until(lambda: sent["text"] != shown[-1], "the next page")
        shown.append(sent["text"])
    assert words.say("more") not in labels(sent)
    assert len(amara.received()) == 1
    listed = "\n".join(page.rsplit("\n\n", 1)[0] for page in shown).split("\n")
    assert set(engine.ask(LONG).text.split("\n")) <= set(listed)
    await confirmed(server, press(data_of(sent, words.say("back")), sent, amara.user))
    await server.wait_until(lambda: f"Page {pages - 1} of" in sent["text"], "the page before")


async def test_the_source_of_an_answer_is_named_with_its_address(
    server: BotApiServer, engine: Engine, words: ChatWords
) -> None:
    amara = Someone(server)
    sent = await amara.says("Is Lusaka a learning city?")
    named = await amara.presses(sent, words.say("source"))
    for address in engine.ask("Is Lusaka a learning city?").sources:
        assert address in named["text"]


async def test_a_city_is_shown_on_the_map(server: BotApiServer, engine: Engine, words: ChatWords) -> None:
    amara = Someone(server)
    sent = await amara.says("Is Lusaka a learning city?")
    venue = (await amara.presses(sent, words.say("map")))["venue"]
    city = engine.dataset.cities["lusaka-zm"]
    assert (venue["title"], venue["address"]) == ("Lusaka", "Zambia")
    assert venue["location"]["latitude"] == pytest.approx(city.latitude, abs=0.001)


async def test_further_questions_are_offered_and_answered(server: BotApiServer, words: ChatWords) -> None:
    amara = Someone(server)
    sent = await amara.says("Is Cork a learning city?")
    offered = [label for label in labels(sent) if label not in (words.say("source"), words.say("map"))]
    assert offered
    for label in offered:
        assert "Source" in (await amara.presses(sent, label))["text"]


@pytest.mark.parametrize(
    "data",
    [
        "ask:AAAAAAAAAAAA",
        "k:AAAAAAAAAAAA",
        "s:AAAAAAAAAAAA",
        "p:AAAAAAAAAAAA:2:",
        "m:atlantis-xx",
        "g:listen:on",
        "g:admin:on",
        "",
        "q:",
        "x",
        "k:'; DROP TABLE chats",
    ],
)
async def test_a_forged_or_forgotten_button_says_so_and_does_nothing(
    server: BotApiServer, words: ChatWords, data: str
) -> None:
    amara = Someone(server)
    sent = await amara.says("Is Lusaka a learning city?")
    told = await confirmed(server, press(data, sent, amara.user))
    assert told["text"] == words.say("old_button")
    assert len(amara.received()) == 1


async def test_a_press_too_old_to_be_confirmed_is_answered(server: BotApiServer, words: ChatWords) -> None:
    amara = Someone(server)
    sent = await amara.says("Is Lusaka a learning city?")
    too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    server.fail("answerCallbackQuery", Fault(400, too_old))
    assert "http" in (await amara.presses(sent, words.say("source")))["text"]


async def test_a_press_on_a_vanished_message_is_answered(server: BotApiServer, words: ChatWords) -> None:
    amara = Someone(server)
    sent = await amara.says("Is Lusaka a learning city?")
    gone = inaccessible(sent)
    named = await amara.gets(callback_query=press(data_of(sent, words.say("source")), gone, amara.user))
    assert "http" in named["text"]


async def test_a_page_of_a_vanished_message_cannot_be_turned(server: BotApiServer, words: ChatWords) -> None:
    amara = Someone(server)
    sent = await amara.says(LONG)
    server.fail("editMessageText", Fault(400, "Bad Request: message to edit not found"))
    told = await confirmed(server, press(data_of(sent, words.say("more")), inaccessible(sent), amara.user))
    assert told["text"] == words.say("gone_message")


async def test_a_page_turned_twice_is_not_an_error(server: BotApiServer, words: ChatWords) -> None:
    amara = Someone(server)
    sent = await amara.says(LONG)
    data = data_of(sent, words.say("more"))
    for _ in range(2):
        told = await confirmed(server, press(data, sent, amara.user))
        assert "text" not in told


async def test_under_an_inline_message_the_page_is_turned_there(
    server: BotApiServer, words: ChatWords
) -> None:
    amara = Someone(server)
    sent = await amara.says(LONG)
    edits = len(server.called("editMessageText"))
    await server.push(callback_query=press_inline(data_of(sent, words.say("more")), sender=amara.user))
    call = (await server.wait_for("editMessageText", edits + 1))[edits]
    assert call["inline_message_id"] == "AAMCBAADinline"
    assert len(amara.received()) == 1


async def test_the_map_under_an_inline_message_is_a_notice(server: BotApiServer, words: ChatWords) -> None:
    told = await confirmed(server, press_inline("m:lusaka-zm", sender=Someone(server).user))
    assert "Lusaka" in told["text"]
    assert told["show_alert"] is True


async def test_no_button_carries_more_than_telegram_takes(server: BotApiServer) -> None:
    amara = Someone(server)
    for question in (
        "Is Ho Chi Minh City a learning city?",
        "Is Santiago a member?",
        "how many learning cities",
    ):
        for button in buttons(await amara.says(question)):
            assert 1 <= len(button["callback_data"].encode()) <= 64


async def test_buttons_still_work_after_a_restart(live: Live, server: BotApiServer, words: ChatWords) -> None:
    amara = Someone(server)
    listed, single = await amara.says(LONG), await amara.says("Is Lusaka a learning city?")
    choices = await amara.says(AMBIGUOUS)
    assert await live.bot.stop() == 0
    await live.bot.start()
    server.webhook_url = ""
    await ready(server, live.way)
    assert "http" in (await amara.presses(single, words.say("source")))["text"]
    assert "Quimberley" in (await amara.presses(choices, labels(choices)[0]))["text"]
    await server.push(callback_query=press(data_of(listed, words.say("more")), listed, amara.user))
    await server.wait_until(lambda: "Page 2 of" in listed["text"], "the second page")
