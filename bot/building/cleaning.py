"""Which of GeoNames' alternate names are names that people write.

The dump mixes in airport codes, machine romanisations ("lu sa ka"), phonetic notation and spellings of which
half is in another script; each rule here removes one such kind.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from bot.text import fold

WrongName = tuple[str, str, str]
"""Folded name of a place, its country, and a folded name that GeoNames gives to it but that means another place."""
_CODE = re.compile(r"[A-Z]{2,4}\Z")
_FOREIGN_MARKS = re.compile(r"[()\[\]{}/|;:ː<>*?=@#\d]")
_LONGEST = 40
_SHORTEST_LATIN = 3
_WITH_KANA = frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"})


@lru_cache(maxsize=200_000)
def scripts(name: str) -> frozenset[str]:
    """Unicode script words of a name's letters: {"LATIN"}, {"CJK", "KATAKANA"}."""
    found = {unicodedata.name(char, "?").split()[0] for char in name if char.isalpha()}
    return frozenset(found - {"MODIFIER", "?"})


def is_latin(name: str) -> bool:
    """Whether all letters are Latin."""
    return scripts(name) == {"LATIN"}


def is_usable(name: str, *, tagged: bool = False) -> bool:
    """Whether a name can be looked up; a language tag (`tagged`) vouches for short forms and codes."""
    found = scripts(name)
    if not found or len(name) > _LONGEST or (len(found) > 1 and not found <= _WITH_KANA):
        return False
    if _FOREIGN_MARKS.search(name):
        return False
    folded = fold(name)
    if found != {"LATIN"}:
        return len(folded) > 1
    if len(folded) < _SHORTEST_LATIN:
        return False
    return tagged or not (_CODE.match(name) or name == name.lower())
