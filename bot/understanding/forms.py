"""All phrasings of a language in canonical tokens, with the weight of each token and an index by word.

Word groups of the language pack become one token each, so that "learning city", "member" and "in the network"
meet. Rare words weigh more than common ones.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.understanding.filters import find_filters
from bot.understanding.intents import Intent
from bot.understanding.language import LanguagePack
from bot.understanding.names import SLOT_WORDS

UNKNOWN_WEIGHT = 1.5
"""Weight of a word that no phrasing holds: an answer to half a question would be a wrong answer."""
INDEXED_WEIGHT = 0.3
"""Lighter words do not lead to a phrasing, they only add to its score."""
_COMMON, _RARE = 0.5, 1.1
_FEATURE_OF_SLOT = {"CITY": "city", "AREA": "area", "YEAR": "year", "NUMBER": "number", "SOME": "some"}


@dataclass(frozen=True)
class Form:
    """One phrasing of an intent in canonical tokens."""

    intent: Intent
    sequence: tuple[str, ...]
    words: frozenset[str]
    """Tokens that are not slots."""
    requires: frozenset[str]
    """Features a question must have: those of the slots."""
    years: frozenset[int]
    """Years named literally; the question must name the same."""
    weight: float


_Raw = tuple[Intent, tuple[str, ...], frozenset[int]]
"""Intent, canonical sequence and years of one phrasing."""


class FormTable:
    """The phrasings of all intents of one language."""

    def __init__(self, intents: Iterable[Intent], pack: LanguagePack) -> None:
        self.pack = pack
        self.intents = tuple(intents)
        raw: dict[tuple[str, tuple[str, ...], frozenset[int]], _Raw] = {}
        words: set[str] = set()
        for intent in self.intents:
            words.update(word for group in intent.needs for word in group)
            if intent.loose:
                words.update(word for phrase in (*intent.loose.cues, *intent.loose.words) for word in phrase)
            for phrasing in intent.forms:
                words.update(phrasing)
                left, years = _without_filters(phrasing, pack)
                sequence = self.canonical(left)
                raw[(intent.name, sequence, years)] = (intent, sequence, years)
        self.vocabulary = frozenset(words - SLOT_WORDS) | _shared_words(pack)
        """All words of the phrasings and of the shared word lists."""
        self._weights = _weigh(raw.values()) | pack.light | dict.fromkeys(SLOT_WORDS, 0.0)
        self.exact: dict[tuple[str, ...], list[Form]] = defaultdict(list)
        """Forms by their whole sequence."""
        self.forms = self._build(raw.values())
        """One form for each intent and set of words, lightest first."""
        self.form_weights = [form.weight for form in self.forms]
        self.by_word: dict[str, list[int]] = defaultdict(list)
        """Telling word -> indexes of its forms."""
        self.bare: list[int] = []
        """Indexes of forms without a telling word."""
        for index, form in enumerate(self.forms):
            telling = [word for word in form.words if self.weight(word) >= INDEXED_WEIGHT]
            for word in telling:
                self.by_word[word].append(index)
            if not telling:
                self.bare.append(index)

    def weight(self, token: str) -> float:
        """How much a token tells; an ordinary one 0.5 to 1.6."""
        return self._weights.get(token, UNKNOWN_WEIGHT)

    def is_known(self, token: str) -> bool:
        """Tell whether any phrasing holds the token."""
        return token in self._weights

    def is_number(self, token: str) -> bool:
        """Tell whether a token is a bare number, in digits or as a word."""
        return token.isdecimal() or token in self.pack.numbers

    def is_unknown(self, word: str) -> bool:
        """Tell whether no phrasing or shared list holds the word."""
        return word not in SLOT_WORDS and word not in self.vocabulary and not word.isdecimal()

    def canonical(self, words: Iterable[str]) -> tuple[str, ...]:
        """Replace word groups by their token, drop fillers, prepositions before slots and doubled slots.

        Fillers stay where nothing else would be left: "hello there" is a greeting.
        """
        words = list(words)
        longest = self.pack.longest_phrase
        result: list[str] = []
        kept: list[str] = []
        at, end = 0, len(words)
        while at < end:
            word = words[at]
            size, token = self._phrase_at(words, at, longest[word]) if word in longest else (1, word)
            if token:
                result.append(token)
                kept.append(token)
            else:
                kept += words[at : at + size]
            at += size
        if self.pack.light.keys() >= set(result):
            result = kept
        return _tidy(result, self.pack)

    def _phrase_at(self, words: list[str], at: int, longest: int) -> tuple[int, str | None]:
        for size in range(min(longest, len(words) - at), 0, -1):
            phrase = tuple(words[at : at + size])
            if phrase in self.pack.concepts:
                return size, self.pack.concepts[phrase]
            if phrase in self.pack.fillers:
                return size, None
        return 1, words[at]

    def _build(self, raw: Iterable[_Raw]) -> list[Form]:
        kept: dict[tuple[str, frozenset[str], frozenset[str], frozenset[int]], Form] = {}
        for intent, sequence, years in raw:
            words = frozenset(word for word in sequence if word not in SLOT_WORDS)
            requires = frozenset(_FEATURE_OF_SLOT[word] for word in sequence if word in SLOT_WORDS)
            weight = sum(map(self.weight, words))
            form = Form(intent, sequence, words, requires, years, weight)
            kept.setdefault((intent.name, words, requires, years), form)
            self.exact[sequence].append(form)
        return sorted(kept.values(), key=lambda form: form.weight)


def _without_filters(phrasing: tuple[str, ...], pack: LanguagePack) -> tuple[tuple[str, ...], frozenset[int]]:
    """A phrasing with slots in the places of its filters, and the years it names."""
    # Most phrasings hold no filter, and there are thousands.
    if not pack.may_hold_filter(phrasing):
        return phrasing, frozenset()
    finds = find_filters(list(phrasing), pack)
    return finds.words, finds.years


def _shared_words(pack: LanguagePack) -> frozenset[str]:
    phrases = (*pack.concepts, *pack.fillers, *pack.excepting, *pack.wrappers, *pack.chatter)
    scope = (phrase for group in pack.out_of_scope for phrase in (*group.words, *group.hints))
    words = {word for phrase in (*phrases, *scope) for word in phrase}
    return (
        frozenset(words) | frozenset(pack.light) | pack.joiners | pack.area_prepositions | pack.never_places
    )


def _weigh(raw: Iterable[_Raw]) -> dict[str, float]:
    """Weight of each token: 0.5 for one that half the intents use, up to 1.6 for one that is theirs alone."""
    holders: dict[str, set[str]] = defaultdict(set)
    intents: set[str] = set()
    for intent, sequence, _ in raw:
        intents.add(intent.name)
        for word in sequence:
            holders[word].add(intent.name)
    half = max(2.0, len(intents) / 2)
    return {
        word: _COMMON + _RARE * max(0.0, math.log(half / len(names)) / math.log(half))
        for word, names in holders.items()
    }


def _tidy(words: list[str], pack: LanguagePack) -> tuple[str, ...]:
    result: list[str] = []
    for word in words:
        if word in SLOT_WORDS:
            while len(result) > 1 and result[-1] in pack.joiners and result[-2] == word:
                result.pop()
            while result and word != "CITY" and result[-1] in pack.area_prepositions:
                result.pop()
            if result and result[-1] == word:
                continue
        result.append(word)
    return tuple(result)
