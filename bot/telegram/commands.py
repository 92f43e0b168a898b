"""The commands that ask something: each is a question to the engine, or asks for what is missing."""

from __future__ import annotations

from typing import Any

from telegram import ForceReply, KeyboardButton, Message, ReplyKeyboardMarkup, Update
from telegram.constants import ChatType
from telegram.ext import BaseHandler, CommandHandler, ContextTypes, MessageHandler, filters

from bot.answer import Answer
from bot.telegram.answering import Answering
from bot.telegram.command_words import COMPLETE, PROMPTING, command_in
from bot.telegram.deep_links import linked_answer
from bot.telegram.markup import escape
from bot.telegram.outcomes import note
from bot.telegram.sending import place_of, send_html
from bot.telegram.services import Services
from bot.telegram.writers import WRITTEN, speaker_of, written


class Commands:
    """Handlers of the commands that everybody may use, and of a location."""

    def __init__(self, services: Services, answering: Answering) -> None:
        self._services = services
        self._answering = answering

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """The handlers, to be tried before those of other messages."""
        return [
            CommandHandler("start", self._start, filters=WRITTEN),
            CommandHandler("random", self._random, filters=WRITTEN),
            CommandHandler([*PROMPTING, *COMPLETE], self._question, filters=WRITTEN),
            MessageHandler(WRITTEN & filters.ChatType.PRIVATE & filters.LOCATION, self._location),
        ]

    async def _start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = written(update)
        note(command="start")
        if message.chat.type == ChatType.PRIVATE:
            await self._services.note_reached(message.chat.id)
        if not await self._answering.may_write(context.bot, message):
            return
        payload = (context.args or [""])[0]
        conversation = self._services.memory.of(speaker_of(message))
        linked = linked_answer(payload, self._services.engine, conversation)
        if linked is not None:
            await self._give(message, context, linked)
            return
        words = self._services.words
        note(answer="welcome")
        examples = await self._services.composer.offer(words.lists["start_examples"])
        await send_html(context.bot, place_of(message), escape(words.say("welcome")), examples)

    async def _question(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = written(update)
        name, words_behind = command_in(message.text or "")
        note(command=name)
        if not await self._answering.may_write(context.bot, message):
            return
        if not await self._answering.ask_command(context.bot, message, name, words_behind):
            await self._ask_for(name, message, context)

    async def _random(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = written(update)
        note(command="random")
        if await self._answering.may_write(context.bot, message):
            engine = self._services.engine
            city = engine.chance.choice(engine.dataset.members)
            conversation = self._services.memory.of(speaker_of(message))
            await self._give(
                message, context, engine.about_city(city.id, conversation, intent="city_profile")
            )

    async def _location(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = written(update)
        location = message.location
        assert location is not None, "the handler is filtered by LOCATION"
        note(command="location")
        if await self._answering.may_write(context.bot, message):
            near = self._services.engine.near(location.latitude, location.longitude)
            await self._give(message, context, near)

    async def _give(
        self, message: Message, context: ContextTypes.DEFAULT_TYPE, answer: Answer | None
    ) -> None:
        """Send an answer to which no words of a person led."""
        if answer is not None:
            note(intent=answer.intent, answer=answer.kind)
            await self._answering.send(context.bot, place_of(message), answer)

    async def _ask_for(self, name: str, message: Message, context: ContextTypes.DEFAULT_TYPE) -> None:
        words = self._services.words
        if name == "nearby":
            # The engine then takes the next name for the place that was missing.
            self._answering.read(speaker_of(message), words.questions["nearby_open"])
        if name == "nearby" and message.chat.type == ChatType.PRIVATE:
            button = KeyboardButton(words.say("share_location"), request_location=True)
            keyboard = ReplyKeyboardMarkup([[button]], resize_keyboard=True, one_time_keyboard=True)
            await send_html(context.bot, place_of(message), escape(words.say("nearby_private")), keyboard)
            return
        # In a group with privacy mode on, only a reply to the bot's message reaches the bot.
        prompt = ForceReply(selective=True)
        await send_html(context.bot, place_of(message), escape(words.say(f"{name}_hint")), prompt)
