"""Matching: which intent a question has, by weighted word overlap with the phrasings of all intents.

Names and filters are already slots. A phrasing met word for word decides; otherwise the share of common weight
counts, with gates on required words and on what an intent can take.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from bot.understanding.forms import INDEXED_WEIGHT, Form, FormTable
from bot.understanding.intents import Intent
from bot.understanding.names import SLOT_WORDS

CACHED_QUESTIONS = 64
IN_ORDER_BONUS = 0.04
BEST_INEXACT = 0.97
"""No overlap comes near a phrasing that was met word for word."""
CLAIMED_NUMBER_WEIGHT = 0.15
"""Weight of a number that the phrasing does not hold ("12 or 15?"): what the user has heard, seldom the point."""
UNUSED_FACTOR = 0.8
UNUSED_FACTORS = {"city": 0.69, "year": 0.69, "some": 1.0, "limit": 1.0}
"""What a statement keeps of its score for each part of the question that it ignores. A statement about the
network is no answer about one city or year, unless its file says that it takes them; one that gives several
reasons answers "name three"."""
NEGLIGIBLE = 0.2
"""Words that make up no more than this share of a question's weight do not make a phrasing worth a look."""
HOPELESS = 0.5
FAR_BEHIND = 0.3
"""Candidates that cannot come nearer to the best are not scored."""
LIGHT_QUESTION = 0.7
"""A question of less weight may mean a phrasing without a telling word."""


@dataclass(frozen=True)
class Ranked:
    """An intent that could be meant."""

    intent: Intent
    score: float
    """0.0 to 1.0; 1.0 means that a phrasing was met word for word."""
    form: Form
    uncovered: frozenset[str]
    """Tokens of the question that the phrasing does not hold."""
    is_loose: bool = False
    """True when no phrasing was met, but the question holds tolerated words only."""


@dataclass(frozen=True)
class Asked:
    """A question in canonical tokens with its features."""

    sequence: tuple[str, ...]
    raw_words: frozenset[str]
    features: frozenset[str]
    years: frozenset[int]
    cities: frozenset[str]
    countries: frozenset[str]
    several: frozenset[str] = frozenset()
    """Of `city` and `area` those that are named more than once."""


class Matcher:
    """Ranks the intents of one language."""

    def __init__(self, table: FormTable) -> None:
        self._table = table
        self._overlapping = lru_cache(maxsize=CACHED_QUESTIONS)(self._overlapping_forms)
        """One message is read several times: whole, by clauses, as a follow-up."""

    def exact(self, asked: Asked) -> list[Ranked]:
        """Return the intents that have a phrasing met word for word."""
        return [
            Ranked(form.intent, 1.0, form, frozenset())
            for form in self._table.exact.get(asked.sequence, ())
            if fits(form.intent, asked) and _unused(form, asked) == frozenset()
        ]

    def rank(self, asked: Asked, *, thorough: bool = False) -> list[Ranked]:
        """Return the intents that fit the question's features, best first; one entry an intent.

        Where a phrasing is met word for word, the others are only looked at when `thorough`.
        """
        exact = self.exact(asked)
        if exact and not thorough:
            return exact
        best = self._overlapping(asked) | {ranked.intent.name: ranked for ranked in exact}
        return sorted(best.values(), key=lambda ranked: (-ranked.score, ranked.intent.name))

    def _overlapping_forms(self, asked: Asked) -> dict[str, Ranked]:
        question = frozenset(word for word in asked.sequence if word not in SLOT_WORDS)
        weigh = self._table.weight
        weight = sum(weigh(word) for word in question)
        least = sum(self._weight_of_claim(word) for word in question)
        familiar = sum(weigh(word) for word in question if self._table.is_known(word))
        best: dict[str, Ranked] = {}
        if familiar and 2 * familiar / (least + familiar) < HOPELESS:
            return best
        let_through: dict[str, bool] = {}
        top = 0.0
        for bound, index in sorted(self._candidates(question, weight, least), reverse=True):
            if bound + IN_ORDER_BONUS < top - FAR_BEHIND:
                break
            form = self._table.forms[index]
            name = form.intent.name
            if name not in let_through:
                let_through[name] = fits(form.intent, asked)
            held = best.get(name)
            if not let_through[name] or (held and bound + IN_ORDER_BONUS < held.score):
                continue
            score = self._score(asked, question, weight, form)
            if score > 0 and (held is None or score > held.score):
                best[name] = Ranked(form.intent, score, form, question - form.words)
                top = max(top, score)
        return best

    def _weight_of_claim(self, word: str) -> float:
        """Weight of a word of the question that the phrasing does not hold, where it may be a number."""
        weight = self._table.weight(word)
        return min(weight, CLAIMED_NUMBER_WEIGHT) if self._table.is_number(word) else weight

    def _candidates(self, question: frozenset[str], weight: float, least: float) -> list[tuple[float, int]]:
        """Forms that share telling words, each with the best score it can reach; hopeless ones left out."""
        weights = self._table.form_weights
        shared: dict[int, float] = defaultdict(float)
        passed_over = 0.0
        heaviest = 2 * weight / HOPELESS - least
        for word in sorted(question, key=self._table.weight):
            word_weight = self._table.weight(word)
            if word_weight < INDEXED_WEIGHT or passed_over + word_weight <= NEGLIGIBLE * least:
                passed_over += word_weight
                continue
            for index in self._table.by_word.get(word, ()):
                if weights[index] > heaviest:
                    break
                shared[index] += word_weight
        if not shared or weight < LIGHT_QUESTION:
            for index in self._table.bare:
                shared.setdefault(index, 0.0)
        # A bound of HOPELESS less the bonus is 2 * (common + passed_over) / (least + weight) at least.
        needed = (HOPELESS - IN_ORDER_BONUS) / 2
        return [
            (2 * (common + passed_over) / total if (total := least + weights[index]) else 1.0, index)
            for index, common in shared.items()
            if common + passed_over >= needed * (least + weights[index])
        ]

    def _score(self, asked: Asked, question: frozenset[str], weight: float, form: Form) -> float:
        unused = _unused(form, asked)
        if unused is None or (unused and not form.intent.is_statement):
            return 0.0
        weigh = self._table.weight
        claims = 0.0
        if not form.intent.is_courtesy:  # "See you at 5" is no farewell to a bot.
            claims = sum(weigh(word) - self._weight_of_claim(word) for word in question - form.words)
        total = weight + form.weight - claims
        common = sum(weigh(word) for word in question & form.words)
        overlap = 2 * common / total if total else BEST_INEXACT
        in_order = IN_ORDER_BONUS if _same_order(asked.sequence, form.sequence) else 0.0
        score = min(BEST_INEXACT, overlap * (1 - IN_ORDER_BONUS) + in_order)
        for feature in unused:
            score *= UNUSED_FACTORS.get(feature, UNUSED_FACTOR)
        return float(score)


def fits(intent: Intent, asked: Asked) -> bool:
    """Tell whether the gates of an intent let a question through."""
    if intent.cities and not intent.cities & asked.cities:
        return False
    if intent.countries and not intent.countries & asked.countries:
        return False
    if intent.only_with and not intent.only_with & asked.features:
        return False
    if not intent.several <= asked.several:
        return False
    return not intent.not_with & asked.raw_words and all(group & asked.raw_words for group in intent.needs)


def _unused(form: Form, asked: Asked) -> frozenset[str] | None:
    """Features of the question that a form would ignore; None when it needs one that is missing."""
    if not form.requires <= asked.features or (form.years and form.years != asked.years):
        return None
    unused = asked.features - form.requires - form.intent.takes
    if form.years:
        unused -= {"year"}
    if form.intent.cities:
        unused -= {"city"}
    if form.intent.countries:
        unused -= {"area"}
    return unused


def _same_order(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    common = set(left) & set(right)
    return [w for w in left if w in common] == [w for w in right if w in common]
