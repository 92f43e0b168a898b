"""Other ways to read a question, behind the same engine: as a baseline does, or with a second try."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from bot.engine import QuestionReader
from bot.text import fold
from bot.understanding.filters import SOME_OPS, FilterFinds, NumberLimit, find_filters
from bot.understanding.forms import Form
from bot.understanding.interpretation import Interpretation
from bot.understanding.matching import Ranked
from bot.understanding.names import Mention
from bot.understanding.slots import as_typed
from tests.accuracy.knowledge import Knowledge
from tests.benchmarks.systems import Find


class BaselineReader:
    """Takes intent and names from a baseline, and the filters for years and numbers that the engine finds.

    A filter that the intent has no use for is passed over, as a baseline does not know of it.
    """

    def __init__(self, find: Find, knowledge: Knowledge) -> None:
        self._find = find
        self._knowledge = knowledge
        self._forms: dict[str, list[Form]] = defaultdict(list)
        for form in knowledge.form_table().forms:
            self._forms[form.intent.name].append(form)

    def interpret(self, question: str, *, in_conversation: bool) -> Interpretation:
        """Understood when the baseline finds an intent; a follow-up completes itself as ever."""
        finds = find_filters(fold(question).split(), self._knowledge.pack)
        reading = Interpretation(question, words=finds.words, finds=finds)
        match = self._find(question)
        if match is None:
            return reading
        intent = self._knowledge.intents[match.intent]
        forms = self._forms[intent.name]
        if not intent.is_statement:
            finds = _taken(finds, intent.takes.union(*(form.requires for form in forms)))
        # A fact of one year is barred from a question about another, unless a phrasing of it names that year.
        form = max(forms, key=lambda form: form.years == finds.years)
        return Interpretation(
            question,
            words=finds.words,
            mentions=tuple(self._mention(question, name) for name in match.names),
            finds=finds,
            ranked=(Ranked(intent, 1.0, form, frozenset()),),
            status="understood",
            intent=intent,
            score=1.0,
        )

    def ranking(self, reading: Interpretation) -> list[Ranked]:
        """The one intent found."""
        return list(reading.ranked)

    def _mention(self, question: str, name: str) -> Mention:
        """What the name stands for; where it stands in the question, a baseline does not tell."""
        meanings = self._knowledge.gazetteer.known[name]
        mention = Mention(
            start=0,
            end=len(name.split()),
            text=name,
            members=tuple(meaning.member for meaning in meanings if meaning.member is not None),
            areas=tuple(meaning.area for meaning in meanings if meaning.area is not None),
            programme=any(meaning.programme for meaning in meanings),
        )
        return as_typed(question, mention)


class SecondTry:
    """Reads with a second interpreter what the first does not understand."""

    def __init__(self, first: QuestionReader, second: QuestionReader) -> None:
        self._first = first
        self._second = second

    def interpret(self, question: str, *, in_conversation: bool) -> Interpretation:
        """The first reading, unless nothing was understood."""
        reading = self._first.interpret(question, in_conversation=in_conversation)
        if reading.status != "not_understood":
            return reading
        return self._second.interpret(question, in_conversation=in_conversation)

    def ranking(self, reading: Interpretation) -> list[Ranked]:
        """The intents as the first interpreter ranks them."""
        return self._first.ranking(reading)


def _features(limit: NumberLimit) -> set[str]:
    """What an intent must take to understand a number."""
    if limit.op in SOME_OPS:
        return {"some"}
    return {"number", limit.op if limit.op in ("top", "none") else "limit"}


def _taken(finds: FilterFinds, takes: frozenset[str]) -> FilterFinds:
    """The filters that an intent takes."""
    return replace(
        finds,
        times=finds.times if "year" in takes else (),
        numbers=tuple(limit for limit in finds.numbers if _features(limit) <= takes),
        capital=finds.capital and "capital" in takes,
        without_capitals=finds.without_capitals and "without" in takes,
    )
