"""Inline mode: `@bot lusaka` in any chat shows cards, and the one that is tapped is sent as a message."""

from __future__ import annotations

import asyncio
from typing import Any

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest
from telegram.ext import BaseHandler, ContextTypes, InlineQueryHandler

from bot.telegram.cards import Card, Cards
from bot.telegram.composing import Composer
from bot.telegram.markup import NO_PREVIEW, clean
from bot.telegram.outcomes import note
from bot.telegram.sending import patiently
from bot.telegram.services import Services

CACHE_SECONDS = 300
"""Telegram may show the cards so long to whoever types the same: nothing in them depends on the person."""
PAUSE_CACHE_SECONDS = 5
START_PARAMETER = "inline"
"""What the button above the cards sends to the private chat behind /start."""
_TOO_LATE = ("query is too old", "query id is invalid")


class Inline:
    """The handler of inline queries."""

    def __init__(self, services: Services, cards: Cards) -> None:
        self._services = services
        self._cards = cards

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """The one handler."""
        return [InlineQueryHandler(self._queried)]

    async def _queried(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.inline_query
        assert query is not None, "the handler takes inline queries only"
        is_allowed = self._services.limits.allow_inline(query.from_user.id)
        cards = self._cards.matching(query.query) if is_allowed else []
        note(cards=len(cards), limited=None if is_allowed else "notice")
        articles = await asyncio.gather(*(article(card, self._services.composer) for card in cards))
        wording = None if cards else "inline_nothing" if is_allowed else "inline_pause"
        try:
            await patiently(
                lambda: query.answer(
                    articles,
                    cache_time=CACHE_SECONDS if is_allowed else PAUSE_CACHE_SECONDS,
                    # Who must pause gets no cards; others who type the same do.
                    is_personal=not is_allowed,
                    button=self._button(wording) if wording else None,
                )
            )
        except BadRequest as error:
            if not is_too_late(error):
                raise
            note(answer="too_late")

    def _button(self, wording: str) -> InlineQueryResultsButton:
        return InlineQueryResultsButton(self._services.words.say(wording), start_parameter=START_PARAMETER)


async def article(card: Card, composer: Composer) -> InlineQueryResultArticle:
    """Return a card as Telegram shows it, with the whole answer as its message."""
    composed = await composer.compose(card.answer, suggest=False)
    return InlineQueryResultArticle(
        card.id,
        clean(card.title),
        InputTextMessageContent(composed.html, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW),
        reply_markup=composed.keyboard,
        description=clean(card.description),
    )


def is_too_late(error: BadRequest) -> bool:
    """Tell whether Telegram no longer takes the answer to a query, for whoever asked has typed on or left."""
    return any(text in error.message.casefold() for text in _TOO_LATE)
