"""Phrases of filters ("since {year}", "top {n}") as patterns over folded words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.errors import DataError
from bot.strict_yaml import Mapping
from bot.text import fold, tokens


@dataclass(frozen=True)
class TimePhrase:
    """A phrase that restricts the year: its meaning (`since`, `between`, `this_year` ...) and pattern."""

    op: str
    source: str
    """The pattern as text."""
    words: frozenset[str]
    """The words that must be there; looking for them is cheaper than the pattern."""

    @cached_property
    def has_slots(self) -> bool:
        """True when the phrase holds a year, a month or a number."""
        return "(?P<" in self.source

    @property
    def anchor(self) -> str | None:
        """The longest of its words, by which it is found; None when it is but a number."""
        return max(sorted(self.words), key=len, default=None)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when it is first needed: there are hundreds, and most questions hold the anchors of none."""
        return re.compile(self.source)


class PhraseSet:
    """Phrases, longest first, found by a word that they hold: most questions hold the words of none."""

    def __init__(self, phrases: Iterable[TimePhrase], values: frozenset[str]) -> None:
        """Take phrases, and the words (numbers, months) that may stand in their slots besides digits."""
        self.phrases = tuple(phrases)
        self._values = values
        self._by_anchor: dict[str | None, list[tuple[int, TimePhrase]]] = {}
        for place, phrase in enumerate(self.phrases):
            self._by_anchor.setdefault(phrase.anchor, []).append((place, phrase))
        self._plain = frozenset(phrase.anchor for phrase in self.phrases if not phrase.has_slots)

    def candidates(self, words: Collection[str]) -> list[TimePhrase]:
        """Return the phrases that a question of these words may hold, longest first."""
        unique = frozenset(words)
        has_value = not self._values.isdisjoint(unique) or any(map(str.isdecimal, unique))
        if not has_value and self._plain.isdisjoint(unique):
            return []
        found = [
            (place, phrase)
            for word in (unique if has_value else unique & self._plain)
            for place, phrase in self._by_anchor.get(word, ())
            if phrase.words <= unique and (has_value or not phrase.has_slots)
        ]
        if has_value:
            found += self._by_anchor.get(None, ())
        return [phrase for _, phrase in sorted(found, key=lambda hit: hit[0])]


def read_phrases(path: Path, key: str, filters: Mapping) -> PhraseSet:
    """Read phrases with {year}, {year2}, {month} and {n}, longest first so that the fuller phrase wins."""
    groups = filters[key]
    known = r"\d{1,3}|" + "|".join(map(re.escape, filters["numbers"]))
    slots = {
        "{year}": r"(?P<year>20[0-4]\d)",
        "{year2}": r"(?P<year2>20[0-4]\d)",
        "{month}": f"(?P<month>{'|'.join(map(re.escape, filters['months']))})",
        "{n}": f"(?P<n>{known})",
        "{n2}": f"(?P<n2>{known})",
    }
    found: list[tuple[int, TimePhrase]] = []
    for op, phrases in groups.items():
        for phrase in phrases:
            parts = re.split(r"(\{\w+\})", phrase)
            pattern = "".join(slots.get(part) or _literal(part) for part in parts if part)
            literal = tokens(re.sub(r"\{\w+\}", " ", phrase))
            made = TimePhrase(op, rf"(?<!\S){pattern}(?!\S)", frozenset(literal))
            named = re.findall(r"\{\w+\}", phrase)
            if not slots.keys() >= set(named) or len(set(named)) < len(named):
                raise DataError(path, groups.key_lines[op], f"bad phrase {phrase!r}", "check its slots")
            found.append((len(phrase), made))
    in_order = (phrase for _, phrase in sorted(found, key=lambda item: -item[0]))
    return PhraseSet(in_order, frozenset([*filters["numbers"], *filters["months"]]))


def _literal(text: str) -> str:
    """A folded piece of a phrase as a pattern, with the spaces at its edges kept."""
    if text.isspace():
        return " "
    before, after = (" " if edge == " " else "" for edge in (text[:1], text[-1:]))
    return f"{before}{re.escape(fold(text))}{after}"
