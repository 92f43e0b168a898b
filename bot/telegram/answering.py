"""A question in a chat, and its answer: limited, understood, remembered for follow-ups, sent or changed."""

from __future__ import annotations

import copy
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TypeVar

from telegram import Bot, Message
from telegram.error import BadRequest

from bot.answer import Answer
from bot.telegram.command_words import asked_by_command
from bot.telegram.composing import Composed
from bot.telegram.markup import escape
from bot.telegram.memories import Speaker
from bot.telegram.outcomes import note
from bot.telegram.sending import Place, Sent, edit_html, place_of, send_html
from bot.telegram.services import Services
from bot.telegram.writers import GROUPS, speaker_of, writer_of
from bot.understanding.conversation import MAX_AGE_SECONDS, Conversation

MAX_QUESTION = 400
"""Characters of a message that are read; the engine would cut it there too."""
MAX_EXCHANGES = 5_000
T = TypeVar("T")


@dataclass(frozen=True)
class Exchange:
    """A question that was answered, so that the answer can follow when the question is edited."""

    place: Place
    speaker: Speaker
    answer_id: int
    before: Conversation
    """What had been said before the question."""
    after: Conversation
    at: float
    """Seconds of a clock that only goes forward."""


class Answering:
    """Answers questions in chats; remembers the last answers in memory only."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._exchanges: OrderedDict[tuple[int, int], Exchange] = OrderedDict()
        self._answers: OrderedDict[tuple[int, int], Conversation] = OrderedDict()
        """Chat and id of an answer -> what had been said when it was given."""

    async def may_write(self, bot: Bot, message: Message, *, aloud: bool = True) -> bool:
        """Take one question from what the writer of a message and the group may ask.

        Where that is used up, they are asked for a pause once, if `aloud`.
        """
        group_id = message.chat.id if message.chat.type in GROUPS else None
        verdict, is_group = self._services.limits.question(writer_of(message).id, group_id)
        if verdict == "notice" and aloud:
            wording = "slow_down_group" if is_group else "slow_down"
            await send_html(bot, place_of(message), escape(self._services.words.say(wording)))
        if verdict != "answer":
            note(limited=verdict)
        return verdict == "answer"

    def go_back_to(self, speaker: Speaker, answer_id: int) -> None:
        """Let the speaker go on from an earlier answer, whoever got it; nothing changes where it is forgotten."""
        conversation = self._answers.get((speaker.chat_id, answer_id))
        if conversation is not None:
            self._services.memory.replace(speaker, copy.copy(conversation))

    def start_afresh(self, speaker: Speaker) -> None:
        """Let the next question of the speaker be the first."""
        self._services.memory.replace(speaker, Conversation())

    def read(self, speaker: Speaker, question: str) -> Answer:
        """Answer a question in the conversation of a speaker."""
        return self._read(question, self._services.memory.of(speaker))

    async def ask(
        self, bot: Bot, message: Message, speaker: Speaker, question: str, *, is_own: bool = True
    ) -> None:
        """Answer a question that a message asks, whatever the answer is.

        Words that are not the writer's own (`is_own`) are not kept when they are not understood.
        """
        conversation = self._services.memory.of(speaker)
        before = copy.copy(conversation)
        answer = self._read(question, conversation)
        place = place_of(message)
        sent = await self.send(bot, place, answer, is_own=is_own)
        after = copy.copy(conversation)
        exchange = Exchange(place, speaker, sent, before, after, time.monotonic())
        _keep(self._exchanges, (message.chat.id, message.message_id), exchange)
        _keep(self._answers, (message.chat.id, sent), after)

    async def ask_command(self, bot: Bot, message: Message, name: str, words_behind: str) -> bool:
        """Answer the question of a command; tell whether it asks one."""
        question = asked_by_command(name, words_behind, self._services.words)
        if question is None:
            return False
        speaker = speaker_of(message)
        if name != "ask":
            # "/city Nairobi" means the city, whatever was asked of another before.
            self.start_afresh(speaker)
        await self.ask(bot, message, speaker, question)
        return True

    async def send(self, bot: Bot, place: Place, answer: Answer, *, is_own: bool = True) -> int:
        """Send an answer to a place and return the id of the message. Raises TelegramError."""
        composed = await self._compose(place, answer)
        sent = await send_html(bot, place, composed.html, composed.keyboard)
        if is_own:
            await self._services.keep_unanswered(answer)
        return sent

    async def edited(self, bot: Bot, message: Message, question: str) -> None:
        """Change the answer to a question that was edited; nothing happens where none is remembered."""
        key = (message.chat.id, message.message_id)
        exchange = self._exchanges.get(key)
        if exchange is None or not await self.may_write(bot, message):
            return
        is_recent = time.monotonic() - exchange.at < MAX_AGE_SECONDS
        conversation = copy.copy(exchange.before) if is_recent else Conversation()
        answer = self._read(question, conversation)
        # What was asked since goes on; only the last question takes its place in the conversation.
        if self._services.memory.of(exchange.speaker) == exchange.after:
            self._services.memory.replace(exchange.speaker, conversation)
        composed = await self._compose(exchange.place, answer)
        sent = Sent(exchange.place.chat_id, exchange.answer_id)
        try:
            await edit_html(bot, sent, composed.html, composed.keyboard)
        except BadRequest as error:
            # Somebody deleted the answer.
            note(edit=error.message)
        self._exchanges[key] = replace(exchange, after=copy.copy(conversation))

    def forget(self, chat_id: int) -> None:
        """Forget what was said in a chat."""
        self._services.memory.forget(chat_id)
        for kept in (self._exchanges, self._answers):
            for key in [key for key in kept if key[0] == chat_id]:
                del kept[key]

    async def _compose(self, place: Place, answer: Answer) -> Composed:
        settings = await self._services.settings(place.chat_id)
        return await self._services.composer.compose(answer, suggest=settings.suggest)

    def _read(self, question: str, conversation: Conversation) -> Answer:
        answer = self._services.engine.ask(question[:MAX_QUESTION], conversation)
        note(intent=answer.intent, answer=answer.kind)
        if len(question) > MAX_QUESTION:
            return replace(answer, text=f"{self._services.words.say('too_long')}\n{answer.text}")
        return answer


def _keep(kept: OrderedDict[tuple[int, int], T], key: tuple[int, int], value: T) -> None:
    kept[key] = value
    if len(kept) > MAX_EXCHANGES:
        kept.popitem(last=False)
