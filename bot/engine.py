"""The one door: `Engine.ask(question, conversation) -> Answer`, for Telegram, the terminal and tests."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from string import Formatter

from bot.answer import Answer, Choice, Kind
from bot.answering.places import ask_which_place
from bot.answering.queries import QUERIES
from bot.answering.replies import reply
from bot.answering.results import Query, remember
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

MAX_RIVALS = 3
PROGRAMME_INTENT = "city_highlight"
"""What a question about a programme of a city is about."""


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
            interpreter = Interpreter(table, finder, pack)
        self._interpreter = interpreter
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
        return self._answer(self._read(question, conversation), question, conversation)

    def explain(self, question: str, conversation: Conversation | None = None) -> Explanation:
        """Answer one question and keep the findings behind the answer."""
        conversation = Conversation() if conversation is None else conversation
        reading = self._read(question, conversation)
        answer = self._answer(reading, question, conversation)
        return Explanation(reading, self._interpreter.ranking(reading), answer)

    def _read(self, question: str, conversation: Conversation) -> Interpretation:
        reading = _about_programme(self._dialogue.read(question, conversation), self.intents)
        return reading.rejected() if _other_year(reading, self.dataset) else reading

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
        filters, no_round_in = resolve(reading, self.dataset, self._gazetteer, today)
        query = Query(
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
        result = ask_which_place(query, self._words) or QUERIES[intent.query](query, self._words)
        if not result.parts:
            return self._plain("nothing", self.pack.wordings["no_context"], reading, question)
        answer = reply(query, result, self._words)
        if result.kind in ("answer", "choose") and intent.query not in ("sources", "say"):
            remember(query, result)
        conversation.choices = answer.choices
        asks = intent.preset.get("asks") if result.kind == "nothing" else None
        conversation.wanting = replace(reading, intent=self.intents[asks]) if asks else None
        return _asked(answer, question)

    def _choose(self, reading: Interpretation, question: str, conversation: Conversation) -> Answer:
        names = _LabelFields(reading, self.dataset)
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


class _LabelFields(dict[str, str]):
    """Fills {city} and {area} of a label with the names of the question."""

    def __init__(self, reading: Interpretation, dataset: Dataset) -> None:
        super().__init__()
        for mention in reading.cities[:1]:
            self["city"] = dataset.cities[mention.members[0]].name if mention.members else mention.text
        for mention in reading.areas[:1]:
            self["area"] = mention.areas[0].label

    def can_fill(self, label: str) -> bool:
        """Tell whether the question names all that a label speaks of."""
        return all(field is None or field in self for _, field, _, _ in Formatter().parse(label))


def _about_programme(reading: Interpretation, intents: dict[str, Intent]) -> Interpretation:
    """A question that names a programme of a city is one about what the city does."""
    if reading.intent and any(mention.programme for mention in reading.cities):
        return replace(reading, intent=intents[PROGRAMME_INTENT])
    return reading


def _other_year(reading: Interpretation, dataset: Dataset) -> bool:
    """True when a fact of one year would answer a question about another."""
    intent = reading.intent
    if intent is None or intent.query != "fact" or "year" in intent.takes or reading.ranked[0].form.years:
        return False
    year = dataset.facts[intent.id or ""].year
    return bool(reading.finds.years) and year is not None and year not in reading.finds.years


def _asked(answer: Answer, question: str) -> Answer:
    return answer if answer.question == question else replace(answer, question=question)
