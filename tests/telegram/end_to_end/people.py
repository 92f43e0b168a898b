"""People in chats, as the scenarios see them: who says something, and what comes back to that chat."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

from bot_api_server import BotApiServer
from updates import basic_group, edited, group, message, person, press, private_chat, reply

_numbers = itertools.count(1_000_001)
SILENCE_SECONDS = 0.15
"""How long nothing must come where the bot is to be silent; an answer takes a few milliseconds."""


class Someone:
    """A person in one chat, private unless another is given; each test makes its own."""

    def __init__(
        self,
        server: BotApiServer,
        chat: dict[str, Any] | None = None,
        *,
        thread: int | None = None,
        first_name: str = "Amara",
        user_id: int | None = None,
    ) -> None:
        self.server = server
        self.user = person(user_id or next(_numbers), first_name)
        self.chat = chat or private_chat(self.user)
        self.thread = thread

    def writes(self, text: str | None, **fields: Any) -> dict[str, Any]:
        """The message, not yet sent."""
        return message(text, chat=self.chat, sender=self.user, thread=self.thread, **fields)

    async def says(self, text: str | None, **fields: Any) -> dict[str, Any]:
        """Send a message and return what the bot sends to the chat next."""
        return await self.gets(message=self.writes(text, **fields))

    async def replies(self, to: dict[str, Any], text: str) -> dict[str, Any]:
        """Reply to a message and return what the bot sends next."""
        return await self.gets(message=reply(text, to, self.user))

    async def presses(self, sent: dict[str, Any], label: str) -> dict[str, Any]:
        """Press the button with a label and return what the bot sends next."""
        return await self.gets(callback_query=press(data_of(sent, label), sent, self.user))

    async def edits(self, before: dict[str, Any], text: str) -> None:
        """Edit a message."""
        await self.server.push(edited_message=edited(before, text))

    async def gets(self, **update: Any) -> dict[str, Any]:
        """Push an update and return what the bot sends to the chat next."""
        before = len(self.received())
        await self.server.push(**update)
        await self.server.wait_until(lambda: len(self.received()) > before, f"an answer to {update}")
        return self.received()[before]

    async def hears_nothing(self, **update: Any) -> None:
        """Push an update to which the bot must not react in this chat."""
        before = len(self.received())
        await self.server.push(**update, whatever_allowed=True)
        await asyncio.sleep(SILENCE_SECONDS)
        assert self.received()[before:] == []

    def received(self) -> list[dict[str, Any]]:
        """All that the bot has sent to the chat."""
        return [sent for sent in self.server.messages if sent["chat"]["id"] == self.chat["id"]]


def new_group(*, forum: bool = False) -> dict[str, Any]:
    """A supergroup that no other test uses."""
    return group(-1_001_000_000_000 - next(_numbers), forum=forum)


def new_basic_group() -> dict[str, Any]:
    """A small group that no other test uses."""
    return basic_group(-next(_numbers))


def buttons(sent: dict[str, Any]) -> list[dict[str, Any]]:
    """All buttons under a message."""
    return [button for row in sent.get("reply_markup", {}).get("inline_keyboard", []) for button in row]


def labels(sent: dict[str, Any]) -> list[str]:
    """What is written on the buttons under a message."""
    return [button["text"] for button in buttons(sent)]


def data_of(sent: dict[str, Any], label: str) -> str:
    """The data of the button with a label."""
    (data,) = (button["callback_data"] for button in buttons(sent) if button["text"] == label)
    return str(data)
