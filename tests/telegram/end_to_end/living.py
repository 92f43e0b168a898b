"""The bot that all scenarios share, as they see it."""

from __future__ import annotations

from dataclasses import dataclass

from bot_api_server import BotApiServer
from harness import BotProcess

OPERATOR = 4242
"""The one operator, BOT_ADMIN_IDS."""


@dataclass
class Live:
    """A running bot and the server that it talks to."""

    way: str
    server: BotApiServer
    bot: BotProcess
    database: str
    """The address of its database."""


async def ready(server: BotApiServer, way: str) -> None:
    """Wait until a bot that was started receives updates."""
    if way == "webhook":
        await server.wait_until(lambda: server.webhook_url != "", "a webhook", timeout=30)
    else:
        await server.wait_until(lambda: server.polls_open > 0, "a long poll", timeout=30)
