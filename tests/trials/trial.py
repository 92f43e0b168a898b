"""One announcement to many chats: processes that deliver it, and are killed in the middle of it."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot_api_server import TOKEN, BotApiServer
from harness import BotProcess

from bot.announcing.rendering import Renderer
from bot.announcing.words import announcement_languages
from bot.dataset.changes import compare
from bot.dataset.loading import load_dataset
from bot.dataset.snapshots import snapshot_of
from bot.settings import Settings
from bot.storage.announcements import Announcement, AnnouncementStore
from bot.storage.opening import open_database
from bot.storage.outbox import Outbox
from tests.announcing.older_data import data_before_2025
from tests.trials.audit import Audit, audit
from tests.trials.dice import Dice
from tests.trials.population import Place, introduce, make_places, store_places

LONGEST_SECONDS = 1800.0
_LOOK_SECONDS = 0.5


@dataclass(frozen=True)
class Plan:
    """How a trial is to go."""

    places: int
    seed: int = 1
    per_second: int = 25
    workers: int = 1
    """Processes that deliver side by side."""
    kills: int = 0
    """How often one of them gets SIGKILL and is started again."""
    faults: bool = False
    """Whether one request in ten fails."""


@dataclass
class Outcome:
    """What came of it."""

    plan: Plan
    places: list[Place]
    audit: Audit
    server: BotApiServer
    thrown: Counter[str]
    seconds: float
    kills: int
    logs: list[str]


def renderer_of(settings: Settings) -> Renderer:
    """What the processes word announcements with."""
    return Renderer(announcement_languages(settings.intents_dir))


async def propose_round(store: AnnouncementStore, settings: Settings, folder: Path) -> Announcement:
    """Propose the changes between the data without the round of 2025 and the data of today."""
    older = folder / "older"
    if not older.exists():
        data_before_2025(older)
    changes = compare(snapshot_of(load_dataset(older)), snapshot_of(load_dataset(settings.data_dir)))
    made = await store.propose("trial", "changes", "members", {"changes": changes.model_dump(mode="json")})
    assert made is not None, "a trial begins with an empty database"
    return made


class Workers:
    """Processes that deliver, each with a log of its own."""

    def __init__(self, server: BotApiServer, address: str, plan: Plan, folder: Path) -> None:
        variables = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": server.url,
            "BOT_DATABASE_URL": address,
            "BOT_MESSAGES_PER_SECOND": str(plan.per_second),
        }
        self._processes = [
            BotProcess(variables, folder / f"worker-{number}.log", ("deliver", "--keep"))
            for number in range(plan.workers)
        ]

    async def start(self) -> None:
        """Start all."""
        for process in self._processes:
            await process.start()

    async def kill(self, number: int) -> None:
        """Kill one and start it again."""
        await self._processes[number].stop(signal.SIGKILL)
        await self._processes[number].start()

    async def stop(self) -> None:
        """Stop all well."""
        for process in self._processes:
            code = await process.stop(timeout=20)
            assert code == 0, process.log()

    def logs(self) -> list[str]:
        """What they wrote."""
        return [process.log() for process in self._processes]


async def carry_out(plan: Plan, address: str, folder: Path) -> Outcome:
    """Announce to all places until nothing is queued any more, and audit what came of it."""
    settings = Settings.from_env({})
    server = BotApiServer()
    await server.start()
    database = open_database(address)
    places = make_places(plan.places, plan.seed)
    introduce(server, places)
    await store_places(database, places)
    store, outbox = AnnouncementStore(database), Outbox(database)
    made = await propose_round(store, settings, folder)
    dice = Dice(server, plan.seed)
    if plan.faults:
        server.fail_by_chance(dice)
    workers = Workers(server, address, plan, folder)
    assert made.nonce is not None
    confirmed = await store.confirm(made.number, made.nonce)
    assert confirmed is not None
    started = time.monotonic()
    await workers.start()
    kills = await _kill_now_and_then(plan, workers, server)
    await until_done(store, outbox, confirmed.number)
    seconds = time.monotonic() - started
    await workers.stop()
    found = await audit(server, database, confirmed, renderer_of(settings))
    await database.close()
    await server.stop()
    return Outcome(plan, places, found, server, dice.thrown, seconds, kills, workers.logs())


async def _kill_now_and_then(plan: Plan, workers: Workers, server: BotApiServer) -> int:
    """Kill processes when so many messages are out, at moments spread by chance over the first nine tenths."""
    dice = random.Random(plan.seed)
    marks = sorted(dice.randrange(1, max(2, plan.places * 7 // 10)) for _ in range(plan.kills))
    done = 0
    for mark in marks:
        await _until_sent(server, mark)
        await asyncio.sleep(dice.random() * 0.3)
        await workers.kill(dice.randrange(plan.workers))
        done += 1
    return done


async def _until_sent(server: BotApiServer, count: int) -> None:
    deadline = time.monotonic() + LONGEST_SECONDS
    while len(server.messages) < count:
        assert time.monotonic() < deadline, f"waited for {count} messages, there are {len(server.messages)}"
        await asyncio.sleep(0.02)


async def until_done(store: AnnouncementStore, outbox: Outbox, number: int) -> None:
    """Wait until an announcement is done."""
    deadline = time.monotonic() + LONGEST_SECONDS
    while True:
        found = await store.numbered(number)
        if found is not None and found.state == "done":
            return
        assert time.monotonic() < deadline, await outbox.counts(number)
        await asyncio.sleep(_LOOK_SECONDS)


def furthest_overtaking(server: BotApiServer, places: Sequence[Place]) -> int:
    """By how many places a message came later than one that subscribed after it, at most, without faults."""
    at = {(place.chat_id, place.thread_id): number for number, place in enumerate(places)}
    newest = furthest = 0
    for message in server.messages:
        number = at[message["chat"]["id"], message.get("message_thread_id", 0)]
        furthest = max(furthest, newest - number)
        newest = max(newest, number)
    return furthest
