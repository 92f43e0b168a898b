"""Reading unknown words as misspelt words of the phrasings, as misspelt names, or as a place nobody knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.text import edit_budget
from bot.understanding.filters import FilterFinds
from bot.understanding.forms import FormTable
from bot.understanding.interpretation import Interpretation
from bot.understanding.language import LanguagePack
from bot.understanding.names import SLOT_WORDS, Mention, NameFinder

SHORTEST_CORRECTED = 4
LONGEST_NAME = 5
"""Words in a misspelt or unknown name."""

LONG_NAME = 2
"""Words from which a name may hold ordinary words."""


def _swallows(name: Mention, mention: Mention) -> bool:
    """A correction that only drops the words beside a name spelt right ("manchester nh") corrects nothing."""
    if not (name.start <= mention.start and mention.end <= name.end):
        return False
    shared = {*name.members, *name.places} & {*mention.members, *mention.places}
    return bool(shared) and len(name.read_as.split()) < name.end - name.start


def _by_length(words: Iterable[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for word in sorted(words):
        if word.isascii():
            found.setdefault(len(word), []).append(word)
    return found


def _robs(name: Mention, mention: Mention) -> bool:
    """A correction that takes a country into a shorter name ("Foo Kenya" as Foo) loses what was said."""
    is_other = bool(mention.areas) and mention.areas != name.areas
    return is_other and len(name.read_as.split()) < name.end - name.start


class Repairer:
    """Corrects words and names of one language."""

    def __init__(self, table: FormTable, finder: NameFinder, pack: LanguagePack) -> None:
        self._table = table
        self._finder = finder
        self._pack = pack
        self._by_length = _by_length(word for word in table.vocabulary if len(word) >= SHORTEST_CORRECTED)

    def repair(
        self, reading: Interpretation, *, names_first: bool
    ) -> tuple[FilterFinds, list[Mention], list[tuple[str, str]]]:
        """Correct the unknown words of a reading, to words or to names, whichever is asked first.

        Returns the words as corrected, the mentions, and the words that were read as another.
        """
        words = list(reading.finds.words)
        mentions = list(reading.mentions + reading.excluded)
        readings: list[tuple[str, str]] = []
        unknown = [at for at, word in enumerate(words) if word in reading.leftover]
        in_slot = len(words) <= 3 or (bool(unknown) and unknown[-1] - unknown[0] < LONGEST_NAME)
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

    def respelt(self, words: list[str]) -> list[str]:
        """The words with those corrected that are a word of the phrasings or of an area's name ("last yaer")."""
        return [self._respelling(word) if self._table.is_unknown(word) else word for word in words]

    def _respelling(self, word: str) -> str:
        gazetteer = self._finder.gazetteer
        if word in gazetteer.known or word in gazetteer.place_keys or word in gazetteer.english_words:
            return word
        if word in self._area_words.get(len(word), ()):
            return word
        _, near = self._nearest(word, self._area_words) or (0, word)
        return self._spelling(word) or near

    @cached_property
    def _area_words(self) -> dict[int, list[str]]:
        """Words of names of several words of areas, by length; built at the first misspelling."""
        found = {word for key in self._finder.gazetteer.area_names() if " " in key for word in key.split()}
        return _by_length(word for word in found if len(word) > SHORTEST_CORRECTED)

    def unknown_name(self, reading: Interpretation) -> Mention | None:
        """The one run of unknown words beside known ones, read as a place that nothing here knows."""
        words = reading.finds.words
        run = [at for at, word in enumerate(words) if word in reading.leftover]
        if not run or run[-1] - run[0] >= LONGEST_NAME:
            return None
        start, end = run[0], run[-1] + 1
        if any(m.start < end and start < m.end for m in reading.mentions):
            return None
        if reading.mentions and not self._is_listed(words, start, end, reading.mentions):
            return None
        size = end - start
        if size > 1 and any(
            self._misspelt_name(words[start:end], at, [], in_slot=True) for at in range(size)
        ):
            return None
        text = " ".join(words[start:end])
        english = all(word in self._finder.gazetteer.english_words for word in text.split())
        if end - start == len(words) or len(text) < 3 or english:
            return None
        return Mention(start, end, text, unknown=True)

    def _is_listed(self, words: tuple[str, ...], start: int, end: int, mentions: tuple[Mention, ...]) -> bool:
        """Tell whether unknown words stand in one list with a known name ("Cork and Foobar"), not before one."""
        joined = {*words[max(0, start - 1) : start], *words[end : end + 1]} & self._pack.joiners
        return bool(joined) or any(mention.end == start or mention.start == end for mention in mentions)

    def _spelling(self, word: str) -> str | None:
        """The word of the phrasings that is meant, unless a name is as near."""
        found = self._nearest(word, self._by_length)
        if not found:
            return None
        distance, candidate = found
        known = self._finder.distance_to_known(word)
        return candidate if known is None or distance < known else None

    def _nearest(self, word: str, by_length: dict[int, list[str]]) -> tuple[int, str] | None:
        """The nearest word within the edit budget, with its distance."""
        budget = edit_budget(len(word))
        if not budget or not word.isascii():
            return None
        found = [
            (int(distance), candidate)
            for length in range(len(word) - budget, len(word) + budget + 1)
            for candidate, distance, _ in process.extract(
                word, by_length.get(length, ()), scorer=OSA.distance, score_cutoff=budget, limit=3
            )
        ]
        return min(found, default=None)

    def _misspelt_name(
        self, words: tuple[str, ...], at: int, mentions: list[Mention], *, in_slot: bool
    ) -> Mention | None:
        if parted := self._parted_name(words, at):
            return parted
        for size in range(LONGEST_NAME, 0, -1):
            for start in range(max(0, at - size + 1), min(at, len(words) - size) + 1):
                end = start + size
                if not all(self._may_be_in_a_name(word, size) for word in words[start:end]):
                    continue
                name = self._finder.typo(words, start, end, in_slot=in_slot)
                beside = [m for m in mentions if m.start < end and start < m.end]
                if name and not any(_swallows(name, m) or _robs(name, m) for m in beside):
                    return name
        return None

    def _parted_name(self, words: tuple[str, ...], at: int) -> Mention | None:
        """A name written as two words, of which one may be an ordinary word ("mash had")."""
        for start in (at - 1, at):
            pair = words[max(start, 0) : start + 2]
            name = self._finder.joined(start, pair) if len(pair) == 2 else None
            if name:
                return name
        return None

    def _may_be_in_a_name(self, word: str, size: int) -> bool:
        """In a long name ("King Abdulla Economic City") words of the phrasings may stand too, but no articles."""
        if size >= LONG_NAME and word not in self._pack.light and word not in SLOT_WORDS:
            return True
        return self._table.is_unknown(word) or word in self._pack.name_particles
