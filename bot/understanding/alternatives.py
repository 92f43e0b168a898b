"""Other readings of a question: words that are also places, typos of names and of words, a place nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from bot.understanding.filters import FilterFinds
from bot.understanding.interpretation import SOUND, Interpretation
from bot.understanding.language import LanguagePack
from bot.understanding.loose import LOOSE_SCORE
from bot.understanding.names import Mention, NameFinder
from bot.understanding.reading import Reader
from bot.understanding.repairing import Repairer

MAX_UNKNOWN_WORDS = 4
"""With more unknown words a message is no question of this kind; no correction is tried."""
MAX_UNKNOWN_PLACES = 6
"""The same word over and over is none either."""


class Alternatives:
    """Proposes readings besides the plain one; each doubtful name needs a phrasing that asks for a place."""

    def __init__(
        self,
        reader: Reader,
        repairer: Repairer,
        vocabulary: frozenset[str],
        finder: NameFinder,
        pack: LanguagePack,
    ) -> None:
        self._reader = reader
        self._repairer = repairer
        self._vocabulary = vocabulary
        self._finder = finder
        self._pack = pack

    def readings(
        self, base: Interpretation, mentions: list[Mention], shouted: frozenset[str]
    ) -> Iterator[Interpretation]:
        """Yield the other readings of a plain one, cheap ones first; a sound one has few."""
        question, finds = base.question, base.finds
        names = [mention for mention in mentions if mention.text not in self._vocabulary]
        if len(names) < len(mentions):
            yield self._reader.read(question, finds, names, exact_only=base.is_exact)
        for joined in self._joined_names(finds, mentions):
            yield self._reader.read(question, finds, joined)
        if not base.is_exact or base.is_courtesy:
            yield from self._words_as_places(base, mentions, shouted)
        if base.is_sound:
            return
        mirrored = self._finder.exact(finds.words, words_as_names=False, shouted=shouted, from_right=True)
        if mirrored != mentions:
            yield self._reader.read(question, finds, mirrored)
        unknown_at = sum(word in base.leftover for word in finds.words)
        if base.leftover and len(base.leftover) <= MAX_UNKNOWN_WORDS and unknown_at <= MAX_UNKNOWN_PLACES:
            for names_first in (True, False):
                fixed, repaired, readings = self._repairer.repair(base, names_first=names_first)
                if readings:
                    repaired = self._named_anew(fixed, repaired, shouted)
                if readings or any(mention.corrected for mention in repaired):
                    reading = replace(self._reader.read(question, fixed, repaired), readings=tuple(readings))
                    far = any(m.corrected and not m.members and not m.areas for m in repaired)
                    yield self._only_in_slot(reading, score=LOOSE_SCORE) if far else reading
        if unknown := self._repairer.unknown_name(base):
            named = sorted([*mentions, unknown], key=lambda mention: mention.start)
            yield self._only_in_slot(self._reader.read(question, finds, named))

    def _named_anew(
        self, finds: FilterFinds, repaired: list[Mention], shouted: frozenset[str]
    ) -> list[Mention]:
        """The names in corrected words, which can make longer ones ("mexico cyty"), and the corrected names."""
        corrected = [mention for mention in repaired if mention.corrected]
        exact = self._finder.exact(finds.words, words_as_names=False, shouted=shouted)
        exact = [m for m in exact if not any(m.start < c.end and c.start < m.end for c in corrected)]
        return sorted([*exact, *corrected], key=lambda mention: mention.start)

    def _words_as_places(
        self, base: Interpretation, mentions: list[Mention], shouted: frozenset[str]
    ) -> Iterator[Interpretation]:
        """Ordinary words as places ("Reading"), where the question leaves them nothing else to be."""
        doubtful = self._finder.exact(base.finds.words, words_as_names=True, shouted=shouted)
        if doubtful == mentions:
            return
        # Without a country behind it a word is a place only where a phrasing is met word for word.
        before_area = any(m.areas for m in mentions)
        reading = self._reader.read(base.question, base.finds, doubtful, exact_only=not before_area)
        words = [mention for mention in reading.mentions if mention not in mentions]
        weak = {
            mention.start
            for mention in words
            if mention.text in self._pack.never_places
            and not self._pack.place_openers & {*base.finds.words[: mention.start][-1:]}
            and not self._finder.lies_in_its_country(mention)
        }
        if weak:
            left = [mention for mention in doubtful if mention.start not in weak]
            reading = self._reader.read(base.question, base.finds, left, exact_only=not before_area)
            words = [mention for mention in reading.mentions if mention not in mentions]
        if reading.status != "understood" or reading.ranked[0].intent.is_courtesy:
            return
        if all(self._finder.lies_in_its_country(mention) for mention in words) or (
            reading.is_exact and self._is_place_asked(reading, words)
        ):
            yield reading

    def _is_place_asked(self, reading: Interpretation, words: list[Mention]) -> bool:
        """True for "is Reading a member", and for a message that is such a word alone ("Split?")."""
        top = reading.ranked[0]
        follows = reading.intent is not None and reading.intent.is_follow_up
        evidence = top.form.words & self._pack.place_evidence or follows
        whole = len(words) == 1 and words[0].end - words[0].start == len(reading.words)
        return bool(evidence) or (whole and words[0].text not in self._pack.light)

    def _joined_names(self, finds: FilterFinds, mentions: list[Mention]) -> Iterator[list[Mention]]:
        """Two places in a row ("bayan ondo"), or a word like "new" and a place, read as one misspelt name."""
        for left, right in pairwise(mentions):
            if left.end != right.start or left.areas or right.areas or right.members:
                continue
            name = self._finder.typo(finds.words, left.start, right.end, in_slot=True)
            is_one = name is not None and len(name.members) == 1 and not name.places
            if name and is_one and left.members in ((), name.members):
                yield [name if mention is left else mention for mention in mentions if mention is not right]
        for at, mention in enumerate(mentions):
            start = mention.start - 1
            if (
                start < 0
                or mention.members
                or mention.areas
                or finds.words[start] not in self._pack.name_particles
            ):
                continue
            if name := self._finder.typo(finds.words, start, mention.end, in_slot=True):
                yield [*mentions[:at], name, *mentions[at + 1 :]]

    def _only_in_slot(self, reading: Interpretation, *, score: float = SOUND) -> Interpretation:
        """A doubtful name counts only where the rest of the question is a phrasing with a place in it."""
        sound = reading.status == "understood" and not reading.leftover and reading.score >= score
        return reading if sound else reading.rejected()
