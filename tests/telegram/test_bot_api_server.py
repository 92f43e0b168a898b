"""The server that the other tests trust: it must refuse and keep what Telegram refuses and keeps."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from aiohttp import ClientSession, FormData
from bare_calls import call, call_form
from bot_api_server import TOKEN, BotApiServer
from request_checks import check_request
from telegram_html import Entity, HtmlError, parse_html
from updates import message

KEYBOARD = {"inline_keyboard": [[{"text": "A", "callback_data": "x"}]]}
TOO_LONG = {"message_text": "a" * 4097}
BROKEN = {"message_text": "<b>a", "parse_mode": "HTML"}
ARTICLE = {"type": "article", "id": "1", "title": "A", "input_message_content": {"message_text": "a"}}


def inline(results: list[Any], **more: str) -> dict[str, str]:
    """The form of an answer to an inline query."""
    return {"inline_query_id": "1", "results": json.dumps(results), **more}


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
        ("setMyDescription", {"description": "a" * 513}, "512"),
        ("setMyShortDescription", {"short_description": "a" * 121}, "120"),
        ("sendLocation", {"chat_id": "1", "latitude": "91", "longitude": "0"}, "earth"),
        ("sendMessage", {"chat_id": "1", "text": "t.me/cities_bot?start=a.b"}, "start payload"),
        ("sendMessage", {"chat_id": "1", "text": "a", "message_effect_id": None}, "null"),
        ("sendMessage", {"chat_id": "1", "text": "a", "allow_paid_broadcast": "true"}, "money"),
        ("sendPhoto", {"chat_id": "1", "photo": "attach://p", "caption": "a" * 1025}, "caption is too long"),
        ("answerInlineQuery", inline([ARTICLE] * 2), "the same id"),
        ("answerInlineQuery", inline([ARTICLE | {"id": str(n)} for n in range(51)]), "50 inline results"),
        ("answerInlineQuery", inline([ARTICLE | {"id": "é" * 33}]), "66 bytes"),
        ("answerInlineQuery", inline([], next_offset="1" * 65), "next_offset"),
        ("answerInlineQuery", inline([ARTICLE | {"titel": "a"}]), "titel"),
        ("answerInlineQuery", inline([ARTICLE | {"input_message_content": TOO_LONG}]), "too long"),
        ("answerInlineQuery", inline([ARTICLE | {"input_message_content": BROKEN}]), "end tag"),
        ("answerGuestQuery", {"guest_query_id": "1", "result": json.dumps(ARTICLE | {"id": ""})}, "0 bytes"),
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


async def test_a_wrong_token_is_refused(server: BotApiServer) -> None:
    assert (await call(server, "getMe", _token="1:no"))["error_code"] == 401


async def test_updates_come_again_until_they_are_confirmed(server: BotApiServer) -> None:
    first = await server.push(message=message("a"))
    second = await server.push(message=message("b"))
    for _ in range(2):
        server.clock.skip(1)
        got = await call(server, "getUpdates")
        assert [update["update_id"] for update in got["result"]] == [first, second]
    assert [update["update_id"] for update in (await call(server, "getUpdates", limit=-5))["result"]] == [
        first
    ]
    assert [
        update["update_id"] for update in (await call(server, "getUpdates", offset=second))["result"]
    ] == [second]
    assert (await call(server, "getUpdates", offset=second + 1))["result"] == []


async def test_a_long_poll_wakes_up_and_a_newer_one_ends_it(server: BotApiServer) -> None:
    older = asyncio.create_task(call(server, "getUpdates", timeout=30))
    await server.wait_until(lambda: server.polls_open == 1, "the first poll")
    newer = asyncio.create_task(call(server, "getUpdates", timeout=30))
    assert (await asyncio.wait_for(older, 2))["error_code"] == 409
    await server.push(message=message("a"))
    assert len((await asyncio.wait_for(newer, 2))["result"]) == 1


async def test_kinds_that_are_not_asked_for_do_not_come(server: BotApiServer) -> None:
    await call(server, "getUpdates", allowed_updates=["callback_query"])
    await server.push(message=message("a"))
    assert (await call(server, "getUpdates"))["result"] == []


async def test_chats_topics_and_messages_must_exist(server: BotApiServer) -> None:
    assert "chat not found" in (await call(server, "sendMessage", chat_id=5, text="a"))["description"]
    await server.push(message=message("hello"))
    assert (await call(server, "sendMessage", chat_id=501, text="a"))["ok"]
    thread = await call(server, "sendMessage", chat_id=501, text="a", message_thread_id=3)
    assert "thread not found" in thread["description"]
    reply = await call(server, "sendMessage", chat_id=501, text="a", reply_parameters={"message_id": 1})
    assert "replied not found" in reply["description"]


async def test_a_message_of_the_bot_can_be_edited_but_not_to_the_same(server: BotApiServer) -> None:
    await server.push(message=message("hello"))
    sent = (await call(server, "sendMessage", chat_id=501, text="a"))["result"]
    edit = {"chat_id": 501, "message_id": sent["message_id"], "text": "b"}
    assert (await call(server, "editMessageText", **edit))["result"]["text"] == "b"
    assert "not modified" in (await call(server, "editMessageText", **edit))["description"]
    assert (await call(server, "editMessageText", **edit | {"message_id": 1}))["error_code"] == 400


async def test_forms_are_read_like_json(server: BotApiServer) -> None:
    await server.push(message=message("hello"))
    for is_multipart in (False, True):
        form = FormData({"chat_id": "501", "text": "a"}, default_to_multipart=is_multipart)
        assert (await call_form(server, "SENDmessage", form))["ok"]
    asked = server.called("sendMessage")
    assert [(form["chat_id"], form["text"]) for form in asked] == [(501, "a")] * 2


async def test_the_address_may_hold_parameters_and_an_empty_text_is_none(server: BotApiServer) -> None:
    await server.push(message=message("hello"))
    address = f"{server.url}/bot{TOKEN}/sendMessage?chat_id=501&text=a&parse_mode="
    async with ClientSession() as session, session.get(address) as response:
        assert (await response.json())["ok"]
    assert server.called("sendMessage") == [{"chat_id": 501, "text": "a"}]


async def test_a_webhook_ends_polling(server: BotApiServer) -> None:
    server.webhook_url = "https://example.org/hook"
    assert (await call(server, "getWebhookInfo"))["result"]["url"] == server.webhook_url
    assert (await call(server, "getUpdates"))["error_code"] == 409
    assert (await call(server, "deleteWebhook"))["result"] is True
    assert (await call(server, "getUpdates"))["ok"]


async def test_kinds_that_nobody_knows_yet_are_delivered(server: BotApiServer) -> None:
    await server.push(holographic_message={"chat": {"id": 1}, "from": {"id": 2}})
    (update,) = (await call(server, "getUpdates"))["result"]
    assert "holographic_message" in update


async def test_what_is_asked_for_stays_until_it_is_said_anew(server: BotApiServer) -> None:
    await call(server, "getUpdates", allowed_updates=["message"])
    await server.push(edited_message=message("a"))
    assert server.pending == []
    await call(server, "getUpdates", allowed_updates=[])
    await server.push(edited_message=message("a"))
    await server.push(chat_member={"chat": message("a")["chat"], "new_chat_member": {"user": {"id": 1}}})
    assert len(server.pending) == 1
