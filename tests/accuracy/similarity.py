"""How alike two utterances are: measures that could stand in for the weighted share of common words.

Each is built over all phrasings in canonical tokens, where names and filters are slots already.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol

from rapidfuzz import fuzz, process

SIZES = (2, 3, 4)
"""Characters in an n-gram."""
_BLOCK = 1024
"""Phrasings embedded at once."""


class Similarity(Protocol):
    """Finds the phrasings that an utterance resembles."""

    def nearest(self, utterance: str, cutoff: float) -> Iterable[tuple[int, float]]:
        """Indexes of the phrasings that reach the cutoff, with their similarity from 0.0 to 1.0."""


MakeSimilarity = Callable[[Sequence[str]], Similarity]


class FuzzyRatio:
    """A ratio of rapidfuzz."""

    def __init__(self, phrasings: Sequence[str], scorer: Callable[..., float]) -> None:
        self._phrasings = phrasings
        self._scorer = scorer

    def nearest(self, utterance: str, cutoff: float) -> Iterable[tuple[int, float]]:
        found = process.extract(
            utterance, self._phrasings, scorer=self._scorer, score_cutoff=100 * cutoff, limit=None
        )
        return [(index, score / 100) for _, score, index in found]


def token_sort(phrasings: Sequence[str]) -> Similarity:
    """Edits between the words in alphabetical order."""
    return FuzzyRatio(phrasings, fuzz.token_sort_ratio)


def token_set(phrasings: Sequence[str]) -> Similarity:
    """The same, but 1.0 where all words of one stand in the other."""
    return FuzzyRatio(phrasings, fuzz.token_set_ratio)


class CharacterTfIdf:
    """Cosine between n-grams of characters, rare ones weighing more."""

    def __init__(self, phrasings: Sequence[str]) -> None:
        counts = [_grams(phrasing) for phrasing in phrasings]
        holders = Counter(gram for grams in counts for gram in grams)
        self._rarity = {gram: 1 + math.log(len(phrasings) / number) for gram, number in holders.items()}
        self._unknown = 1 + math.log(len(phrasings))
        self._holding: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for index, grams in enumerate(counts):
            for gram, weight in self._unit(grams).items():
                self._holding[gram].append((index, weight))

    def nearest(self, utterance: str, cutoff: float) -> Iterable[tuple[int, float]]:
        cosines: dict[int, float] = defaultdict(float)
        for gram, weight in self._unit(_grams(utterance)).items():
            for index, other in self._holding.get(gram, ()):
                cosines[index] += weight * other
        return [(index, cosine) for index, cosine in cosines.items() if cosine >= cutoff]

    def _unit(self, grams: Counter[str]) -> dict[str, float]:
        weights = {gram: number * self._rarity.get(gram, self._unknown) for gram, number in grams.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        return {gram: weight / length for gram, weight in weights.items()}


class WordVectors:
    """Cosine between means of word vectors that were learnt from other texts and come inside a wheel."""

    package = "wordllama"

    def __init__(self, phrasings: Sequence[str]) -> None:
        import numpy
        import wordllama

        home = Path(wordllama.__file__).parent
        # The package looks for its tokenizer in a cache, but ships it in a folder of the same shape.
        self._model = wordllama.WordLlama.load(cache_dir=home, disable_download=True)
        texts = [_plain(phrasing) for phrasing in phrasings]
        blocks = [texts[start : start + _BLOCK] for start in range(0, len(texts), _BLOCK)]
        self._vectors = numpy.vstack([self._model.embed(block, norm=True) for block in blocks])
        self._numpy = numpy

    def nearest(self, utterance: str, cutoff: float) -> Iterable[tuple[int, float]]:
        if not utterance:
            return []
        cosines = self._vectors @ self._model.embed([_plain(utterance)], norm=True)[0]
        return [(int(index), float(cosines[index])) for index in self._numpy.flatnonzero(cosines >= cutoff)]


def _grams(text: str) -> Counter[str]:
    padded = f" {text} "
    return Counter(padded[at : at + size] for size in SIZES for at in range(len(padded) - size + 1))


def _plain(utterance: str) -> str:
    """Slots and tokens of word groups as ordinary words."""
    return utterance.replace("~", "").lower()
