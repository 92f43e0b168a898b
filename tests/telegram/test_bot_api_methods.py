"""The methods that concern chats, members, messages and files."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import FormData
from bare_calls import call, call_form, refused, sent
from bot_api_server import BotApiServer
from contents import joined, left, membership, migrated_from, migrated_to, topic_closed
from updates import (
    BOT,
    basic_group,
    channel,
    group,
    inaccessible,
    message,
    person,
    press,
    press_inline,
    private_chat,
)

GROUP = group()
KEYBOARD = {"inline_keyboard": [[{"text": "A", "callback_data": "x"}]]}


async def say(server: BotApiServer, chat: dict[str, Any] = GROUP, **fields: Any) -> dict[str, Any]:
    """Somebody writes in a chat, so that the server knows it."""
    said = message("hello", chat=chat, **fields)
    await server.push(message=said)
    return said


@pytest.mark.parametrize(
    ("chat", "change", "why"),
    [
        (private_chat(person()), ("member", "kicked"), "Forbidden: bot was blocked by the user"),
        (GROUP, ("member", "kicked"), "Forbidden: bot was kicked from the supergroup chat"),
        (basic_group(), ("member", "left"), "Forbidden: bot is not a member of the group chat"),
        (
            channel(),
            ("administrator", "member"),
            "Bad Request: need administrator rights in the channel chat",
        ),
        (GROUP, ("member", "restricted"), "Bad Request: not enough rights to send text messages to the chat"),
    ],
)
async def test_where_the_bot_may_not_write(
    server: BotApiServer, chat: dict[str, Any], change: tuple[str, str], why: str
) -> None:
    await say(server, chat)
    await sent(server, chat_id=chat["id"], text="a")
    await server.push(my_chat_member=membership(chat, *change))
    assert await refused(server, "sendMessage", chat_id=chat["id"], text="a") == why


async def test_leaving_and_coming_back(server: BotApiServer) -> None:
    await server.push(message=message(None, chat=GROUP, **joined()))
    await sent(server, "leaveChat", chat_id=GROUP["id"])
    assert "not a member" in await refused(server, "sendMessage", chat_id=GROUP["id"], text="a")
    await server.push(message=message(None, chat=GROUP, **joined()))
    await sent(server, chat_id=GROUP["id"], text="a")
    await server.push(message=message(None, chat=GROUP, **left()))
    assert "not a member" in await refused(server, "sendChatAction", chat_id=GROUP["id"], action="typing")


async def test_members_are_what_updates_or_tests_said(server: BotApiServer) -> None:
    await say(server)
    server.set_member(GROUP["id"], 700, "creator")
    server.set_member(GROUP["id"], BOT["id"], "administrator", can_delete_messages=False)
    where = {"chat_id": GROUP["id"]}
    assert (await sent(server, "getChatMember", **where, user_id=501))["status"] == "member"
    standing = await sent(server, "getChatAdministrators", **where)
    assert [member["status"] for member in standing] == ["creator", "administrator"]
    assert not standing[1]["can_delete_messages"]
    assert "PARTICIPANT" in await refused(server, "getChatMember", **where, user_id=999)
    assert (await sent(server, "getChat", **where))["title"] == GROUP["title"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_a_group_that_became_a_supergroup_names_its_new_id(
    server: BotApiServer, order: tuple[int, int]
) -> None:
    old, new = basic_group(), group()
    said = [
        message(None, chat=old, **migrated_to(new["id"])),
        message(None, chat=new, **migrated_from(old["id"])),
    ]
    for number in order:
        await server.push(message=said[number])
    body = await call(server, "sendMessage", chat_id=old["id"], text="a")
    assert body["parameters"] == {"migrate_to_chat_id": new["id"]}
    assert (await sent(server, chat_id=new["id"], text="a"))["chat"]["type"] == "supergroup"


async def test_topics_open_close_and_vanish(server: BotApiServer) -> None:
    forum = group(forum=True)
    asked = await say(server, forum, thread=4)
    where = {"chat_id": forum["id"], "text": "a"}
    assert (await sent(server, **where, message_thread_id=4))["is_topic_message"]
    answer = await sent(server, **where, reply_parameters={"message_id": asked["message_id"]})
    assert answer["message_thread_id"] == 4
    assert "thread not found" in await refused(server, "sendMessage", **where, message_thread_id=1)
    await server.push(message=message(None, chat=forum, thread=4, **topic_closed()))
    assert "TOPIC_CLOSED" in await refused(server, "sendMessage", **where, message_thread_id=4)
    del server.chats.topics[forum["id"], 4]
    assert "thread not found" in await refused(server, "sendMessage", **where, message_thread_id=4)


async def test_formatting_is_told_in_utf16_units(server: BotApiServer) -> None:
    await say(server, private_chat(person()))
    text = '😀 <a href="https://x.org/?a=1&amp;b">link</a> &lt;b&gt;'
    made = await sent(server, chat_id=501, text=text, parse_mode="HTML")
    assert made["text"] == "😀 link <b>"
    assert made["entities"] == [
        {"type": "text_link", "offset": 3, "length": 4, "url": "https://x.org/?a=1&b"}
    ]


async def test_places_files_and_pictures(server: BotApiServer) -> None:
    await say(server, private_chat(person()))
    place = {"chat_id": 501, "latitude": 1.5, "longitude": 2.5}
    assert (await sent(server, "sendVenue", **place, title="A", address="B"))["venue"]["title"] == "A"
    assert (await sent(server, "sendLocation", **place))["location"] == {"latitude": 1.5, "longitude": 2.5}
    form = FormData(
        {"chat_id": "501", "document": "attach://part", "caption": "<b>a</b>", "parse_mode": "HTML"}
    )
    form.add_field("part", b"{}", filename="chat.json", content_type="application/json")
    made = (await call_form(server, "sendDocument", form))["result"]
    assert (made["caption"], made["document"]["file_name"]) == ("a", "chat.json")
    assert server.sent_messages.files[made["document"]["file_id"]].content == b"{}"
    assert server.calls[-1].files["part"].name == "chat.json"
    direct = FormData({"chat_id": "501"})
    direct.add_field("photo", b"png", filename="map.png", content_type="image/png")
    assert (await call_form(server, "sendPhoto", direct))["result"]["photo"][0]["file_size"] == 3
    assert "file_id" in await refused(server, "getFile", file_id="x")


async def test_files_that_do_not_fit_the_request_are_noticed(server: BotApiServer) -> None:
    await say(server, private_chat(person()))
    orphan = FormData({"chat_id": "501", "text": "a"})
    orphan.add_field("stray", b"x", filename="x.txt")
    assert "not used" in (await call_form(server, "sendMessage", orphan))["description"]
    missing = await refused(server, "sendDocument", chat_id=501, document="attach://gone")
    assert "names no file" in missing
    assert len(server.complaints) == 2
    server.complaints.clear()


async def test_edits_and_deletions(server: BotApiServer) -> None:
    asked = await say(server)
    made = await sent(server, chat_id=GROUP["id"], text="a", reply_markup=KEYBOARD)
    where = {"chat_id": GROUP["id"], "message_id": made["message_id"]}
    edited = await sent(server, "editMessageReplyMarkup", **where)
    assert ("reply_markup" in edited, edited["text"]) == (False, "a")
    assert "not modified" in await refused(server, "editMessageReplyMarkup", **where)
    formatted = await sent(server, "editMessageText", **where, text="<b>a</b>", parse_mode="HTML")
    assert formatted["entities"][0]["type"] == "bold"
    other = {"chat_id": GROUP["id"], "message_id": asked["message_id"]}
    assert "can't be edited" in await refused(server, "editMessageText", **other, text="b")
    assert "can't be deleted" in await refused(server, "deleteMessage", **other)
    assert await sent(server, "deleteMessage", **where) is True
    assert "to edit not found" in await refused(server, "editMessageText", **where, text="c")
    assert "to delete not found" in await refused(server, "deleteMessage", **where)


async def test_presses_of_buttons_on_vanished_and_inline_messages(server: BotApiServer) -> None:
    gone = inaccessible(message("a", chat=GROUP))
    await server.push(callback_query=press("x", gone))
    edit = {"chat_id": GROUP["id"], "message_id": gone["message_id"], "text": "b"}
    assert "to edit not found" in await refused(server, "editMessageText", **edit)
    await server.push(callback_query=press_inline("x", "INLINE"))
    assert await sent(server, "editMessageText", inline_message_id="INLINE", text="b") is True
    assert "not modified" in await refused(server, "editMessageText", inline_message_id="INLINE", text="b")
    assert "MESSAGE_ID" in await refused(server, "editMessageText", inline_message_id="no", text="b")
