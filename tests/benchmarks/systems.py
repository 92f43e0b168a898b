"""What is timed: the engine, and four other ways to find the intent of a question.

The engine writes its answer out; a baseline stops at the intent and the names. Each baseline folds the question
first, as the engine does.
"""

from __future__ import annotations

import re
import warnings
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import chain, zip_longest
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.engine import Engine
from bot.text import fold
from bot.understanding.intents import Intent
from bot.understanding.names import SLOT_WORDS
from bot.understanding.templates import expand
from tests.benchmarks.material import Material

CUTOFF = 90
"""Score below which flat rapidfuzz says nothing."""
TEMPLATES_PER_SLOT = {"CITY": 12, "AREA": 6}
"""How many phrasings with one slot the flat list repeats for every name. All would be more than a million strings
and take a second a question; see `uncut_size`."""
SHORTEST_KEYWORD = 4
"""With one edit allowed, shorter keywords are found in nearly every word."""
MAX_HOLDERS = 5
"""A word that more intents use is no keyword of theirs."""


@dataclass(frozen=True)
class Match:
    """What a baseline finds in a question."""

    intent: str
    names: tuple[str, ...] = ()
    """Folded names of the material that fill city and area slots."""


Ask = Callable[[str], object]
Find = Callable[[str], Match | None]

_MARKS = re.compile(r"(\{\w+\}|[()\[\]|])")


@dataclass(frozen=True)
class System:
    """One way to match a question."""

    name: str
    size: str
    """What it searches, in words."""
    start: Callable[[], Ask]
    """Make it ready; called again for every round, so that nothing is remembered from the round before."""


@dataclass(frozen=True)
class Baseline(System):
    """A way to find the intent and the names of a question."""

    start: Callable[[], Find]


def engine(data_dir: Path, intents_dir: Path) -> System:
    """The bot's own engine, loaded anew for each round, because it remembers the typos it has searched."""
    size = "all names, phrasings and the world's cities; writes the answer"
    return System("engine", size, lambda: Engine.load(data_dir, intents_dir).ask)


def baselines(material: Material) -> list[Baseline]:
    """All baselines whose packages are installed."""
    missing = missing_packages()
    optional = [make(material) for package, make in _OPTIONAL.items() if package not in missing]
    return [*flat_rapidfuzz(material), *optional]


def missing_packages() -> list[str]:
    """Packages of baselines that are not installed."""
    return [package for package in _OPTIONAL if not find_spec(package)]


def flat_rapidfuzz(material: Material) -> list[Baseline]:
    """The nearest of all strings "name in template", by two scorers."""
    matches = flat_strings(material)
    strings = list(matches)
    size = f"{len(strings):,} strings of {uncut_size(material):,}"

    def baseline(name: str, scorer: Callable[..., float]) -> Baseline:
        def find(question: str) -> Match | None:
            nearest = process.extractOne(fold(question), strings, scorer=scorer, score_cutoff=CUTOFF)
            return matches[nearest[0]] if nearest else None

        return Baseline(f"rapidfuzz {name}", size, lambda: find)

    return [baseline("WRatio", fuzz.WRatio), baseline("token_sort", fuzz.token_sort_ratio)]


def flat_strings(material: Material) -> dict[str, Match]:
    """Each phrasing without a slot in its first form, and some of those with one slot for every name.

    Intents with many such phrasings come first; where two share a string, the first has it.
    """
    first = [[(intent, expand(text)[0]) for text in texts] for intent, texts in material.phrasings.items()]
    found: dict[str, Match] = {}
    for intent, form in chain(*first):
        if not _slots(form):
            found.setdefault(" ".join(form), Match(intent))
    for slot, names in _names(material).items():
        by_intent = ([pair for pair in pairs if _slots(pair[1]) == [slot]] for pairs in first)
        most_first = sorted(by_intent, key=len, reverse=True)
        in_turn = [pair for pairs in zip_longest(*most_first) for pair in pairs if pair]
        for intent, form in in_turn[: TEMPLATES_PER_SLOT[slot]]:
            for name in names:
                text = " ".join(name if word == slot else word for word in form)
                found.setdefault(text, Match(intent, (name,)))
    return found


def uncut_size(material: Material) -> int:
    """Number of strings if every form of every phrasing with at most one slot met every name."""
    forms = {form for intent in material.intents.values() for form in intent.forms}
    plain = sum(not _slots(form) for form in forms)
    return plain + sum(
        len(names) * sum(_slots(form) == [slot] for form in forms) for slot, names in _names(material).items()
    )


def hassil_strict(material: Material) -> Baseline:
    """hassil's matcher over the phrasings as they stand, names as lists and fillers as skip words."""
    from hassil import Intents, recognize_best

    slots = {
        "city": {"values": list(material.cities)},
        "area": {"values": list(material.areas)},
        "year": {"range": {"from": 2000, "to": 2049, "words": False}},
        "number": {"range": {"from": 0, "to": 999}},
        "some": {"values": ["(name|list|give me|show me|tell me) (some|a few|2|3|4|5|two|three|four|five)"]},
    }
    intents = Intents.from_dict(
        {
            "language": "en",
            "intents": {
                name: {"data": [{"sentences": [_folded(text) for text in texts]}]}
                for name, texts in material.phrasings.items()
            },
            "lists": slots,
            "skip_words": list(material.fillers),
        }
    )

    def find(question: str) -> Match | None:
        found = recognize_best(fold(question), intents)
        if found is None:
            return None
        names = (entity.value for entity in found.entities_list if entity.name in ("city", "area"))
        return Match(found.intent.name, tuple(names))

    templates = sum(map(len, material.phrasings.values()))
    names = len(material.cities) + len(material.areas)
    return Baseline("hassil strict", f"{templates:,} templates, {names:,} names", lambda: find)


def adapt(material: Material) -> Baseline:
    """adapt with one edit allowed in its trie: names and keywords are found, an intent requires its own."""
    with warnings.catch_warnings():
        # Its sources hold escapes that newer Pythons warn of.
        warnings.simplefilter("ignore")
        from adapt.engine import IntentDeterminationEngine
        from adapt.intent import IntentBuilder
        from adapt.tools.text.trie import Trie

    determiner = IntentDeterminationEngine(trie=Trie(max_edit_distance=1))
    for slot, names in _names(material).items():
        for name in names:
            determiner.register_entity(name, slot)
    keywords = _keywords(material)
    for intent in material.intents.values():
        builder = IntentBuilder(intent.name)
        for slot in TEMPLATES_PER_SLOT:
            if all(slot in form for form in intent.forms):
                builder.require(slot)
            elif any(slot in form for form in intent.forms):
                builder.optionally(slot)
        for number, group in enumerate(keywords[intent.name]):
            for word in group:
                determiner.register_entity(word, f"{intent.name} {number}")
            builder.require(f"{intent.name} {number}")
        determiner.register_intent_parser(builder.build())

    def find(question: str) -> Match | None:
        found = next(determiner.determine_intent(fold(question)), None)
        if found is None:
            return None
        return Match(found["intent_type"], tuple(found[slot] for slot in TEMPLATES_PER_SLOT if slot in found))

    words = len({word for groups in keywords.values() for group in groups for word in group})
    names_in_trie = len(material.cities) + len(material.areas)
    return Baseline("adapt, 1 edit", f"{words:,} keywords, {names_in_trie:,} names", lambda: find)


def _keywords(material: Material) -> dict[str, list[set[str]]]:
    """Groups of words of which an intent requires one each: those its file needs, else its telling words."""
    holders: dict[str, set[str]] = defaultdict(set)
    for intent in material.intents.values():
        for word in _words(intent):
            holders[word].add(intent.name)
    result: dict[str, list[set[str]]] = {}
    for intent in material.intents.values():
        own = {word for word in _words(intent) if len(holders[word]) <= MAX_HOLDERS}
        needed = [{word for word in group if len(word) >= SHORTEST_KEYWORD} for group in intent.needs]
        result[intent.name] = [group for group in needed or [own or _words(intent)] if group]
    return result


def _words(intent: Intent) -> set[str]:
    words = {word for form in intent.forms for word in form}
    return {word for word in words - SLOT_WORDS if len(word) >= SHORTEST_KEYWORD}


def _names(material: Material) -> dict[str, tuple[str, ...]]:
    return {"CITY": material.cities, "AREA": material.areas}


def _slots(form: tuple[str, ...]) -> list[str]:
    return [word for word in form if word in SLOT_WORDS]


def _folded(template: str) -> str:
    """A phrasing with its words folded and its brackets and slots kept; hassil writes them the same way."""
    parts: list[str] = []
    for part in _MARKS.split(template):
        if _MARKS.fullmatch(part):
            parts.append(part)
        else:
            before, after = " " * part[:1].isspace(), " " * part[-1:].isspace()
            parts.append(f"{before}{fold(part)}{after}" if part.strip() else part)
    return "".join(parts)


_OPTIONAL: dict[str, Callable[[Material], Baseline]] = {"hassil": hassil_strict, "adapt": adapt}
"""Package -> baseline that needs it."""
