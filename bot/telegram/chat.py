"""Questions by message, command or button, and their answers."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from telegram import Bot, CallbackQuery, Message, Update
from telegram.error import TelegramError
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.answer import Answer
from bot.storage.choices import ChoiceStore
from bot.telegram import wording
from bot.telegram.buttons import ASK_PREFIX, keyboard_for
from bot.telegram.memories import ConversationMemory, Speaker
from bot.telegram.sending import Place, place_of, send_text

if TYPE_CHECKING:
    from bot.engine import Engine


class _FromPerson(filters.MessageFilter):
    """Messages that a person wrote: no other bot's, none made by way of a bot, no copied channel post.

    Anonymous administrators and people who speak as their channel come as one of Telegram's own bots, with
    the true sender in `sender_chat`.
    """

    def filter(self, message: Message) -> bool:
        if message.via_bot or message.is_automatic_forward:
            return False
        sender = message.from_user
        return message.sender_chat is not None or (sender is not None and not sender.is_bot)


class Chat:
    """Answers questions; holds what the handlers share."""

    def __init__(self, engine: Engine, choices: ChoiceStore, memory: ConversationMemory) -> None:
        self._engine = engine
        self._choices = choices
        self._memory = memory

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """The handlers in the order in which they are tried: commands everywhere, other text in private."""
        # Without the update type an edited message or a channel post would be answered too.
        written = filters.UpdateType.MESSAGE & _FromPerson()
        return [
            CommandHandler("start", self._start, filters=written),
            CommandHandler("help", self._help, filters=written),
            CommandHandler("ask", self._ask, filters=written),
            MessageHandler(written & filters.ChatType.PRIVATE & filters.TEXT, self._question),
            CallbackQueryHandler(self._pressed),
        ]

    async def _start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = _message(update)
        greeting = self._engine.ask("hello")
        overview = self._engine.ask("help")
        text = f"{greeting.text}\n\n{overview.text}"
        await self._send(context.bot, place_of(message), replace(overview, text=text))

    async def _help(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = _message(update)
        await self._send(context.bot, place_of(message), self._engine.ask("help"))

    async def _ask(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = _message(update)
        question = " ".join(context.args or ())
        if question:
            await self._answer(context.bot, place_of(message), _speaker(message), question)
        else:
            await send_text(context.bot, place_of(message), wording.ASK_HINT)

    async def _question(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = _message(update)
        await self._answer(context.bot, place_of(message), _speaker(message), message.text or "")

    async def _pressed(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        assert query is not None
        question = await self._asked_by(query)
        # Telegram refuses to confirm a press after some minutes; the answer is wanted all the same.
        with contextlib.suppress(TelegramError):
            await query.answer(text=None if question else wording.OLD_BUTTON)
        if question and query.message:
            place = _pressed_place(query)
            speaker = Speaker(place.chat_id, query.from_user.id, place.thread_id)
            await self._answer(context.bot, place, speaker, question)

    async def _asked_by(self, query: CallbackQuery) -> str | None:
        data = query.data or ""
        if not data.startswith(ASK_PREFIX):
            return None
        return await self._choices.question(data.removeprefix(ASK_PREFIX))

    async def _answer(self, bot: Bot, place: Place, speaker: Speaker, question: str) -> None:
        await self._send(bot, place, self._engine.ask(question, self._memory.of(speaker)))

    async def _send(self, bot: Bot, place: Place, answer: Answer) -> None:
        keyboard = await keyboard_for(answer.choices, self._choices)
        await send_text(bot, place, answer.text, keyboard)


def _message(update: Update) -> Message:
    assert update.message is not None, "the handlers are filtered by UpdateType.MESSAGE"
    return update.message


def _speaker(message: Message) -> Speaker:
    sender = message.sender_chat or message.from_user
    assert sender is not None, "the handlers are filtered by _FromPerson"
    return Speaker(message.chat.id, sender.id, place_of(message).thread_id)


def _pressed_place(query: CallbackQuery) -> Place:
    assert query.message is not None
    if isinstance(query.message, Message):
        place = place_of(query.message)
        return Place(place.chat_id, place.thread_id)
    # The message with the button is too old to be seen, and its topic with it.
    return Place(query.message.chat.id, None)
