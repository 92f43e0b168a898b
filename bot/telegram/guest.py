"""Guest messages: the bot is summoned by its name in a chat that it is not in, and may answer that message once."""

from __future__ import annotations

from typing import Any

from telegram import InlineQueryResultArticle, InputTextMessageContent, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest
from telegram.ext import BaseHandler, ContextTypes, MessageHandler, filters

from bot.telegram.addressing import Addressed, asked_of_guest, is_from_person
from bot.telegram.cards import MAX_QUERY, Cards
from bot.telegram.inline import article, is_too_late
from bot.telegram.markup import NO_PREVIEW, clean, escape
from bot.telegram.outcomes import note
from bot.telegram.sending import patiently
from bot.telegram.services import Services

HINT_ID = "hint"


class Guest:
    """The handler of guest messages."""

    def __init__(self, services: Services, cards: Cards) -> None:
        self._services = services
        self._cards = cards

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """The one handler."""
        return [MessageHandler(filters.UpdateType.GUEST_MESSAGE, self._summoned)]

    async def _summoned(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.guest_message
        assert message is not None, "the handler is filtered by UpdateType.GUEST_MESSAGE"
        sender = message.sender_chat or message.from_user
        if message.guest_query_id is None or sender is None or not is_from_person(message):
            return
        # There is no membership in the chat, and so no limit of the group to keep.
        verdict, _ = self._services.limits.question(sender.id, None)
        if verdict == "silence":
            note(limited=verdict)
            return
        if verdict == "notice":
            note(limited=verdict)
            result = self._hint("slow_down")
        else:
            result = await self._answer(asked_of_guest(message, context.bot.id, context.bot.username))
        try:
            query_id = message.guest_query_id
            await patiently(lambda: context.bot.answer_guest_query(query_id, result))
        except BadRequest as error:
            if not is_too_late(error):
                raise
            note(answer="too_late")

    async def _answer(self, asked: Addressed) -> InlineQueryResultArticle:
        question = clean(asked.question)[:MAX_QUERY]
        if not question.strip():
            return self._hint("group_hint")
        answer = self._services.engine.ask(question)
        note(intent=answer.intent, answer=answer.kind)
        if not asked.is_quoted:
            await self._services.keep_unanswered(answer)
        return await article(self._cards.of_answer(answer, question), self._services.composer)

    def _hint(self, wording: str) -> InlineQueryResultArticle:
        text = self._services.words.say(wording)
        content = InputTextMessageContent(
            escape(text), parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
        )
        return InlineQueryResultArticle(HINT_ID, text, content)
