"""What Telegram answers to an announcement, and what the ledger says of it: over HTTP, fault by fault."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from bot_api_server import BROKEN_JSON, DROPPED_AFTER, DROPPED_BEFORE, TOKEN, BotApiServer, Fault
from chat_members import chat_member
from telegram import Bot
from updates import basic_group, channel, group, person, private_chat

from bot.announcing.announcer import Announcer
from bot.announcing.delivery import Deliverer
from bot.announcing.rendering import Renderer
from bot.announcing.words import announcement_languages
from bot.settings import Settings
from bot.storage.announcements import Announcement, AnnouncementStore
from bot.storage.claiming import Claims, Pace
from bot.storage.database import Database
from bot.storage.opening import open_database
from bot.storage.outbox import Outbox
from bot.storage.settling import Settlements
from bot.storage.subscriptions import SubscriberStore
from bot.telegram.bulletins import Bulletins
from bot.telegram.messenger import DELETABLE_SECONDS, TelegramMessenger
from bot.telegram.transport import AiohttpRequest

AMARA, GROUP, CHANNEL, FORUM = 501, -1_001_234_567_890, -1_009_876_543_210, -1_007_777_777_777
TEXT = 'Who joins <b>&"next"</b>? Ask me.'


@dataclass
class Newsroom:
    """A process that delivers, its stores, and the server."""

    server: BotApiServer
    database: Database
    messenger: TelegramMessenger
    renderer: Renderer
    subscribers: SubscriberStore
    announcements: AnnouncementStore
    outbox: Outbox
    announcer: Announcer = field(init=False)
    running: asyncio.Task[None] = field(init=False)

    def start(self, per_second: float = 500, replies: Callable[[], int] = lambda: 0) -> None:
        """Start the process, with a pace and with what it sends beside."""
        pace = Pace(per_second=per_second, private_seconds=0.05, group_seconds=0.1)
        claims = Claims(self.database, "one", pace)
        deliverer = Deliverer(claims, Settlements(self.database), self.messenger, replies)
        self.announcer = Announcer(self.announcements, self.outbox, claims, self.renderer, deliverer)
        self.running = asyncio.create_task(self.announcer.run())

    async def end(self) -> None:
        """End the process as a signal does."""
        self.running.cancel()
        await asyncio.gather(self.running, return_exceptions=True)

    async def follow(self, *places: int | tuple[int, int], language: str = "en") -> None:
        """Let chats, or (chat, topic), subscribe."""
        for place in places:
            chat_id, thread = place if isinstance(place, tuple) else (place, 0)
            await self.subscribers.subscribe(chat_id, thread, language, "all")

    async def announce(self, name: str = "first", **content: Any) -> Announcement:
        """Begin to send a message to all."""
        made = await self.announcements.propose(
            name, "message", "news", {"text": {"en": TEXT, "fr": f"Fr: {TEXT}"}} | content
        )
        assert made is not None
        begun = await self.announcements.begin(made.number)
        assert begun is not None
        await self.announcer.tick()
        return begun

    async def ledger(
        self, announcement: Announcement, *expected: str, timeout: float = 8
    ) -> list[tuple[int, str]]:
        """Wait until all deliveries are in these states, in the order of the rows; return chats and reasons."""
        states = ("queued", "sending", "sent", "moved", "dead", "failed", "unknown", "cancelled")
        async with asyncio.timeout(timeout):
            while True:
                rows = await self.outbox.of_state(announcement.number, states, 100)
                if [row.state for row in rows] == list(expected):
                    return [(row.chat_id, row.reason or "") for row in rows]
                await asyncio.sleep(0.02)


@pytest.fixture
async def newsroom(server: BotApiServer, tmp_path: Path) -> AsyncIterator[Newsroom]:
    for chat in (private_chat(person(AMARA)), group(GROUP), group(FORUM, forum=True), basic_group()):
        server.chats.known[chat["id"]] = chat
    server.chats.known[CHANNEL] = channel(CHANNEL)
    server.chats.members.set(CHANNEL, chat_member(server.me, "administrator"))
    server.chats.topics[FORUM, 7] = True
    database = open_database(f"sqlite:///{tmp_path / 'bot.sqlite3'}")
    announcements, outbox = AnnouncementStore(database), Outbox(database)
    renderer = Renderer(announcement_languages(Settings.from_env({}).intents_dir))
    async with AiohttpRequest() as request:
        bot = Bot(TOKEN, base_url=f"{server.url}/bot", request=request, get_updates_request=request)
        messenger = TelegramMessenger(bot, announcements, Bulletins(renderer))
        subscribers = SubscriberStore(database)
        newsroom = Newsroom(server, database, messenger, renderer, subscribers, announcements, outbox)
        newsroom.start()
        yield newsroom
        await newsroom.end()
    await database.close()


async def test_each_kind_of_chat_gets_it_as_written(newsroom: Newsroom) -> None:
    await newsroom.follow(AMARA, GROUP, (FORUM, 7))
    await newsroom.follow(CHANNEL, language="fr")
    subscription = await newsroom.subscribers.find(AMARA)
    assert subscription is not None
    await newsroom.subscribers.choose(subscription.number, silent=True)
    announcement = await newsroom.announce(link="https://example.org/news")
    await newsroom.ledger(announcement, *["sent"] * 4)
    sent = {message["chat"]["id"]: message for message in newsroom.server.messages}
    assert [sent[chat]["text"] for chat in (AMARA, GROUP, FORUM)] == [TEXT] * 3
    assert sent[CHANNEL]["text"] == f"Fr: {TEXT}"
    assert sent[FORUM]["message_thread_id"] == 7
    quiet = [
        call["chat_id"] for call in newsroom.server.called("sendMessage") if call.get("disable_notification")
    ]
    assert quiet == [AMARA]
    link, leave = sent[AMARA]["reply_markup"]["inline_keyboard"][0]
    assert link["url"] == "https://example.org/news"
    assert leave["callback_data"].startswith("u:")


async def test_a_picture_stands_above_its_text(newsroom: Newsroom) -> None:
    await newsroom.follow(AMARA)
    announcement = await newsroom.announce(picture="https://example.org/lusaka.jpg")
    await newsroom.ledger(announcement, "sent")
    (call,) = newsroom.server.called("sendPhoto")
    assert call["photo"] == "https://example.org/lusaka.jpg"


async def test_a_short_flood_wait_parks_one_chat_only(newsroom: Newsroom) -> None:
    newsroom.server.fail(
        "sendMessage", Fault(status=429, description="Too Many Requests", retry_after=1), chat_id=AMARA
    )
    await newsroom.follow(AMARA, GROUP, CHANNEL)
    announcement = await newsroom.announce()
    await newsroom.ledger(announcement, "queued", "sent", "sent")
    await newsroom.ledger(announcement, "sent", "sent", "sent")
    assert len(newsroom.server.called("sendMessage")) == 4


async def test_a_long_flood_wait_is_not_waited_out_by_asking_again(newsroom: Newsroom) -> None:
    fault = Fault(status=429, description="Too Many Requests", retry_after=600)
    newsroom.server.fail_always("sendMessage", fault, chat_id=AMARA)
    await newsroom.follow(AMARA, GROUP)
    announcement = await newsroom.announce()
    await newsroom.ledger(announcement, "queued", "sent")
    await asyncio.sleep(1.2)
    assert len(newsroom.server.called("sendMessage")) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Forbidden: bot was blocked by the user",
        "Forbidden: bot was kicked from the supergroup chat",
        "Forbidden: bot is not a member of the channel chat",
        "Forbidden: user is deactivated",
        "Forbidden: the group chat was deleted",
        "Bad Request: chat not found",
        "Bad Request: CHAT_WRITE_FORBIDDEN",
        "Bad Request: not enough rights to send text messages to the chat",
        "Bad Request: need administrator rights in the channel chat",
        "Bad Request: have no rights to send a message",
    ],
)
async def test_a_chat_out_of_reach_is_switched_off_and_keeps_its_choices(
    newsroom: Newsroom, text: str
) -> None:
    status = 403 if text.startswith("Forbidden") else 400
    newsroom.server.fail("sendMessage", Fault(status=status, description=text), chat_id=GROUP)
    await newsroom.follow(GROUP, AMARA)
    first = await newsroom.announce()
    ((chat, reason), _) = await newsroom.ledger(first, "dead", "sent")
    assert chat == GROUP and text.partition(": ")[2].casefold() in reason.casefold()
    subscription = await newsroom.subscribers.find(GROUP)
    assert subscription is not None and subscription.off_at is not None and subscription.scopes == "all"
    await newsroom.ledger(await newsroom.announce("second"), "sent")
    await newsroom.subscribers.switch_on(GROUP)
    await newsroom.ledger(await newsroom.announce("third"), "sent", "sent")


async def test_a_group_that_became_a_supergroup_gets_it_there_once(newsroom: Newsroom) -> None:
    old, new = basic_group()["id"], -1_005_555_555_555
    newsroom.server.chats.known[new] = group(new)
    newsroom.server.chats.migrated[old] = new
    await newsroom.follow(old, AMARA)
    announcement = await newsroom.announce()
    await newsroom.ledger(announcement, "sent", "sent")
    assert sorted(message["chat"]["id"] for message in newsroom.server.messages) == [new, AMARA]
    assert await newsroom.subscribers.find(old) is None
    assert await newsroom.subscribers.find(new) is not None


@pytest.mark.parametrize("trouble", ["closed", "gone"])
async def test_from_a_closed_topic_it_goes_to_the_general_one_once(newsroom: Newsroom, trouble: str) -> None:
    topics = newsroom.server.chats.topics
    topics[FORUM, 8] = False
    topics[FORUM, 7] = False
    if trouble == "gone":
        del topics[FORUM, 7], topics[FORUM, 8]
    await newsroom.follow((FORUM, 7), (FORUM, 8))
    announcement = await newsroom.announce()
    async with asyncio.timeout(5):
        while sorted((await newsroom.outbox.counts(announcement.number)).items()) != [
            ("moved", 1),
            ("sent", 1),
        ]:
            await asyncio.sleep(0.02)
    (message,) = newsroom.server.messages
    assert message["chat"]["id"] == FORUM and "message_thread_id" not in message


async def test_trouble_of_telegrams_own_is_tried_again(newsroom: Newsroom) -> None:
    page = Fault(status=502, body=b"<html>Bad Gateway</html>")
    newsroom.server.fail("sendMessage", Fault(status=500, description="Internal Server Error"), chat_id=AMARA)
    newsroom.server.fail("sendMessage", page, chat_id=GROUP)
    await newsroom.follow(AMARA, GROUP)
    await newsroom.ledger(await newsroom.announce(), "sent", "sent")
    assert len(newsroom.server.called("sendMessage")) == 4 and len(newsroom.server.messages) == 2


@pytest.mark.parametrize(
    "fault", [DROPPED_BEFORE, DROPPED_AFTER, BROKEN_JSON], ids=["before", "after", "json"]
)
async def test_what_may_have_arrived_is_unknown_and_not_sent_again(newsroom: Newsroom, fault: Fault) -> None:
    newsroom.server.fail("sendMessage", fault, chat_id=AMARA)
    await newsroom.follow(AMARA, GROUP)
    announcement = await newsroom.announce()
    ((chat, reason), _) = await newsroom.ledger(announcement, "unknown", "sent")
    assert chat == AMARA and reason
    await asyncio.sleep(0.3)
    assert len(newsroom.server.called("sendMessage")) == 2


async def test_what_telegram_refuses_is_failed_with_its_words(newsroom: Newsroom) -> None:
    fault = Fault(status=400, description="Bad Request: message is too long")
    newsroom.server.fail("sendMessage", fault, chat_id=AMARA)
    await newsroom.follow(AMARA, GROUP)
    ((_, reason), _) = await newsroom.ledger(await newsroom.announce(), "failed", "sent")
    assert "too long" in reason.casefold()


async def test_corrected_messages_say_so_and_change_in_place(newsroom: Newsroom) -> None:
    await newsroom.follow(AMARA, CHANNEL)
    announcement = await newsroom.announce()
    await newsroom.ledger(announcement, "sent", "sent")
    content = {"text": {"en": "Better."}, "corrected": True}
    assert await newsroom.announcements.edit(announcement.number, content, ("live", "done"))
    assert await newsroom.outbox.mark(announcement.number, "correct") == 2
    await newsroom.server.wait_for("editMessageText", 2, timeout=8)
    assert all(message["text"].endswith("Better.") for message in newsroom.server.messages)
    assert all(message["text"] != "Better." for message in newsroom.server.messages)
    await newsroom.ledger(announcement, "sent", "sent")


async def test_withdrawn_messages_vanish_and_older_ones_are_replaced(newsroom: Newsroom) -> None:
    await newsroom.follow(AMARA, CHANNEL)
    announcement = await newsroom.announce()
    await newsroom.ledger(announcement, "sent", "sent")
    async with newsroom.database.transaction() as connection:
        await connection.exec_driver_sql(
            "UPDATE deliveries SET done_at = done_at - ? WHERE number = (SELECT max(number) FROM deliveries)",
            (DELETABLE_SECONDS + 10,),
        )
    await newsroom.announcements.change_state(announcement.number, ("live", "done"), "withdrawn")
    assert await newsroom.outbox.mark(announcement.number, "withdraw") == 2
    await newsroom.server.wait_for("deleteMessage", 1)
    await newsroom.server.wait_for("editMessageText", 1)
    assert [message["chat"]["id"] for message in newsroom.server.sent_messages.deleted] == [AMARA]
    (old,) = (message for message in newsroom.server.messages if message["chat"]["id"] == CHANNEL)
    assert TEXT not in old["text"] and "reply_markup" not in old


async def test_what_is_being_claimed_at_the_end_is_queued_again(newsroom: Newsroom, tmp_path: Path) -> None:
    await newsroom.follow(AMARA)
    await newsroom.end()
    announcement = await newsroom.announce()
    with closing(sqlite3.connect(tmp_path / "bot.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        newsroom.start()
        # The first claim waits by then until the other program has written.
        await asyncio.sleep(0.3)
        ending = asyncio.create_task(newsroom.end())
        await asyncio.sleep(0.3)
        other.execute("ROLLBACK")
    await ending
    await newsroom.ledger(announcement, "queued")
    newsroom.start()
    await newsroom.ledger(announcement, "sent")
    assert len(newsroom.server.messages) == 1


async def test_replies_are_part_of_the_pace(newsroom: Newsroom) -> None:
    people = range(AMARA, AMARA + 20)
    for chat_id in people:
        newsroom.server.chats.known[chat_id] = private_chat(person(chat_id))
    await newsroom.follow(*people)
    await newsroom.end()
    announcement = await newsroom.announce()
    replied = 0

    def replies() -> int:
        nonlocal replied
        replied += 1
        return 1

    began = time.monotonic()
    newsroom.start(20, replies)
    await newsroom.ledger(announcement, *["sent"] * len(people))
    seconds = time.monotonic() - began
    # The last ones that were counted come after the last claim.
    assert seconds > 0.9 * (len(people) + replied - 6) / 20
