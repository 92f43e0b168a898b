"""From an answer of the engine to a message: its text in pages, and the buttons under it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.answer import Answer
from bot.chat_words import ChatWords
from bot.engine import Engine
from bot.errors import StorageError
from bot.storage.button_texts import ButtonTexts
from bot.telegram.callbacks import Ask, AskStored, Press, ShowMap, ShowPage, ShowSources, encode
from bot.telegram.markup import clean, escape
from bot.telegram.paging import split_pages
from bot.telegram.related import RelatedQuestions

logger = logging.getLogger(__name__)

_ON_SOURCES = "sources"
"""The intent whose answers are sources themselves."""
_MAX_LABEL = 64
_MAX_CHOICES = 20

Row = list[InlineKeyboardButton]


@dataclass(frozen=True)
class Composed:
    """A message ready to be sent."""

    html: str
    keyboard: InlineKeyboardMarkup | None


class Composer:
    """Makes messages of answers; long ones become pages, which are kept so that their buttons go on working."""

    def __init__(self, words: ChatWords, engine: Engine, button_texts: ButtonTexts) -> None:
        self._words = words
        self._engine = engine
        self._texts = button_texts
        self._related = RelatedQuestions(words, engine.dataset)
        self._quoting = engine.pack.wordings["read_as"].partition("{")[0]

    async def compose(self, answer: Answer, *, suggest: bool = True) -> Composed:
        """Return the message for an answer, with further questions as buttons if `suggest`."""
        text = clean(answer.text)
        pages = split_pages(text)
        try:
            rows = await self._choices(answer)
            sources = await self._sources_key(answer)
            if len(pages) > 1:
                (key,) = await self._texts.remember([self._own_words(text)])
                rows += self._pager(key, 1, len(pages), sources)
            rows += self._below(answer, sources)
            if suggest and len(pages) == 1:
                for question in self._related.after(answer):
                    rows += await self._asking(question, question)
        except StorageError as error:
            # The text is of use without its buttons; a page of a list says that it is not the whole.
            logger.error("an answer goes out without its buttons: %s", error)
            rows = []
        return Composed(self._html(pages, 1), InlineKeyboardMarkup(rows) if rows else None)

    async def offer(self, questions: Sequence[str]) -> InlineKeyboardMarkup | None:
        """Return buttons that ask questions; None when they cannot be stored."""
        try:
            return InlineKeyboardMarkup([row for text in questions for row in await self._asking(text, text)])
        except StorageError as error:
            logger.error("questions cannot be offered as buttons: %s", error)
            return None

    async def page(self, press: ShowPage) -> Composed | None:
        """Return another page of a long answer; None when the answer is no longer known. Raises StorageError."""
        text = await self._texts.text(press.text)
        if text is None:
            return None
        pages = split_pages(text)
        number = min(max(press.number, 1), len(pages))
        rows = self._pager(press.text, number, len(pages), press.sources)
        if press.sources:
            rows.append([self._button("source", ShowSources(press.sources))])
        return Composed(self._html(pages, number), InlineKeyboardMarkup(rows))

    async def sources(self, press: ShowSources) -> Answer | None:
        """Return the answer that names the sources of another; None when they are no longer known."""
        addresses = await self._texts.text(press.key)
        if addresses is None:
            return None
        return self._engine.cite(addresses.split("\n"))

    async def question(self, press: AskStored) -> str | None:
        """Return a question too long for its button; None when it is no longer known. Raises StorageError."""
        return await self._texts.text(press.key)

    def _own_words(self, text: str) -> str:
        """The text without the lines that quote how a name was typed: what people write is not stored."""
        lines = text.split("\n")
        while len(lines) > 1 and lines[0].startswith(self._quoting):
            lines.pop(0)
        return "\n".join(lines)

    def _html(self, pages: Sequence[str], number: int) -> str:
        shown = escape(pages[number - 1])
        if len(pages) == 1:
            return shown
        return f"{shown}\n\n{escape(self._words.say('page_line', page=number, pages=len(pages)))}"

    async def _choices(self, answer: Answer) -> list[Row]:
        rows: list[Row] = []
        for choice in answer.choices[:_MAX_CHOICES]:
            rows += await self._asking(choice.label, choice.question)
        return rows

    async def _asking(self, label: str, question: str) -> list[Row]:
        data = encode(Ask(question))
        if data is None:
            (key,) = await self._texts.remember([question])
            data = encode(AskStored(key))
        return [[InlineKeyboardButton(_label(label), callback_data=data)]]

    async def _sources_key(self, answer: Answer) -> str:
        if answer.kind != "answer" or not answer.sources or answer.intent == _ON_SOURCES:
            return ""
        (key,) = await self._texts.remember(["\n".join(answer.sources)])
        return key

    def _pager(self, key: str, number: int, pages: int, sources: str) -> list[Row]:
        row = []
        if number > 1:
            row.append(self._button("back", ShowPage(key, number - 1, sources)))
        if number < pages:
            row.append(self._button("more", ShowPage(key, number + 1, sources)))
        return [row]

    def _below(self, answer: Answer, sources: str) -> list[Row]:
        row = []
        if sources:
            row.append(self._button("source", ShowSources(sources)))
        if answer.kind == "answer" and len(answer.cities) == 1:
            city = self._engine.dataset.cities[answer.cities[0].id]
            if city.latitude is not None and city.longitude is not None:
                row.append(self._button("map", ShowMap(city.id)))
        return [row] if row else []

    def _button(self, wording: str, press: Press) -> InlineKeyboardButton:
        return InlineKeyboardButton(self._words.say(wording), callback_data=encode(press))


def _label(text: str) -> str:
    text = clean(text)
    return text if len(text) <= _MAX_LABEL else text[: _MAX_LABEL - 1] + "…"
