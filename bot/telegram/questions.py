"""Messages that are questions: any text in private; in groups those that are meant for the bot."""

from __future__ import annotations

import copy
from collections import OrderedDict
from typing import Any

from telegram import Message, Update
from telegram.ext import BaseHandler, ContextTypes, MessageHandler, filters

from bot.answer import Answer
from bot.telegram.addressing import Addressed, addressed
from bot.telegram.answering import MAX_QUESTION, Answering
from bot.telegram.command_words import PROMPTING, asked_by_command, command_in
from bot.telegram.markup import escape
from bot.telegram.outcomes import note
from bot.telegram.sending import place_of, send_html
from bot.telegram.services import Services
from bot.telegram.writers import WRITTEN, FromPerson, speaker_of, written
from bot.text import fold

MIN_UNASKED_CONFIDENCE = 0.8
"""A message that nobody addressed to the bot is answered only when it was understood that well."""
MAX_ALBUMS = 1_000


class Questions:
    """Handlers of messages without a command."""

    def __init__(self, services: Services, answering: Answering) -> None:
        self._services = services
        self._answering = answering
        words = services.words
        self._albums: OrderedDict[str, None] = OrderedDict()
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
        if asked.way == "private" and asked.question.startswith("/"):
            await self._command_unknown(message, asked.question, context)
            return
        speaker = speaker_of(message)
        question = self._prompted(message, asked, context.bot.id)
        if question is not None:
            self._answering.start_afresh(speaker)
        elif message.reply_to_message:
            self._answering.go_back_to(speaker, message.reply_to_message.message_id)
        if question is None and asked.way in ("unasked", "reply"):
            conversation = copy.copy(self._services.memory.of(speaker))
            if self._is_talk(asked, self._services.engine.ask(asked.question[:MAX_QUESTION], conversation)):
                note(answer="silence")
                return
        # Who did not ask the bot is not asked for a pause.
        if not await self._answering.may_write(context.bot, message, aloud=asked.way != "unasked"):
            return
        if not asked.question.strip():
            hint = escape(self._services.words.say("group_hint"))
            await send_html(context.bot, place_of(message), hint)
            return
        await self._answering.ask(
            context.bot, message, speaker, question or asked.question, is_own=not asked.is_quoted
        )

    async def _command_unknown(self, message: Message, text: str, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A command that no handler took: one in a caption, or a slip."""
        if not await self._answering.may_write(context.bot, message):
            return
        if await self._answering.ask_command(context.bot, message, *command_in(text)):
            return
        note(answer="unknown_command")
        hint = escape(self._services.words.say("unknown_command"))
        await send_html(context.bot, place_of(message), hint)

    def _prompted(self, message: Message, asked: Addressed, bot_id: int) -> str | None:
        """The whole question, where the message gives the words that a command lacked; None for any other."""
        prompt = message.reply_to_message
        if prompt is None or prompt.from_user is None or prompt.from_user.id != bot_id:
            return None
        template = self._prompts.get(prompt.text or "")
        return template.format_map({"name": asked.question}) if template else None

    async def _may_be_meant(self, message: Message, text: str) -> bool:
        """Tell whether a message that is not addressed may be answered: asked, on topic, and the group wants it."""
        if message.forward_origin is not None:
            return False
        folded = f" {fold(text)} "
        if not any(f" {topic} " in folded for topic in self._topic_words) or not self._asks(text):
            return False
        return (await self._services.settings(message.chat.id)).listen

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
        question: str | None = asked.question
        if asked.question.startswith("/"):
            is_others = f"@{context.bot.username}".casefold() not in asked.question.casefold()
            is_others = is_others and "@" in asked.question.split(maxsplit=1)[0]
            name, words_behind = command_in(asked.question)
            question = None if is_others else asked_by_command(name, words_behind, self._services.words)
        elif asked.way == "unasked":
            return
        if question and question.strip():
            await self._answering.edited(context.bot, message, question)

    async def _wordless(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = written(update)
        if self._is_next_of_album(message) or not await self._answering.may_write(context.bot, message):
            return
        note(answer="only_text")
        await send_html(context.bot, place_of(message), escape(self._services.words.say("only_text")))

    def _is_next_of_album(self, message: Message) -> bool:
        """Tell whether the message is one more picture of an album, which comes as a message for each."""
        album = message.media_group_id
        if album is None:
            return False
        is_known = album in self._albums
        self._albums[album] = None
        if len(self._albums) > MAX_ALBUMS:
            self._albums.popitem(last=False)
        return is_known
