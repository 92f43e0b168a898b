"""Sending and editing messages: into the right chat and topic, and again only where that cannot double them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar, cast

from telegram import Bot, CallbackQuery, InlineKeyboardMarkup, Message, ReplyParameters, TelegramObject
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter, TelegramError

from bot.telegram.markup import NO_PREVIEW
from bot.telegram.outcomes import note
from bot.telegram.transport import AiohttpRequest, NeverSent

logger = logging.getLogger(__name__)

_Sent = TypeVar("_Sent")
# A longer wait would hold up the chat, and in the end the polling, for one answer.
MAX_WAIT_SECONDS = 30.0
_FAILED_PAUSES = (0.3, 1.0, 2.0)
"""Seconds before each further try of a request that Telegram failed to handle."""
_UNREACHED_PAUSES = (0.3, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0, 8.0)
"""The same while Telegram is not reached at all: until it is, nothing else can be done either."""
_FLOOD_WAITS = 3
MAX_NOTICE = 200
"""Characters of the notice that Telegram shows for a press."""
NO_TOPIC = ("message thread not found", "topic_closed", "topic_deleted")


@dataclass(frozen=True)
class Place:
    """Where an answer goes."""

    chat_id: int
    thread_id: int | None = None
    """The forum topic; None outside of forums and in the general topic."""
    reply_to: int | None = None
    """The message that is quoted; None to quote none."""


def place_of(message: Message) -> Place:
    """Return where to answer a message: its chat and topic, quoting it where others talk too."""
    # In a group without topics the thread id only counts replies, and Telegram refuses it as a topic.
    thread_id = message.message_thread_id if message.is_topic_message else None
    is_private = message.chat.type == ChatType.PRIVATE
    return Place(message.chat.id, thread_id, None if is_private else message.message_id)


def message_of(query: CallbackQuery) -> Message | None:
    """Return the message whose button was pressed; None where Telegram tells no more of it than its number."""
    message = query.message
    return message if isinstance(message, Message) and message.is_accessible else None


async def send_html(bot: Bot, place: Place, html: str, keyboard: TelegramObject | None = None) -> int:
    """Send one message in HTML, of at most 4,096 characters as shown; return its id. Raises TelegramError.

    A topic that is closed or gone is left for the general one; a group that became a supergroup is found there.
    """
    return await send_anywhere(place, lambda where: send_once(bot, where, html, keyboard))


async def send_once(
    bot: Bot, place: Place, html: str, keyboard: TelegramObject | None = None, *, silent: bool = False
) -> int:
    """Send one message in HTML with one request, whatever comes of it; return its id. Raises TelegramError."""
    # The one call that is made for nearly every update: past `Bot.send_message`, it takes half the time.
    address = f"{bot.base_url}/sendMessage"
    reply = quote(place)
    message = {
        "chat_id": place.chat_id,
        "text": html,
        "parse_mode": ParseMode.HTML,
        "link_preview_options": {"is_disabled": True},
        "message_thread_id": place.thread_id,
        "reply_parameters": reply.to_dict() if reply else None,
        "reply_markup": keyboard.to_dict() if keyboard else None,
        "disable_notification": silent or None,
    }
    given = {name: value for name, value in message.items() if value is not None}
    sent: Any = await cast(AiohttpRequest, bot.request).post_json(address, given)
    return int(sent["message_id"])


def quote(place: Place) -> ReplyParameters | None:
    """Return what makes a message a reply; it is sent even when the message replied to has vanished."""
    if place.reply_to is None:
        return None
    return ReplyParameters(place.reply_to, allow_sending_without_reply=True)


async def send_anywhere(place: Place, send_to: Callable[[Place], Awaitable[_Sent]]) -> _Sent:
    """Send to a place, or to where it has moved. Raises TelegramError."""
    try:
        return await patiently(lambda: send_to(place))
    except ChatMigrated as error:
        moved = Place(error.new_chat_id)
    except BadRequest as error:
        if place.thread_id is None or not any(text in error.message.casefold() for text in NO_TOPIC):
            raise
        # A quotation of a message in that topic would lead back into it.
        moved = Place(place.chat_id)
    return await patiently(lambda: send_to(moved))


@dataclass(frozen=True)
class Sent:
    """A message of the bot that can be changed: one in a chat, or one that was sent by way of inline mode."""

    chat_id: int | None = None
    message_id: int | None = None
    inline_message_id: str | None = None


async def edit_html(bot: Bot, sent: Sent, html: str, keyboard: InlineKeyboardMarkup | None) -> None:
    """Change a message of the bot; one that says the same already is left as it is. Raises TelegramError."""
    try:
        await patiently(
            lambda: bot.edit_message_text(
                html,
                sent.chat_id,
                sent.message_id,
                sent.inline_message_id,
                parse_mode=ParseMode.HTML,
                link_preview_options=NO_PREVIEW,
                reply_markup=keyboard,
            )
        )
    except BadRequest as error:
        if "message is not modified" not in error.message.casefold():
            raise


async def confirm_press(query: CallbackQuery, text: str | None = None, *, alert: bool = False) -> None:
    """Tell Telegram that a press was handled, and whoever pressed a word on it if there is one."""
    # Telegram refuses that after some minutes; what was pressed for is done all the same.
    try:
        await query.answer(text[:MAX_NOTICE] if text else None, show_alert=alert)
    except TelegramError as error:
        note(confirm=type(error).__name__)


async def patiently(request: Callable[[], Awaitable[_Sent]]) -> _Sent:
    """Make a request; again after a flood wait, and where it surely did nothing. Raises TelegramError.

    What may have arrived is not sent again: one answer too few is better than the same answer twice.
    """
    tries = 0
    while True:
        tries += 1
        try:
            return await request()
        except RetryAfter as error:
            wait = seconds_of(error.retry_after)
            note(flood_wait=round(wait))
            if tries > _FLOOD_WAITS or wait > MAX_WAIT_SECONDS:
                raise
            pause = wait + 0.1
        except NetworkError as error:
            pauses = _pauses_after(error)
            if tries > len(pauses):
                raise
            note(tries=tries + 1)
            pause = pauses[tries - 1]
        await asyncio.sleep(pause)


def _pauses_after(error: NetworkError) -> tuple[float, ...]:
    """How long to wait before each further try; none where one is useless or might do the same twice."""
    if isinstance(error, NeverSent):
        return _UNREACHED_PAUSES
    # Any class below it is an answer such as BadRequest, or a MaybeSent.
    return _FAILED_PAUSES if type(error) is NetworkError else ()


def seconds_of(wait: int | timedelta) -> float:
    """Return a flood wait in seconds; python-telegram-bot gives it in one of two types."""
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
