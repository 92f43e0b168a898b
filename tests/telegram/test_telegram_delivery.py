"""Each update once, in order within a chat, chats side by side, and what happens when sending fails."""

from __future__ import annotations

import logging

import pytest
from bot_api_server import BotApiServer, Fault
from harness import Running
from updates import message, person

from bot.engine import Engine

QUESTION = "Is Lusaka a learning city?"
OTHERS = [
    "Is Lisbon a learning city?",
    "Is Osaka a learning city?",
    "help",
    "how many learning cities are there?",
]
LIST = "list all learning cities"


async def test_an_update_delivered_three_times_is_answered_once(
    server: BotApiServer, running: Running
) -> None:
    asked = message(QUESTION)
    for _ in range(3):
        await server.push(update_id=42, message=asked)
    await server.push(update_id=43, message=message("help"))
    async with running():
        first, _ = await server.wait_for_messages(2)
    assert len(server.called("sendMessage")) == 2
    assert "Lusaka" in first["text"]


async def test_an_update_delivered_again_after_a_restart_is_not_answered(
    server: BotApiServer, running: Running
) -> None:
    asked = message(QUESTION)
    async with running():
        update_id = await server.push(message=asked)
        await server.wait_for_messages(1)
    async with running():
        await server.push(update_id=update_id, message=asked)
        await server.answer_to(message=message("help"))
    assert len(server.called("sendMessage")) == 2


@pytest.mark.usefixtures("bot")
async def test_order_is_kept_within_a_chat_while_other_chats_go_on(
    server: BotApiServer, engine: Engine
) -> None:
    server.fail("sendMessage", Fault(hang=0.4))
    for text in [QUESTION, *OTHERS]:
        await server.push(message=message(text, sender=person(501)))
    await server.push(message=message("help", sender=person(502)))
    messages = await server.wait_for_messages(len(OTHERS) + 2)
    assert messages[0]["chat"]["id"] == 502
    texts = [sent["text"] for sent in messages if sent["chat"]["id"] == 501]
    assert texts == [engine.ask(text).text for text in [QUESTION, *OTHERS]]


@pytest.mark.usefixtures("bot")
async def test_many_chats_are_all_answered(server: BotApiServer) -> None:
    for number in range(150):
        await server.push(message=message(QUESTION, sender=person(1000 + number)))
    messages = await server.wait_for_messages(150, timeout=15)
    assert len({sent["chat"]["id"] for sent in messages}) == 150


@pytest.mark.usefixtures("bot")
async def test_a_very_long_answer_is_split_between_lines(server: BotApiServer, engine: Engine) -> None:
    text = engine.ask(LIST).text
    assert len(text) > 4096
    await server.push(message=message(LIST))
    await server.wait_until(
        lambda: "\n".join(sent["text"] for sent in server.messages).split() == text.split(), "the whole list"
    )
    parts = [sent["text"] for sent in server.messages]
    assert all(len(part) <= 4096 for part in parts)
    assert [line for part in parts for line in part.split("\n") if line] == [
        line for line in text.split("\n") if line
    ]


@pytest.mark.usefixtures("bot")
# python-telegram-bot warns of its own plan to turn the wait into a timedelta.
@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
async def test_a_flood_wait_is_waited_out(server: BotApiServer) -> None:
    server.fail("sendMessage", Fault(429, "Too Many Requests: retry after 1", retry_after=1))
    await server.answer_to(message=message(QUESTION))
    first, second = (call.at for call in server.calls if call.method == "sendMessage")
    assert second - first >= 1


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("fault", "level"),
    [
        (Fault(403, "Forbidden: bot was blocked by the user"), "INFO"),
        (Fault(400, "Bad Request: chat not found"), "ERROR"),
        (Fault(502, body=b"<html>Bad Gateway</html>"), "ERROR"),
    ],
    ids=["blocked", "refused", "bad gateway"],
)
async def test_a_message_that_cannot_be_sent_is_one_line_in_the_log(
    server: BotApiServer, caplog: pytest.LogCaptureFixture, fault: Fault, level: str
) -> None:
    caplog.set_level(logging.INFO)
    server.fail("sendMessage", fault)
    await server.push(message=message(QUESTION))
    await server.wait_for("sendMessage")
    await server.answer_to(message=message("help"))
    (record,) = [record for record in caplog.records if record.name == "bot.telegram.errors"]
    assert record.levelname == level
    assert "\n" not in record.getMessage()
    assert "Lusaka" not in record.getMessage()
    assert record.exc_info is None
