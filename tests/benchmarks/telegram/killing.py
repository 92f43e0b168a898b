"""The bot killed in the middle of its work and started again: what is answered, what twice, what is lost."""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.telegram.api_server import ApiServer
from tests.benchmarks.telegram.bots import Bot, start
from tests.benchmarks.telegram.load import SEED, Asked, as_updates

STILL_SECONDS = 20.0
"""Without a reply for so long, nothing more is to come; a bot needs some seconds to start."""
GRACE_SECONDS = 3.0
"""After the last update was answered, in which one may be answered a second time."""
DRAIN_SECONDS = 0.2
"""After a kill, in which what the bot had written still arrives."""
LONGEST_PAUSE = 0.02
"""Seconds between the reply that announces a kill and the kill."""


@dataclass(frozen=True)
class Kill:
    """What was so at a kill."""

    answered: int
    """Updates answered by then."""
    in_hand: frozenset[int]
    """Chats of the updates that the bot had received and not confirmed."""
    answered_in_hand: int
    """How many of those it had answered."""


@dataclass(frozen=True)
class Aftermath:
    """What became of all updates, each from a chat of its own."""

    asked: int
    kills: tuple[Kill, ...]
    replies: Counter[int]
    """Chat -> messages to it."""

    @property
    def lost(self) -> int:
        """Updates that were never answered."""
        return self.asked - len(self.replies)

    @property
    def twice(self) -> int:
        """Updates that were answered twice."""
        return sum(count == 2 for count in self.replies.values())

    @property
    def more(self) -> int:
        """Updates that were answered more than twice."""
        return sum(count > 2 for count in self.replies.values())

    @property
    def repeated_elsewhere(self) -> int:
        """Updates that were answered more than once although they were in hand at no kill."""
        in_hand = frozenset().union(*(kill.in_hand for kill in self.kills))
        return sum(count > 1 and chat not in in_hand for chat, count in self.replies.items())


async def kill_repeatedly(name: str, load: list[Asked], latency: float, kills: int) -> Aftermath:
    """Ask everything at once and kill the bot at moments by chance, from a fixed seed, while it answers.

    The chats of the load must differ, for that tells the updates apart.
    """
    source = random.Random(SEED)
    moments = sorted(source.sample(range(len(load) // 20, len(load) * 19 // 20), kills))
    server = ApiServer(latency)
    await server.start()
    watch = _Watch(server)
    server.publish(as_updates(load, server.next_update_id))
    with tempfile.TemporaryDirectory() as folder:
        bot = start(name, server.url, Path(folder))
        try:
            done = []
            for moment in moments:
                if not await watch.answered(moment, bot):
                    break
                await asyncio.sleep(source.uniform(0, LONGEST_PAUSE))
                done.append(await _kill(bot, server, watch, load))
                bot = start(name, server.url, Path(folder))
            await watch.answered(len(load), bot)
            await asyncio.sleep(GRACE_SECONDS)
        finally:
            bot.kill()
            server.close()
    return Aftermath(len(load), tuple(done), watch.replies)


async def _kill(bot: Bot, server: ApiServer, watch: _Watch, load: list[Asked]) -> Kill:
    bot.kill()
    await asyncio.sleep(DRAIN_SECONDS)
    first = server.next_update_id - len(load)
    in_hand = frozenset(load[number - first].chat for number in server.in_hand)
    return Kill(len(watch.replies), in_hand, sum(chat in watch.replies for chat in in_hand))


class _Watch:
    """Counts the replies to each chat."""

    def __init__(self, server: ApiServer) -> None:
        self.replies: Counter[int] = Counter()
        self._last_at = time.perf_counter()
        self._changed = asyncio.Event()
        server.on_message = self._on_message

    async def answered(self, count: int, bot: Bot) -> bool:
        """Wait until so many updates are answered; False when no reply comes any more."""
        self._last_at = time.perf_counter()
        while len(self.replies) < count:
            if time.perf_counter() - self._last_at > STILL_SECONDS:
                return False
            bot.check()
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), 0.5)
            except TimeoutError:
                continue
        return True

    def _on_message(self, chat: int, at: float, body: bytes) -> None:
        self.replies[chat] += 1
        self._last_at = at
        self._changed.set()
