"""Delivering announcements to Telegram, beside the answers of `run` or in a process that does nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from typing import Any, Protocol

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.announcing.announcer import Announcer
from bot.announcing.delivery import AT_ONCE, Deliverer
from bot.announcing.progress import Meter, Progress
from bot.announcing.rendering import Renderer
from bot.announcing.words import announcement_languages
from bot.errors import SettingsError, StorageError
from bot.settings import Settings
from bot.storage.announcements import AnnouncementStore, State
from bot.storage.claiming import Claims, Pace
from bot.storage.database import Database
from bot.storage.opening import open_database
from bot.storage.outbox import Outbox
from bot.storage.settling import Settlements
from bot.telegram.bulletins import Bulletins
from bot.telegram.connecting import REFUSED_TOKEN, checked_token, connected
from bot.telegram.logs import configure_logging
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.transport import AiohttpRequest

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
_UNDER_WAY: tuple[State, ...] = ("planning", "live")
_SHARE_OF_LOOKING = 0.05
"""Of the time: counting the rows of a very large announcement takes a while."""


class Display(Protocol):
    """Shows how far announcements are."""

    def show(self, looks: Sequence[tuple[str, Progress]]) -> None:
        """Show the announcements under way, or just done, by name."""


def pace_of(settings: Settings) -> Pace:
    """Return how fast announcements may go."""
    return Pace(per_second=settings.messages_per_second)


def replies_of(request: AiohttpRequest) -> Callable[[], int]:
    """Return a function that tells how many messages went over a connection since it was last asked."""
    before = request.messages

    def since() -> int:
        nonlocal before
        count, before = request.messages - before, request.messages
        return count

    return since


@asynccontextmanager
async def announcer_of(
    settings: Settings,
    database: Database,
    bulletins: Bulletins,
    replies: Callable[[], int] = lambda: 0,
) -> AsyncIterator[Announcer]:
    """Yield what delivers announcements, over connections of its own, when its `run` is started.

    `replies` tells how many messages were sent beside since it was last asked. Raises SettingsError without a
    token.
    """
    token = checked_token(settings)
    announcements = AnnouncementStore(database)
    # New with each start, so that what an earlier one left is not taken for its own.
    name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
    claims = Claims(database, name, pace_of(settings))
    async with AiohttpRequest(connections=AT_ONCE) as request:
        bot = Bot(
            token,
            base_url=f"{settings.telegram_api_url}/bot",
            base_file_url=f"{settings.telegram_api_url}/file/bot",
            request=request,
            get_updates_request=request,
        )
        messenger = TelegramMessenger(bot, announcements, bulletins)
        deliverer = Deliverer(claims, Settlements(database), messenger, replies)
        yield Announcer(announcements, Outbox(database), claims, bulletins.renderer, deliverer)


def deliver(settings: Settings, display: AbstractContextManager[Display], *, keep: bool) -> int:
    """Deliver until nothing is under way any more, with `keep` until SIGTERM or SIGINT.

    Return how many deliveries were refused or are unknown, 0 after a signal. Raises SettingsError for a token that
    is missing or refused, and StorageError when the database cannot be used.
    """
    with display as shown:
        # Inside, for at a terminal the display makes room for what is logged.
        configure_logging(settings.log_level, settings.secrets)
        return asyncio.run(_deliver_until_signal(settings, shown, keep=keep))


async def _deliver_until_signal(settings: Settings, display: Display, *, keep: bool) -> int:
    stop = asyncio.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        # Not every system has signal handlers for loops; there Ctrl-C still ends the process.
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(signal_number, stop.set)
    return await work(settings, display, stop, keep=keep)


async def work(settings: Settings, display: Display, stop: asyncio.Event, *, keep: bool) -> int:
    """Deliver until `stop` is set; return and raise as `deliver` does."""
    await _check_token(settings)
    bulletins = Bulletins(Renderer(announcement_languages(settings.intents_dir)))
    database = open_database(settings.database_url)
    try:
        async with announcer_of(settings, database, bulletins) as announcer:
            # What is due begins before anybody looks whether there is something to do.
            await announcer.announcements.begin_due()
            watching = _watch(announcer, display, stop, pace_of(settings), keep=keep)
            return await _while_running(announcer.run(), watching)
    finally:
        await database.close()


async def _check_token(settings: Settings) -> None:
    async with connected(settings) as bot:
        try:
            await bot.get_me()
        except InvalidToken:
            # The error's own text quotes the token.
            raise SettingsError(REFUSED_TOKEN) from None
        except TelegramError as error:
            logger.warning("Telegram cannot be reached (%s); trying until it answers", error)


async def _while_running(work: Coroutine[Any, Any, None], watching: Coroutine[Any, Any, int]) -> int:
    """Return what `watching` returns, and cancel `work`, which ends by itself only when it fails."""
    running, watch = asyncio.create_task(work), asyncio.create_task(watching)
    try:
        await asyncio.wait({running, watch}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
        return await watch
    finally:
        running.cancel()
        watch.cancel()
        await asyncio.gather(running, watch, return_exceptions=True)


async def _watch(
    announcer: Announcer, display: Display, stop: asyncio.Event, pace: Pace, *, keep: bool
) -> int:
    """Show how far it is until there is nothing more to do, or `stop` is set."""
    watcher = _Watcher(announcer, pace)
    while True:
        started = time.monotonic()
        try:
            looks = await watcher.look()
        except StorageError as error:
            logger.error("how far announcements are cannot be read: %s", error)
        else:
            display.show(looks)
            if not watcher.meters and not keep:
                return watcher.problems
        pause = max(LOOK_SECONDS, (time.monotonic() - started) / _SHARE_OF_LOOKING)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await stop.wait()
                return 0


class _Watcher:
    """Reads how far announcements are, from when they are under way until they are not."""

    def __init__(self, announcer: Announcer, pace: Pace) -> None:
        self._announcements = announcer.announcements
        self._outbox = announcer.outbox
        self._pace = pace
        self.meters: dict[int, Meter] = {}
        """Of what is under way, by number."""
        self.problems = 0
        """Deliveries that were refused or are unknown, of what is done."""

    async def look(self) -> list[tuple[str, Progress]]:
        """Return how far what is under way is, and what was so at the last look. Raises StorageError."""
        for one in await self._announcements.in_states(_UNDER_WAY):
            self.meters.setdefault(one.number, Meter(self._pace))
        looks = []
        for number, meter in sorted(self.meters.items()):
            found = await self._announcements.numbered(number)
            assert found is not None, "announcements are never deleted"
            progress = meter.read(await self._outbox.counts(number))
            looks.append((found.name, progress))
            if found.state not in _UNDER_WAY:
                del self.meters[number]
                self.problems += sum(progress.counts.get(state, 0) for state in ("failed", "unknown"))
        return looks
