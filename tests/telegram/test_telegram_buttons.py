"""Buttons for choices: offered, pressed, pressed after a restart, old and forged."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from bot_api_server import BotApiServer
from harness import AMBIGUOUS, Running
from updates import group, message, person, press, private_chat

from bot.engine import Engine
from bot.telegram.wording import OLD_BUTTON


def buttons(sent: dict[str, Any]) -> list[dict[str, str]]:
    return [button for row in sent["reply_markup"]["inline_keyboard"] for button in row]


async def offer(server: BotApiServer, **where: Any) -> dict[str, Any]:
    """Ask what has several meanings; return the message with the buttons."""
    return await server.answer_to(message=message(f"/ask {AMBIGUOUS}", **where))


@pytest.mark.usefixtures("bot")
async def test_choices_are_offered_as_buttons(server: BotApiServer, engine: Engine) -> None:
    answer = engine.ask(AMBIGUOUS)
    assert answer.kind == "choose"
    shown = buttons(await offer(server))
    assert [button["text"] for button in shown] == [choice.label for choice in answer.choices]
    assert len({button["callback_data"] for button in shown}) == len(shown) > 1


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("chat", "thread"),
    [(private_chat(person()), None), (group(), None), (group(forum=True), 77)],
    ids=["private", "group", "topic"],
)
async def test_a_press_is_confirmed_and_answered_in_its_chat(
    server: BotApiServer, engine: Engine, chat: dict[str, Any], thread: int | None
) -> None:
    offered = await offer(server, chat=chat, thread=thread)
    sent = await server.answer_to(callback_query=press(buttons(offered)[1]["callback_data"], offered))
    assert (sent["chat"]["id"], sent.get("message_thread_id")) == (chat["id"], thread)
    (confirmed,) = server.called("answerCallbackQuery")
    assert "text" not in confirmed
    methods = [call.method for call in server.calls]
    assert methods.index("answerCallbackQuery") < len(methods) - methods[::-1].index("sendMessage")
    assert sent["text"] == engine.ask(engine.ask(AMBIGUOUS).choices[1].question).text


async def test_a_button_still_works_after_a_restart(
    server: BotApiServer, engine: Engine, running: Running
) -> None:
    async with running():
        offered = await offer(server)
    async with running():
        sent = await server.answer_to(callback_query=press(buttons(offered)[0]["callback_data"], offered))
    assert sent["text"] == engine.ask(engine.ask(AMBIGUOUS).choices[0].question).text


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("data", ["ask:AAAAAAAAAAAA", "ask:", "something else", "ask:'; DROP TABLE choices"])
async def test_an_unknown_button_says_so_and_sends_nothing(server: BotApiServer, data: str) -> None:
    await server.push(callback_query=press(data, await offer(server)))
    (confirmed,) = await server.wait_for("answerCallbackQuery")
    assert confirmed["text"] == OLD_BUTTON
    await offer(server)
    assert len(server.called("sendMessage")) == 2


@pytest.mark.usefixtures("bot")
async def test_a_press_too_old_to_be_confirmed_is_answered(server: BotApiServer) -> None:
    offered = await offer(server)
    await server.push(callback_query=press(buttons(offered)[0]["callback_data"], offered))
    server.forget_queries()
    await server.wait_for_messages(2)
    await server.wait_for("answerCallbackQuery")


@pytest.mark.usefixtures("bot")
async def test_a_press_on_a_vanished_message_is_answered(server: BotApiServer) -> None:
    offered = await offer(server)
    vanished = {"chat": offered["chat"], "message_id": offered["message_id"], "date": 0}
    await server.answer_to(callback_query=press(buttons(offered)[0]["callback_data"], vanished))


async def test_only_the_bots_own_words_are_stored(
    server: BotApiServer, running: Running, tmp_path: Path
) -> None:
    async with running():
        await server.answer_to(message=message("my secret question about nothing"))
        await offer(server, sender=person(first_name="Zebedee"))
    with closing(sqlite3.connect(tmp_path / "bot.sqlite3")) as database:
        dump = "\n".join(database.iterdump())
    assert "secret" not in dump
    assert "Zebedee" not in dump
