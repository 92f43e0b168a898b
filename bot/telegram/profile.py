"""`learning-cities set-profile`: what Telegram shows of the bot beside its messages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from dataclasses import dataclass

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.chat_words import ChatWords, load_chat_words
from bot.errors import BotError, SettingsError
from bot.settings import Settings
from bot.telegram.connecting import REFUSED_TOKEN, connected
from bot.telegram.logs import Redaction, configure_logging
from bot.telegram.menu import menus


@dataclass(frozen=True)
class _Text:
    """One of the texts of the profile."""

    what: str
    wanted: str
    present: Callable[[], Awaitable[str]]
    change: Callable[[str], Awaitable[bool]]

    async def is_set(self) -> bool:
        return await self.present() == self.wanted


async def set_profile(bot: Bot, words: ChatWords, operators: Collection[int] = ()) -> AsyncIterator[str]:
    """Set the menus and texts that are not so already, and yield a line on each; raises TelegramError."""
    for menu in menus(words, operators):
        yield f"commands for {menu.where}: {await menu.set_on(bot)}"
    for text in _texts(bot, words):
        if await text.is_set():
            yield f"{text.what}: already so"
        else:
            await text.change(text.wanted)
            yield f"{text.what}: set"


async def differences(bot: Bot, words: ChatWords) -> AsyncIterator[str]:
    """Yield what `set_profile` would change for everybody; raises TelegramError."""
    for menu in menus(words):
        if not await menu.is_set_on(bot):
            yield f"commands for {menu.where}"
    for text in _texts(bot, words):
        if not await text.is_set():
            yield text.what


def run(settings: Settings, language: str) -> None:
    """Set the profile in the words of a language and print what was done; raises as `print_set_profile` does."""
    configure_logging(settings.log_level, settings.secrets)
    asyncio.run(print_set_profile(settings, load_chat_words(settings.intents_dir / language)))


async def print_set_profile(settings: Settings, words: ChatWords) -> None:
    """Connect, set the profile and print a line on each part of it.

    Raises SettingsError for a token that is missing or refused, and BotError when Telegram does not do it.
    """
    try:
        async with connected(settings) as bot:
            async for line in set_profile(bot, words, settings.admin_ids):
                print(line)
    except InvalidToken:
        # The error's own text quotes the token.
        raise SettingsError(REFUSED_TOKEN) from None
    except TelegramError as error:
        cause = Redaction(settings.secrets).redact(str(error))
        raise BotError(
            f"the profile could not be set ({cause}); what was not set yet can be tried again"
        ) from None


def _texts(bot: Bot, words: ChatWords) -> tuple[_Text, ...]:
    async def description() -> str:
        return (await bot.get_my_description()).description

    async def short() -> str:
        return (await bot.get_my_short_description()).short_description

    return (
        _Text("description", words.say("profile_description"), description, bot.set_my_description),
        _Text("short description", words.say("profile_short"), short, bot.set_my_short_description),
    )
