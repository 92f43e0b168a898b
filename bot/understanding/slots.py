"""From words and mentions to a question with slots: exclusions, qualifiers, capitals."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import replace
from itertools import pairwise

from bot.dataset.selecting import Area
from bot.text import fold
from bot.understanding.language import LanguagePack
from bot.understanding.names import Mention

MAX_BETWEEN = 2
"""Words between a city and the country that qualifies it ("Hull is in Canada")."""
_EDGES = ".,;:!?\"'()[]{}<>“”«»؟،。？！、¿¡"
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
    for phrase in (*pack.excepting, *pack.negations):
        size = len(phrase)
        for start in range(len(words) - size + 1):
            if tuple(gapped[start : start + size]) != phrase:
                continue
            if phrase in pack.negations and not _narrows(words[:start], mentions, start):
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


def _narrows(before: tuple[str, ...], mentions: list[Mention], start: int) -> bool:
    """True after an area or years, where "not Dakar" is no question about Dakar but leaves it out."""
    return "YEAR" in before or any(mention.areas and mention.end <= start for mention in mentions)


def attach_qualifiers(
    mentions: list[Mention], words: list[str], pack: LanguagePack
) -> tuple[list[Mention], list[str]]:
    """A country right after a city says which city is meant; it is no filter of its own."""
    result: list[Mention] = []
    gapped = list(words)
    for mention in sorted(mentions, key=lambda m: m.start):
        last = result[-1] if result else None
        if last and mention.slot == "CITY" and _is_adjective(last, mention):
            result[-1] = replace(mention, qualifiers=(last.areas[0],))
            gapped[last.start : last.end] = [""] * (last.end - last.start)
        elif last and last.slot == "CITY" and mention.areas and _qualifies(last, mention, gapped, pack):
            result[-1] = replace(last, qualifiers=(*last.qualifiers, mention.areas[0]))
            gapped[last.end : mention.end] = [""] * (mention.end - last.end)
        elif (
            last and last.slot == "CITY" and _names_region(mention) and _follows(last, mention, gapped, pack)
        ):
            result[-1] = _in_region(last, mention)
            gapped[last.end : mention.end] = [""] * (mention.end - last.end)
        else:
            result.append(mention)
    return result, gapped


def _names_region(mention: Mention) -> bool:
    return not mention.members and not mention.areas and any(place.is_region for place in mention.places[:1])


def _in_region(city: Mention, region: Mention) -> Mention:
    """The namesake that lies in a region ("Jinan in Shandong"); where none is known to, one in its country."""
    inside = tuple(place for place in city.places if fold(place.admin) == region.text)
    if inside:
        return replace(city, members=(), places=inside)
    code = region.places[0].country
    return replace(city, qualifiers=(Area("country", code, code, frozenset({code})),))


def are_joined(mentions: list[Mention], words: tuple[str, ...], pack: LanguagePack) -> bool:
    """Tell whether a word such as "and" or "or" stands between two of the mentions."""
    return any(
        word in pack.joiners for left, right in pairwise(mentions) for word in words[left.end : right.start]
    )


def without_country_words(
    mentions: list[Mention], words: list[str], known: Container[str], pack: LanguagePack
) -> list[Mention]:
    """Leave "countries" to the question in "which EU countries have none"; "in the EU countries" is but a name."""
    result = []
    for mention in mentions:
        name, _, last = mention.text.rpartition(" ")
        before = [word for word in words[: mention.start] if word and word != "the"][-1:]
        if (
            mention.areas
            and last in pack.country_words
            and name in known
            and not pack.area_prepositions & {*before}
        ):
            mention = replace(mention, end=mention.end - 1, text=name)
        result.append(mention)
    return result


def with_slots(words: list[str], mentions: Iterable[Mention], pack: LanguagePack) -> tuple[str, ...]:
    """Put the slot word of each mention in its place; "the city of" goes with the name."""
    result = list(words)
    for mention in mentions:
        size = next(
            (len(w) for w in pack.wrappers if mention.slot == "CITY" and _ends_with(words, mention.start, w)),
            0,
        )
        result[mention.start - size : mention.start] = [""] * size
        result[mention.start : mention.end] = [mention.slot, *[""] * (mention.end - mention.start - 1)]
    return tuple(word for word in result if word)


def without_tag(words: tuple[str, ...], pack: LanguagePack) -> tuple[str, ...]:
    """The words without chatter of several words at the end: "or not" is no denial."""
    tags = (phrase for phrase in pack.chatter if 1 < len(phrase) < len(words))
    size = next((len(tag) for tag in tags if words[-len(tag) :] == tag), 0)
    return words[: len(words) - size]


def _ends_with(words: list[str], end: int, phrase: tuple[str, ...]) -> bool:
    """Tell whether a phrase stands right before a position."""
    return end >= len(phrase) and tuple(words[end - len(phrase) : end]) == phrase


def _is_adjective(area: Mention, city: Mention) -> bool:
    """True for a country right before a city ("the Argentine Córdoba")."""
    return area.slot == "AREA" and area.end == city.start and area.areas[0].kind in ("country", "part")


def _qualifies(city: Mention, area: Mention, words: list[str], pack: LanguagePack) -> bool:
    if area.areas[0].kind not in ("country", "part"):
        return False
    between = [word for word in words[city.end : area.start] if word]
    if city.qualifiers:
        return len(between) == 1 and between[0] in pack.joiners
    return _follows(city, area, words, pack)


def _follows(city: Mention, other: Mention, words: list[str], pack: LanguagePack) -> bool:
    """Tell whether only words like "in" and "the one" stand between a city and another name."""
    between = [word for word in words[city.end : other.start] if word and word not in pack.the_one]
    return len(between) <= MAX_BETWEEN and all(
        word in pack.area_prepositions or word in pack.copulas for word in between
    )
