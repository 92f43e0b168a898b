"""From a question to its interpretation: names, filters, intent, and why.

Several readings of the same words are tried (names as spelt, ordinary words that are also places, typos of names
and of words, an unknown place) and the one whose remaining words fit a phrasing best is kept. A slot of a
phrasing is thus the evidence for a doubtful name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from bot.text import fold
from bot.understanding.filters import FilterFinds, find_filters
from bot.understanding.forms import FormTable
from bot.understanding.interpretation import Interpretation
from bot.understanding.language import LanguagePack
from bot.understanding.matching import Asked, Matcher, Ranked
from bot.understanding.names import Mention, NameFinder
from bot.understanding.repairing import Repairer
from bot.understanding.slots import as_typed, attach_qualifiers, shouted_words, split_exclusions, with_slots

MAX_CHARACTERS = 400
"""A longer message is not a question; it is cut so that time stays bounded."""
MAX_WORDS = 40
MAX_UNKNOWN_WORDS = 4
"""With more unknown words a message is no question of this kind; no correction is tried."""
KEPT = 6
"""Ranked intents kept with a reading."""
MAX_SENTENCES = 6
MAX_CHOICE_DIGITS = 2
"""A bare number this short is the number of a choice that is no longer offered."""
_SENTENCE_END = re.compile(r"[.?!\n;]+(?:\s|$)")


class Interpreter:
    """Reads questions of one language."""

    def __init__(self, table: FormTable, finder: NameFinder, pack: LanguagePack) -> None:
        self._table = table
        self._matcher = Matcher(table)
        self._finder = finder
        self._pack = pack
        self._repairer = Repairer(table.vocabulary, finder, pack)

    def ranking(self, reading: Interpretation) -> list[Ranked]:
        """All intents ranked for a reading, for an explanation, also where one was met word for word."""
        return self._matcher.rank(reading.asked, thorough=True)[:KEPT] if reading.asked else []

    def interpret(self, question: str, *, in_conversation: bool = False) -> Interpretation:
        """Return the best reading of a question; never raises, whatever the input.

        Only `in_conversation`, after a question that was understood, can it be a follow-up.
        """
        question = question[:MAX_CHARACTERS]
        whole = self._interpret_words(question, question, in_conversation)
        sentences = [part for part in _SENTENCE_END.split(question) if part.strip()]
        if whole.status != "not_understood" or not 1 < len(sentences) <= MAX_SENTENCES:
            return whole
        parts = [self._interpret_words(question, sentence, in_conversation) for sentence in sentences]
        asked = [part for part in parts if part.status != "not_understood" and not part.is_courtesy]
        return asked[0] if len(asked) == 1 else whole

    def _interpret_words(self, question: str, text: str, in_conversation: bool) -> Interpretation:
        folded = fold(text)
        typed = folded.split()[:MAX_WORDS]
        if folded not in self._finder.gazetteer.known:
            typed = " ".join(self._pack.spellings.get(word, word) for word in typed).split()
        if all(word.isdecimal() and len(word) <= MAX_CHOICE_DIGITS for word in typed):
            return Interpretation(question)
        words = self._without_introduction(typed)
        shouted = shouted_words(question)
        finds = find_filters(words, self._pack)
        mentions = self._finder.exact(finds.words, words_as_names=False, shouted=shouted)
        best = base = self._read(question, finds, mentions)
        for other in self._other_readings(base, mentions, shouted):
            if other.preference > best.preference:
                best = other
        best = replace(best, mentions=tuple(as_typed(question, mention) for mention in best.mentions))
        return self._scoped(best.decided(in_conversation=in_conversation), words)

    def _without_introduction(self, words: list[str]) -> list[str]:
        """Drop what stands before "I would like to know whether" and the phrase itself."""
        for phrase in self._pack.lead_ins:
            size = len(phrase)
            for start in range(len(words) - size):
                if tuple(words[start : start + size]) == phrase:
                    return words[start + size :]
        return words

    def _other_readings(
        self, base: Interpretation, mentions: list[Mention], shouted: frozenset[str]
    ) -> Iterator[Interpretation]:
        question, finds = base.question, base.finds
        names = [mention for mention in mentions if mention.text not in self._table.vocabulary]
        if len(names) < len(mentions):
            yield self._read(question, finds, names, exact_only=base.is_exact)
        for joined in self._joined_names(finds, mentions):
            yield self._read(question, finds, joined)
        if base.is_sound:
            return
        mirrored = self._finder.exact(finds.words, words_as_names=False, shouted=shouted, from_right=True)
        if mirrored != mentions:
            yield self._read(question, finds, mirrored)
        if base.leftover and len(base.leftover) <= MAX_UNKNOWN_WORDS:
            for names_first in (True, False):
                fixed, repaired, readings = self._repairer.repair(base, names_first=names_first)
                if readings or any(mention.corrected for mention in repaired):
                    reading = replace(self._read(question, fixed, repaired), readings=tuple(readings))
                    far = any(m.corrected and not m.members and not m.areas for m in repaired)
                    yield self._only_in_slot(reading) if far else reading
        doubtful = self._finder.exact(finds.words, words_as_names=True, shouted=shouted)
        if doubtful != mentions:
            reading = self._only_in_slot(self._read(question, finds, doubtful))
            if reading.is_exact and reading.ranked[0].form.words & self._pack.place_evidence:
                yield reading
        if unknown := self._repairer.unknown_name(base):
            named = sorted([*mentions, unknown], key=lambda mention: mention.start)
            yield self._only_in_slot(self._read(question, finds, named))

    def _joined_names(self, finds: FilterFinds, mentions: list[Mention]) -> Iterator[list[Mention]]:
        """Two places in a row ("bayan ondo") read as one misspelt member."""
        for left, right in pairwise(mentions):
            if left.end != right.start or any(m.members or m.areas for m in (left, right)):
                continue
            name = self._finder.typo(finds.words, left.start, right.end, in_slot=True)
            if name and len(name.members) == 1 and not name.places:
                yield [name if mention is left else mention for mention in mentions if mention is not right]

    def _only_in_slot(self, reading: Interpretation) -> Interpretation:
        """A doubtful name counts only where the rest of the question is a phrasing with a place in it."""
        return reading if reading.status == "understood" and reading.is_sound else reading.rejected()

    def _read(
        self, question: str, finds: FilterFinds, mentions: list[Mention], *, exact_only: bool = False
    ) -> Interpretation:
        kept, excluded, gapped = split_exclusions(finds.words, mentions, self._pack)
        kept, gapped = attach_qualifiers(kept, gapped, self._pack)
        slotted = with_slots(gapped, kept)
        asked = self._asked(slotted, kept, excluded, finds)
        reading = Interpretation(
            question=question,
            words=finds.words,
            mentions=tuple(kept),
            excluded=tuple(excluded),
            finds=finds,
            asked=asked,
            ranked=tuple((self._matcher.exact(asked) if exact_only else self._matcher.rank(asked))[:KEPT]),
            leftover=frozenset(word for word in slotted if self._repairer.is_unknown(word)),
        )
        return reading.decided(in_conversation=True)

    def _asked(
        self, slotted: tuple[str, ...], kept: list[Mention], excluded: list[Mention], finds: FilterFinds
    ) -> Asked:
        features = {
            "city": any(mention.slot == "CITY" for mention in kept),
            "area": any(mention.slot == "AREA" for mention in kept),
            "year": bool(finds.times),
            "capital": finds.capital,
            "number": bool(finds.numbers),
            "top": any(limit.op == "top" for limit in finds.numbers),
            "none": any(limit.op == "none" for limit in finds.numbers),
            "without": bool(excluded),
        }
        areas = [area for mention in kept for area in (*mention.areas, *mention.qualifiers)]
        return Asked(
            sequence=self._table.canonical(slotted),
            raw_words=frozenset(slotted),
            features=frozenset(name for name, present in features.items() if present),
            years=finds.years,
            cities=frozenset(city for mention in kept for city in mention.members),
            countries=frozenset(code for area in areas for code in area.countries),
        )

    def _scoped(self, reading: Interpretation, words: list[str]) -> Interpretation:
        """Turn to "not covered" when words that give an outside subject away are not part of the phrasing."""
        joined = f" {' '.join(words)} "
        uncovered = reading.ranked[0].uncovered if reading.intent and reading.ranked else None
        for text, phrase, group in self._pack.scope_phrases:
            if text in joined and (uncovered is None or any(word in uncovered for word in phrase)):
                return replace(reading, status="out_of_scope", intent=None, out_of_scope=group)
        return reading
