"""The command menus that Telegram shows beside the text field: one for each kind of chat."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from telegram import (
    Bot,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import BadRequest, TelegramError

from bot.chat_words import ChatWords

logger = logging.getLogger(__name__)

OPERATOR_COMMANDS = ("unanswered", "announce", "announcements", "withdraw", "correct")
"""Commands that only operators see, in their private chat with the bot."""

Outcome = Literal["set", "already so", "not possible before they write to the bot"]


@dataclass(frozen=True)
class Menu:
    """The commands of one kind of chat."""

    where: str
    """For people: "private chats"."""
    scope: BotCommandScope
    commands: tuple[tuple[str, str], ...]
    """Name and description, in the order shown."""

    async def set_on(self, bot: Bot) -> Outcome:
        """Set the menu where it is not so already; raises TelegramError.

        An operator who never wrote to the bot has no chat whose menu could be set; that is no error.
        """
        try:
            if await self.is_set_on(bot):
                return "already so"
            await bot.set_my_commands(self.commands, scope=self.scope)
        except BadRequest as error:
            if isinstance(self.scope, BotCommandScopeChat) and "chat not found" in error.message.lower():
                return "not possible before they write to the bot"
            raise
        return "set"

    async def is_set_on(self, bot: Bot) -> bool:
        """Tell whether Telegram has this menu already; raises TelegramError."""
        present = await bot.get_my_commands(scope=self.scope)
        return tuple((command.command, command.description) for command in present) == self.commands


def menus(words: ChatWords, operators: Collection[int] = ()) -> Iterator[Menu]:
    """Yield the menus of all kinds of chats, and of the private chats of the operators (ids of users)."""
    everything = tuple(words.commands.items())
    in_groups = _described(words, words.lists["group_commands"])
    administrators = _described(words, words.lists["administrator_commands"])
    yield Menu("all chats", BotCommandScopeDefault(), everything)
    yield Menu("private chats", BotCommandScopeAllPrivateChats(), everything)
    yield Menu("groups", BotCommandScopeAllGroupChats(), in_groups)
    yield Menu("administrators of groups", BotCommandScopeAllChatAdministrators(), in_groups + administrators)
    for operator in sorted(operators):
        commands = everything + tuple((name, words.say(f"{name}_command")) for name in OPERATOR_COMMANDS)
        yield Menu(f"operator {operator}", BotCommandScopeChat(operator), commands)


async def register_menu(bot: Bot, words: ChatWords, operators: Collection[int] = ()) -> None:
    """Set the menus that are not right already, for all chats and for the operators (ids of users).

    A failure is one line in the log: the bot works without a menu, and the next start tries again.
    """
    wanted = list(menus(words, operators))
    results = await asyncio.gather(*(menu.set_on(bot) for menu in wanted), return_exceptions=True)
    failures = [result for result in results if isinstance(result, BaseException)]
    for failure in failures:
        if not isinstance(failure, TelegramError):
            raise failure
    changed = sum(result == "set" for result in results)
    if changed:
        logger.info("command menus set: %d", changed)
    if failures:
        logger.warning(
            "%d of %d command menus could not be set (%s); they are tried again at the next start",
            len(failures),
            len(wanted),
            failures[0],
        )


def _described(words: ChatWords, names: Collection[str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, words.commands[name]) for name in names)
