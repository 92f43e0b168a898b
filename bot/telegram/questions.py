"""Messages that are questions: any text in private; in groups those that are meant for the bot."""

from __future__ import annotations

import copy
from typing import Any

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import BaseHandler, ContextTypes, MessageHandler, filters

from bot.answer import Answer
from bot.telegram.addressing import Addressed, addressed, is_from_person
from bot.telegram.answering import Answering
from bot.telegram.markup import escape
from bot.telegram.memories import Speaker
from bot.telegram.outcomes import note
from bot.telegram.sending import place_of, send_html
from bot.telegram.services import Services
from bot.text import fold

MIN_UNASKED_CONFIDENCE = 0.8
"""A message that nobody addressed to the bot is answered only when it was understood that well."""

PROMPTING = ("ask", "city", "country", "nearby")
"""Commands that need words behind them, and ask for those they lack; the hint is a message to reply to."""


class FromPerson(filters.MessageFilter):
    """Messages that a person wrote; see `is_from_person`."""

    def filter(self, message: Message) -> bool:
        """Tell whether the message is one."""
        return is_from_person(message)


WRITTEN = filters.UpdateType.MESSAGE & FromPerson()
"""New messages of people. Without the update type, edited messages and channel posts would be handled too."""


def written(update: Update) -> Message:
    """Return the message of an update that `WRITTEN` let through."""
    assert update.message is not None, "the handlers are filtered by UpdateType.MESSAGE"
    return update.message


def speaker_of(message: Message) -> Speaker:
    """Return who speaks: a person, or the group or channel that they speak as."""
    sender = message.sender_chat or message.from_user
    assert sender is not None, "the handlers are filtered by FromPerson"
    return Speaker(message.chat.id, sender.id, place_of(message).thread_id)


class Questions:
    """Handlers of messages without a command."""

    def __init__(self, services: Services, answering: Answering) -> None:
        self._services = services
        self._answering = answering
        words = services.words
        self._prompts = {words.say(f"{name}_hint"): words.questions.get(name, "{name}") for name in PROMPTING}
        self._topic_words = tuple(fold(topic) for topic in words.lists["topic_words"])
        self._openers = tuple(fold(opener) for opener in words.lists["question_openers"])

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """The handlers, to be tried after those of commands."""
        worded = filters.TEXT | filters.CAPTION
        in_private = filters.ChatType.PRIVATE
        # In a group "/roll 20" is for another bot; in private it is a slip that gets an answer.
        groups = filters.ChatType.GROUPS & ~filters.COMMAND
        edited = filters.UpdateType.EDITED_MESSAGE & FromPerson() & worded
        return [
            MessageHandler(WRITTEN & worded & (in_private | groups), self._message),
            MessageHandler(edited & (in_private | filters.ChatType.GROUPS), self._edited),
            MessageHandler(
                WRITTEN & in_private & ~filters.StatusUpdate.ALL & ~filters.LOCATION, self._wordless
            ),
        ]

    async def _message(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = written(update)
        asked = addressed(message, context.bot.id, context.bot.username)
        note(way=asked.way)
        if asked.way == "unasked" and not await self._may_be_meant(message, asked.question):
            return
        place, speaker = place_of(message), speaker_of(message)
        before = copy.copy(self._services.memory.of(speaker))
        question = self._prompted(message, asked, context.bot.id)
        if question is None and asked.way in ("unasked", "reply"):
            answer = self._services.engine.ask(asked.question, copy.copy(before))
            if self._is_talk(asked, answer):
                note(answer="silence")
                return
        asker = message.sender_chat or message.from_user
        assert asker is not None
        if not await self._answering.may_ask(context.bot, place, asker, message.chat):
            return
        if not asked.question.strip():
            await send_html(context.bot, place, escape(self._services.words.say("group_hint")))
            return
        answer = self._answering.read(speaker, question or asked.question)
        await self._answering.deliver(context.bot, message, speaker, before, answer)

    def _prompted(self, message: Message, asked: Addressed, bot_id: int) -> str | None:
        """The whole question, where the message gives the words that a command lacked; None for any other."""
        prompt = message.reply_to_message
        if prompt is None or prompt.from_user is None or prompt.from_user.id != bot_id:
            return None
        template = self._prompts.get(prompt.text or "")
        return template.format_map({"name": asked.question}) if template else None

    async def _may_be_meant(self, message: Message, text: str) -> bool:
        """Tell whether a message that is not addressed may be answered: asked, on topic, and the group wants it."""
        folded = f" {fold(text)} "
        if not any(f" {topic} " in folded for topic in self._topic_words) or not self._asks(text):
            return False
        return (await self._services.chats.settings(message.chat.id)).listen

    def _is_talk(self, asked: Addressed, answer: Answer) -> bool:
        """Tell whether people seem to talk among themselves, as they do below the bot's messages too."""
        if asked.way == "unasked":
            return answer.kind != "answer" or answer.confidence < MIN_UNASKED_CONFIDENCE
        return answer.kind == "nothing" or (answer.kind == "not_covered" and not self._asks(asked.question))

    def _asks(self, text: str) -> bool:
        """Tell a question from a statement: "Cork is a learning city" is understood as well, but asks nothing."""
        return "?" in text or fold(text).partition(" ")[0] in self._openers

    async def _edited(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.edited_message
        assert message is not None, "the handler is filtered by UpdateType.EDITED_MESSAGE"
        asked = addressed(message, context.bot.id, context.bot.username)
        question = asked.question.partition(" ")[2] if asked.question.startswith("/") else asked.question
        if question.strip():
            await self._answering.edited(context.bot, message, question)

    async def _wordless(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = written(update)
        assert message.from_user is not None
        if message.chat.type == ChatType.PRIVATE and await self._answering.may_ask(
            context.bot, place_of(message), message.from_user, message.chat
        ):
            note(answer="only_text")
            await send_html(context.bot, place_of(message), escape(self._services.words.say("only_text")))
