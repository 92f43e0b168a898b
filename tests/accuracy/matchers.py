"""Other ways to rank intents: the engine's matcher without one of its parts, or by another similarity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.understanding.forms import Form, FormTable
from bot.understanding.intents import Intent
from bot.understanding.interpretation import ACCEPT
from bot.understanding.language import LanguagePack
from bot.understanding.matching import BEST_INEXACT, Asked, Matcher, Ranked, fits
from bot.understanding.names import SLOT_WORDS
from tests.accuracy.similarity import Similarity


class EqualWeights(FormTable):
    """Phrasings of which every word tells as much as any other."""

    def weight(self, token: str) -> float:
        return 1.0


class Ungated(FormTable):
    """Phrasings whose intents neither need a word nor rule one out."""

    def __init__(self, intents: Iterable[Intent], pack: LanguagePack) -> None:
        intents = list(intents)
        super().__init__([replace(intent, needs=(), not_with=frozenset()) for intent in intents], pack)
        self.vocabulary |= {word for intent in intents for group in intent.needs for word in group}


class OverlapOnly(Matcher):
    """Gives a phrasing that was met word for word no lead over the others."""

    def exact(self, asked: Asked) -> list[Ranked]:
        return []


class BySimilarity(Matcher):
    """Ranks by a similarity where no phrasing is met word for word; what an intent takes and needs still counts.

    The similarities from `accept` to 1.0 are spread over the scores at which the engine answers.
    """

    def __init__(self, table: FormTable, similarity: Similarity, accept: float) -> None:
        super().__init__(table)
        self._all = all_forms(table)
        self._similarity = similarity
        self._accept = accept

    def _overlapping(self, asked: Asked) -> dict[str, Ranked]:
        question = frozenset(word for word in asked.sequence if word not in SLOT_WORDS)
        best: dict[str, Ranked] = {}
        for index, similarity in self._similarity.nearest(" ".join(asked.sequence), self._accept):
            form = self._all[index]
            name = form.intent.name
            score = ACCEPT + (BEST_INEXACT - ACCEPT) * (similarity - self._accept) / (1 - self._accept)
            if (name in best and score <= best[name].score) or not fits(form.intent, asked):
                continue
            score *= self._share_kept(asked, form)
            if score > 0 and (name not in best or score > best[name].score):
                best[name] = Ranked(form.intent, score, form, question - form.words)
        return best

    def _share_kept(self, asked: Asked, form: Form) -> float:
        """What a phrasing keeps of its score for the parts of a question that it ignores or lacks: 0.0 to 1.0."""
        met = replace(asked, sequence=form.sequence)
        return self._score(met, form.words, form.weight, form) / BEST_INEXACT


def all_forms(table: FormTable) -> list[Form]:
    """Every phrasing with its words in their order, but those of fillers alone, which resemble nothing.

    Elsewhere a table keeps only one for each set of words.
    """
    return [form for sequence, forms in table.exact.items() for form in forms if sequence]
