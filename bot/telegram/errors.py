"""What happens when answering fails: one line in the log, without a word that anybody wrote."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

from telegram import Update
from telegram.error import Forbidden, TelegramError
from telegram.ext import ContextTypes

from bot.telegram import wording
from bot.telegram.sending import Place, place_of, send_text

logger = logging.getLogger(__name__)


async def report_error(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Log a failed update in one line and, when the fault is ours, tell the person who asked."""
    error = context.error
    number = update.update_id if isinstance(update, Update) else None
    if isinstance(error, Forbidden):
        # Blocked or removed: nothing is broken and nobody is there to be told.
        logger.info("update %s: not allowed to answer: %s", number, error)
        return
    if isinstance(error, TelegramError):
        logger.error("update %s: not answered: %s: %s", number, type(error).__name__, error)
        return
    logger.error("update %s: not answered: %s", number, _where(error))
    logger.debug("update %s", number, exc_info=error)
    place = _place(update)
    if place is not None:
        await send_text(context.bot, place, wording.FAILED)


def _where(error: BaseException | None) -> str:
    # The text of an unexpected error may quote the question, so only its type and place are told.
    frames = traceback.extract_tb(error.__traceback__) if error else []
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


def _place(update: object) -> Place | None:
    if not isinstance(update, Update) or update.effective_chat is None:
        return None
    message = update.effective_message
    return place_of(message) if message else Place(update.effective_chat.id, None)
