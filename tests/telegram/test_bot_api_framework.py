"""What the server answers is such that a framework reads it, from every method that returns an object."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from bot_api_server import TOKEN, BotApiServer
from contents import membership, migrated_to
from telegram import Bot, BotCommand, InlineQueryResultArticle, InputTextMessageContent
from telegram.error import ChatMigrated, Forbidden
from updates import BOT, basic_group, group, guest_message, message

GROUP = group()
ARTICLE = InlineQueryResultArticle("1", "A", InputTextMessageContent("a"))


@pytest.fixture
async def bot(server: BotApiServer) -> AsyncIterator[Bot]:
    await server.push(message=message("hello"))
    await server.push(message=message("hello", chat=GROUP))
    async with Bot(TOKEN, base_url=f"{server.url}/bot") as bot:
        yield bot


async def test_messages(bot: Bot) -> None:
    sent = await bot.send_message(501, "<b>a</b>", parse_mode="HTML")
    assert [entity.type for entity in sent.entities] == ["bold"]
    assert (await bot.edit_message_text("b", 501, sent.message_id)).text == "b"
    assert (await bot.send_venue(501, 1.5, 2.5, "A", "B")).venue.title == "A"
    assert (await bot.send_location(501, 1.5, 2.5)).location.latitude == 1.5
    document = await bot.send_document(501, b"{}", filename="chat.json", caption="a")
    assert document.document.file_name == "chat.json"
    assert (await bot.send_photo(501, b"png")).photo
    assert await bot.delete_message(501, sent.message_id)
    assert await bot.send_chat_action(501, "typing")


@pytest.mark.parametrize("status", ["creator", "administrator", "member", "restricted", "left", "kicked"])
async def test_chats_and_members(bot: Bot, server: BotApiServer, status: str) -> None:
    assert (await bot.get_chat(GROUP["id"])).title == GROUP["title"]
    server.set_member(GROUP["id"], 700, status)
    assert (await bot.get_chat_member(GROUP["id"], 700)).status == status
    owners = await bot.get_chat_administrators(GROUP["id"])
    assert len(owners) == (status in {"creator", "administrator"})


async def test_profile_and_webhook(bot: Bot) -> None:
    await bot.set_my_commands([BotCommand("ask", "Ask")], language_code="fr")
    assert await bot.get_my_commands(language_code="fr") == (BotCommand("ask", "Ask"),)
    await bot.set_my_description("A")
    assert (await bot.get_my_description()).description == "A"
    assert (await bot.get_my_short_description()).short_description == ""
    assert (await bot.get_my_name()).name == BOT["first_name"]
    assert (await bot.get_webhook_info()).url == ""


async def test_a_guest_message(bot: Bot, server: BotApiServer) -> None:
    guest = guest_message("@cities_bot a")
    await server.push(guest_message=guest)
    answer = await bot.answer_guest_query(guest["guest_query_id"], ARTICLE)
    assert await bot.edit_message_text("b", inline_message_id=answer.inline_message_id)


async def test_errors(bot: Bot, server: BotApiServer) -> None:
    old = basic_group()
    await server.push(message=message(None, chat=old, **migrated_to(GROUP["id"])))
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(old["id"], "a")
    assert moved.value.new_chat_id == GROUP["id"]
    await server.push(my_chat_member=membership(GROUP, "member", "kicked"))
    with pytest.raises(Forbidden, match="kicked from the supergroup"):
        await bot.send_message(GROUP["id"], "a")
