"""Looks at what a bot did with one update: its line in the log, and what it sent to the chat."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot_api_server import TOKEN, BotApiServer
from harness import BotProcess

from tests.free_ports import free_port


async def line_on(bot: BotProcess, update_id: int, timeout: float = 5) -> str:
    """Wait for the one line that the log has on an update that was handled; return it."""
    mark = f"update={update_id} kind="
    await until(lambda: mark in bot.log(), f"a line on update {update_id}", timeout)
    (line,) = (line for line in bot.log().splitlines() if mark in line)
    return line


async def until(holds: Any, what: str, timeout: float = 5) -> None:
    """Wait until something holds of which the server hears nothing."""
    deadline = time.monotonic() + timeout
    while not holds():
        assert time.monotonic() < deadline, f"waited {timeout} s for {what}"
        await asyncio.sleep(0.01)


def sent_to(server: BotApiServer, chat_id: int, method: str = "sendMessage") -> list[Mapping[str, Any]]:
    """The parameters of all calls for a chat, also of those that failed."""
    return [call for call in server.called(method) if call.get("chat_id") == chat_id]


def environment(server: BotApiServer, folder: Path, data_dir: Path, **changes: str) -> dict[str, str]:
    """The environment of a bot of a test's own, which polls."""
    return {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": server.url,
        "BOT_DATABASE_URL": f"sqlite:///{folder / 'bot.sqlite3'}",
        "BOT_DATA_DIR": str(data_dir),
        **changes,
    }


class Way:
    """A way to the server, through another port, that can be closed and opened again."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._own_port = free_port()
        self.url = f"http://127.0.0.1:{self._own_port}"
        self._listener: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    @classmethod
    async def to(cls, server: BotApiServer) -> Way:
        """An open way to a server."""
        way = cls(urlsplit(server.url).port or 80)
        await way.open()
        return way

    async def open(self) -> None:
        """Listen, on the same port as before."""
        self._listener = await asyncio.start_server(self._relay, "127.0.0.1", self._own_port)

    async def close(self) -> None:
        """Refuse connections, and cut those that there are."""
        if self._listener is not None:
            self._listener.close()
            for writer in list(self._writers):
                writer.close()
            await self._listener.wait_closed()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._port)
        self._writers |= {writer, back}
        await asyncio.gather(_copy(reader, back), _copy(there, writer))
        self._writers -= {writer, back}


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
