"""One bot under load: all questions at once for throughput, then spread over time for latency."""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.telegram.api_server import ApiServer
from tests.benchmarks.telegram.bots import Bot, start
from tests.benchmarks.telegram.load import SEED, Asked, as_updates, moved

WARM_UP = 200
"""Questions before anything is measured; they also make the engine build what it builds at the first typo."""
WARM_UP_CHATS, LATENCY_CHATS = 1_000_000, 2_000_000
"""Distance of their chats from those of the load: the bot asks for a pause who asks 20 questions in a minute."""
SHARE = 0.3
"""Part of the throughput at which latency is measured."""
START_SECONDS = 60.0
SETTLE_SECONDS = 0.5


@dataclass(frozen=True)
class Throughput:
    """What became of a load that was there all at once."""

    replies: int
    asked: int
    seconds: float
    """From the moment the questions were there to the last reply, or to the end of the time given."""
    processor_seconds: float
    megabytes_before: float
    megabytes_after: float
    answers: tuple[tuple[int, bytes], ...] = field(repr=False)
    """Chat and parameters of each reply."""

    @property
    def rate(self) -> float:
        """Replies a second."""
        return self.replies / self.seconds

    @property
    def processor_ms(self) -> float:
        """Milliseconds of the processor for each reply."""
        return 1000 * self.processor_seconds / max(1, self.replies)

    @property
    def is_complete(self) -> bool:
        """Whether everything was answered in the time given."""
        return self.replies == self.asked


@dataclass(frozen=True)
class Measured:
    """All that was measured of one bot in one round."""

    loads: tuple[Throughput, ...]
    """The same load once or, where the first was answered in time, twice."""
    offered_rate: float
    """Questions a second while latency was measured."""
    latencies: tuple[float, ...]
    """Seconds from the moment a question was there to its reply."""


class Tally:
    """Pairs the replies of each chat with its questions, the first with the first."""

    def __init__(self, load: list[Asked]) -> None:
        self.latencies: list[float] = []
        self.replies: list[tuple[int, bytes]] = []
        self.complete = asyncio.Event()
        self.last_at = 0.0
        self._size = len(load)
        self._asked_at: dict[int, deque[float]] = defaultdict(deque)

    def asked(self, chat: int, at: float) -> None:
        """Note that a question is there."""
        self._asked_at[chat].append(at)

    def on_message(self, chat: int, at: float, body: bytes) -> None:
        """Note a reply; one without a question left is a second part and does not count."""
        waiting = self._asked_at.get(chat)
        if not waiting:
            return
        self.latencies.append(at - waiting.popleft())
        self.replies.append((chat, body))
        self.last_at = at
        if len(self.latencies) == self._size:
            self.complete.set()

    async def wait(self, seconds: float) -> bool:
        """Wait until everything is answered; False when that takes longer."""
        try:
            await asyncio.wait_for(self.complete.wait(), seconds)
        except TimeoutError:
            return False
        return True


async def measure(name: str, load: list[Asked], latency: float, seconds: float) -> Measured:
    """Measure one bot, each part no longer than the seconds given."""
    server = ApiServer(latency)
    await server.start()
    loads: list[Throughput] = []
    try:
        async with running(name, server, load) as bot:
            loads.append(await throughput(bot, server, load, seconds))
            if loads[0].is_complete:
                loads.append(await throughput(bot, server, load, seconds))
                rate = SHARE * max(of.rate for of in loads)
                return Measured(tuple(loads), rate, await latencies(bot, server, load, rate, seconds))
        # What it still had to answer would delay what is asked next.
        server.forget()
        async with running(name, server, load) as bot:
            rate = SHARE * loads[0].rate
            return Measured(tuple(loads), rate, await latencies(bot, server, load, rate, seconds))
    finally:
        server.close()


@asynccontextmanager
async def running(name: str, server: ApiServer, load: list[Asked]) -> AsyncIterator[Bot]:
    """A bot that has answered a few questions; killed when the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        bot = start(name, server.url, Path(folder))
        try:
            await _polled(server, bot)
            await throughput(bot, server, moved(load[:WARM_UP], WARM_UP_CHATS), START_SECONDS)
            yield bot
        finally:
            bot.kill()


async def throughput(bot: Bot, server: ApiServer, load: list[Asked], seconds: float) -> Throughput:
    """Publish a load at once and wait until it is answered."""
    updates = as_updates(load, server.next_update_id)
    tally = Tally(load)
    server.on_message = tally.on_message
    memory, processor, begin = bot.megabytes, bot.processor_seconds, time.perf_counter()
    for asked in load:
        tally.asked(asked.chat, begin)
    server.publish(updates)
    complete = await tally.wait(seconds)
    end = tally.last_at if complete else time.perf_counter()
    replies, answers = len(tally.latencies), tuple(tally.replies)
    processor = bot.processor_seconds - processor
    await asyncio.sleep(SETTLE_SECONDS)
    bot.check()
    return Throughput(replies, len(load), end - begin, processor, memory, bot.megabytes, answers)


async def latencies(
    bot: Bot, server: ApiServer, load: list[Asked], rate: float, seconds: float
) -> tuple[float, ...]:
    """Ask at so many questions a second, with gaps by chance as from people who know nothing of each other."""
    gaps = random.Random(SEED)
    load = moved(load[: max(1, min(len(load), int(rate * seconds)))], LATENCY_CHATS)
    updates = as_updates(load, server.next_update_id)
    tally = Tally(load)
    server.on_message = tally.on_message
    due = time.perf_counter()
    for asked, update in zip(load, updates, strict=True):
        due += gaps.expovariate(rate)
        if (pause := due - time.perf_counter()) > 0:
            await asyncio.sleep(pause)
        tally.asked(asked.chat, time.perf_counter())
        server.publish([update])
    await tally.wait(seconds)
    bot.check()
    return tuple(tally.latencies)


async def _polled(server: ApiServer, bot: Bot) -> None:
    deadline = time.monotonic() + START_SECONDS
    before = server.polls
    while server.polls == before:
        bot.check()
        if time.monotonic() > deadline:
            raise RuntimeError(f"the bot has not polled within {START_SECONDS:g} s")
        await asyncio.sleep(0.05)
