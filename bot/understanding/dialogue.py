"""From a message to its interpretation within a conversation: picks, references, follow-ups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from bot.dataset.models import Dataset
from bot.text import tokens
from bot.understanding.choosing import Picked, pick
from bot.understanding.conversation import Conversation
from bot.understanding.followups import FollowUps
from bot.understanding.gazetteer import Gazetteer
from bot.understanding.intents import Intent
from bot.understanding.interpretation import SOUND, Interpretation
from bot.understanding.language import LanguagePack
from bot.understanding.matching import Ranked
from bot.understanding.names import SLOT_WORDS
from bot.understanding.references import References

BARE_WEIGHT = 0.15
"""Words up to this weight leave a place a mere place ("i am in graz")."""
NEARLY = 0.05
"""By so much a reading with a name in the place of "there" may be behind the one without."""
PROGRAMME_INTENT = "city_highlight"
"""What a question about a programme of a city is about."""


class QuestionReader(Protocol):
    """What questions are read with: `Interpreter`, or another way of reading to compare it with."""

    def interpret(self, question: str, *, in_conversation: bool) -> Interpretation:
        """Return what a question is understood as; `in_conversation` it may be a follow-up."""

    def ranking(self, reading: Interpretation) -> list[Ranked]:
        """Return the intents that a reading could have had, best first."""


class Dialogue:
    """Reads messages in the light of what was said before."""

    def __init__(
        self,
        reader: QuestionReader,
        dataset: Dataset,
        gazetteer: Gazetteer,
        pack: LanguagePack,
        intents: Mapping[str, Intent],
    ) -> None:
        self._reader = reader
        self._dataset = dataset
        self._pack = pack
        self._intents = intents
        self._references = References(dataset, gazetteer, pack)
        self._follow_ups = FollowUps(dataset, intents, self._references, pack)

    def read(self, message: str, conversation: Conversation) -> Interpretation:
        """Return what a message means; what it picked of a choice is noted in the conversation."""
        reading = self._about_programme(self._read(message, conversation))
        return reading.rejected() if _other_year(reading, self._dataset) else reading

    def _read(self, message: str, conversation: Conversation) -> Interpretation:
        picked = pick(message, conversation, self._pack)
        if picked == "nothing":
            return Interpretation(message, refers=True)
        text = self._question(picked, conversation) if isinstance(picked, Picked) else message
        named = self._references.with_capital(text, conversation)
        if named is None:
            return Interpretation(message, refers=True)
        in_conversation = conversation.last is not None
        reading = self._reader.interpret(named, in_conversation=in_conversation)
        reading = self._referring(reading, named, conversation)
        reading = self._without_chatter(reading, named, conversation)
        if isinstance(picked, Picked):
            conversation.others = picked.others
        elif reading.intent is not None and not (reading.intent.is_follow_up or reading.is_courtesy):
            conversation.others = ()
        return self._with_wanted_place(self._follow_ups.complete(reading, conversation), conversation)

    def _about_programme(self, reading: Interpretation) -> Interpretation:
        """A question that names a programme of a city is one about what the city does."""
        if reading.intent and any(mention.programme for mention in reading.cities):
            return replace(reading, intent=self._intents[PROGRAMME_INTENT])
        return reading

    def _with_wanted_place(self, reading: Interpretation, conversation: Conversation) -> Interpretation:
        """A mere place after the bot asked for one completes the question that lacked it ("graz")."""
        wanting, intent = conversation.wanting, reading.intent
        if wanting is None or intent is None or intent.query != "membership" or not reading.cities:
            return reading
        words = set(reading.asked.sequence if reading.asked else ()) - SLOT_WORDS
        if words & self._pack.copulas or any(self._pack.light.get(word, 1.0) > BARE_WEIGHT for word in words):
            return reading
        return replace(
            reading, intent=wanting.intent, mentions=(*wanting.areas, *reading.mentions), finds=wanting.finds
        )

    def _without_chatter(
        self, reading: Interpretation, text: str, conversation: Conversation
    ) -> Interpretation:
        """A follow-up in chatter ("where is that even"), where the message says nothing else."""
        if conversation.last is None or reading.status != "not_understood":
            return reading
        words = tokens(text)
        telling = [word for word in words if (word,) not in self._pack.chatter]
        if not telling or len(telling) == len(words):
            return reading
        other = self._reader.interpret(" ".join(telling), in_conversation=True)
        return other if other.is_exact and other.intent is not None and other.intent.is_follow_up else reading

    def _question(self, picked: Picked, conversation: Conversation) -> str:
        """The question behind what was picked."""
        if picked.choice is not None:
            return picked.choice.question
        at = picked.listed or 0
        if conversation.ranked:
            country = self._dataset.countries[conversation.ranked[at]].name
            return self._intents["country_profile"].label.format(area=country)
        city = self._dataset.cities[conversation.cities[at]]
        name = f"{city.name}, {self._dataset.countries[city.country].name}"
        return self._intents["city_profile"].label.format(city=name)

    def _referring(self, reading: Interpretation, text: str, conversation: Conversation) -> Interpretation:
        """The reading with names for "it" and "there", where that explains the question as well or better."""
        last = conversation.last
        settled = (
            reading.is_exact or reading.mentions or reading.status == "out_of_scope" or reading.is_courtesy
        )
        if last is None or settled:
            return reading
        named = self._references.named(text, conversation)
        if named is None:
            return reading
        other = self._reader.interpret(named, in_conversation=True)
        fits = other.intent is not None and not other.leftover and other.score >= SOUND
        return other if fits and other.score >= reading.score - NEARLY else reading


def _other_year(reading: Interpretation, dataset: Dataset) -> bool:
    """True when a fact of one year would answer a question about another."""
    intent = reading.intent
    if intent is None or intent.query != "fact" or "year" in intent.takes or reading.ranked[0].form.years:
        return False
    year = dataset.facts[intent.id or ""].year
    return bool(reading.finds.years) and year is not None and year not in reading.finds.years
