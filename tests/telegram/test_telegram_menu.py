"""The command menus: one for each kind of chat, set when they differ and only then."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from bot_api_server import BotApiServer, Fault
from telegram import Bot

from bot.chat_words import ChatWords, load_chat_words
from bot.settings import Settings
from bot.telegram.connecting import connected
from bot.telegram.menu import OPERATOR_COMMANDS, menus, register_menu

OPERATOR = 501
SCOPES = ["default", "all_private_chats", "all_group_chats", "all_chat_administrators"]


@pytest.fixture(scope="module")
def words() -> ChatWords:
    return load_chat_words(Settings.from_env({}).intents_dir / "en")


@pytest.fixture
async def connection(settings: Settings) -> AsyncIterator[Bot]:
    async with connected(settings) as connection:
        yield connection


def menus_set(server: BotApiServer) -> dict[str, list[str]]:
    """The names of the commands that were set, by scope."""

    def scope_of(parameters: Any) -> str:
        return str(parameters.get("scope", {"type": "default"})["type"])

    return {scope_of(p): [c["command"] for c in p["commands"]] for p in server.called("setMyCommands")}


async def test_each_kind_of_chat_gets_its_menu(
    server: BotApiServer, connection: Bot, words: ChatWords
) -> None:
    await register_menu(connection, words)
    menu = menus_set(server)
    assert sorted(menu) == sorted(SCOPES)
    assert menu["default"] == menu["all_private_chats"] == list(words.commands)
    assert menu["all_group_chats"] == list(words.lists["group_commands"])
    assert menu["all_chat_administrators"][: len(menu["all_group_chats"])] == menu["all_group_chats"]
    assert "settings" in menu["all_chat_administrators"]
    assert "settings" not in menu["all_group_chats"]
    on_subscriptions = {"subscribe", "subscriptions", "unsubscribe", "preview"}
    assert on_subscriptions <= set(menu["all_private_chats"]) & set(menu["all_chat_administrators"])
    assert not on_subscriptions & set(menu["all_group_chats"])
    assert all("unanswered" not in names for names in menu.values())


async def test_an_operator_sees_the_operators_commands_as_well(
    server: BotApiServer, connection: Bot, words: ChatWords
) -> None:
    await register_menu(connection, words, {OPERATOR})
    (parameters,) = [p for p in server.called("setMyCommands") if p.get("scope", {}).get("type") == "chat"]
    assert parameters["scope"]["chat_id"] == OPERATOR
    assert [c["command"] for c in parameters["commands"]] == [*words.commands, *OPERATOR_COMMANDS]


async def test_a_second_start_sets_nothing(server: BotApiServer, connection: Bot, words: ChatWords) -> None:
    await register_menu(connection, words, {OPERATOR})
    before = len(server.called("setMyCommands"))
    await register_menu(connection, words, {OPERATOR})
    assert len(server.called("setMyCommands")) == before == len(SCOPES) + 1


async def test_only_the_menu_that_changed_is_set(
    server: BotApiServer, connection: Bot, words: ChatWords
) -> None:
    await register_menu(connection, words)
    before = len(server.called("setMyCommands"))
    groups = next(menu for menu in menus(words) if menu.where == "groups")
    await connection.set_my_commands([("ask", "In other words")], scope=groups.scope)
    await register_menu(connection, words)
    assert [p["scope"]["type"] for p in server.called("setMyCommands")[before + 1 :]] == ["all_group_chats"]


@pytest.mark.parametrize("method", ["getMyCommands", "setMyCommands"])
async def test_a_failure_is_one_line_and_the_other_menus_are_set(
    server: BotApiServer, connection: Bot, words: ChatWords, method: str, caplog: pytest.LogCaptureFixture
) -> None:
    server.fail(method, Fault(500, "Internal Server Error"))
    await register_menu(connection, words)
    (record,) = [r for r in caplog.records if r.name == "bot.telegram.menu" and r.levelno > logging.INFO]
    assert record.getMessage().startswith("1 of 4 command menus could not be set")
    assert len(server.called("getMyCommands")) == len(SCOPES)
    await register_menu(connection, words)
    assert sorted(menus_set(server)) == sorted(SCOPES)


async def test_an_operator_who_never_wrote_to_the_bot_is_no_failure(
    server: BotApiServer, connection: Bot, words: ChatWords, caplog: pytest.LogCaptureFixture
) -> None:
    await register_menu(connection, words)
    server.fail("getMyCommands", *[Fault()] * len(SCOPES), Fault(400, "Bad Request: chat not found"))
    await register_menu(connection, words, {OPERATOR})
    assert not [record for record in caplog.records if record.levelno > logging.INFO]
