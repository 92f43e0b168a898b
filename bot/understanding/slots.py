"""From words and mentions to a question with slots: exclusions, qualifiers, capitals."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.text import fold
from bot.understanding.language import LanguagePack
from bot.understanding.names import Mention

MAX_BETWEEN = 2
"""Words between a city and the country that qualifies it ("Hull is in Canada")."""
_EDGES = ".,;:!?\"'()[]{}<>“”«»"
_SHOUTED = re.compile(r"(?<!\w)(?:[A-Z]{2,3}|(?:[A-Z]\.){2,3})(?!\w)")


def shouted_words(question: str) -> frozenset[str]:
    """Short words in capitals ("US"), when the rest is not in capitals too."""
    if question.isupper() and len(question) > 4:
        return frozenset()
    return frozenset(fold(word).replace(" ", "") for word in _SHOUTED.findall(question))


def as_typed(question: str, mention: Mention) -> Mention:
    """Add to a mention how the user wrote it."""
    parts = question.split()
    for size in range(1, mention.end - mention.start + 1):
        for start in range(len(parts) - size + 1):
            piece = " ".join(parts[start : start + size])
            if fold(piece) == mention.text:
                return replace(mention, typed=piece.strip(_EDGES))
    return replace(mention, typed=mention.text)


def split_exclusions(
    words: tuple[str, ...], mentions: list[Mention], pack: LanguagePack
) -> tuple[list[Mention], list[Mention], list[str]]:
    """Take "except Lisbon and Porto" out: the mentions kept, those excluded, and the words with gaps."""
    excluded: list[Mention] = []
    gapped = list(words)
    for phrase in pack.excepting:
        size = len(phrase)
        for start in range(len(words) - size + 1):
            if tuple(gapped[start : start + size]) != phrase:
                continue
            end = start + size
            while following := next((m for m in mentions if m.start == end and m not in excluded), None):
                excluded.append(following)
                end = following.end
                if end < len(words) and words[end] in pack.joiners:
                    end += 1
            if end > start + size:
                gapped[start:end] = [""] * (end - start)
    return [m for m in mentions if m not in excluded], excluded, gapped


def attach_qualifiers(
    mentions: list[Mention], words: list[str], pack: LanguagePack
) -> tuple[list[Mention], list[str]]:
    """A country right after a city says which city is meant; it is no filter of its own."""
    result: list[Mention] = []
    gapped = list(words)
    for mention in sorted(mentions, key=lambda m: m.start):
        last = result[-1] if result else None
        if last and last.slot == "CITY" and mention.areas and _qualifies(last, mention, gapped, pack):
            result[-1] = replace(last, qualifiers=(*last.qualifiers, mention.areas[0]))
            gapped[last.end : mention.end] = [""] * (mention.end - last.end)
        else:
            result.append(mention)
    return result, gapped


def with_slots(words: list[str], mentions: Iterable[Mention]) -> tuple[str, ...]:
    """Put the slot word of each mention in its place."""
    result = list(words)
    for mention in mentions:
        result[mention.start : mention.end] = [mention.slot, *[""] * (mention.end - mention.start - 1)]
    return tuple(word for word in result if word)


def _qualifies(city: Mention, area: Mention, words: list[str], pack: LanguagePack) -> bool:
    if area.areas[0].kind not in ("country", "part"):
        return False
    between = [word for word in words[city.end : area.start] if word]
    if city.qualifiers:
        return len(between) == 1 and between[0] in pack.joiners
    return len(between) <= MAX_BETWEEN and all(
        w in pack.area_prepositions or w in pack.copulas for w in between
    )
