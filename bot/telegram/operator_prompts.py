"""Questions that operators answer by a reply, kept in memory: which reply belongs to which announcement."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Literal

from telegram import Bot, ForceReply, Message
from telegram.ext import filters

from bot.storage.announcements import Announcement
from bot.telegram.markup import escape
from bot.telegram.newsroom import Newsroom
from bot.telegram.sending import Place, send_html

MOST_WAITING = 200
_PLAIN = ("announce", "schedule", "only")
_BY_LANGUAGE = ("text", "note")


Asked = Literal["announce", "schedule", "only", "text", "note"]


@dataclass(frozen=True)
class Prompt:
    """What was asked for."""

    asks: Asked
    number: int = 0
    """Of the announcement; 0 for a new one."""
    language: str = ""
    """In which a text or note is asked for."""
    nonce: str = ""
    """Of the proposal that the operator saw."""
    is_correction: bool = False
    """Whether a text or note is for what was sent already."""


def asked_of(announcement: Announcement) -> Asked:
    """Return what can be written for an announcement: its text, or a note above what is made of facts."""
    return "text" if announcement.kind == "message" else "note"


class Prompts(filters.MessageFilter):
    """Asks, and is the filter that lets replies to such questions through, also to those of before a restart."""

    def __init__(self, newsroom: Newsroom) -> None:
        super().__init__()
        self._newsroom = newsroom
        self._waiting: OrderedDict[tuple[int, int], Prompt] = OrderedDict()
        words = newsroom.words
        languages = map(newsroom.language_name, newsroom.renderer.languages)
        self._texts = tuple(words.say(f"prompt_{asks}") for asks in _PLAIN)
        self._texts += tuple(
            words.say(f"prompt_{asks}", language=name) for name in languages for asks in _BY_LANGUAGE
        )

    def filter(self, message: Message) -> bool:
        """Tell whether a message replies to such a question."""
        asked = message.reply_to_message
        if asked is None or asked.from_user is None or not asked.from_user.is_bot:
            return False
        # Above a question may stand what was wrong with the last answer.
        return (asked.text or "").endswith(self._texts)

    async def ask(
        self, bot: Bot, operator: int, prompt: Prompt, *, fault: str = "", about: int | None = None
    ) -> None:
        """Ask an operator; `fault` stands above the question, `about` is the message that it quotes."""
        words = self._newsroom.words
        if prompt.language:
            question = words.say(
                f"prompt_{prompt.asks}", language=self._newsroom.language_name(prompt.language)
            )
        else:
            question = words.say(f"prompt_{prompt.asks}")
        text = f"{fault}\n{question}" if fault else question
        sent = await send_html(bot, Place(operator, reply_to=about), escape(text), ForceReply())
        self._waiting[operator, sent] = prompt
        if len(self._waiting) > MOST_WAITING:
            self._waiting.popitem(last=False)

    def take(self, message: Message) -> Prompt | None:
        """Return what a reply answers, once; None where that is not known any more."""
        asked = message.reply_to_message
        return None if asked is None else self._waiting.pop((message.chat.id, asked.message_id), None)
