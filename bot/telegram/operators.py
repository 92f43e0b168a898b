"""Commands for the people who run the bot (BOT_ADMIN_IDS), in their private chat with it only."""

from __future__ import annotations

from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CommandHandler, ContextTypes, filters

from bot.telegram.markup import clean, escape
from bot.telegram.outcomes import note
from bot.telegram.paging import split_pages
from bot.telegram.sending import place_of, send_html
from bot.telegram.services import Services
from bot.telegram.writers import OWN, written

MAX_LISTED = 100


class Operators:
    """Handlers of the operators' commands; for everybody else these are no commands at all."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """The handlers; none when nobody is named as operator."""
        if not self._services.admin_ids:
            return []
        theirs = OWN & filters.ChatType.PRIVATE & filters.User(list(self._services.admin_ids))
        return [CommandHandler("unanswered", self._unanswered, filters=theirs)]

    async def _unanswered(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        note(command="unanswered")
        words = self._services.words
        kept = await self._services.unanswered.newest(MAX_LISTED)
        lines = [
            words.say("unanswered_line", question=one.question, times=one.times, day=one.last_asked)
            for one in kept
        ]
        text = "\n".join([words.say("unanswered_header"), *lines]) if lines else words.say("unanswered_none")
        # Not as pages with buttons, for which the questions would be stored once more, and for longer.
        for page in split_pages(clean(text)):
            await send_html(context.bot, place_of(written(update)), escape(page))
