"""Starting, running and stopping, also when Telegram does not answer as hoped."""

from __future__ import annotations

import asyncio
import logging
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from bot_api_server import BotApiServer, Fault
from harness import Running
from updates import message

from bot.engine import Engine
from bot.errors import SettingsError, StorageError
from bot.settings import Settings
from bot.telegram.application import serve
from bot.telegram.polling import PollingWatch
from bot.telegram.wording import COMMANDS


async def outcome(settings: Settings, engine: Engine, timeout: float = 5) -> int:
    """Run the bot until it ends by itself."""
    return await asyncio.wait_for(serve(settings, engine, asyncio.Event()), timeout)


async def test_commands_are_set_once_and_not_again(server: BotApiServer, running: Running) -> None:
    async with running():
        (given,) = server.called("setMyCommands")
    async with running():
        pass
    assert [(c["command"], c["description"]) for c in given["commands"]] == list(COMMANDS)
    assert len(server.called("setMyCommands")) == 1
    assert len(server.called("getMyCommands")) == 2


async def test_a_menu_that_cannot_be_set_does_not_keep_the_bot_from_answering(
    server: BotApiServer, running: Running
) -> None:
    server.fail("setMyCommands", Fault(500, "Internal Server Error"))
    async with running():
        await server.push(message=message("help"))
        await server.wait_for("sendMessage")


async def test_a_webhook_of_old_is_removed(server: BotApiServer, running: Running) -> None:
    server.webhook_url = "https://example.org/old"
    async with running():
        assert server.webhook_url == ""


async def test_a_missing_token_says_what_to_do(settings: Settings, engine: Engine) -> None:
    with pytest.raises(SettingsError) as error:
        await outcome(replace(settings, telegram_token=None), engine)
    line = str(error.value)
    assert line.startswith("TELEGRAM_BOT_TOKEN: ")
    assert "BotFather" in line
    assert "learning-cities chat" in line
    assert "\n" not in line


async def test_a_webhook_is_refused_rather_than_ignored(settings: Settings, engine: Engine) -> None:
    with pytest.raises(SettingsError, match=r"^BOT_WEBHOOK_URL: "):
        await outcome(replace(settings, webhook_url="https://example.org/hook"), engine)


@pytest.mark.parametrize("token", ["999999:wrong", "no token at all"])
async def test_a_refused_token_says_what_to_do(settings: Settings, engine: Engine, token: str) -> None:
    with pytest.raises(SettingsError, match=r"^TELEGRAM_BOT_TOKEN: ") as error:
        await outcome(replace(settings, telegram_token=token), engine)
    assert token not in str(error.value)


async def test_an_unwritable_database_says_what_to_do(
    settings: Settings, engine: Engine, tmp_path: Path
) -> None:
    path = tmp_path / "missing" / "bot.sqlite3"
    with pytest.raises(StorageError, match=r"^BOT_DATABASE_URL: ") as error:
        await outcome(replace(settings, database_url=f"sqlite:///{path}"), engine)
    assert str(path) in str(error.value)


async def test_the_bot_starts_although_telegram_is_down(settings: Settings, engine: Engine) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    late = BotApiServer()
    stop = asyncio.Event()
    bot = asyncio.create_task(
        serve(replace(settings, telegram_api_url=f"http://127.0.0.1:{port}"), engine, stop)
    )
    await asyncio.sleep(0.3)
    assert not bot.done()
    await late.start(port)
    await late.answer_to(message=message("help"))
    stop.set()
    assert await asyncio.wait_for(bot, 5) == 0
    await late.stop()


async def test_a_fault_half_way_through_the_start_is_tried_again(
    server: BotApiServer, running: Running
) -> None:
    server.fail("getMe", Fault(502, body=b"<html>Bad Gateway</html>"))
    server.fail("deleteWebhook", Fault(500, "Internal Server Error"))
    async with running():
        await server.answer_to(message=message("help"))


async def test_a_bot_that_waits_for_telegram_can_be_stopped(settings: Settings, engine: Engine) -> None:
    stop = asyncio.Event()
    bot = asyncio.create_task(serve(replace(settings, telegram_api_url="http://127.0.0.1:9"), engine, stop))
    await asyncio.sleep(0.2)
    stop.set()
    assert await asyncio.wait_for(bot, 5) == 0


@pytest.mark.parametrize("status", [401, 404])
async def test_polling_that_was_refused_ends_the_bot_with_a_line(
    server: BotApiServer, settings: Settings, engine: Engine, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    server.fail("getUpdates", Fault(status, "Unauthorized"))
    assert await outcome(settings, engine) == 1
    (record,) = [record for record in caplog.records if record.name == "bot.telegram.application"]
    assert "TELEGRAM_BOT_TOKEN" in record.getMessage()
    assert record.levelno == logging.CRITICAL


async def test_polling_without_a_sign_of_life_is_dead() -> None:
    watch = PollingWatch(silence=0.2)
    line = await asyncio.wait_for(watch.death(), 2)
    assert "0.2 s" in line


async def test_a_second_poller_is_told_in_one_line(
    server: BotApiServer, running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    server.fail("getUpdates", Fault(409, "Conflict: terminated by other getUpdates request"))
    async with running():
        await server.answer_to(message=message("help"))
    lines = [record.getMessage() for record in caplog.records if record.name == "bot.telegram.polling"]
    assert len(lines) == 2
    assert "another program is polling" in lines[0]
    assert lines[1] == "polling works again"


async def test_an_answer_in_hand_is_sent_before_the_bot_stops(server: BotApiServer, running: Running) -> None:
    server.fail("sendMessage", Fault(hang=0.5))
    async with running():
        await server.push(message=message("help"))
        await server.wait_for("sendMessage")
    assert len(server.messages) == 1


async def test_answers_that_hang_do_not_keep_the_bot_from_stopping(
    server: BotApiServer, running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    server.fail("sendMessage", Fault(hang=30))
    async with running():
        await server.push(message=message("help"))
        await server.wait_for("sendMessage")
    assert "stopped before all answers in hand were sent" in caplog.text
