"""Checking a language pack: every intent file on its own, against the data, and against all other intents.

A phrasing that steals another intent's example is the commonest fault of such packs, and invisible from within
one file; so each example is asked of the whole engine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.announcing.words import FILE_NAME as ANNOUNCEMENTS
from bot.announcing.words import check_announcement_words, load_announcement_words, question_languages
from bot.answering.queries import QUERIES
from bot.chat_words import check_chat_words, load_chat_words
from bot.dataset.models import Dataset
from bot.engine import Engine
from bot.errors import DataError, Problem
from bot.understanding.forms import Form, FormTable
from bot.understanding.intents import Intent, load_intents
from bot.understanding.interpretation import Interpretation

MIN_EXAMPLES = 1
REFERENCE = "en"
"""The language whose pack has all that there can be."""
_NAMING_INTENTS = frozenset(("act", "alone", "asks", "or", "of_city", "of_region"))
"""Presets whose value is the name of another intent, beside those that begin with `then_`, `else_`, `with_`."""


def check_intents(data_dir: Path, intents_dir: Path) -> list[Problem]:
    """Return all problems of all language packs below `intents_dir`; an empty list means they are sound."""
    problems: list[Problem] = []
    for folder in (intents_dir / language for language in question_languages(intents_dir)):
        try:
            intents = load_intents(folder)
            engine = Engine.load(data_dir, intents_dir, language=folder.name)
        except DataError as fault:
            problems.append(fault.problem)
            continue
        references = [p for intent in intents.values() for p in _references(intent, engine.dataset, intents)]
        if references:
            problems += references
            continue
        problems += _facts_without_intent(engine.dataset, intents.values(), folder)
        problems += _shared_phrasings(engine)
        for intent in intents.values():
            problems += _examples(engine, intent)
        problems += _chat_words(engine, folder, intents_dir / REFERENCE)
    return [*problems, *_announcements(intents_dir)]


def _announcements(intents_dir: Path) -> Iterator[Problem]:
    """What announcements say, in every language that has some: complete, and with the same fields."""
    try:
        reference = load_announcement_words(intents_dir / REFERENCE)
    except DataError as fault:
        yield fault.problem
        return
    for path in sorted(intents_dir.glob(f"*/{ANNOUNCEMENTS}")):
        try:
            yield from check_announcement_words(load_announcement_words(path.parent), reference)
        except DataError as fault:
            yield fault.problem


def _chat_words(engine: Engine, folder: Path, reference: Path) -> Iterator[Problem]:
    """What the bot says as a chat partner: complete, and the questions that buttons ask are understood."""
    try:
        words, expected = load_chat_words(folder), load_chat_words(reference)
    except DataError as fault:
        yield fault.problem
        return
    yield from check_chat_words(words, expected)
    for intent in sorted(words.related.keys() - engine.intents.keys()):
        yield Problem(words.path, 0, f"related: no intent {intent!r}", "use the name of a file")
    for question in words.whole_questions():
        if engine.ask(question).intent is None:
            yield Problem(words.path, 0, f"the question {question!r} is not understood", "word it otherwise")


def _references(intent: Intent, dataset: Dataset, intents: dict[str, Intent]) -> Iterator[Problem]:
    """Names in an intent file that must exist elsewhere."""
    if intent.query not in QUERIES:
        yield Problem(intent.path, 1, f"unknown query {intent.query!r}", f"known are {', '.join(QUERIES)}")
    statements = {"fact": set(dataset.facts), "conflict": set(dataset.conflicts)}
    if intent.id not in statements.get(intent.query, {intent.id}):
        yield Problem(intent.path, 1, f"no {intent.query} {intent.id!r} in the data", "correct the id")
    for city in sorted(intent.cities - set(dataset.cities)):
        yield Problem(intent.path, 1, f"unknown city {city!r}", "use an id of cities.csv")
    for code in sorted(intent.countries - set(dataset.countries)):
        yield Problem(intent.path, 1, f"unknown country {code!r}", "use an ISO code of countries.csv")
    for key, name in intent.preset.items():
        if (key in _NAMING_INTENTS or key.startswith(("then_", "else_", "with_"))) and name not in intents:
            yield Problem(intent.path, 1, f"{key}: no intent {name!r}", "use the name of a file")
    theme = intent.preset.get("theme")
    if theme and not any(theme in highlight.themes for highlight in dataset.highlights.values()):
        yield Problem(intent.path, 1, f"no highlight has the theme {theme!r}", "use a theme of facts.yaml")
    if len(intent.examples) < MIN_EXAMPLES and not intent.is_follow_up:
        yield Problem(intent.path, 1, "no example", "add a question as people type it under `examples`")


def _facts_without_intent(dataset: Dataset, intents: Iterable[Intent], folder: Path) -> Iterator[Problem]:
    asked = {intent.id for intent in intents if intent.query == "fact"}
    for fact in dataset.facts:
        if fact not in asked:
            yield Problem(folder, 0, f"no intent answers the fact {fact!r}", "add a file with `query: fact`")


def _shared_phrasings(engine: Engine) -> Iterator[Problem]:
    """Phrasings of two intents that no question could tell apart."""
    table = FormTable(engine.intents.values(), engine.pack)
    for sequence, forms in table.exact.items():
        groups: dict[tuple[frozenset[int], frozenset[frozenset[str]]], list[Form]] = defaultdict(list)
        for form in forms:
            intent = form.intent
            if not (intent.is_gated or intent.is_follow_up or intent.not_with or intent.only_with):
                groups[(form.years, frozenset(intent.needs))].append(form)
        for same in groups.values():
            families = {form.intent.family or form.intent.name for form in same}
            if len(families) > 1:
                names = " and ".join(sorted(form.intent.name for form in same))
                what = f"{' '.join(sequence)!r} is a phrasing of {names}"
                yield Problem(same[0].intent.path, 1, what, "keep it in one of them")


def _examples(engine: Engine, intent: Intent) -> Iterator[Problem]:
    for example in intent.examples:
        try:
            explanation = engine.explain(example.ask)
        except DataError as fault:
            yield fault.problem
            continue
        won = explanation.reading.intent
        if won is None or intent.name not in (won.name, won.family):
            winner = won.name if won else explanation.reading.status.replace("_", " ")
            what = f"the example {example.ask!r} goes to {winner}"
            yield Problem(intent.path, example.line, what, "see `learning-cities ask --explain`")
            continue
        answer = explanation.answer.as_json()
        for key, expected in example.slots.items():
            if key in ("city", "area"):
                found = expected in _named(explanation.reading, key)
            else:
                found = str(answer.get(key)) == expected
            if not found:
                what = f"the example {example.ask!r} does not have {key} {expected!r}"
                yield Problem(intent.path, example.line, what, "correct the example or the names")


def _named(reading: Interpretation, slot: str) -> set[str]:
    if slot == "city":
        return {member for mention in reading.cities for member in mention.members}
    return {area.key for mention in reading.areas for area in mention.areas}
