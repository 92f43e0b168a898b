"""The one door: `Engine.ask(question, conversation) -> Answer`, for Telegram, the terminal and tests."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from random import Random

from bot.answer import Answer, Choice, CityRef, CountryRef, Kind
from bot.answering import by_id
from bot.answering.labels import LabelFields
from bot.answering.named_places import PlaceReader, PlacesNamed
from bot.answering.places import ask_which_place
from bot.answering.queries import QUERIES
from bot.answering.repeating import NEVER_REPEATED, AnswerMemory, Told
from bot.answering.replies import reply
from bot.answering.results import Query, to_remember
from bot.answering.scope import resolve
from bot.answering.wording import Words
from bot.dataset.loading import load_dataset
from bot.dataset.models import Dataset
from bot.explanation import Explanation
from bot.understanding.conversation import Conversation
from bot.understanding.dialogue import Dialogue
from bot.understanding.dialogue import QuestionReader as QuestionReader
from bot.understanding.forms import FormTable
from bot.understanding.gazetteer import Gazetteer
from bot.understanding.gazetteer_files import load_gazetteer
from bot.understanding.intents import Intent, load_intents
from bot.understanding.interpretation import Interpretation
from bot.understanding.interpreting import Interpreter
from bot.understanding.language import LanguagePack, load_language
from bot.understanding.names import NameFinder
from bot.understanding.recalling import RecallingReader
from bot.understanding.suggesting import NameIndex

MAX_RIVALS = 3


class Engine:
    """Answers questions about one data set in one language, read by an `Interpreter` unless told otherwise."""

    def __init__(
        self,
        dataset: Dataset,
        gazetteer: Gazetteer,
        pack: LanguagePack,
        intents: dict[str, Intent],
        today: Callable[[], date],
        interpreter: QuestionReader | None = None,
    ) -> None:
        self.dataset = dataset
        self.pack = pack
        self.intents = intents
        self._gazetteer = gazetteer
        self._today = today
        self.chance = Random()
        """What members are picked with where any will do; a seeded one makes the picks known beforehand."""
        self._words = Words(pack, dataset)
        if interpreter is None:
            table = FormTable(intents.values(), pack)
            finder = NameFinder(gazetteer, dataset, table.vocabulary, frozenset(pack.light))
            interpreter = RecallingReader(Interpreter(table, finder, pack))
        self._interpreter = interpreter
        self._told_before = AnswerMemory()
        self._dialogue = Dialogue(interpreter, dataset, gazetteer, pack, intents)

    @classmethod
    def load(
        cls, data_dir: Path, intents_dir: Path, *, language: str = "en", today: date | None = None
    ) -> Engine:
        """Load data and one language; `today` fixes the date that "this year" counts from.

        Raises DataError with file and line.
        """
        with _no_garbage_collection():
            return cls._load(data_dir, intents_dir / language, today)

    @classmethod
    def _load(cls, data_dir: Path, folder: Path, today: date | None) -> Engine:
        dataset = load_dataset(data_dir)
        pack = load_language(folder)
        gazetteer = load_gazetteer(data_dir, dataset, pack.region_names)
        intents = load_intents(folder)
        return cls(dataset, gazetteer, pack, intents, lambda: today or datetime.now(tz=UTC).date())

    def ask(self, question: str, conversation: Conversation | None = None) -> Answer:
        """Answer one question; `conversation` is read for follow-ups and updated.

        No question makes it raise; a wording that lacks in an intent file raises DataError, which
        `learning-cities check` finds beforehand.
        """
        conversation = Conversation() if conversation is None else conversation
        return self._answer(self._dialogue.read(question, conversation), question, conversation)

    def explain(self, question: str, conversation: Conversation | None = None) -> Explanation:
        """Answer one question and keep the findings behind the answer."""
        conversation = Conversation() if conversation is None else conversation
        reading = self._dialogue.read(question, conversation)
        answer = self._answer(reading, question, conversation)
        return Explanation(reading, self._interpreter.ranking(reading), answer)

    def about_city(
        self, city_id: str, conversation: Conversation | None = None, *, intent: str = "membership"
    ) -> Answer | None:
        """Answer an intent on the member of an id, by default whether it is one; None for no member.

        The question is as if asked with the city's name and country.
        """
        city = self.dataset.cities.get(city_id)
        if city is None or city.status != "member":
            return None
        country = self._gazetteer.country_areas[city.country]
        return self._told(by_id.of_city(self.intents[intent], city, country, self._words), conversation)

    def about_country(self, code: str, conversation: Conversation | None = None) -> Answer | None:
        """Answer as if the bare name of a country was asked; None for a code that no country has."""
        country = self._gazetteer.country_areas.get(code)
        if country is None:
            return None
        return self._told(by_id.of_country(self.intents["country_profile"], country), conversation)

    def near(self, latitude: float, longitude: float) -> Answer:
        """Name the members nearest to a position in degrees (WGS 84), which no conversation remembers."""
        question = self.intents["near_me"].label
        position = (latitude, longitude)
        intent = self.intents["nearest_members"]
        return self._told(by_id.of_position(intent, question, position, self._words))

    def cite(self, addresses: Sequence[str]) -> Answer:
        """Name the pages behind an earlier answer, given its `sources`; without any, those behind the data."""
        intent = self.intents["sources"]
        ids = tuple(source.id for source in self.dataset.sources.values() if source.address in addresses)
        return self._told(by_id.understood(intent, intent.label), Conversation(sources=ids))

    def places_named(self, text: str) -> PlacesNamed:
        """Tell which places a text names, read like any question; no text makes it raise."""
        return self._places.read(text)

    def names_starting(self, prefix: str, limit: int) -> list[CityRef | CountryRef]:
        """Members and countries with a name in any script that begins with `prefix`, the likeliest first."""
        return self._names.starting(prefix, limit)

    @cached_property
    def _names(self) -> NameIndex:
        """Built when the first name is looked up: only inline queries need it."""
        return NameIndex(self.dataset, self._gazetteer)

    @cached_property
    def _places(self) -> PlaceReader:
        intent = self.intents["membership"]
        return PlaceReader(
            lambda text: self._dialogue.read(text, Conversation()),
            lambda reading: self._query(reading, intent, Conversation(), self._today()),
            self._words,
            self.pack,
        )

    def _told(self, reading: Interpretation, conversation: Conversation | None = None) -> Answer:
        """The answer to a reading that is certain."""
        assert reading.intent is not None, "a reading that is certain has an intent"
        conversation = Conversation() if conversation is None else conversation
        # Past the memory: the reading was made for this once, as of a position that somebody sent.
        told = self._tell(reading, reading.intent, reading.question, conversation, self._today())
        conversation.remember(told.left)
        return told.answer

    def _answer(self, reading: Interpretation, question: str, conversation: Conversation) -> Answer:
        if reading.intent is not None:
            return self._run(reading, reading.intent, question, conversation)
        if reading.status == "ambiguous":
            return self._choose(reading, question, conversation)
        if reading.status == "out_of_scope" and reading.out_of_scope is not None:
            return self._plain("not_covered", reading.out_of_scope.answer, reading, question)
        named = [self.dataset.cities[m.members[0]].name for m in reading.cities if len(m.members) == 1]
        if len(named) == 1:
            return self._suggest(named[0], reading, question, conversation)
        wording = "no_context" if reading.lacks_context else "not_understood"
        return self._plain("nothing", self.pack.wordings[wording], reading, question)

    def _run(
        self, reading: Interpretation, intent: Intent, question: str, conversation: Conversation
    ) -> Answer:
        today = self._today()
        told = self._told_before.find(reading, today)
        if told is None:
            told = self._tell(reading, intent, question, conversation, today)
            if intent.query not in NEVER_REPEATED:
                self._told_before.keep(told)
        conversation.remember(told.left)
        return _asked(told.answer, question)

    def _tell(
        self, reading: Interpretation, intent: Intent, question: str, conversation: Conversation, today: date
    ) -> Told:
        query = self._query(reading, intent, conversation, today)
        result = ask_which_place(query, self._words) or QUERIES[intent.query](query, self._words)
        if not result.parts:
            lost = self._plain("nothing", self.pack.wordings["no_context"], reading, question)
            return Told(reading, today, lost, {})
        answer = reply(query, result, self._words)
        asks = intent.preset.get("asks") if result.kind == "nothing" else None
        left: dict[str, object] = {
            "choices": answer.choices,
            "wanting": replace(reading, intent=self.intents[asks]) if asks else None,
        }
        if result.kind in ("answer", "choose") and intent.query not in ("sources", "say"):
            left |= to_remember(query, result)
        return Told(reading, today, answer, left)

    def _query(
        self, reading: Interpretation, intent: Intent, conversation: Conversation, today: date
    ) -> Query:
        filters, no_round_in = resolve(reading, self.dataset, self._gazetteer, today)
        return Query(
            dataset=self.dataset,
            gazetteer=self._gazetteer,
            pack=self.pack,
            intent=intent,
            reading=reading,
            filters=filters,
            no_round_in=no_round_in,
            today=today,
            conversation=conversation,
            chance=self.chance,
        )

    def _choose(self, reading: Interpretation, question: str, conversation: Conversation) -> Answer:
        names = LabelFields(reading, self.dataset)
        rivals = [intent for intent in reading.rivals if names.can_fill(intent.label)]
        if len(rivals) == 1:
            return self._run(reading, rivals[0], question, conversation)
        labels = [intent.label.format_map(names) for intent in rivals[:MAX_RIVALS]]
        if not labels:
            return self._plain("nothing", self.pack.wordings["not_understood"], reading, question)
        choices = [Choice(label, label) for label in labels]
        conversation.choices = tuple(choices)
        text = self.pack.wordings["choose_meaning"].format(
            meanings=" / ".join(choice.label for choice in choices)
        )
        return replace(self._plain("choose", text, reading, question), choices=tuple(choices))

    def _suggest(
        self, place: str, reading: Interpretation, question: str, conversation: Conversation
    ) -> Answer:
        """Offer questions about the one member that was named in words that were not understood."""
        questions = self.pack.wordings["lost_questions"].format(place=place).split("|")
        conversation.choices = tuple(Choice(text, text) for text in questions)
        answer = self._plain(
            "nothing", self.pack.wordings["lost_place"].format(place=place), reading, question
        )
        return replace(answer, choices=conversation.choices)

    def _plain(self, kind: Kind, text: str, reading: Interpretation, question: str) -> Answer:
        return Answer(
            question=question,
            kind=kind,
            text=text,
            intent=f"not_covered_{reading.out_of_scope.id}"
            if kind == "not_covered" and reading.out_of_scope
            else None,
            language=self.pack.code,
            as_of=self.dataset.latest_round.announced,
            confidence=round(reading.score, 2),
        )


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Loading makes very many small objects and no garbage; looking for some takes a quarter of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # All that was loaded stays; a collection that walks through it would hold up an answer.
        gc.freeze()
        if was_enabled:
            gc.enable()


def _asked(answer: Answer, question: str) -> Answer:
    return answer if answer.question == question else replace(answer, question=question)
