"""The operators of a bot of the test's own, its subscribers, and the database that it works with."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot_api_server import TOKEN, BotApiServer
from harness import running_bot
from people import Someone, labels
from updates import group, person, press, private_chat

from bot.engine import Engine
from bot.settings import Settings
from bot.storage.announcements import Announcement, AnnouncementStore
from bot.storage.database import Database
from bot.storage.opening import open_database
from bot.storage.outbox import Outbox
from bot.storage.subscriptions import SubscriberStore

ANNA, BEN, CARLA = 9_001, 9_002, 9_003
"""The operators; Carla never wrote to the bot."""
TEXT = 'Who joins <b>&"next"</b>? Ask me.'
_names = itertools.count(1)


@dataclass
class Office:
    """Two operators at work, as the scenarios see them."""

    server: BotApiServer
    settings: Settings
    engine: Engine
    database: Database

    def __post_init__(self) -> None:
        self.subscribers = SubscriberStore(self.database)
        self.announcements = AnnouncementStore(self.database)
        self.outbox = Outbox(self.database)
        self.anna, self.ben = self.operator(ANNA), self.operator(BEN)

    def operator(self, number: int) -> Someone:
        """Somebody whom the bot can write to in private."""
        someone = Someone(self.server, user_id=number)
        self.server.chats.known[number] = someone.chat
        return someone

    def open(self, **changes: Any) -> AbstractAsyncContextManager[None]:
        """Let the bot run for the length of a block."""
        return running_bot(self.server, replace(self.settings, **changes), self.engine, ends_within=8)

    async def follow(self, count: int = 1, scopes: str = "all", language: str = "en") -> list[int]:
        """Let people subscribe; return their chats."""
        chats = [next(_names) + 600_000 for _ in range(count)]
        for chat in chats:
            self.server.chats.known[chat] = private_chat(person(chat))
            await self.subscribers.subscribe(chat, 0, language, scopes)
        return chats

    async def propose(self, name: str = "", **content: Any) -> Announcement:
        """Put a message into the database, as its file would be."""
        content.setdefault("text", {"en": TEXT})
        made = await self.announcements.propose(name or f"notice-{next(_names)}", "message", "news", content)
        assert made is not None
        return made

    async def stand(self, one: Announcement) -> Announcement:
        """An announcement as it is in the database now."""
        found = await self.announcements.numbered(one.number)
        assert found is not None
        return found

    async def becomes(self, one: Announcement, *states: str, timeout: float = 10) -> Announcement:
        """Wait until an announcement is in one of the states."""
        async with asyncio.timeout(timeout):
            while (found := await self.stand(one)).state not in states:
                await asyncio.sleep(0.02)
        return found

    async def message(
        self, who: Someone, holds: Callable[[dict[str, Any]], bool], what: str, timeout: float = 8
    ) -> dict[str, Any]:
        """Wait for a message to an operator, new or edited; return the last such one."""

        def found() -> list[dict[str, Any]]:
            return [one for one in who.received() if holds(one)]

        try:
            await self.server.wait_until(lambda: bool(found()), what, timeout)
        except AssertionError as late:
            there = [(one.get("text"), labels(one)) for one in who.received()]
            raise AssertionError(f"{late}; there is {there}") from None
        return found()[-1]

    async def saying(self, who: Someone, *parts: str, timeout: float = 8) -> dict[str, Any]:
        """Wait for a message that holds all of these words."""
        return await self.message(
            who, lambda one: all(part in one.get("text", "") for part in parts), f"{parts}", timeout
        )

    async def offering(self, who: Someone, name: str, *buttons: str, timeout: float = 8) -> dict[str, Any]:
        """Wait for a message on an announcement under which these buttons are."""
        return await self.message(
            who,
            lambda one: name in one.get("text", "") and set(buttons) <= set(labels(one)),
            f"{name} with {buttons}",
            timeout,
        )

    async def press(
        self, who: Someone, on: dict[str, Any], label: str, sender: dict[str, Any] | None = None
    ) -> str:
        """Press a button; return the notice, empty where there is none."""
        (data,) = {
            button["callback_data"]
            for row in on["reply_markup"]["inline_keyboard"]
            for button in row
            if button["text"] == label
        }
        return await self.press_data(who, on, data, sender)

    async def press_data(
        self, who: Someone, on: dict[str, Any], data: str, sender: dict[str, Any] | None = None
    ) -> str:
        """Press a button with this data, also one that is not there any more; return the notice."""
        query = press(data, dict(on), sender or who.user)
        await self.server.wait_handled(await self.server.push(callback_query=query))
        calls = self.server.called("answerCallbackQuery")
        (notice,) = [call for call in calls if call["callback_query_id"] == query["id"]]
        return str(notice.get("text", ""))

    async def send(self, who: Someone, one: Announcement) -> dict[str, Any]:
        """Send an announcement as an operator does; return the message on it."""
        message = await self.offering(who, one.name, "Send")
        await self.press(who, message, "Send")
        message = await self.offering(who, one.name, "Send now")
        await self.press(who, message, "Send now")
        return message

    def texts(self, chat_id: int) -> list[str]:
        """All that a chat holds now; what was deleted is not in it."""
        gone = [one["message_id"] for one in self.server.sent_messages.deleted]
        return [
            one.get("text", one.get("caption", ""))
            for one in self.server.messages
            if one["chat"]["id"] == chat_id and one["message_id"] not in gone
        ]

    async def execute(self, statement: str, *values: Any) -> None:
        """Change rows of the database, as to make them old."""
        async with self.database.transaction() as connection:
            await connection.exec_driver_sql(statement, values)


@asynccontextmanager
async def office_of(folder: Path, data_dir: Path, engine: Engine) -> AsyncIterator[Office]:
    """An office, not open yet; afterwards every request of the bot must have been right."""
    server = BotApiServer()
    await server.start()
    settings = replace(
        Settings.from_env({}),
        data_dir=data_dir,
        telegram_token=TOKEN,
        telegram_api_url=server.url,
        database_url=f"sqlite:///{folder / 'bot.sqlite3'}",
        admin_ids=frozenset({ANNA, BEN, CARLA}),
        weekly=None,
    )
    database = open_database(settings.database_url)
    try:
        yield Office(server, settings, engine, database)
    finally:
        await database.close()
        await server.stop()
    assert server.complaints == []


def new_chat(server: BotApiServer) -> dict[str, Any]:
    """A group that the bot is in."""
    chat = group(-1_002_000_000_000 - next(_names))
    server.chats.known[chat["id"]] = chat
    return chat
