"""Reading unknown words as misspelt words of the phrasings, as misspelt names, or as a place nobody knows."""

from __future__ import annotations

from dataclasses import replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.text import edit_budget
from bot.understanding.filters import FilterFinds
from bot.understanding.interpretation import Interpretation
from bot.understanding.language import LanguagePack
from bot.understanding.names import SLOT_WORDS, Mention, NameFinder

SHORTEST_CORRECTED = 4
LONGEST_NAME = 4
"""Words in a misspelt or unknown name."""


def _swallows(name: Mention, mention: Mention) -> bool:
    """A correction that only drops the words beside a name spelt right ("manchester nh") corrects nothing."""
    if not (name.start <= mention.start and mention.end <= name.end):
        return False
    return bool(set(name.members) & set(mention.members) or set(name.places) & set(mention.places))


class Repairer:
    """Corrects words and names of one language."""

    def __init__(self, vocabulary: frozenset[str], finder: NameFinder, pack: LanguagePack) -> None:
        self._vocabulary = vocabulary
        self._finder = finder
        self._pack = pack
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(vocabulary):
            if len(word) >= SHORTEST_CORRECTED and word.isascii():
                self._by_length.setdefault(len(word), []).append(word)

    def is_unknown(self, word: str) -> bool:
        """Tell whether no phrasing holds the word."""
        return word not in SLOT_WORDS and word not in self._vocabulary and not word.isdecimal()

    def repair(
        self, reading: Interpretation, *, names_first: bool
    ) -> tuple[FilterFinds, list[Mention], list[tuple[str, str]]]:
        """Correct the unknown words of a reading, to words or to names, whichever is asked first.

        Returns the words as corrected, the mentions, and the words that were read as another.
        """
        words = list(reading.finds.words)
        mentions = list(reading.mentions + reading.excluded)
        readings: list[tuple[str, str]] = []
        in_slot = len(reading.leftover) == 1 or len(words) <= 3
        for at, word in enumerate(words):
            if word not in reading.leftover or any(m.start <= at < m.end for m in mentions if m.corrected):
                continue
            if word in self._finder.gazetteer.english_words:
                continue
            spelling = None if names_first else self._spelling(word)
            name = None if spelling else self._misspelt_name(tuple(words), at, mentions, in_slot=in_slot)
            if name:
                mentions = [m for m in mentions if m.end <= name.start or m.start >= name.end]
                mentions.append(name)
            elif spelling := spelling or self._spelling(word):
                readings.append((word, spelling))
                words[at] = spelling
        fixed = replace(reading.finds, words=tuple(words))
        return fixed, sorted(mentions, key=lambda m: m.start), readings

    def unknown_name(self, reading: Interpretation) -> Mention | None:
        """The one run of unknown words beside known ones, read as a place that nothing here knows."""
        words = reading.finds.words
        run = [at for at, word in enumerate(words) if word in reading.leftover]
        if not run or run[-1] - run[0] >= LONGEST_NAME:
            return None
        start, end = run[0], run[-1] + 1
        if any(m.start < end and start < m.end for m in reading.mentions):
            return None
        text = " ".join(words[start:end])
        english = all(word in self._finder.gazetteer.english_words for word in text.split())
        if end - start == len(words) or len(text) < 3 or english:
            return None
        return Mention(start, end, text, unknown=True)

    def _spelling(self, word: str) -> str | None:
        """The word of the phrasings that is meant, unless a name is as near."""
        budget = edit_budget(len(word))
        if not budget or not word.isascii():
            return None
        found = [
            (distance, candidate)
            for length in range(len(word) - budget, len(word) + budget + 1)
            for candidate, distance, _ in process.extract(
                word, self._by_length.get(length, ()), scorer=OSA.distance, score_cutoff=budget, limit=3
            )
        ]
        if not found:
            return None
        distance, candidate = min(found)
        known = self._finder.distance_to_known(word)
        return candidate if known is None or distance < known else None

    def _misspelt_name(
        self, words: tuple[str, ...], at: int, mentions: list[Mention], *, in_slot: bool
    ) -> Mention | None:
        for size in range(LONGEST_NAME, 0, -1):
            for start in range(max(0, at - size + 1), min(at, len(words) - size) + 1):
                end = start + size
                if not all(self._may_be_in_a_name(word) for word in words[start:end]):
                    continue
                if any(m.start < end and start < m.end and m.areas for m in mentions):
                    continue
                name = self._finder.typo(words, start, end, in_slot=in_slot)
                if name and not any(_swallows(name, mention) for mention in mentions):
                    return name
        return None

    def _may_be_in_a_name(self, word: str) -> bool:
        return self.is_unknown(word) or word in self._pack.name_particles
