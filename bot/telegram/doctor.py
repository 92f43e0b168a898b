"""`learning-cities doctor`: is everything in place for `run`, and if not, what to do.

It changes nothing and does not disturb a bot that is running: above all it never calls getUpdates, which would
end the long poll of that bot.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

from telegram import Bot, User
from telegram.error import InvalidToken, TelegramError

from bot.chat_words import ChatWords, load_chat_words
from bot.engine import Engine
from bot.errors import DataError, SettingsError, StorageError
from bot.settings import Settings
from bot.storage.inspecting import inspect_database
from bot.telegram.connecting import PATIENCE_SECONDS, connected
from bot.telegram.findings import Finding, count, flags, updates
from bot.telegram.logs import Redaction, configure_logging
from bot.telegram.profile import differences


def flag_warnings(user: User) -> list[str]:
    """Return a line for each setting in BotFather that keeps the bot from doing all it can; `user` is of getMe."""
    return [f"{finding.what}: {finding.text}" for finding in flags(user) if finding.level == "warning"]


def examine(settings: Settings, language: str) -> int:
    """Print a line on each check and a summary; return how many problems there are."""
    configure_logging(settings.log_level, settings.secrets)
    return asyncio.run(_examine(settings, language))


async def _examine(settings: Settings, language: str) -> int:
    redaction = Redaction(settings.secrets)
    counts = {"ok": 0, "warning": 0, "problem": 0}
    async for finding in findings(settings, language):
        counts[finding.level] += 1
        print(redaction.redact(str(finding)), flush=True)
    print(f"{count(counts['problem'], 'problem')}, {count(counts['warning'], 'warning')}")
    return counts["problem"]


async def findings(settings: Settings, language: str) -> AsyncIterator[Finding]:
    """Check data, database and Telegram, and yield each finding as it is made."""
    words: ChatWords | None = None
    try:
        words = load_chat_words(settings.intents_dir / language)
        yield _data(settings, language)
    except DataError as error:
        yield Finding("problem", "data", str(error))
    yield _database(settings)
    async for finding in telegram_findings(settings, words):
        yield finding


async def telegram_findings(settings: Settings, words: ChatWords | None) -> AsyncIterator[Finding]:
    """Check what Telegram knows of the bot; without `words` its profile is not compared."""
    try:
        async with connected(settings) as bot:
            async for finding in _telegram(bot, settings, words):
                yield finding
    except SettingsError as error:
        variable, _, fault = str(error).partition(": ")
        yield Finding("problem", "token", f"{variable} is {fault}")


def _data(settings: Settings, language: str) -> Finding:
    dataset = Engine.load(settings.data_dir, settings.intents_dir, language=language).dataset
    as_of = dataset.latest_round.announced
    return Finding(
        "ok",
        "data",
        f"{len(dataset.members)} members as of {as_of}; `learning-cities check` looks closer",
    )


def _database(settings: Settings) -> Finding:
    try:
        state = inspect_database(settings.database_url)
    except StorageError as error:
        return Finding("problem", "database", str(error))
    if not state.exists:
        return Finding("ok", "database", f"{state.name} does not exist yet; `run` creates it")
    if state.format is None:
        return Finding("ok", "database", f"{state.name} can be used; `run` creates its tables")
    upgrade = (
        "" if state.format == state.newest_format else f", which `run` upgrades to {state.newest_format}"
    )
    return Finding("ok", "database", f"{state.name} can be used; it has format {state.format}{upgrade}")


async def _telegram(bot: Bot, settings: Settings, words: ChatWords | None) -> AsyncIterator[Finding]:
    started = time.monotonic()
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            user = await bot.get_me()
    except InvalidToken:
        yield Finding(
            "problem",
            "token",
            "Telegram does not accept TELEGRAM_BOT_TOKEN; copy it once more from @BotFather (/token), "
            "and check TELEGRAM_API_URL, if you set it",
        )
        return
    except (TelegramError, TimeoutError) as error:
        yield Finding("problem", "api", _unreachable(settings, error))
        return
    milliseconds = round(1000 * (time.monotonic() - started))
    yield Finding("ok", "api", f"{settings.telegram_api_url} answered in {milliseconds} ms")
    yield Finding("ok", "token", f"it is that of @{user.username}")
    for finding in flags(user):
        yield finding
    yield await _profile(bot, words)
    try:
        info = await bot.get_webhook_info()
    except TelegramError as error:
        yield Finding("warning", "updates", f"Telegram did not tell how they are sent ({error}); try again")
        return
    for finding in updates(info, settings):
        yield finding


def _unreachable(settings: Settings, error: BaseException) -> str:
    cause = str(error) or f"no answer within {PATIENCE_SECONDS:g} s"
    return (
        f"{settings.telegram_api_url} cannot be reached ({cause}); check the network, a firewall and "
        "TELEGRAM_API_URL, and wait if it is Telegram's fault; the rest was not looked at"
    )


async def _profile(bot: Bot, words: ChatWords | None) -> Finding:
    if words is None:
        return Finding("warning", "profile", "not compared, for its words could not be loaded")
    try:
        different = [what async for what in differences(bot, words)]
    except TelegramError as error:
        return Finding("warning", "profile", f"Telegram did not tell it ({error}); try again")
    if different:
        return Finding(
            "warning",
            "profile",
            f"not as intended: {', '.join(different)}; use `learning-cities set-profile`",
        )
    return Finding("ok", "profile", "commands and descriptions are as intended")
