"""One bot for all scenarios: its console script in a process of its own, once polling and once by webhook."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from bot_api_server import TOKEN, BotApiServer
from harness import SECRET, BotProcess

OPERATOR = 4242
"""The one operator, BOT_ADMIN_IDS."""


@dataclass
class Live:
    """A running bot and the server that it talks to."""

    way: str
    server: BotApiServer
    bot: BotProcess


@pytest_asyncio.fixture(scope="session", loop_scope="session", params=["polling", "webhook"])
async def live(
    request: pytest.FixtureRequest, data_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Live]:
    """The bot of all scenarios; afterwards it must stop well."""
    folder = tmp_path_factory.mktemp(request.param)
    server = BotApiServer()
    server.me |= {"supports_inline_queries": True, "supports_guest_queries": True}
    await server.start()
    variables = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": server.url,
        "BOT_DATABASE_URL": f"sqlite:///{folder / 'bot.sqlite3'}",
        "BOT_DATA_DIR": str(data_dir),
        "BOT_ADMIN_IDS": str(OPERATOR),
        "BOT_LOG_LEVEL": "DEBUG",
    }
    if request.param == "webhook":
        port = _free_port()
        server.webhook.deliver_to = f"http://127.0.0.1:{port}"
        variables |= {
            "BOT_WEBHOOK_URL": "https://bot.example.org/telegram",
            "BOT_WEBHOOK_LISTEN": f"127.0.0.1:{port}",
            "BOT_WEBHOOK_SECRET": SECRET,
        }
    bot = BotProcess(variables, folder / "bot.log")
    await bot.start()
    await ready(server, request.param)
    yield Live(request.param, server, bot)
    assert await bot.stop() == 0, bot.log()
    await server.stop()
    assert TOKEN not in bot.log() and TOKEN.partition(":")[2] not in bot.log()
    assert SECRET not in bot.log()


async def ready(server: BotApiServer, way: str) -> None:
    """Wait until a bot that was started receives updates."""
    if way == "webhook":
        await server.wait_until(lambda: server.webhook_url != "", "a webhook", timeout=30)
    else:
        await server.wait_until(lambda: server.polls_open > 0, "a long poll", timeout=30)


@pytest.fixture
def server(live: Live) -> Iterator[BotApiServer]:
    """The server; every request of the bot during the test must be right."""
    live.server.complaints.clear()
    yield live.server
    live.server.heal()
    assert live.server.complaints == []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run all scenarios on the one event loop that their bot's server lives on."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and asyncio.iscoroutinefunction(getattr(item, "function", None)):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
