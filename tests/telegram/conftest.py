"""The real application against the Bot API server on loopback, over real HTTP."""

from __future__ import annotations

import csv
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bot_api_server import TOKEN, BotApiServer
from harness import MADE_UP, Running, running_bot

from bot.chat_words import ChatWords, load_chat_words
from bot.engine import Engine
from bot.settings import Settings


@pytest.fixture(scope="session", autouse=True)
def no_certificates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Spare each bot the reading of all certificate authorities, a third of its start; loopback is not TLS."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_DIR", str(tmp_path_factory.mktemp("no-certificates")))
        yield


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real data and three members that were made up, so that the tests hold whatever the data says.

    Two share a name, and one is named as if to break out of HTML.
    """
    folder = tmp_path_factory.mktemp("made-up") / "data"
    shutil.copytree(Settings.from_env({}).data_dir, folder)
    with (folder / "sources.csv").open(encoding="utf-8", newline="") as file:
        source = next(csv.DictReader(file))["id"]
    with (folder / "cities.csv").open("a", encoding="utf-8", newline="") as file:
        for number, (name, country) in enumerate(MADE_UP):
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(
                [f"made-up-{number}", name, country, *[""] * 4, "member", *[""] * 4, "high", source]
            )
    return folder


@pytest.fixture(scope="session")
def engine(data_dir: Path) -> Engine:
    return Engine.load(data_dir, Settings.from_env({}).intents_dir)


@pytest.fixture(scope="session")
def words() -> ChatWords:
    return load_chat_words(Settings.from_env({}).intents_dir / "en")


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    """A running server; afterwards every request of the bot must have been right."""
    server = BotApiServer()
    await server.start()
    yield server
    await server.stop()
    assert server.complaints == []


@pytest.fixture
def settings(server: BotApiServer, data_dir: Path, tmp_path: Path) -> Settings:
    return replace(
        Settings.from_env({}),
        data_dir=data_dir,
        telegram_token=TOKEN,
        telegram_api_url=server.url,
        database_url=f"sqlite:///{tmp_path / 'bot.sqlite3'}",
    )


@pytest.fixture
def running(server: BotApiServer, settings: Settings, engine: Engine) -> Running:
    """Runs the bot for the length of a block: from its first long poll to a clean stop."""

    def run(**changes: Any) -> AbstractAsyncContextManager[None]:
        return running_bot(server, replace(settings, **changes), engine, ends_within=5)

    return run


@pytest.fixture
async def bot(running: Running) -> AsyncIterator[None]:
    """A bot that runs during the test."""
    async with running():
        yield
