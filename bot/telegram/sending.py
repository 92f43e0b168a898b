"""Sending an answer: escaped, split where it is too long, into the right topic."""

from __future__ import annotations

import asyncio
import html
import logging
from dataclasses import dataclass
from datetime import timedelta

from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ChatType, MessageLimit, ParseMode
from telegram.error import RetryAfter

logger = logging.getLogger(__name__)

_SEPARATORS = ("\n\n", "\n", " ")
# A longer wait would hold up the chat, and in the end the polling, for one answer.
_MAX_WAIT_SECONDS = 30.0
_MAX_TRIES = 2
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True)
class Place:
    """Where an answer goes."""

    chat_id: int
    thread_id: int | None
    """The forum topic; None outside of forums and in the general topic."""
    reply_to: int | None = None
    """The message that is quoted; None to quote none."""


def place_of(message: Message) -> Place:
    """Return where to answer a message: its chat and topic, quoting it where others talk too."""
    # In a group without topics the thread id only counts replies, and Telegram refuses it as a topic.
    thread_id = message.message_thread_id if message.is_topic_message else None
    is_private = message.chat.type == ChatType.PRIVATE
    return Place(message.chat.id, thread_id, None if is_private else message.message_id)


def split_text(text: str, limit: int = MessageLimit.MAX_TEXT_LENGTH) -> list[str]:
    """Cut a text into parts of at most `limit` code points, at a blank line, a line or a word where possible.

    Telegram counts code points after parsing, so this counts the text before it is escaped. Only white space
    is lost, at the cuts.
    """
    parts: list[str] = []
    rest = text.strip()
    while len(rest) > limit:
        cut = _cut(rest, limit)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*parts, rest] if rest else parts


def _cut(text: str, limit: int) -> int:
    for separator in _SEPARATORS:
        # A cut in the first half would leave a short, odd-looking message.
        cut = text.rfind(separator, limit // 2, limit + len(separator))
        if cut > 0:
            return cut
    return limit


async def send_text(bot: Bot, place: Place, text: str, keyboard: InlineKeyboardMarkup | None = None) -> None:
    """Send a plain text as one or more messages, the buttons under the last. Raises TelegramError."""
    parts = split_text(text)
    for number, part in enumerate(parts):
        is_last = number == len(parts) - 1
        await _send_part(bot, place, part, keyboard if is_last else None, quoting=number == 0)


async def _send_part(
    bot: Bot, place: Place, part: str, keyboard: InlineKeyboardMarkup | None, *, quoting: bool
) -> None:
    quote = None
    if quoting and place.reply_to is not None:
        quote = ReplyParameters(place.reply_to, allow_sending_without_reply=True)
    for attempt in range(1, _MAX_TRIES + 1):
        try:
            await bot.send_message(
                place.chat_id,
                html.escape(part, quote=False),
                parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                message_thread_id=place.thread_id,
                reply_parameters=quote,
                reply_markup=keyboard,
            )
            return
        except RetryAfter as error:
            wait = _seconds(error.retry_after)
            if attempt == _MAX_TRIES or wait > _MAX_WAIT_SECONDS:
                raise
            logger.warning("Telegram asks to wait %g s before the next message to this chat", wait)
            await asyncio.sleep(wait + 0.1)


def _seconds(wait: int | timedelta) -> float:
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
