"""What came to a chat by the time its updates were handled: silence is sure then, without waiting longer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot_api_server import BotApiServer
from living import Live

FAULTS = ("failed=", "not answered", "Traceback", "never retrieved")
"""What stands in the log when handling an update went wrong."""


async def reactions(live: Live, chat_id: int, *updates: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Push updates such as `{"message": ...}`, and return what was sent to the chat until all were handled.

    No fault may stand in the log then. The bot gets the updates whether it asked for their kind or not.
    """
    logged, before = len(live.bot.log()), len(sent_to(live.server, chat_id))
    await handle(live, *updates)
    log = live.bot.log()[logged:]
    assert not [fault for fault in FAULTS if fault in log], log
    return sent_to(live.server, chat_id)[before:]


async def handle(live: Live, *updates: Mapping[str, Any]) -> None:
    """Push updates and wait until all were handled; what becomes of them is left open."""
    numbers = [await live.server.push(**update, whatever_allowed=True) for update in updates]
    await live.server.wait_handled(*numbers)


async def says(live: Live, *messages: dict[str, Any]) -> list[str]:
    """Push messages of one chat and return the texts of what was sent to it until all were handled."""
    updates = [{"message": message} for message in messages]
    return [sent["text"] for sent in await reactions(live, messages[0]["chat"]["id"], *updates)]


def sent_to(server: BotApiServer, chat_id: int) -> list[dict[str, Any]]:
    """All that the bot has sent to a chat."""
    return [sent for sent in server.messages if sent["chat"]["id"] == chat_id]


def notices(server: BotApiServer, query_id: str) -> list[str | None]:
    """The notices with which a press was confirmed."""
    calls = server.called("answerCallbackQuery")
    return [call.get("text") for call in calls if call["callback_query_id"] == query_id]
