"""Messages of several clauses: the question in one of them, the place it is about perhaps in another.

"I was reading about Lusaka, is it in?" asks in its second clause about the place of the first.
"""

from __future__ import annotations

import re

from bot.text import fold
from bot.understanding.language import LanguagePack

MAX_CLAUSES = 6
_SENTENCE_END = re.compile(r"[.?!\n;]+(?:\s|$)")
_CLAUSE_END = re.compile(r"[.?!\n;,:()]+(?:\s|$)|\s[-–—>]+\s")


def split_message(message: str) -> list[list[str]]:
    """Return the ways to part a message, coarser first: into sentences, into clauses; none for a single clause."""
    ways = []
    for end in (_SENTENCE_END, _CLAUSE_END):
        parts = [part.strip() for part in end.split(message) if part.strip()]
        if 1 < len(parts) <= MAX_CLAUSES and parts not in ways:
            ways.append(parts)
    return ways


def about_place(clause: str, place: str, pack: LanguagePack) -> str:
    """Put a place into a clause: for the first pronoun, or at the end where there is none."""
    words = fold(clause).split()
    pronoun = _pronoun(words, pack)
    if pronoun is None:
        return " ".join([*words, place])
    start, end = pronoun
    before = pack.pronouns[" ".join(words[start:end])]
    return " ".join([*words[:start], *before.split(), place, *words[end:]])


def stands_for_city(clause: str, pack: LanguagePack) -> bool:
    """Tell whether a clause speaks of "it" or "my city", which is no country."""
    words = fold(clause).split()
    pronoun = _pronoun(words, pack)
    return pronoun is not None and " ".join(words[pronoun[0] : pronoun[1]]) in pack.city_pronouns


def _pronoun(words: list[str], pack: LanguagePack) -> tuple[int, int] | None:
    """Where the first pronoun begins and ends."""
    for start in range(len(words)):
        for size in (2, 1):
            if " ".join(words[start : start + size]) in pack.pronouns:
                return start, start + size
    return None
