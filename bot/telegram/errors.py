"""What happens when answering fails: a fact in the log's line on the update, without a word that anybody wrote."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

from telegram import Bot, Update
from telegram.constants import ChatType
from telegram.error import Forbidden, TelegramError
from telegram.ext import ContextTypes

from bot.errors import BotError, StorageError
from bot.storage.chats import ChatStore
from bot.storage.subscriptions import SubscriberStore
from bot.telegram.markup import escape
from bot.telegram.outcomes import note, noted
from bot.telegram.sending import Place, place_of, send_html

logger = logging.getLogger(__name__)


class ErrorReport:
    """Logs what failed, and tells the person who asked when the fault is the bot's own."""

    def __init__(self, chats: ChatStore, subscribers: SubscriberStore, apology: str) -> None:
        self._chats = chats
        self._subscribers = subscribers
        self._apology = apology

    async def __call__(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Handle the error of one update."""
        error = context.error
        chat = update.effective_chat if isinstance(update, Update) else None
        number = update.update_id if isinstance(update, Update) else None
        if isinstance(error, Forbidden):
            # Blocked or removed: nothing is broken and nobody is there to be told.
            note(failed="forbidden")
            logger.info("update=%s not allowed to answer: %s", number, error)
            if chat is not None:
                await self._leave(chat.id, str(error))
            return
        if isinstance(error, TelegramError):
            note(failed=type(error).__name__)
            logger.error("update=%s not answered: %s: %s", number, type(error).__name__, error)
            return
        note(failed=type(error).__name__)
        logger.error("update=%s not answered: %s", number, _where(error))
        logger.debug("update=%s", number, exc_info=error)
        place = _place(update)
        if place is not None:
            await self._apologize(context.bot, place)

    async def _leave(self, chat_id: int, reason: str) -> None:
        try:
            await self._chats.left(chat_id)
            await self._subscribers.switch_off(chat_id, reason)
        except StorageError as error:
            logger.error("cannot remember that a chat was left: %s", error)

    async def _apologize(self, bot: Bot, place: Place) -> None:
        try:
            await send_html(bot, place, escape(self._apology))
        except TelegramError as error:
            note(apology=type(error).__name__)


def _where(error: BaseException | None) -> str:
    # The text of an unexpected error may quote the question, so only its type and place are told; the bot's own
    # errors are written for the log.
    frames = traceback.extract_tb(error.__traceback__) if error else []
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    told = f": {error}" if isinstance(error, BotError) else ""
    return f"{type(error).__name__}{place}{told}"


def _was_asked() -> bool:
    return bool(noted("command") or noted("press")) or noted("way") in ("mention", "reply")


def _place(update: object) -> Place | None:
    # A guest is not in the chat, and cannot write there.
    if not isinstance(update, Update) or update.effective_chat is None or update.guest_message:
        return None
    # In a group most messages are not for the bot, and nobody there has to hear of its troubles with them.
    if update.effective_chat.type != ChatType.PRIVATE and not _was_asked():
        return None
    message = update.effective_message
    return place_of(message) if message else Place(update.effective_chat.id)
