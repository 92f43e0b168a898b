"""The command menu that Telegram shows beside the text field."""

from __future__ import annotations

import logging

from telegram import Bot
from telegram.error import TelegramError

from bot.telegram.wording import COMMANDS

logger = logging.getLogger(__name__)


async def register_commands(bot: Bot) -> None:
    """Set the menu where it is not right already; a failure is logged, for the bot works without a menu."""
    try:
        present = [(command.command, command.description) for command in await bot.get_my_commands()]
        if present != list(COMMANDS):
            await bot.set_my_commands(list(COMMANDS))
            logger.info("command menu set")
    except TelegramError as error:
        logger.warning("the command menu could not be set (%s); it is tried again at the next start", error)
