"""A second opinion: the bot against lo-bot-api-emulator, which other people wrote, instead of our own server.

It checks names, limits, keyboards and inline results strictly, and its journal tells of every refusal. It
knows neither HTML nor topics, so nothing is said about these here; `emulator_proxy` tells what is left out.
"""

from __future__ import annotations

import json
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from bot_api_server import TOKEN
from emulator_proxy import UNKNOWN_THERE, EmulatorProxy
from harness import AMBIGUOUS, SECRET, BotProcess
from lo_bot_api_emulator import LoBotApiEmulator
from lo_bot_api_emulator.journal import verdict
from updates import BOT, basic_group, inline_query, message, person, press, private_chat, reply

from tests.free_ports import free_port

QUESTION = "Is Lusaka a learning city?"
LIST = "list all learning cities"


@dataclass
class Trial:
    """A running bot, what stands between it and the emulator, and the emulator's journal."""

    proxy: EmulatorProxy
    bot: BotProcess
    journal: Path

    def judged(self, *methods: str) -> None:
        """Fail unless the emulator refused nothing and these methods went well."""
        found = verdict(self.journal, require_response=True, require_methods=methods)
        assert found["ok"], found
        assert self.proxy.taken_out <= UNKNOWN_THERE

    async def answer_to(self, **update: Any) -> dict[str, Any]:
        """Push an update and return the next message of the bot, as the bot sent it."""
        before = len(self.proxy.answered("sendMessage"))
        await self.proxy.push(**update)
        return (await self.proxy.wait_for("sendMessage", before + 1))[-1].fields


@asynccontextmanager
async def trial(folder: Path, data_dir: Path, **variables: str) -> AsyncIterator[Trial]:
    """The bot as a process of its own beside the emulator; it must stop well."""
    journal = folder / "requests.jsonl"
    proxy = EmulatorProxy(LoBotApiEmulator(journal=journal, allow_insecure_loopback_webhooks=True), TOKEN)
    proxy.webhook_host = variables.get("BOT_WEBHOOK_LISTEN", "")
    await proxy.start()
    always = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": proxy.url,
        "BOT_DATABASE_URL": f"sqlite:///{folder / 'bot.sqlite3'}",
        "BOT_DATA_DIR": str(data_dir),
    }
    bot = BotProcess(always | variables, folder / "bot.log")
    await bot.start()
    try:
        yield Trial(proxy, bot, journal)
        assert await bot.stop() == 0, bot.log()
    finally:
        await bot.stop(signal.SIGKILL)
        await proxy.stop()


@pytest.fixture
async def polling(tmp_path: Path, data_dir: Path) -> AsyncIterator[Trial]:
    async with trial(tmp_path, data_dir) as polling:
        yield polling


def shown(sent: dict[str, Any]) -> dict[str, Any]:
    """A message of the bot as it stands in the chat of a person."""
    chat = private_chat(person())
    return message(sent["text"], sender=BOT, chat=chat, reply_markup=sent["reply_markup"])


def first_button(sent: dict[str, Any]) -> str:
    """The data of the first button under a message."""
    data: str = sent["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    return data


async def test_messages_buttons_and_files(polling: Trial) -> None:
    plain = await polling.answer_to(message=message(QUESTION))
    assert "Lusaka" in plain["text"]
    offered = await polling.answer_to(message=message(AMBIGUOUS))
    assert await polling.answer_to(callback_query=press(first_button(offered), shown(offered)))
    await polling.proxy.wait_for("answerCallbackQuery", 1)
    in_group = message(f"/ask@{BOT['username']} {QUESTION}", chat=basic_group())
    quoting = await polling.answer_to(message=in_group)
    assert quoting["reply_parameters"]["message_id"] == in_group["message_id"]
    followed = reply("and Harare?", message(quoting["text"], chat=basic_group(), sender=BOT))
    assert "Harare" in (await polling.answer_to(message=followed))["text"]
    polling.judged("getMe", "getUpdates", "setMyCommands", "answerCallbackQuery")


async def test_a_setting_is_switched_and_exported_as_a_file(polling: Trial) -> None:
    asked = await polling.answer_to(message=message("/settings"))
    await polling.proxy.push(callback_query=press(first_button(asked), shown(asked)))
    await polling.proxy.wait_for("answerCallbackQuery", 1)
    await polling.proxy.push(message=message("/export"))
    (export,) = await polling.proxy.wait_for("sendDocument", 1)
    assert export.answer["result"]["document"]
    polling.judged("sendDocument", "answerCallbackQuery")


async def test_a_long_list_is_paged_by_editing(polling: Trial) -> None:
    listed = await polling.answer_to(message=message(LIST))
    pages = [
        button["callback_data"]
        for row in listed["reply_markup"]["inline_keyboard"]
        for button in row
        if button["callback_data"].startswith("p:")
    ]
    await polling.proxy.push(callback_query=press(pages[-1], shown(listed)))
    (edit,) = await polling.proxy.wait_for("editMessageText", 1)
    await polling.proxy.wait_for("answerCallbackQuery", 1)
    assert edit.fields["text"] != listed["text"]
    polling.judged("editMessageText", "answerCallbackQuery")


async def test_inline_results(polling: Trial) -> None:
    for number, typed in enumerate(("lusaka", "kenya", "capitals 2025", ""), start=1):
        await polling.proxy.push(inline_query=inline_query(typed))
        answer = (await polling.proxy.wait_for("answerInlineQuery", number))[-1]
        results = answer.fields["results"]
        assert json.loads(results) if isinstance(results, str) else results
    found = verdict(polling.journal, require_methods=["answerInlineQuery"])
    assert found["ok"], found


async def test_a_webhook(tmp_path: Path, data_dir: Path) -> None:
    hook = {
        "BOT_WEBHOOK_URL": "https://bot.example.org/telegram",
        "BOT_WEBHOOK_LISTEN": f"127.0.0.1:{free_port()}",
        "BOT_WEBHOOK_SECRET": SECRET,
    }
    async with trial(tmp_path, data_dir, **hook) as running:
        (set_up,) = await running.proxy.wait_for("setWebhook", 1)
        assert (set_up.fields["secret_token"], set_up.fields["max_connections"]) == (SECRET, 100)
        assert "Lusaka" in (await running.answer_to(message=message(QUESTION)))["text"]
        offered = await running.answer_to(message=message(AMBIGUOUS))
        assert await running.answer_to(callback_query=press(first_button(offered), shown(offered)))
        await running.proxy.wait_for("answerCallbackQuery", 1)
    running.judged("setWebhook", "webhook", "answerCallbackQuery")
    assert SECRET not in running.bot.log()
