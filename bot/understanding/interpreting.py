"""From a question to its interpretation: names, filters, intent, and why.

Several readings of the same words are tried (names as spelt, ordinary words that are also places, typos of names
and of words, an unknown place) and the one whose remaining words fit a phrasing best is kept. A slot of a
phrasing is thus the evidence for a doubtful name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.text import fold
from bot.understanding.filters import FilterFinds, find_filters
from bot.understanding.intents import Intent
from bot.understanding.language import LanguagePack, OutOfScope
from bot.understanding.matching import Asked, Matcher, Ranked
from bot.understanding.names import SLOT_WORDS, Mention, NameFinder, edit_budget

MAX_CHARACTERS = 400
"""A longer message is not a question; it is cut so that time stays bounded."""
MAX_WORDS = 40
MAX_UNKNOWN_WORDS = 4
"""With more unknown words a message is no question of this kind; no correction is tried."""
ACCEPT = 0.70
MARGIN = 0.02
UNKNOWN_NAME_ACCEPT = 0.9
KEPT = 6
"""Ranked intents kept with a reading."""
Status = Literal["understood", "ambiguous", "out_of_scope", "not_understood"]

_SHOUTED = re.compile(r"(?<!\w)(?:[A-Z]{2,3}|(?:[A-Z]\.){2,3})(?!\w)")


@dataclass(frozen=True)
class Interpretation:
    """What a question was understood as."""

    question: str
    words: tuple[str, ...] = ()
    """Folded words with slots in the places of filters (not of names)."""
    mentions: tuple[Mention, ...] = ()
    excluded: tuple[Mention, ...] = ()
    """Names after "except"."""
    finds: FilterFinds = field(default_factory=lambda: FilterFinds(()))
    ranked: tuple[Ranked, ...] = ()
    status: Status = "not_understood"
    intent: Intent | None = None
    score: float = 0.0
    rivals: tuple[Intent, ...] = ()
    """Intents too close to tell apart."""
    out_of_scope: OutOfScope | None = None
    readings: tuple[tuple[str, str], ...] = ()
    """Ordinary words that were read as another word: (typed, read)."""
    leftover: frozenset[str] = frozenset()
    """Words that nothing here knows."""

    @property
    def cities(self) -> tuple[Mention, ...]:
        """Mentions that fill a city slot."""
        return tuple(mention for mention in self.mentions if mention.slot == "CITY")

    @property
    def areas(self) -> tuple[Mention, ...]:
        """Mentions that fill an area slot."""
        return tuple(mention for mention in self.mentions if mention.slot == "AREA")

    @property
    def is_sound(self) -> bool:
        """True when every word was understood, so that no other reading of doubtful names is worth a try."""
        return self.status != "not_understood" and not self.leftover and self.score >= 0.9


class Interpreter:
    """Reads questions of one language."""

    def __init__(self, matcher: Matcher, finder: NameFinder, pack: LanguagePack) -> None:
        self._matcher = matcher
        self._finder = finder
        self._pack = pack
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(matcher.vocabulary):
            if len(word) > 3 and word.isascii():
                self._by_length.setdefault(len(word), []).append(word)

    def interpret(self, question: str, *, in_conversation: bool = False) -> Interpretation:
        """Return the best reading of a question; never raises, whatever the input.

        Only `in_conversation`, after a question that was understood, can it be a follow-up.
        """
        question = question[:MAX_CHARACTERS]
        typed = [self._pack.spellings.get(word, word) for word in fold(question).split()[:MAX_WORDS]]
        words = " ".join(typed).split()
        shouted = _shouted(question)
        finds = find_filters(words, self._pack)
        mentions = self._finder.exact(finds.words, words_as_names=False, shouted=shouted)
        base = self._read(question, finds, mentions)
        best = base
        for other in self._other_readings(question, finds, base, shouted):
            if _rank(other) > _rank(best):
                best = other
        return self._scoped(_decide(best, in_conversation=in_conversation), words)

    def _other_readings(
        self, question: str, finds: FilterFinds, base: Interpretation, shouted: frozenset[str]
    ) -> Iterator[Interpretation]:
        wordy = [m for m in base.mentions if m.text in self._matcher.vocabulary]
        if wordy:
            yield self._read(question, finds, [m for m in base.mentions if m not in wordy])
        if base.is_sound:
            return
        if base.leftover and len(base.leftover) <= MAX_UNKNOWN_WORDS:
            for names_first in (False, True):
                fixed, mentions, readings = self._repair(finds, base, names_first=names_first)
                if mentions != list(base.mentions + base.excluded) or readings:
                    yield replace(self._read(question, fixed, mentions), readings=tuple(readings))
        mentions = self._finder.exact(finds.words, words_as_names=True, shouted=shouted)
        if mentions != list(base.mentions):
            yield self._slot_only(self._read(question, finds, mentions))
        unknown = self._unknown_name(finds.words, base)
        if unknown:
            kept = [
                m
                for m in (*base.mentions, *base.excluded)
                if m.end <= unknown.start or m.start >= unknown.end
            ]
            yield self._slot_only(
                self._read(question, finds, sorted([*kept, unknown], key=lambda m: m.start))
            )

    def _slot_only(self, reading: Interpretation) -> Interpretation:
        """A doubtful name counts only where the rest of the question is a phrasing with a place in it."""
        if reading.status == "understood" and reading.score >= UNKNOWN_NAME_ACCEPT and not reading.leftover:
            return reading
        return replace(reading, status="not_understood", intent=None, score=0.0)

    def _read(self, question: str, finds: FilterFinds, mentions: list[Mention]) -> Interpretation:
        kept, excluded, words = self._split_exclusions(finds.words, mentions)
        kept, words = _attach_qualifiers(kept, words, self._pack)
        slotted = _with_slots(words, kept)
        asked = self._asked(slotted, kept, excluded, finds)
        ranked = self._matcher.rank(asked)
        reading = Interpretation(
            question=question,
            words=finds.words,
            mentions=tuple(kept),
            excluded=tuple(excluded),
            finds=finds,
            ranked=tuple(ranked[:KEPT]),
            leftover=frozenset(w for w in slotted if self._is_unknown(w)),
        )
        return _decide(reading, in_conversation=True)

    def _asked(
        self, slotted: tuple[str, ...], kept: list[Mention], excluded: list[Mention], finds: FilterFinds
    ) -> Asked:
        features = {
            "city": any(m.slot == "CITY" for m in kept),
            "area": any(m.slot == "AREA" for m in kept),
            "year": bool(finds.times),
            "capital": finds.capital,
            "number": bool(finds.numbers),
            "without": bool(excluded),
        }
        return Asked(
            sequence=self._matcher.canonical(slotted),
            raw_words=frozenset(slotted),
            features=frozenset(name for name, present in features.items() if present),
            years=finds.years,
            cities=frozenset(city for m in kept for city in m.members),
            countries=frozenset(
                code for m in kept for area in (*m.areas, *m.qualifiers) for code in area.countries
            ),
        )

    def _is_unknown(self, word: str) -> bool:
        return word not in SLOT_WORDS and word not in self._matcher.vocabulary and not word.isdecimal()

    def _repair(
        self, finds: FilterFinds, base: Interpretation, *, names_first: bool
    ) -> tuple[FilterFinds, list[Mention], list[tuple[str, str]]]:
        """Correct unknown words, to words of the templates or to names, whichever is asked first."""
        words = list(finds.words)
        mentions = list(base.mentions + base.excluded)
        readings: list[tuple[str, str]] = []
        slot = len(base.leftover) == 1 or len(words) <= 3
        for at, word in enumerate(words):
            if word not in base.leftover or any(m.start <= at < m.end for m in mentions if m.corrected):
                continue
            spelling = None if names_first else self._spelling(word)
            name = None if spelling else self._typo_at(tuple(words), at, mentions, in_slot=slot)
            if name:
                mentions = [m for m in mentions if m.end <= name.start or m.start >= name.end]
                mentions.append(name)
            elif spelling := spelling or self._spelling(word):
                readings.append((word, spelling))
                words[at] = spelling
        return replace(finds, words=tuple(words)), sorted(mentions, key=lambda m: m.start), readings

    def _spelling(self, word: str) -> str | None:
        budget = edit_budget(len(word)) if len(word) > 3 else 0
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

    def _typo_at(
        self, words: tuple[str, ...], at: int, mentions: list[Mention], *, in_slot: bool
    ) -> Mention | None:
        for size in (4, 3, 2, 1):
            for start in range(max(0, at - size + 1), min(at, len(words) - size) + 1):
                end = start + size
                if not all(self._may_be_in_a_name(word) for word in words[start:end]):
                    continue
                if any(m.start < end and start < m.end and m.areas for m in mentions):
                    continue
                name = self._finder.typo(words, start, end, in_slot=in_slot)
                if name and (size > 1 or name.members or name.areas or in_slot):
                    return name
        return None

    def _may_be_in_a_name(self, word: str) -> bool:
        return self._is_unknown(word) or word in self._pack.name_particles

    def _unknown_name(self, words: tuple[str, ...], base: Interpretation) -> Mention | None:
        """The one run of unknown words, read as a place that nothing here knows."""
        run = [at for at, word in enumerate(words) if word in base.leftover]
        if not run or run[-1] - run[0] + 1 > 4:
            return None
        if any(m.start < run[-1] and m.end > run[0] for m in base.mentions):
            return None
        start, end = run[0], run[-1] + 1
        if end - start == len(words) or len("".join(words[start:end])) < 3:
            return None
        return Mention(start, end, " ".join(words[start:end]), unknown=True)

    def _split_exclusions(
        self, words: tuple[str, ...], mentions: list[Mention]
    ) -> tuple[list[Mention], list[Mention], list[str]]:
        """Take "except Lisbon and Porto" out of the words."""
        excluded: list[Mention] = []
        blanked = list(words)
        for phrase in self._pack.excepting:
            size = len(phrase)
            for start in range(len(words) - size + 1):
                if tuple(blanked[start : start + size]) != phrase:
                    continue
                end = start + size
                while following := next((m for m in mentions if m.start == end and m not in excluded), None):
                    excluded.append(following)
                    end = following.end
                    if end < len(words) and words[end] in self._pack.joiners:
                        end += 1
                if end > start + size:
                    blanked[start:end] = [""] * (end - start)
        return [m for m in mentions if m not in excluded], excluded, blanked

    def _scoped(self, reading: Interpretation, words: list[str]) -> Interpretation:
        """Turn to "not covered" when the words that give an outside subject away were not part of the phrasing."""
        joined = f" {' '.join(words)} "
        uncovered = reading.ranked[0].uncovered if reading.intent and reading.ranked else None
        for group in self._pack.out_of_scope:
            for phrase in group.words:
                if f" {' '.join(phrase)} " not in joined:
                    continue
                if uncovered is None or any(word in uncovered for word in phrase):
                    return replace(reading, status="out_of_scope", intent=None, out_of_scope=group)
        return reading


def _decide(reading: Interpretation, *, in_conversation: bool) -> Interpretation:
    """Settle on an intent, or on several that are too close to tell apart."""
    reading = replace(reading, status="not_understood", intent=None, rivals=())
    ranked = [r for r in reading.ranked if in_conversation or not r.intent.needs_context]
    if not ranked or ranked[0].score < ACCEPT:
        return reading
    top = ranked[0]
    near = [r for r in ranked if r.score >= ACCEPT and top.score - r.score < MARGIN]
    for preferred in (
        lambda r: bool(r.form.years),
        lambda r: r.intent.is_gated,
        lambda r: r.intent.is_follow_up,
        lambda r: r.score == 1.0,
    ):
        chosen = [r for r in near if preferred(r)]
        if len(chosen) == 1:
            near = chosen
    if len(near) > 1:
        return replace(reading, status="ambiguous", score=top.score, rivals=tuple(r.intent for r in near))
    top = near[0]
    return replace(reading, status="understood", intent=top.intent, score=top.score)


def _rank(reading: Interpretation) -> tuple[bool, int, float, float]:
    """Order of preference: understood, little left over, high score, more words met rather than taken as names."""
    met = reading.ranked[0].form.weight if reading.ranked else 0.0
    understood = reading.status != "not_understood"
    return (understood, -len(reading.leftover), round(reading.score, 3), round(met, 3))


def _shouted(question: str) -> frozenset[str]:
    """Short words in capitals, when the rest is not in capitals too."""
    if question.isupper() and len(question) > 4:
        return frozenset()
    return frozenset(fold(word).replace(" ", "") for word in _SHOUTED.findall(question))


def _with_slots(words: list[str], mentions: Iterable[Mention]) -> tuple[str, ...]:
    result = list(words)
    for mention in mentions:
        result[mention.start : mention.end] = [mention.slot, *[""] * (mention.end - mention.start - 1)]
    return tuple(word for word in result if word)


def _attach_qualifiers(
    mentions: list[Mention], words: list[str], pack: LanguagePack
) -> tuple[list[Mention], list[str]]:
    """A country right after a city says which city is meant; it is no filter of its own."""
    result: list[Mention] = []
    words = list(words)
    for mention in sorted(mentions, key=lambda m: m.start):
        last = result[-1] if result else None
        if last and last.slot == "CITY" and mention.areas and mention.areas[0].kind in ("country", "part"):
            reach = max((last.end, *(end for end, _ in _qualifier_ends(last, words, pack))))
            if mention.start in {last.end, reach} or (
                last.qualifiers and words[mention.start - 1] in pack.joiners
            ):
                result[-1] = replace(last, qualifiers=(*last.qualifiers, mention.areas[0]))
                for index in range(last.end, mention.end):
                    words[index] = ""
                continue
        result.append(mention)
    return result, words


def _qualifier_ends(mention: Mention, words: list[str], pack: LanguagePack) -> list[tuple[int, str]]:
    end = mention.end
    if end < len(words) and words[end] in pack.area_prepositions:
        return [(end + 1, words[end])]
    return []
