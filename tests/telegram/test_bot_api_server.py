"""The server that the other tests trust: it must refuse and keep what Telegram refuses and keeps."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, FormData
from bot_api_server import TOKEN, BotApiServer
from request_checks import check_request
from telegram_html import Entity, HtmlError, parse_html
from updates import message

KEYBOARD = {"inline_keyboard": [[{"text": "A", "callback_data": "x"}]]}


@pytest.fixture
async def api(server: BotApiServer) -> AsyncIterator[Any]:
    """Calls a method of the server as a bot would."""
    async with ClientSession() as session:

        async def call(method: str, _token: str = TOKEN, **parameters: Any) -> dict[str, Any]:
            async with session.post(f"{server.url}/bot{_token}/{method}", json=parameters) as response:
                body: dict[str, Any] = await response.json()
                assert response.status == body.get("error_code", 200)
                return body

        yield call


@pytest.mark.parametrize(
    ("method", "parameters", "complaint"),
    [
        ("sendMesage", {}, "unknown method"),
        ("sendMessage", {"chat_id": "1"}, "Field required"),
        ("sendMessage", {"chat_id": "1", "text": "a", "reply_to": "3"}, "unknown parameter reply_to"),
        ("sendMessage", {"chat_id": "1", "text": "a", "message_thread_id": "general"}, "valid integer"),
        ("sendMessage", {"chat_id": "1", "text": "a" * 4097}, "too long"),
        ("sendMessage", {"chat_id": "1", "text": " \n"}, "empty"),
        ("sendMessage", {"chat_id": "1", "text": "<b>a", "parse_mode": "HTML"}, "end tag"),
        (
            "sendMessage",
            {"chat_id": "1", "text": "a", "link_preview_options": '{"disabled": true}'},
            "unknown field",
        ),
        (
            "sendMessage",
            {"chat_id": "1", "text": "a", "reply_markup": json.dumps(KEYBOARD).replace("x", "é" * 33)},
            "66 bytes",
        ),
        (
            "sendMessage",
            {
                "chat_id": "1",
                "text": "a",
                "reply_markup": json.dumps(KEYBOARD).replace('"x"', '"x", "url": "b"'),
            },
            "actions",
        ),
        ("setMyCommands", {"commands": '[{"command": "Ask!", "description": "a"}]'}, "bad command name"),
        ("setMyCommands", {"commands": '[{"command": "ask", "description": ""}]'}, "bad description"),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "a" * 201}, "200"),
    ],
)
def test_a_wrong_request_is_noticed(method: str, parameters: dict[str, str], complaint: str) -> None:
    _, complaints = check_request(method, parameters)
    assert any(complaint in found for found in complaints), complaints


def test_a_right_request_is_read_with_its_types() -> None:
    form = {"chat_id": "7", "text": "7", "reply_markup": json.dumps(KEYBOARD), "protect_content": "true"}
    parameters, complaints = check_request("SendMessage", form)
    assert complaints == []
    assert parameters == {"chat_id": 7, "text": "7", "reply_markup": KEYBOARD, "protect_content": True}


def test_the_limit_counts_code_points_after_parsing() -> None:
    text = "&lt;" * 4096
    assert check_request("sendMessage", {"chat_id": "1", "text": text, "parse_mode": "HTML"})[1] == []


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("a & b &nbsp; &amp;&lt;&gt;&quot; &#65;&#x42;", 'a & b &nbsp; &<>" AB', []),
        ("<B>x</b>", "x", [Entity("b", 0, 1)]),
        ('a<a href="https://x.org/?a=1&amp;b">link</a>', "alink", [Entity("a", 1, 4)]),
        ('<span class="tg-spoiler">x</span>', "x", [Entity("span", 0, 1)]),
        ("a > b", "a > b", []),
    ],
)
def test_html_is_read_as_telegram_reads_it(source: str, text: str, entities: list[Entity]) -> None:
    assert parse_html(source) == (text, entities)


@pytest.mark.parametrize(
    "source", ["1 < 2", "<p>a</p>", "a<br>", "<b/>", "<b><i>a</b></i>", "</b>", "<span>a</span>"]
)
def test_html_is_refused_as_telegram_refuses_it(source: str) -> None:
    with pytest.raises(HtmlError):
        parse_html(source)


async def test_a_wrong_token_is_refused(api: Any) -> None:
    assert (await api("getMe", _token="1:no"))["error_code"] == 401


async def test_updates_come_again_until_they_are_confirmed(api: Any, server: BotApiServer) -> None:
    first = await server.push(message=message("a"))
    second = await server.push(message=message("b"))
    for _ in range(2):
        got = await api("getUpdates")
        assert [update["update_id"] for update in got["result"]] == [first, second]
    assert [update["update_id"] for update in (await api("getUpdates", limit=-5))["result"]] == [first]
    assert [update["update_id"] for update in (await api("getUpdates", offset=second))["result"]] == [second]
    assert (await api("getUpdates", offset=second + 1))["result"] == []


async def test_a_long_poll_wakes_up_and_a_newer_one_ends_it(api: Any, server: BotApiServer) -> None:
    older = asyncio.create_task(api("getUpdates", timeout=30))
    await server.wait_until(lambda: server.polls_open == 1, "the first poll")
    newer = asyncio.create_task(api("getUpdates", timeout=30))
    assert (await asyncio.wait_for(older, 2))["error_code"] == 409
    await server.push(message=message("a"))
    assert len((await asyncio.wait_for(newer, 2))["result"]) == 1


async def test_kinds_that_are_not_asked_for_do_not_come(api: Any, server: BotApiServer) -> None:
    await api("getUpdates", allowed_updates=["callback_query"])
    await server.push(message=message("a"))
    assert (await api("getUpdates"))["result"] == []


async def test_chats_topics_and_messages_must_exist(api: Any, server: BotApiServer) -> None:
    assert "chat not found" in (await api("sendMessage", chat_id=5, text="a"))["description"]
    await server.push(message=message("hello"))
    assert (await api("sendMessage", chat_id=501, text="a"))["ok"]
    thread = await api("sendMessage", chat_id=501, text="a", message_thread_id=3)
    assert "thread not found" in thread["description"]
    reply = await api("sendMessage", chat_id=501, text="a", reply_parameters={"message_id": 1})
    assert "replied not found" in reply["description"]


async def test_a_message_of_the_bot_can_be_edited_but_not_to_the_same(api: Any, server: BotApiServer) -> None:
    await server.push(message=message("hello"))
    sent = (await api("sendMessage", chat_id=501, text="a"))["result"]
    edit = {"chat_id": 501, "message_id": sent["message_id"], "text": "b"}
    assert (await api("editMessageText", **edit))["result"]["text"] == "b"
    assert "not modified" in (await api("editMessageText", **edit))["description"]
    assert (await api("editMessageText", **edit | {"message_id": 1}))["error_code"] == 400


async def test_forms_are_read_like_json(server: BotApiServer) -> None:
    await server.push(message=message("hello"))
    for is_multipart in (False, True):
        form = FormData({"chat_id": "501", "text": "a"}, default_to_multipart=is_multipart)
        async with (
            ClientSession() as session,
            session.post(f"{server.url}/bot{TOKEN}/sendMessage", data=form) as sent,
        ):
            assert (await sent.json())["ok"]
    assert [(await_["chat_id"], await_["text"]) for await_ in server.called("sendMessage")] == [
        (501, "a")
    ] * 2


async def test_a_webhook_ends_polling(api: Any, server: BotApiServer) -> None:
    server.webhook_url = "https://example.org/hook"
    assert (await api("getWebhookInfo"))["result"]["url"] == server.webhook_url
    assert (await api("getUpdates"))["error_code"] == 409
    assert (await api("deleteWebhook"))["result"] is True
    assert (await api("getUpdates"))["ok"]
