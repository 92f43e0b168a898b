"""Starting, running and stopping the bot on Telegram."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder
from telegram.request import HTTPXRequest

from bot.errors import SettingsError
from bot.settings import Settings
from bot.storage.choices import ChoiceStore
from bot.storage.database import Database, open_database
from bot.storage.seen_updates import SeenUpdates
from bot.telegram.chat import Chat
from bot.telegram.commands import register_commands
from bot.telegram.errors import report_error
from bot.telegram.logs import configure_logging
from bot.telegram.memories import ConversationMemory
from bot.telegram.polling import POLL_SECONDS, PollingRequest, PollingWatch
from bot.telegram.processing import PerChatProcessor, UpdateQueue

if TYPE_CHECKING:
    from bot.engine import Engine

logger = logging.getLogger(__name__)

_App = Application[Any, Any, Any, Any, Any, Any]

_ALLOWED_UPDATES = (Update.MESSAGE, Update.CALLBACK_QUERY)
_CONNECTIONS = 64
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
# Together they stay below the five seconds in which a stopped bot must be gone.
_STOP_POLLING_SECONDS = 1.5
_FINISH_ANSWERS_SECONDS = 2.5


def run(settings: Settings, engine: Engine) -> int:
    """Answer on Telegram until SIGTERM or SIGINT; return the exit code.

    0 after a signal, 1 when polling has died. Raises SettingsError when the token is missing or refused, and
    StorageError when the database cannot be used: each one line for the person who started the bot.
    """
    configure_logging(settings.log_level, [settings.telegram_token] if settings.telegram_token else [])
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
    token = _checked_token(settings)
    database = open_database(settings.database_url)
    try:
        choices = ChoiceStore(database)
        await choices.purge()
        watch = PollingWatch()
        application = _build(settings, token, database, watch)
        application.add_handlers(Chat(engine, choices, ConversationMemory()).handlers())
        try:
            return await _live(application, watch, stop)
        finally:
            await _shut_down(application)
    finally:
        await database.close()


def _checked_token(settings: Settings) -> str:
    if settings.telegram_token is None:
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN: not set; get a token from @BotFather on Telegram and set it, "
            "or talk to the bot here with `learning-cities chat`"
        )
    if settings.webhook_url is not None:
        raise SettingsError("BOT_WEBHOOK_URL: webhooks are not supported; unset it to use long polling")
    return settings.telegram_token


def _build(settings: Settings, token: str, database: Database, watch: PollingWatch) -> _App:
    application = (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{settings.telegram_api_url}/bot")
        .base_file_url(f"{settings.telegram_api_url}/file/bot")
        .request(HTTPXRequest(_CONNECTIONS, pool_timeout=10))
        .get_updates_request(PollingRequest(watch))
        .update_queue(UpdateQueue(watch.alive))
        .concurrent_updates(PerChatProcessor(SeenUpdates(database)))
        .build()
    )
    application.add_error_handler(report_error)
    return application


async def _live(application: _App, watch: PollingWatch, stop: asyncio.Event) -> int:
    try:
        started = await _unless_stopped(_start(application, watch), stop)
    except InvalidToken:
        # The error's own text quotes the token.
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN: Telegram does not accept this token; copy it once more from @BotFather "
            "(and check TELEGRAM_API_URL, if you set it)"
        ) from None
    if not started:
        return 0
    death = await _unless_stopped(watch.death(), stop)
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


async def _start(application: _App, watch: PollingWatch) -> str:
    """Connect, however long that takes, and begin to answer; return the bot's name. Raises InvalidToken."""
    await _connect(application)
    await register_commands(application.bot)
    assert application.updater is not None
    await application.updater.start_polling(
        timeout=POLL_SECONDS,
        bootstrap_retries=-1,
        allowed_updates=_ALLOWED_UPDATES,
        error_callback=watch.failed,
    )
    watch.alive()
    await application.start()
    name: str = application.bot.username
    logger.info("answering as @%s; Ctrl-C stops", name)
    return name


async def _connect(application: _App) -> None:
    pause = _FIRST_PAUSE
    while True:
        try:
            await application.initialize()
            return
        except InvalidToken:
            raise
        except TelegramError as error:
            if pause == _FIRST_PAUSE:
                logger.warning("Telegram cannot be reached (%s); trying until it answers", error)
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


async def _shut_down(application: _App) -> None:
    """Stop fetching, finish the answers in hand and close the connections, within five seconds."""
    updater = application.updater
    if updater is not None and updater.running:
        # Polling that has died raises its error once more here.
        with contextlib.suppress(TimeoutError, TelegramError):
            await asyncio.wait_for(updater.stop(), _STOP_POLLING_SECONDS)
    if application.running:
        try:
            await asyncio.wait_for(application.stop(), _FINISH_ANSWERS_SECONDS)
        except TimeoutError:
            logger.warning("stopped before all answers in hand were sent")
    await application.shutdown()
    # A bot that never reached Telegram counts as not initialised, but its connections are open.
    await application.bot.shutdown()
