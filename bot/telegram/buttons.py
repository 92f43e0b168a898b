"""Buttons that ask a question; the question is in the database, the button carries its key."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import InlineKeyboardMarkupLimit

from bot.answer import Choice
from bot.errors import StorageError
from bot.storage.choices import ChoiceStore

logger = logging.getLogger(__name__)

ASK_PREFIX = "ask:"
"""Starts the data of a button that asks a question; the rest is the key of the question."""
_MAX_LABEL = 64


async def keyboard_for(choices: Sequence[Choice], store: ChoiceStore) -> InlineKeyboardMarkup | None:
    """Return one button a row for each choice; None without choices, or when they cannot be stored."""
    offered = choices[: InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER]
    if not offered:
        return None
    try:
        keys = await store.remember([choice.question for choice in offered])
    except StorageError as error:
        # The text names the choices too, so the answer is still of use without its buttons.
        logger.error("an answer goes out without its buttons: %s", error)
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(_label(choice.label), callback_data=ASK_PREFIX + key)]
            for choice, key in zip(offered, keys, strict=True)
        ]
    )


def _label(text: str) -> str:
    return text if len(text) <= _MAX_LABEL else text[: _MAX_LABEL - 1] + "…"
