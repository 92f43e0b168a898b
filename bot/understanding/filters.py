"""Filters of a question: years and rounds, capitals, numbers. Each is taken out and leaves a slot word."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.understanding.language import LanguagePack
from bot.understanding.phrases import PhraseSet

_MAY_HOLD_TIME = re.compile(r"\b(20\d\d|\w*(year|round|recent|late|last|ago|new|yet|date|when)\w*)\b")


SOME_OPS = frozenset({"some", "a_few"})
"""Number phrases that ask for some members out of many ("name three"); they leave a slot word of their own."""


@dataclass(frozen=True)
class TimeLimit:
    """One restriction of the year, as said: `since` 2020, `this_year`, `years_ago` 10."""

    op: str
    year: int | None = None
    year2: int | None = None
    n: int | None = None
    month: int | None = None


@dataclass(frozen=True)
class NumberLimit:
    """One number with its meaning: `top` 5, `more_than` 10, `exactly` 1."""

    op: str
    n: int
    n2: int | None = None
    """Upper end of `between`."""


@dataclass(frozen=True)
class FilterFinds:
    """What was found, and the words that remain with YEAR and NUMBER in the places of the phrases."""

    words: tuple[str, ...]
    times: tuple[TimeLimit, ...] = ()
    numbers: tuple[NumberLimit, ...] = ()
    capital: bool = False
    without_capitals: bool = False

    @property
    def years(self) -> frozenset[int]:
        """All years that were named."""
        return frozenset(
            year for limit in self.times for year in (limit.year, limit.year2) if year is not None
        )


def find_filters(words: list[str], pack: LanguagePack, *, capitals: bool = True) -> FilterFinds:
    """Take years, numbers and, unless they are part of a name, `capitals` out of folded words."""
    capital = without_capitals = False
    if capitals:
        words, capital, without_capitals = _take_capital(words, pack)
    text = " ".join(words)
    times: list[TimeLimit] = []
    numbers: list[NumberLimit] = []
    if _MAY_HOLD_TIME.search(text):
        text = _take(text, pack.time_phrases, "YEAR", lambda op, m: times.append(_time(op, m, pack)))
    text = _take(text, pack.number_phrases, "NUMBER", lambda op, m: numbers.append(_number(op, m, pack)))
    return FilterFinds(tuple(text.split()), tuple(times), tuple(numbers), capital, without_capitals)


def _take(text: str, phrases: PhraseSet, slot: str, keep: object) -> str:
    for phrase in phrases.candidates(text.split()):
        while match := phrase.pattern.search(text):
            assert callable(keep)
            keep(phrase.op, match)
            word = "SOME" if phrase.op in SOME_OPS else slot
            text = f"{text[: match.start()]}{word}{text[match.end() :]}"
    return text


def _time(op: str, match: re.Match[str], pack: LanguagePack) -> TimeLimit:
    groups = match.groupdict()
    year, year2 = (int(groups[name]) if groups.get(name) else None for name in ("year", "year2"))
    month = pack.months[groups["month"]] if groups.get("month") else None
    return TimeLimit(op, year, year2, _n(match, pack), month)


def _number(op: str, match: re.Match[str], pack: LanguagePack) -> NumberLimit:
    return NumberLimit(op, _n(match, pack) or 1, _n(match, pack, "n2"))


def _n(match: re.Match[str], pack: LanguagePack, slot: str = "n") -> int | None:
    text = match.groupdict().get(slot)
    if text is None:
        return None
    return pack.numbers[text] if text in pack.numbers else int(text)


def _take_capital(words: list[str], pack: LanguagePack) -> tuple[list[str], bool, bool]:
    """The words without "capitals", and whether capitals alone, or all but capitals, are meant."""
    for phrase in pack.capital:
        if phrase[0] not in words:
            continue
        size = len(phrase)
        for start in range(len(words) - size + 1):
            if tuple(words[start : start + size]) == phrase:
                rest = words[start + size :]
                for excepting in pack.not_capital:
                    if tuple(words[max(0, start - len(excepting)) : start]) == excepting:
                        noun = [pack.capital_replacement] if excepting == pack.non_capital else []
                        return [*words[: start - len(excepting)], *noun, *rest], False, True
                return [*words[:start], pack.capital_replacement, *rest], True, False
    return words, False, False
