"""People who ask while a broadcast runs: how long they wait for their answer."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot_api_server import TOKEN, BotApiServer
from harness import BotProcess
from updates import message, person

from bot.settings import Settings
from bot.storage.announcements import AnnouncementStore
from bot.storage.opening import open_database
from bot.storage.outbox import Outbox
from tests.trials.audit import Audit, audit
from tests.trials.population import introduce, make_places, store_places
from tests.trials.trial import furthest_overtaking, propose_round, renderer_of, until_done

QUESTIONS = (
    "Is Lusaka a learning city?",
    "kenya how many",
    "which capitals joined in 2025",
    "closest learning city to vienna",
    "is bueno aires in",
)
_ASK_EVERY_SECONDS = 0.4
_FIRST_PERSON = 5_000_000
_SERVER_SECONDS = 0.05
"""How long the server takes for each request, as one far away does."""


@dataclass(frozen=True)
class Asked:
    """The broadcast, and the answers beside it."""

    audit: Audit
    seconds: float
    waits: list[float]
    """Seconds from each question to its answer, sorted."""
    peak_a_second: int
    peak_a_group_a_minute: int
    overtaken: int
    """By how many places one was overtaken in the order, at most."""
    complaints: list[str]

    def wait(self, share: float) -> float:
        """The wait that a share of all questions did not exceed, in seconds."""
        return self.waits[min(len(self.waits) - 1, int(len(self.waits) * share))]


async def ask_during_broadcast(count: int, per_second: int, folder: Path) -> Asked:
    """Start the whole bot with an announcement to `count` places, and ask as long as it is sent."""
    settings = Settings.from_env({})
    server = BotApiServer()
    await server.start()
    server.latency = _SERVER_SECONDS
    address = f"sqlite:///{folder / 'asking.sqlite3'}"
    database = open_database(address)
    places = make_places(count, 1)
    introduce(server, places)
    await store_places(database, places)
    store = AnnouncementStore(database)
    bot = BotProcess(
        {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": server.url,
            "BOT_DATABASE_URL": address,
            "BOT_MESSAGES_PER_SECOND": str(per_second),
            "BOT_WEEKLY": "off",
        },
        folder / "bot.log",
    )
    await bot.start()
    await server.wait_until(lambda: server.polls_open > 0, "a long poll", timeout=60)
    # By now the bot has compared its data, and takes this for none of its own proposals.
    await server.wait_until(lambda: "answering as" in bot.log(), "the start", timeout=30)
    await asyncio.sleep(1.0)
    made = await propose_round(store, settings, folder)
    confirmed = await store.begin(made.number)
    assert confirmed is not None
    started = time.monotonic()
    asking = asyncio.create_task(_keep_asking(server))
    await until_done(store, Outbox(database), confirmed.number)
    seconds = time.monotonic() - started
    asking.cancel()
    waits = (await asyncio.gather(asking, return_exceptions=True))[0]
    assert isinstance(waits, list), waits
    assert await bot.stop() == 0, bot.log()
    answers = [m for m in server.messages if m["chat"]["id"] >= _FIRST_PERSON]
    broadcast = [m for m in server.messages if m["chat"]["id"] < _FIRST_PERSON]
    server.messages[:] = broadcast
    found = await audit(server, database, confirmed, renderer_of(settings))
    await database.close()
    await server.stop()
    assert len(answers) >= len(waits)
    return Asked(
        found,
        seconds,
        sorted(waits),
        server.flood.peak(),
        server.flood.peak_of_a_group(),
        furthest_overtaking(server, places),
        list(server.complaints),
    )


async def _keep_asking(server: BotApiServer) -> list[float]:
    """Let one new person after the other ask; return how long each waited, once cancelled."""
    waits: list[float] = []
    pending: set[asyncio.Task[None]] = set()

    async def ask(number: int) -> None:
        who = person(_FIRST_PERSON + number)
        asked = time.monotonic()
        await server.push(message=message(QUESTIONS[number % len(QUESTIONS)], sender=who))
        await server.wait_until(lambda: _has_answer(server, who), "an answer", timeout=30)
        waits.append(time.monotonic() - asked)

    number = 0
    try:
        while True:
            task = asyncio.create_task(ask(number))
            pending.add(task)
            task.add_done_callback(pending.discard)
            number += 1
            await asyncio.sleep(_ASK_EVERY_SECONDS)
    except asyncio.CancelledError:
        await asyncio.gather(*pending)
        return waits


def _has_answer(server: BotApiServer, who: dict[str, Any]) -> bool:
    return any(sent["chat"]["id"] == who["id"] for sent in reversed(server.messages[-200:]))
