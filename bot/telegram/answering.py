"""A question in a chat, and its answer: limited, understood, remembered for follow-ups, sent or changed."""

from __future__ import annotations

import copy
from collections import OrderedDict
from dataclasses import dataclass

from telegram import Bot, Chat, Message, User
from telegram.constants import ChatType

from bot.answer import Answer
from bot.telegram.markup import escape
from bot.telegram.memories import Speaker
from bot.telegram.outcomes import note
from bot.telegram.sending import Place, Sent, edit_html, place_of, send_html
from bot.telegram.services import Services
from bot.understanding.conversation import Conversation

MAX_QUESTION = 400
"""Characters of a message that are read; the engine would cut it there too."""
MAX_EXCHANGES = 5_000
_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)


@dataclass(frozen=True)
class Exchange:
    """A question that was answered, so that the answer can follow when the question is edited."""

    place: Place
    speaker: Speaker
    answer_id: int
    before: Conversation
    """What had been said before the question."""


class Answering:
    """Answers questions in chats; remembers the last answers in memory only."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._exchanges: OrderedDict[tuple[int, int], Exchange] = OrderedDict()

    async def may_ask(self, bot: Bot, place: Place, asker: User | Chat, chat: Chat) -> bool:
        """Take one question from what the asker and the group may ask; ask for a pause where it is used up."""
        group_id = chat.id if chat.type in _GROUPS else None
        verdict, is_group = self._services.limits.question(asker.id, group_id)
        if verdict == "notice":
            wording = "slow_down_group" if is_group else "slow_down"
            await send_html(bot, place, escape(self._services.words.say(wording)))
        if verdict != "answer":
            note(limited=verdict)
        return verdict == "answer"

    def read(self, speaker: Speaker, question: str) -> Answer:
        """Answer a question in the conversation of a speaker."""
        answer = self._services.engine.ask(question[:MAX_QUESTION], self._services.memory.of(speaker))
        note(intent=answer.intent, answer=answer.kind)
        return answer

    async def ask(self, bot: Bot, message: Message, speaker: Speaker, question: str) -> None:
        """Answer a question that a message asks, whatever the answer is."""
        before = copy.copy(self._services.memory.of(speaker))
        answer = self.read(speaker, question)
        await self.deliver(bot, message, speaker, before, answer)

    async def deliver(
        self, bot: Bot, message: Message, speaker: Speaker, before: Conversation, answer: Answer
    ) -> None:
        """Send the answer to a message, and remember both for when the question is edited."""
        place = place_of(message)
        sent = await self.send(bot, place, answer)
        self._remember(
            (message.chat.id, message.message_id), Exchange(place, speaker, sent.message_id, before)
        )

    async def send(self, bot: Bot, place: Place, answer: Answer) -> Message:
        """Send an answer to a place and return the message. Raises TelegramError."""
        settings = await self._services.chats.settings(place.chat_id)
        composed = await self._services.composer.compose(answer, suggest=settings.suggest)
        sent = await send_html(bot, place, composed.html, composed.keyboard)
        await self._services.keep_unanswered(answer)
        return sent

    async def edited(self, bot: Bot, message: Message, question: str) -> None:
        """Change the answer to a question that was edited; nothing happens where none is remembered."""
        exchange = self._exchanges.get((message.chat.id, message.message_id))
        if exchange is None:
            return
        group_id = message.chat.id if message.chat.type in _GROUPS else None
        if self._services.limits.question(exchange.speaker.user_id, group_id)[0] != "answer":
            return
        conversation = copy.copy(exchange.before)
        answer = self._services.engine.ask(question[:MAX_QUESTION], conversation)
        note(intent=answer.intent, answer=answer.kind)
        self._services.memory.replace(exchange.speaker, conversation)
        settings = await self._services.chats.settings(exchange.place.chat_id)
        composed = await self._services.composer.compose(answer, suggest=settings.suggest)
        sent = Sent(exchange.place.chat_id, exchange.answer_id)
        await edit_html(bot, sent, composed.html, composed.keyboard)

    def forget(self, chat_id: int) -> None:
        """Forget what was said in a chat."""
        self._services.memory.forget(chat_id)
        for key in [key for key in self._exchanges if key[0] == chat_id]:
            del self._exchanges[key]

    def _remember(self, key: tuple[int, int], exchange: Exchange) -> None:
        self._exchanges[key] = exchange
        if len(self._exchanges) > MAX_EXCHANGES:
            self._exchanges.popitem(last=False)
