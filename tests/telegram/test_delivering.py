"""`deliver`: a process that delivers what is announced, shows how far it is, and may be ended at any time."""

from __future__ import annotations

import asyncio
import io
import re
import signal
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from bot_api_server import DROPPED_AFTER, TOKEN, BotApiServer, Fault
from harness import BotProcess
from rich.console import Console
from telegram import Bot
from updates import person, private_chat

from bot.chat_words import ChatWords
from bot.errors import SettingsError
from bot.settings import Settings
from bot.storage.announcements import Announcement, AnnouncementStore
from bot.storage.database import Database
from bot.storage.opening import open_database
from bot.storage.outbox import Outbox
from bot.storage.subscriptions import SubscriberStore
from bot.telegram.delivering import replies_of, work
from bot.telegram.sending import Place, send_html
from bot.telegram.transport import AiohttpRequest
from bot.terminal.delivering import NOTHING, WAITING, DeliveryDisplay

PEOPLE = range(501, 541)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Those of all tests, at a pace that only a server of one's own allows."""
    return replace(settings, messages_per_second=200)


@pytest.fixture
async def database(server: BotApiServer, settings: Settings) -> AsyncIterator[Database]:
    """The outbox, with many people who subscribed."""
    database = open_database(settings.database_url)
    subscribers = SubscriberStore(database)
    for chat_id in PEOPLE:
        server.chats.known[chat_id] = private_chat(person(chat_id))
        await subscribers.subscribe(chat_id, 0, "en", "all")
    yield database
    await database.close()


async def announce(database: Database, name: str = "first") -> Announcement:
    """Begin to send a message to all."""
    store = AnnouncementStore(database)
    made = await store.propose(name, "message", "news", {"text": {"en": f"This is {name}."}})
    assert made is not None
    begun = await store.begin(made.number)
    assert begun is not None
    return begun


class Shown:
    """A display on plain paper, or on what looks like a terminal."""

    def __init__(self, words: ChatWords, *, keeps: bool = False, at_terminal: bool = False) -> None:
        self.paper = io.StringIO()
        console = Console(file=self.paper, force_terminal=at_terminal, width=120, soft_wrap=True)
        self.display = DeliveryDisplay(words, keeps=keeps, console=console)

    @property
    def lines(self) -> list[str]:
        return self.paper.getvalue().splitlines()


async def shown_work(settings: Settings, shown: Shown, stop: asyncio.Event, *, keep: bool) -> int:
    """Deliver, and show it."""
    with shown.display as display:
        return await work(settings, display, stop, keep=keep)


async def test_it_delivers_and_ends(
    settings: Settings, server: BotApiServer, database: Database, words: ChatWords
) -> None:
    announcement, shown = await announce(database), Shown(words)
    assert await shown_work(settings, shown, asyncio.Event(), keep=False) == 0
    assert sorted(message["chat"]["id"] for message in server.messages) == list(PEOPLE)
    assert await Outbox(database).counts(announcement.number) == {"sent": len(PEOPLE)}
    assert shown.lines[-1] == "first: 40 of 40 sent"
    done = await AnnouncementStore(database).named("first")
    assert done is not None and done.state == "done"


async def test_what_is_not_certain_is_counted(
    settings: Settings, server: BotApiServer, database: Database, words: ChatWords
) -> None:
    server.fail("sendMessage", DROPPED_AFTER, chat_id=501)
    server.fail("sendMessage", Fault(status=400, description="Bad Request: message is too long"), chat_id=502)
    server.fail(
        "sendMessage", Fault(status=403, description="Forbidden: bot was blocked by the user"), chat_id=503
    )
    await announce(database)
    shown = Shown(words)
    assert await shown_work(settings, shown, asyncio.Event(), keep=False) == 2
    assert shown.lines[-1] == "first: 37 of 40 sent, 1 not reachable, 1 refused, 1 unknown"


async def test_what_is_due_begins_and_what_waits_does_not(
    settings: Settings, server: BotApiServer, database: Database, words: ChatWords
) -> None:
    store = AnnouncementStore(database)
    for name, ahead in (("due", -5), ("later", 3600)):
        made = await store.propose(name, "message", "news", {"text": {"en": name}})
        assert made is not None and made.nonce is not None
        assert await store.schedule(made.number, made.nonce, made.made_at + ahead)
    await store.propose("unconfirmed", "message", "news", {"text": {"en": "no"}})
    assert await shown_work(settings, Shown(words), asyncio.Event(), keep=False) == 0
    assert {message["text"] for message in server.messages} == {"due"}


async def test_without_anything_to_do_it_says_so(
    settings: Settings, database: Database, words: ChatWords
) -> None:
    shown = Shown(words)
    assert await shown_work(settings, shown, asyncio.Event(), keep=False) == 0
    assert shown.lines == [NOTHING]


async def test_it_can_go_on_for_what_is_announced_later(
    settings: Settings, server: BotApiServer, database: Database, words: ChatWords
) -> None:
    stop, shown = asyncio.Event(), Shown(words, keeps=True)
    working = asyncio.create_task(shown_work(settings, shown, stop, keep=True))
    for name in ("first", "second"):
        announcement = await announce(database, name)
        async with asyncio.timeout(15):
            while await Outbox(database).counts(announcement.number) != {"sent": len(PEOPLE)}:
                await asyncio.sleep(0.05)
        assert not working.done()
    stop.set()
    assert await working == 0
    assert shown.lines[0] == WAITING


async def test_at_a_terminal_a_bar_moves(settings: Settings, database: Database, words: ChatWords) -> None:
    await announce(database)
    shown = Shown(words, at_terminal=True)
    assert await shown_work(settings, shown, asyncio.Event(), keep=False) == 0
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.paper.getvalue())
    last = [line for line in re.split(r"[\r\n]+", plain) if line.strip()][-1]
    assert re.fullmatch(r"first ━{40} 40 of 40 sent\s*", last)


async def test_a_token_that_is_refused_ends_it(
    settings: Settings, database: Database, words: ChatWords
) -> None:
    wrong = replace(settings, telegram_token=TOKEN[:-1] + "X")
    with pytest.raises(SettingsError, match="TELEGRAM_BOT_TOKEN"):
        await shown_work(wrong, Shown(words), asyncio.Event(), keep=False)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_may_be_ended_at_any_time_and_the_next_goes_on(
    settings: Settings, server: BotApiServer, database: Database, tmp_path: Path, number: signal.Signals
) -> None:
    announcement = await announce(database)
    variables = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": server.url,
        "BOT_DATABASE_URL": settings.database_url,
        "BOT_MESSAGES_PER_SECOND": "20",
    }
    first = BotProcess(variables, tmp_path / "first.log", ("deliver",))
    await first.start()
    await server.wait_for("sendMessage", 5)
    assert await first.stop(number) == 0
    assert len(server.messages) < len(PEOPLE)
    counts = await Outbox(database).counts(announcement.number)
    assert set(counts) == {"sent", "queued"}, counts
    second = BotProcess(variables | {"BOT_MESSAGES_PER_SECOND": "500"}, tmp_path / "second.log", ("deliver",))
    await second.start()
    assert await second.ended() == 0
    assert sorted(message["chat"]["id"] for message in server.messages) == list(PEOPLE)
    assert "40 of 40 sent" in second.log()
    for log in (first.log(), second.log()):
        assert "Traceback" not in log and TOKEN not in log


async def test_replies_are_counted_between_two_looks(server: BotApiServer, database: Database) -> None:
    async with AiohttpRequest() as request:
        bot = Bot(TOKEN, base_url=f"{server.url}/bot", request=request, get_updates_request=request)
        replies = replies_of(request)
        assert replies() == 0
        for chat_id in (501, 502, 503):
            await send_html(bot, Place(chat_id), "Yes.")
        assert [replies(), replies()] == [3, 0]
