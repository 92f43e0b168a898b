"""Which further questions are offered under an answer."""

from __future__ import annotations

from collections import Counter

from bot.answer import Answer
from bot.chat_words import ChatWords
from bot.dataset.models import City, Dataset

_ABOUT_A_CITY = ("membership", "joined_when", "city_profile", "member_how_long")
"""Intents whose answers on one city may be followed by what it does and who else is there."""


class RelatedQuestions:
    """Chooses among the questions of the language pack those that go on from an answer."""

    def __init__(self, words: ChatWords, dataset: Dataset) -> None:
        self._words = words
        self._dataset = dataset
        self._of_name = Counter(city.name for city in dataset.members)
        self._in_country = Counter(city.country for city in dataset.members)

    def after(self, answer: Answer) -> list[str]:
        """Return at most two questions, each of which the bot answers with something new."""
        if answer.kind != "answer" or answer.intent is None:
            return []
        if answer.intent in _ABOUT_A_CITY and len(answer.cities) == 1:
            return list(self._on_city(self._dataset.cities[answer.cities[0].id]))
        return list(self._words.related.get(answer.intent, ()))

    def _on_city(self, city: City) -> list[str]:
        questions = []
        # The name alone stands in the question, so no other member may have it.
        if city.id in self._dataset.highlights and self._of_name[city.name] == 1:
            questions.append(self._words.questions["highlight"].format(city=city.name))
        if self._in_country[city.country] > 1:
            country = self._dataset.countries[city.country].name
            questions.append(self._words.questions["country"].format(name=country))
        return questions
