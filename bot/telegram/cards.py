"""What is offered while somebody types behind the bot's name in any chat: cards, each with a whole answer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.answer import Answer, CityRef, CountryRef
from bot.chat_words import ChatWords
from bot.engine import Engine
from bot.text import fold, tokens

MAX_QUERY = 256
"""Characters of a query that are read; Telegram sends no more."""
MAX_CARDS = 12
MAX_SUGGESTIONS = 10
MIN_TAIL = 3
"""Letters that the last words of a query must have to be taken for the beginning of a name ("is lusa")."""
MAX_TAIL_WORDS = 4
MAX_TITLE = 64
MAX_DESCRIPTION = 120
ENOUGH_DESCRIPTION = 60
"""A first line shorter than this, such as the head of a list, is followed by the next ones."""


@dataclass(frozen=True)
class Card:
    """One result of an inline query."""

    id: str
    """A member's id, of a country "c-KE", else made from the question: at most 64 bytes, the same every time."""
    title: str
    description: str
    answer: Answer


class Cards:
    """Finds the cards for what was typed, without a word on who typed it."""

    def __init__(self, engine: Engine, words: ChatWords) -> None:
        self._engine = engine
        self._words = words
        self._note_on_reading = engine.pack.wordings["read_as"].partition("{")[0]
        # The index of names is built at the first look-up, for which nobody should have to wait.
        engine.names_starting("a", 1)

    def matching(self, query: str) -> list[Card]:
        """Return the cards for a query, the best first: its answer, then members and countries that begin so.

        Without a word in the query, that is a choice of examples; none where nothing was found.
        """
        text = query[:MAX_QUERY].strip()
        words = tokens(text)
        found: Iterable[Card] = self._on_words(text, words) if words else self._examples()
        cards: dict[str, Card] = {}
        texts: set[str] = set()
        for card in found:
            if card.id not in cards and card.answer.text not in texts:
                cards[card.id] = card
                texts.add(card.answer.text)
            if len(cards) == MAX_CARDS:
                break
        return list(cards.values())

    def of_answer(self, answer: Answer, title: str) -> Card:
        """Return the card of an answer; one on a single member or country bears its name."""
        if answer.intent == "membership" and answer.verdict == "member" and len(answer.cities) == 1:
            return self._of_city(answer.cities[0], answer)
        if answer.intent == "country_profile" and self._plain(answer):
            country = self._engine.dataset.countries[answer.countries[0]]
            return self._of_country(CountryRef(country.code, country.name), answer)
        title = shortened(title[:1].upper() + title[1:], MAX_TITLE)
        return Card(_question_id(answer.question), title, _description(answer), answer)

    def _plain(self, answer: Answer) -> Answer | None:
        """What the bare name of the member or country gives, where the answer says the same.

        A note on how a misspelt name was read is left out: the card shows the name, and the message no question.
        """
        about = None
        if answer.intent == "membership" and len(answer.cities) == 1:
            about = self._engine.about_city(answer.cities[0].id)
        elif answer.intent == "country_profile" and len(answer.countries) == 1:
            about = self._engine.about_country(answer.countries[0])
        if about is None:
            return None
        is_noted = answer.text.startswith(self._note_on_reading)
        text = answer.text.partition("\n")[2] if is_noted else answer.text
        return about if text == about.text else None

    def _on_words(self, text: str, words: list[str]) -> list[Card]:
        answer = self._engine.ask(text)
        if answer.kind == "answer":
            own = [self.of_answer(self._plain(answer) or answer, text)]
        else:
            choices = self._answers((choice.label, choice.question) for choice in answer.choices)
            own = [card for card in choices if not self._is_aside(card.answer)]
        typed, refs = self._beginnings(text, words, whole_only=bool(own))
        names = list(self._named(refs))
        titles = {card.title: card.id for card in names}
        own = [card for card in own if titles.get(card.title, card.id) == card.id]
        # "San jo" is no greeting and no misspelt Sanjō while San José begins so.
        is_begun = any(fold(card.title).startswith(fold(typed)) for card in names)
        asides = [card for card in own if is_begun and self._is_aside(card.answer)]
        return [*(card for card in own if card not in asides), *names, *asides]

    def _is_aside(self, answer: Answer) -> bool:
        """Tell whether an answer is only courtesy, or that something is not on the list."""
        intent = self._engine.intents.get(answer.intent or "")
        return answer.verdict in ("not_member", "not_listed") or (intent is not None and intent.is_courtesy)

    def _beginnings(
        self, text: str, words: list[str], *, whole_only: bool
    ) -> tuple[str, list[CityRef | CountryRef]]:
        """What was looked up, and the members and countries that begin so: the query, else its last words."""
        found = self._engine.names_starting(text, MAX_SUGGESTIONS)
        if found or whole_only:
            return text, found
        for count in range(min(MAX_TAIL_WORDS, len(words) - 1), 0, -1):
            tail = " ".join(words[-count:])
            found = self._engine.names_starting(tail, MAX_SUGGESTIONS) if len(tail) >= MIN_TAIL else []
            if found:
                return tail, found
        return text, []

    def _named(self, found: Iterable[CityRef | CountryRef]) -> Iterator[Card]:
        for named in found:
            if isinstance(named, CityRef):
                answer = self._engine.about_city(named.id)
                if answer is not None:
                    yield self._of_city(named, answer)
            else:
                answer = self._engine.about_country(named.code)
                if answer is not None:
                    yield self._of_country(named, answer)

    def _examples(self) -> Iterator[Card]:
        questions = (*self._words.lists["inline_examples"], self._words.questions["stats"])
        return self._answers((question, question) for question in questions)

    def _answers(self, asked: Iterable[tuple[str, str]]) -> Iterator[Card]:
        for title, question in asked:
            answer = self._engine.ask(question)
            if answer.kind == "answer":
                yield self.of_answer(answer, title)

    def _of_city(self, city: CityRef, answer: Answer) -> Card:
        country = self._engine.dataset.countries[city.country].name
        title = self._words.say("card_city", city=city.name, country=country)
        return Card(city.id, shortened(title, MAX_TITLE), _description(answer), answer)

    def _of_country(self, country: CountryRef, answer: Answer) -> Card:
        return Card(f"c-{country.code}", shortened(country.name, MAX_TITLE), _description(answer), answer)


def shortened(text: str, limit: int) -> str:
    """Return a text in one line of at most `limit` characters, cut between words where it can be."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    cut = text.rfind(" ", limit // 2, limit)
    return f"{text[: cut if cut > 0 else limit - 1]}…"


def _description(answer: Answer) -> str:
    shown = ""
    for line in answer.text.splitlines():
        shown = f"{shown} {line}"
        if len(shown) > ENOUGH_DESCRIPTION:
            break
    return shortened(shown, MAX_DESCRIPTION)


def _question_id(question: str) -> str:
    digest = hashlib.sha256(question.casefold().encode("utf-8", "replace")).hexdigest()
    return f"q-{digest[:24]}"
