"""Matching: which intent a question has, by weighted word overlap with the templates of all intents.

Names and filters are already slots. Word groups of the language pack become one token each, so "learning
city", "member" and "in the network" meet; rare words weigh more than common ones; a word that no template
knows weighs heavily against every intent, because an answer to half a question would be a wrong answer.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.understanding.filters import find_filters
from bot.understanding.intents import Intent
from bot.understanding.language import LanguagePack
from bot.understanding.names import SLOT_WORDS

UNKNOWN_WEIGHT = 1.5
"""Weight of a word that no template holds."""
IN_ORDER_BONUS = 0.04
CLAIMED_NUMBER_WEIGHT = 0.15
"""Weight of a number that the phrasing does not hold ("12 or 15?"): what the user has heard, seldom the point."""
INDEXED_WEIGHT = 0.3
"""Lighter words do not lead to a phrasing, they only add to its score."""
UNUSED_FACTOR = 0.8
UNUSED_FACTORS = {"city": 0.69, "year": 0.69}
"""What a statement keeps of its score for each part of the question that it ignores. A statement about the network
is no answer about one city or year, unless its file says that it takes them."""
NEGLIGIBLE = 0.2
"""Words that make up no more than this share of a question's weight do not make a phrasing worth a look."""
HOPELESS = 0.5
FAR_BEHIND = 0.3
"""Candidates that cannot come nearer to the best are not scored."""
_FEATURE_OF_SLOT = {"CITY": "city", "AREA": "area", "YEAR": "year", "NUMBER": "number"}


@dataclass(frozen=True)
class Form:
    """One phrasing of an intent in canonical tokens."""

    intent: Intent
    sequence: tuple[str, ...]
    words: frozenset[str]
    """Tokens that are not slots."""
    requires: frozenset[str]
    years: frozenset[int]
    weight: float = 0.0


@dataclass(frozen=True)
class Ranked:
    """An intent that could be meant."""

    intent: Intent
    score: float
    """0.0 to 1.0; 1.0 means that a phrasing was met word for word."""
    form: Form
    uncovered: frozenset[str]
    """Tokens of the question that the phrasing does not hold."""


@dataclass(frozen=True)
class Asked:
    """A question in canonical tokens with its features."""

    sequence: tuple[str, ...]
    raw_words: frozenset[str]
    features: frozenset[str]
    years: frozenset[int]
    cities: frozenset[str]
    countries: frozenset[str]


class Matcher:
    """All templates of one language, indexed by their words."""

    def __init__(self, intents: Iterable[Intent], pack: LanguagePack) -> None:
        self.pack = pack
        raw: list[tuple[Intent, tuple[str, ...], frozenset[int]]] = []
        words: set[str] = set()
        for intent in intents:
            for form in intent.forms:
                finds = find_filters(list(form), pack)
                words.update(form)
                words.update(word for group in intent.needs for word in group)
                raw.append((intent, self.canonical(finds.words), finds.years))
        self.vocabulary = frozenset(words - SLOT_WORDS) | self._shared_words()
        self._weights = self._weigh(raw)
        self._forms = sorted(self._build(raw), key=lambda form: form.weight)
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._bare: list[int] = []
        for index, built in enumerate(self._forms):
            telling = [word for word in built.words if self._weight(word) >= INDEXED_WEIGHT]
            for word in telling:
                self._by_word[word].append(index)
            if not telling:
                self._bare.append(index)

    def canonical(self, words: Iterable[str]) -> tuple[str, ...]:
        """Replace word groups by their token, drop fillers, prepositions before slots and doubled slots.

        Fillers stay where nothing else would be left: "hello there" is a greeting.
        """
        words = list(words)
        result: list[str] = []
        kept: list[str] = []
        at = 0
        while at < len(words):
            size, token = self._phrase_at(words, at)
            if token:
                result.append(token)
            kept += [token] if token else words[at : at + size]
            at += size
        if all(word in self.pack.light for word in result):
            result = kept
        return _tidy(result, self.pack)

    def rank(self, asked: Asked) -> list[Ranked]:
        """Return the intents that fit the question's features, best first; one entry an intent."""
        question = frozenset(word for word in asked.sequence if word not in SLOT_WORDS)
        weight = sum(self._weight(word) for word in question)
        least = sum(CLAIMED_NUMBER_WEIGHT if word.isdecimal() else self._weight(word) for word in question)
        familiar = sum(self._weight(word) for word in question if word in self._weights)
        if familiar and 2 * familiar / (least + familiar) < HOPELESS:
            return []
        shared: dict[int, float] = defaultdict(float)
        passed_over = 0.0
        for word in sorted(question, key=self._weight):
            word_weight = self._weight(word)
            if word_weight < INDEXED_WEIGHT or passed_over + word_weight <= NEGLIGIBLE * least:
                passed_over += word_weight
                continue
            heavy = 2 * weight / HOPELESS - least
            for index in self._by_word.get(word, ()):
                if self._forms[index].weight > heavy:
                    break
                shared[index] += word_weight
        if not shared or weight < 0.7:
            for index in self._bare:
                shared.setdefault(index, 0.0)
        best: dict[str, Ranked] = {}
        fits: dict[str, bool] = {}
        top = 0.0
        for bound, index in sorted(self._bounds(shared, least, passed_over), reverse=True):
            if bound + IN_ORDER_BONUS < max(HOPELESS, top - FAR_BEHIND):
                break
            form = self._forms[index]
            name = form.intent.name
            if name not in fits:
                fits[name] = _fits(form.intent, asked)
            held = best.get(name)
            if not fits[name] or (held and bound + IN_ORDER_BONUS < held.score):
                continue
            score = self._score(asked, question, weight, form)
            if score > 0 and (held is None or score > held.score):
                best[name] = Ranked(form.intent, score, form, question - form.words)
                top = max(top, score)
        return sorted(best.values(), key=lambda ranked: (-ranked.score, ranked.intent.name))

    def _bounds(
        self, shared: dict[int, float], least: float, passed_over: float
    ) -> Iterator[tuple[float, int]]:
        """The best score that each candidate can reach, without its gates and its order of words."""
        for index, weight in shared.items():
            total = least + self._forms[index].weight
            yield (2 * (weight + passed_over) / total if total else 1.0), index

    def _score(self, asked: Asked, question: frozenset[str], weight: float, form: Form) -> float:
        intent = form.intent
        if not form.requires <= asked.features or not form.years <= asked.years:
            return 0.0
        unused = asked.features - form.requires - intent.takes
        if form.years:
            unused -= {"year"}
        if intent.cities:
            unused -= {"city"}
        if intent.countries:
            unused -= {"area"}
        if unused and not intent.is_statement:
            return 0.0
        if asked.sequence == form.sequence and not unused:
            return 1.0
        claims = sum(self._weight(w) - CLAIMED_NUMBER_WEIGHT for w in question - form.words if w.isdecimal())
        total = weight + form.weight - claims
        shared = sum(self._weight(word) for word in question & form.words)
        overlap = 2 * shared / total if total else 0.95
        in_order = IN_ORDER_BONUS if _same_order(asked.sequence, form.sequence) else 0.0
        score = min(0.99, overlap * (1 - IN_ORDER_BONUS) + in_order)
        for feature in unused:
            score *= UNUSED_FACTORS.get(feature, UNUSED_FACTOR)
        return float(score)

    def _weight(self, token: str) -> float:
        return self._weights.get(token, UNKNOWN_WEIGHT)

    def _phrase_at(self, words: list[str], at: int) -> tuple[int, str | None]:
        longest = self.pack.longest_phrase.get(words[at], 0)
        for size in range(min(longest, len(words) - at), 0, -1):
            phrase = tuple(words[at : at + size])
            if phrase in self.pack.concepts:
                return size, self.pack.concepts[phrase]
            if phrase in self.pack.fillers:
                return size, None
        return 1, words[at]

    def _shared_words(self) -> frozenset[str]:
        phrases = (*self.pack.concepts, *self.pack.fillers, *self.pack.excepting, *self.pack.wrappers)
        scope = (phrase for group in self.pack.out_of_scope for phrase in group.words)
        words = {word for phrase in (*phrases, *scope) for word in phrase}
        return frozenset(words) | frozenset(self.pack.light) | self.pack.joiners | self.pack.area_prepositions

    def _weigh(self, raw: list[tuple[Intent, tuple[str, ...], frozenset[int]]]) -> dict[str, float]:
        """Weight of each token: from 0.5 for one that half the intents use to 1.6 for one that is theirs alone."""
        holders: dict[str, set[str]] = defaultdict(set)
        for intent, sequence, _ in raw:
            for word in sequence:
                holders[word].add(intent.name)
        total = max(2, len({intent.name for intent, _, _ in raw}))
        weights = {
            word: 0.5 + 1.1 * max(0.0, math.log(total / (2 * len(names))) / math.log(total / 2))
            for word, names in holders.items()
        }
        return weights | self.pack.light | dict.fromkeys(SLOT_WORDS, 0.0)

    def _build(self, raw: list[tuple[Intent, tuple[str, ...], frozenset[int]]]) -> list[Form]:
        forms: dict[tuple[str, tuple[str, ...], frozenset[int]], Form] = {}
        for intent, sequence, years in raw:
            words = frozenset(word for word in sequence if word not in SLOT_WORDS)
            requires = frozenset(_FEATURE_OF_SLOT[word] for word in sequence if word in SLOT_WORDS)
            weight = sum(self._weight(word) for word in words)
            forms[(intent.name, sequence, years)] = Form(intent, sequence, words, requires, years, weight)
        return list(forms.values())


def _fits(intent: Intent, asked: Asked) -> bool:
    """Tell whether the gates of an intent let a question through."""
    if intent.cities and not intent.cities & asked.cities:
        return False
    if intent.countries and not intent.countries & asked.countries:
        return False
    return not intent.not_with & asked.raw_words and all(group & asked.raw_words for group in intent.needs)


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


def _same_order(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    common = set(left) & set(right)
    return [w for w in left if w in common] == [w for w in right if w in common]
