"""One bot for all scenarios: its console script in a process of its own, once polling and once by webhook."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from bot_api_server import TOKEN, BotApiServer
from harness import SECRET, BotProcess
from living import OPERATOR, Live, ready
from watching import environment

from tests.free_ports import free_port


@pytest_asyncio.fixture(scope="session", loop_scope="session", params=["polling", "webhook"])
async def live(
    request: pytest.FixtureRequest, data_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Live]:
    """The bot of all scenarios; afterwards it must stop well."""
    folder = tmp_path_factory.mktemp(request.param)
    server = BotApiServer()
    server.me |= {"supports_inline_queries": True, "supports_guest_queries": True}
    await server.start()
    changes = {"BOT_ADMIN_IDS": str(OPERATOR), "BOT_LOG_LEVEL": "DEBUG"}
    if request.param == "webhook":
        port = free_port()
        server.webhook.deliver_to = f"http://127.0.0.1:{port}"
        changes |= {
            "BOT_WEBHOOK_URL": "https://bot.example.org/telegram",
            "BOT_WEBHOOK_LISTEN": f"127.0.0.1:{port}",
            "BOT_WEBHOOK_SECRET": SECRET,
        }
    variables = environment(server, folder, data_dir, **changes)
    bot = BotProcess(variables, folder / "bot.log")
    await bot.start()
    await ready(server, request.param)
    yield Live(request.param, server, bot, variables["BOT_DATABASE_URL"])
    assert await bot.stop() == 0, bot.log()
    await server.stop()
    assert TOKEN not in bot.log() and TOKEN.partition(":")[2] not in bot.log()
    assert SECRET not in bot.log()


@pytest.fixture
def server(live: Live) -> Iterator[BotApiServer]:
    """The server; every request of the bot during the test must be right."""
    live.server.complaints.clear()
    yield live.server
    live.server.heal()
    assert live.server.complaints == []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run all scenarios on the one event loop that their bot's server lives on."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and asyncio.iscoroutinefunction(getattr(item, "function", None)):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
