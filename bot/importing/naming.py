"""The name in a cell: without footnote marks and numbering, and in the forms by which it may be known.

What stands in brackets is kept wherever it may tell two places apart: "Lagoa (Algarve)" is not Lagoa (Azores).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.text import fold, tokens

_MARKS = "*†‡§¶#^¹²³⁴⁵⁶⁷⁸⁹⁰"
_NUMBERING = re.compile(rf"(?:[•·▪●◦–—-]\s+|\d{{1,3}}[.)]\s+|[{_MARKS}]+\s*)+(?=\S)")
_FOOTNOTES = re.compile(
    rf"\s*(?:[{_MARKS}]+|\[[\w{_MARKS}]{{1,3}}\]|\(\s*(?:\d{{1,2}}|[{_MARKS}]+|(?:19|20)\d\d|new)\s*\))\Z",
    re.I,
)
_BRACKETS = re.compile(r"(?P<outside>[^()]*\S)\s*[(](?P<inside>[^()]+)[)]\s*\Z")
_COMMA = re.compile(r"(?P<outside>[^,]*\S)\s*,\s*(?P<inside>[^,]+)\Z")
_BEFORE = ("city of ", "municipality of ", "town of ", "ville de ", "ville d ", "commune de ", "ciudad de ")
_AFTER = (" metropolitan city", " city", " municipality", " town")
KINDS = frozenset(
    tokens(
        "the of and city town township municipality municipal metropolitan urban council district county borough "
        "province prefecture region state governorate commune department territory"
    )
)
"""Words that say what kind of place it is, and are no name."""


@dataclass(frozen=True)
class Name:
    """A name from the list and its folded forms."""

    text: str
    """As the list has it, without footnote marks."""
    key: str
    """All of it."""
    turned: str = ""
    """What stands in brackets or after a comma first: "busan nam gu" for "Nam-gu (Busan)"."""
    outside: str = ""
    """Without the brackets."""
    inside: str = ""
    """What stands in the brackets; it may be the name of a wider place or of the same."""
    bare: str = ""
    """Without "City of" and the like; empty where nothing of that kind is in it."""


def name_of(cell: str) -> Name:
    """Read the name in a cell."""
    text = _NUMBERING.sub("", cell, count=1) if _NUMBERING.match(cell) else cell
    while (shorter := _FOOTNOTES.sub("", text)) != text and any(map(str.isalpha, shorter)):
        text = shorter
    key = fold(text)
    parts = _BRACKETS.match(text) or _COMMA.match(text)
    if parts is None:
        return Name(text, key, bare=_bare(key))
    outside, inside = fold(parts["outside"]), fold(parts["inside"])
    return Name(text, key, f"{inside} {outside}".strip(), outside, inside, _bare(outside))


def _bare(key: str) -> str:
    for start in _BEFORE:
        if key.startswith(start):
            return key.removeprefix(start)
    for end in _AFTER:
        if key.endswith(end):
            return key.removesuffix(end)
    return ""
