"""Questions in private chats, groups and topics, and what is left unanswered."""

from __future__ import annotations

from typing import Any

import pytest
from bot_api_server import BotApiServer
from harness import HOSTILE_NAME
from updates import ANONYMOUS_ADMINISTRATOR, BOT, group, message, person, private_chat

from bot.engine import Engine
from bot.telegram.wording import ASK_HINT

pytestmark = pytest.mark.usefixtures("bot")

AMARA, BO = person(501, "Amara"), person(502, "Bo")
CHANNEL = {"id": -1009876543210, "type": "channel", "title": "City news"}


async def answered_only(server: BotApiServer, ignored: dict[str, Any], kind: str = "message") -> None:
    """Check that an update is not answered while a later question in the same chat is."""
    chat = ignored["chat"]
    await server.push(**{kind: ignored}, whatever_allowed=True)
    sent = await server.answer_to(message=message("/ask Is Lusaka a learning city?", chat=chat, sender=BO))
    assert "Lusaka" in sent["text"]
    assert len(server.called("sendMessage")) == 1


async def test_a_question_in_private_gets_the_answer_of_the_engine(
    server: BotApiServer, engine: Engine
) -> None:
    sent = await server.answer_to(message=message("Is Lusaka a learning city?"))
    assert sent["text"] == engine.ask("Is Lusaka a learning city?").text
    (call,) = server.called("sendMessage")
    assert call["chat_id"] == 501
    assert call["parse_mode"] == "HTML"
    assert call["link_preview_options"] == {"is_disabled": True}
    assert "reply_parameters" not in call


async def test_a_name_in_the_data_that_looks_like_html_is_shown_as_it_is(server: BotApiServer) -> None:
    sent = await server.answer_to(message=message("Is Zorbin b Sons b a learning city?"))
    assert HOSTILE_NAME in sent["text"]
    assert "&lt;b&gt;&amp;" in server.called("sendMessage")[0]["text"]


@pytest.mark.parametrize(
    "typed", ["<b>Tom & Jerry</b>", 'a<b>&"c', "</a><a href=x>", "&amp;&lt;", "1 < 2 > 0"]
)
async def test_what_looks_like_html_is_shown_as_typed(
    server: BotApiServer, engine: Engine, typed: str
) -> None:
    question = f"Is {typed} a learning city?"
    sent = await server.answer_to(message=message(question))
    assert sent["text"] == engine.ask(question).text


@pytest.mark.parametrize(
    ("chat", "thread", "quoted"),
    [(private_chat(AMARA), None, False), (group(), None, True), (group(forum=True), 77, True)],
    ids=["private", "group", "topic"],
)
@pytest.mark.parametrize(
    "command", ["/start", "/help", "/ask Is Lusaka a learning city?", "/ask@cities_bot Lusaka"]
)
async def test_commands_are_answered_where_they_are_given(
    server: BotApiServer, engine: Engine, command: str, chat: dict[str, Any], thread: int | None, quoted: bool
) -> None:
    asked = message(command, chat=chat, sender=AMARA, thread=thread)
    sent = await server.answer_to(message=asked)
    assert sent["chat"]["id"] == chat["id"]
    assert sent.get("message_thread_id") == thread
    (call,) = server.called("sendMessage")
    assert ("reply_parameters" in call) is quoted
    if quoted:
        assert call["reply_parameters"]["message_id"] == asked["message_id"]
    expected = {
        "/start": f"{engine.ask('hello').text}\n\n{engine.ask('help').text}",
        "/help": engine.ask("help").text,
    }.get(command, engine.ask(command.partition(" ")[2]).text)
    assert sent["text"] == expected


@pytest.mark.parametrize("chat", [private_chat(AMARA), group()], ids=["private", "group"])
async def test_ask_without_a_question_gives_a_hint(server: BotApiServer, chat: dict[str, Any]) -> None:
    sent = await server.answer_to(message=message("/ask", chat=chat, sender=AMARA))
    assert sent["text"] == ASK_HINT
    assert "\n" not in ASK_HINT
    assert "/ask Is Lusaka a learning city?" in ASK_HINT


async def test_a_reply_chain_in_a_group_without_topics_is_no_topic(server: BotApiServer) -> None:
    sent = await server.answer_to(message=message("/ask Lusaka", chat=group(), message_thread_id=31))
    assert "message_thread_id" not in sent


async def test_an_anonymous_administrator_is_a_person(server: BotApiServer) -> None:
    asked = message("/ask Lusaka", chat=group(), sender=ANONYMOUS_ADMINISTRATOR, sender_chat=group())
    await server.answer_to(message=asked)


@pytest.mark.parametrize(
    "chatter",
    ["Is Lusaka a learning city?", "hello", "/start@other_bot", "/ask@other_bot Lusaka", "/unknown"],
)
async def test_talk_in_a_group_is_none_of_its_business(server: BotApiServer, chatter: str) -> None:
    await answered_only(server, message(chatter, chat=group(), sender=AMARA))


@pytest.mark.parametrize(
    "ignored",
    [
        pytest.param(
            message("/ask Osaka", sender=person(9) | {"is_bot": True}, chat=group()), id="other bot"
        ),
        pytest.param(message("/ask Osaka", sender=BOT, chat=group()), id="itself"),
        pytest.param(message("Osaka", sender=AMARA, via_bot=BOT), id="via a bot"),
        pytest.param(
            message("/ask Osaka", chat=group(), sender_chat=CHANNEL, is_automatic_forward=True),
            id="copied post",
        ),
        pytest.param(message(None, sender=AMARA, sticker=None), id="no text"),
    ],
)
async def test_only_what_people_write_is_answered(server: BotApiServer, ignored: dict[str, Any]) -> None:
    await answered_only(server, ignored)


async def test_an_edited_question_is_not_answered_again(server: BotApiServer) -> None:
    edited = message("/ask Osaka", sender=AMARA, edit_date=1_800_000_000)
    await answered_only(server, edited, kind="edited_message")


@pytest.mark.parametrize("text", ["/ask Osaka", "/start", "Osaka"])
async def test_channel_posts_are_not_answered(server: BotApiServer, text: str) -> None:
    post = message(text, chat=CHANNEL)
    del post["from"]
    await server.push(channel_post=post, whatever_allowed=True)
    sent = await server.answer_to(message=message("/ask Lusaka"))
    assert sent["chat"]["id"] == 501


async def test_only_the_kinds_of_updates_that_are_used_are_asked_for(server: BotApiServer) -> None:
    (poll, *_) = await server.wait_for("getUpdates")
    assert poll["allowed_updates"] == ["message", "callback_query"]
    assert poll["timeout"] <= 50
