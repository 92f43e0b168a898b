"""The bot from end to end: the command in a process of its own, over HTTP, stopped by signals."""

from __future__ import annotations

import re
import signal
import time
from pathlib import Path

from bot_api_server import TOKEN, BotApiServer, Fault
from harness import AMBIGUOUS, ended, started
from updates import group, message, press


def variables(server: BotApiServer, tmp_path: Path) -> dict[str, str]:
    """The environment of a bot that talks to the server."""
    return {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": server.url,
        "BOT_DATABASE_URL": f"sqlite:///{tmp_path / 'bot.sqlite3'}",
    }


async def test_a_whole_life_at_debug_level(tmp_path: Path, data_dir: Path) -> None:
    """Start, answer, offer buttons, survive faults, stop; and the token is nowhere in what was written."""
    server = BotApiServer(short_polls_wait=True)
    await server.start()
    environment = variables(server, tmp_path) | {"BOT_LOG_LEVEL": "DEBUG", "BOT_DATA_DIR": str(data_dir)}
    async with started(**environment) as bot:
        await server.wait_until(lambda: server.polls_open > 0, "a long poll", timeout=20)
        answer = await server.answer_to(message=message("/ask Is Lusaka a learning city?", chat=group()))
        assert "Lusaka" in answer["text"]
        offered = await server.answer_to(message=message(AMBIGUOUS))
        data = offered["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        await server.answer_to(callback_query=press(data, offered))
        server.fail("sendMessage", Fault(400, "Bad Request: chat not found"))
        await server.push(message=message("help"))
        server.fail("getUpdates", Fault(502, body=b"<html>Bad Gateway</html>"))
        await server.answer_to(message=message("help"))
        stopped_at = time.monotonic()
        bot.send_signal(signal.SIGTERM)
        code, written = await ended(bot)
    await server.stop()
    assert time.monotonic() - stopped_at < 5
    assert code == 0, written
    assert "answering as @cities_bot" in written
    assert TOKEN not in written
    assert TOKEN.partition(":")[2] not in written
    assert server.complaints == []


async def test_interrupting_ends_it_well_and_the_log_is_short(server: BotApiServer, tmp_path: Path) -> None:
    async with started(**variables(server, tmp_path)) as bot:
        await server.wait_until(lambda: server.polls_open > 0, "a long poll", timeout=20)
        await server.answer_to(message=message("Is Lusaka a learning city?"))
        bot.send_signal(signal.SIGINT)
        code, written = await ended(bot)
    assert code == 0, written
    assert "Lusaka" not in written
    assert "Traceback" not in written
    assert all(re.match(r"\d{4}-\d\d-\d\d ", line) for line in written.splitlines()), written


async def test_a_refused_token_is_one_line_and_exit_code_2(server: BotApiServer, tmp_path: Path) -> None:
    refused = "1234567:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw2"
    async with started(**variables(server, tmp_path) | {"TELEGRAM_BOT_TOKEN": refused}) as bot:
        code, written = await ended(bot, timeout=20)
    assert code == 2
    assert written.startswith("error: TELEGRAM_BOT_TOKEN: Telegram does not accept this token")
    assert written.count("\n") == 1
    assert refused not in written


async def test_refused_polling_is_exit_code_1(server: BotApiServer, tmp_path: Path) -> None:
    server.fail("getUpdates", Fault(401, "Unauthorized"))
    async with started(**variables(server, tmp_path)) as bot:
        code, written = await ended(bot, timeout=20)
    assert code == 1
    assert "polling has ended" in written
    assert "Traceback" not in written
