"""Starting, running and stopping the bot on Telegram."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import signal
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any, Protocol

from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder

from bot.announcing.rendering import Renderer
from bot.announcing.words import announcement_languages
from bot.chat_words import load_chat_words
from bot.engine import Engine
from bot.errors import SettingsError
from bot.settings import Settings
from bot.storage.opening import open_database
from bot.telegram.broadcasting import broadcasting
from bot.telegram.bulletins import Bulletins
from bot.telegram.connecting import REFUSED_TOKEN, checked_token
from bot.telegram.delivering import pace_of, replies_of
from bot.telegram.doctor import flag_warnings
from bot.telegram.errors import ErrorReport
from bot.telegram.handlers import all_handlers
from bot.telegram.intake import Intake
from bot.telegram.logs import configure_logging
from bot.telegram.menu import register_menu
from bot.telegram.newsroom import Newsroom
from bot.telegram.operator_desk import OperatorDesk
from bot.telegram.polling import Poller
from bot.telegram.services import Services, open_stores
from bot.telegram.transport import AiohttpRequest
from bot.telegram.webhook import CONNECTIONS, WebhookServer

logger = logging.getLogger(__name__)

_App = Application[Any, Any, Any, Any, Any, Any]

ALLOWED_UPDATES = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CHANNEL_POST,
    Update.INLINE_QUERY,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
    Update.GUEST_MESSAGE,
)
"""The kinds of updates that Telegram is asked for; what was asked for once stays until it is told otherwise."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
# Together they stay below the five seconds in which a stopped bot must be gone.
_FINISH_SECONDS = 3.0
_CLOSE_SECONDS = 1.0


class Receiver(Protocol):
    """What brings updates from Telegram to the intake."""

    way: str
    """In a word, for the log."""

    async def open(self) -> None:
        """Make ready to receive. Raises TelegramError, and then is called again."""

    async def run(self) -> str:
        """Receive until it cannot go on; return the line that tells why."""

    def turn_away(self) -> None:
        """Take no more updates from here on."""

    async def close(self) -> None:
        """Say good-bye, when all in hand was handled."""


def run(settings: Settings, engine: Engine) -> int:
    """Answer on Telegram until SIGTERM or SIGINT; return the exit code.

    0 after a signal, 1 when polling has died. Raises SettingsError when the token is missing or refused, and
    StorageError when the database cannot be used: each one line for the person who started the bot.
    """
    if settings.webhook_url and not settings.webhook_secret:
        # Each start makes a new one and tells Telegram.
        settings = replace(settings, webhook_secret=secrets.token_urlsafe(32))
    configure_logging(settings.log_level, settings.secrets)
    return asyncio.run(_serve_until_signal(settings, engine))


async def _serve_until_signal(settings: Settings, engine: Engine) -> int:
    stop = asyncio.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        # Not every system has signal handlers for loops; there Ctrl-C still ends the process.
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(signal_number, stop.set)
    return await serve(settings, engine, stop)


async def serve(settings: Settings, engine: Engine, stop: asyncio.Event) -> int:
    """Answer on Telegram until `stop` is set; return and raise as `run` does."""
    token = checked_token(settings)
    words = load_chat_words(settings.intents_dir / engine.pack.code)
    bulletins = Bulletins(Renderer(announcement_languages(settings.intents_dir)))
    database = open_database(settings.database_url)
    try:
        stores = await open_stores(database)
        polling, replying = AiohttpRequest(connections=1), AiohttpRequest(connections=CONNECTIONS)
        application = _build(settings, token, polling, replying)
        services = stores.services(engine, words, bulletins, settings.admin_ids)
        desk = OperatorDesk(application.bot, Newsroom.of(services, database, pace_of(settings)))
        application.add_handlers([*desk.handlers(), *all_handlers(services)])
        application.add_error_handler(ErrorReport(stores.chats, stores.subscribers, words.say("failed")))
        intake = Intake(application, stores.seen)
        receiver = _receiver(settings, application, intake, polling)
        purging = asyncio.create_task(stores.keep_purged())
        beside = AsyncExitStack()
        try:
            announcements = broadcasting(settings, services, database, replies_of(replying), desk)
            await beside.enter_async_context(announcements)
            return await _live(application, receiver, services, stop)
        finally:
            purging.cancel()
            await asyncio.gather(beside.aclose(), _stop(receiver, intake))
            await application.shutdown()
            # A bot that never reached Telegram counts as not initialised, but its connections are open.
            await application.bot.shutdown()
    finally:
        await database.close()


def _build(settings: Settings, token: str, polling: AiohttpRequest, replying: AiohttpRequest) -> _App:
    return (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{settings.telegram_api_url}/bot")
        .base_file_url(f"{settings.telegram_api_url}/file/bot")
        .request(replying)
        .get_updates_request(polling)
        .updater(None)
        .build()
    )


def _receiver(settings: Settings, application: _App, intake: Intake, polling: AiohttpRequest) -> Receiver:
    """What brings the updates: a webhook where one is configured, else long polling."""
    if settings.webhook_url is None or settings.webhook_secret is None:
        return Poller(application.bot, polling, intake, ALLOWED_UPDATES)
    return WebhookServer(
        application.bot,
        intake,
        url=settings.webhook_url,
        listen=settings.webhook_listen,
        secret=settings.webhook_secret,
        allowed=ALLOWED_UPDATES,
    )


async def _live(application: _App, receiver: Receiver, services: Services, stop: asyncio.Event) -> int:
    try:
        started = await _unless_stopped(_start(application, receiver, services), stop)
    except InvalidToken:
        # The error's own text quotes the token.
        raise SettingsError(REFUSED_TOKEN) from None
    if started is None:
        return 0
    death = await _unless_stopped(receiver.run(), stop)
    if death is None:
        return 0
    logger.critical("%s", death)
    return 1


async def _unless_stopped(coroutine: Coroutine[Any, Any, str], stop: asyncio.Event) -> str | None:
    """Return what the coroutine returns, or None when `stop` is set first."""
    work = asyncio.ensure_future(coroutine)
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({work, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return work.result() if work.done() else None
    finally:
        work.cancel()
        stopping.cancel()
        await asyncio.gather(work, stopping, return_exceptions=True)


async def _start(application: _App, receiver: Receiver, services: Services) -> str:
    """Connect, however long that takes, and begin to receive; return the bot's name. Raises InvalidToken."""
    await _persist(application.initialize)
    bot = application.bot
    for warning in flag_warnings(bot.bot):
        logger.warning("%s", warning)
    await register_menu(bot, services.words, services.admin_ids)
    await _persist(receiver.open)
    name: str = bot.username or bot.first_name
    logger.info("answering as @%s by %s; Ctrl-C stops", name, receiver.way)
    return name


async def _persist(step: Callable[[], Awaitable[None]]) -> None:
    """Do a step of the start until Telegram lets it succeed. Raises InvalidToken."""
    pause = _FIRST_PAUSE
    while True:
        try:
            await step()
            return
        except InvalidToken:
            raise
        except TelegramError as error:
            if pause == _FIRST_PAUSE:
                logger.warning("Telegram cannot be reached (%s); trying until it answers", error)
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


async def _stop(receiver: Receiver, intake: Intake) -> None:
    """Finish the answers in hand and confirm them, within five seconds."""
    receiver.turn_away()
    if not await intake.finish(_FINISH_SECONDS):
        logger.warning("stopped before all answers in hand were sent; they are sent after the next start")
        await intake.give_up()
    # What was not confirmed is delivered again, and dropped as seen.
    with contextlib.suppress(TimeoutError, TelegramError):
        async with asyncio.timeout(_CLOSE_SECONDS):
            await receiver.close()
