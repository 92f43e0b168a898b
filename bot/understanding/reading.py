"""One reading of a question: its words with names and filters as slots, and the intents that they could mean."""

from __future__ import annotations

from bot.text import fold
from bot.understanding.filters import SOME_OPS, FilterFinds
from bot.understanding.forms import FormTable
from bot.understanding.interpretation import ACCEPT, Interpretation
from bot.understanding.language import LanguagePack
from bot.understanding.loose import LooseMatcher
from bot.understanding.matching import Asked, Matcher, Ranked
from bot.understanding.names import Mention, NameFinder
from bot.understanding.slots import (
    are_joined,
    attach_qualifiers,
    split_exclusions,
    with_slots,
    without_country_words,
    without_tag,
)

KEPT = 6
"""Ranked intents kept with a reading."""


class Reader:
    """Ranks the intents for words in which names and filters have been found."""

    def __init__(self, table: FormTable, finder: NameFinder, pack: LanguagePack) -> None:
        self._table = table
        self._matcher = Matcher(table)
        self._loose = LooseMatcher(table)
        self._finder = finder
        self._pack = pack

    def is_chatter(self, text: str) -> bool:
        """Tell whether a piece of a message holds nothing that changes what is asked."""
        return self._loose.is_harmless(fold(text).split())

    def ranking(self, asked: Asked) -> list[Ranked]:
        """All intents ranked, for an explanation, also where a phrasing was met word for word."""
        ranked = [*self._loose.rank(asked), *self._matcher.rank(asked, thorough=True)]
        return sorted(ranked, key=lambda ranked: -ranked.score)[:KEPT]

    def read(
        self, question: str, finds: FilterFinds, mentions: list[Mention], *, exact_only: bool = False
    ) -> Interpretation:
        kept, excluded, gapped = split_exclusions(finds.words, mentions, self._pack)
        kept, gapped = attach_qualifiers(kept, gapped, self._pack)
        kept = [self._finder.in_its_country(mention) for mention in kept]
        kept = without_country_words(kept, gapped, self._finder.gazetteer.known, self._pack)
        slotted = with_slots(gapped, kept, self._pack)
        asked = self._asked(slotted, kept, excluded, finds)
        reading = Interpretation(
            question=question,
            words=finds.words,
            mentions=tuple(kept),
            excluded=tuple(excluded),
            finds=finds,
            asked=asked,
            ranked=() if self._is_area_narrowed(slotted) else self._ranked(asked, exact_only=exact_only),
            are_areas_joined=are_joined([m for m in kept if m.areas], finds.words, self._pack),
            leftover=frozenset(word for word in slotted if self._table.is_unknown(word)),
        )
        return reading.decided(in_conversation=True)

    def _is_area_narrowed(self, slotted: tuple[str, ...]) -> bool:
        """Tell whether a word that nothing here knows makes a part of an area of it: "in francophone Africa"."""
        return any(
            slot == "AREA" and before in self._pack.area_prepositions and self._table.is_unknown(word)
            for before, word, slot in zip(slotted, slotted[1:], slotted[2:], strict=False)
        )

    def _ranked(self, asked: Asked, *, exact_only: bool) -> tuple[Ranked, ...]:
        ranked = self._matcher.exact(asked) if exact_only else self._matcher.rank(asked)
        if not exact_only and not any(r.score >= ACCEPT and not r.intent.needs_context for r in ranked):
            ranked = sorted([*ranked, *self._loose.rank(asked)], key=lambda ranked: -ranked.score)
        return tuple(ranked[:KEPT])

    def _asked(
        self, slotted: tuple[str, ...], kept: list[Mention], excluded: list[Mention], finds: FilterFinds
    ) -> Asked:
        features = {
            "city": any(mention.slot == "CITY" for mention in kept),
            "area": any(mention.slot == "AREA" for mention in kept),
            "year": bool(finds.times),
            "capital": finds.capital,
            "number": any(limit.op not in SOME_OPS for limit in finds.numbers),
            "top": any(limit.op == "top" for limit in finds.numbers),
            "limit": any(limit.op not in {"top", "none"} | SOME_OPS for limit in finds.numbers),
            "none": any(limit.op == "none" for limit in finds.numbers),
            "some": any(limit.op in SOME_OPS for limit in finds.numbers),
            "without": bool(excluded) or finds.without_capitals,
        }
        areas = [area for mention in kept for area in (*mention.areas, *mention.qualifiers)]
        return Asked(
            sequence=self._table.canonical(slotted),
            raw_words=frozenset(without_tag(slotted, self._pack)),
            features=frozenset(name for name, present in features.items() if present),
            years=finds.years,
            cities=frozenset(city for mention in kept for city in mention.members),
            countries=frozenset(code for area in areas for code in area.countries),
            several=frozenset(
                name
                for name, slot in (("city", "CITY"), ("area", "AREA"))
                if sum(mention.slot == slot for mention in kept) > 1
            ),
        )
