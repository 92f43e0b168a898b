"""Taking out of a question what may point to a person, before it is stored."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 200
"""Characters that are left of a question, at most."""

_GAP = "…"
_HIDDEN = {"Cc", "Cf", "Cs", "Co"}
"""Unicode categories: control and format characters (writing direction among them), half and private ones."""
_NAME_OR_MAIL = re.compile(r"\S*@ ?\S*")
# A capital after the full stop begins a sentence ("in Lusaka.Is it ..."); a domain has small letters there.
_LINK = re.compile(r"\S*(?:://|www\.|\w\.(?![A-Z][a-z])[^\W\d_]{2,})\S*")
_NUMBER = re.compile(r"\+?\d(?:[ .()/-]{0,2}\d){6,}|\d{6,}")
_YEAR = re.compile(r"(?:19|20)\d\d")


def redacted(question: str) -> str:
    """Return the question without names after @, e-mail addresses, links and long numbers; "…" stands for each.

    Control and direction characters go, white space becomes single spaces. What is longer than 200 characters is
    cut first, after a whole word, so that the time it takes is bounded. Any text will do, also broken Unicode.
    """
    text = _shown(question[:LONGEST])
    if len(question) > LONGEST or len(text) > LONGEST:
        text = _cut(text)
    text = _NAME_OR_MAIL.sub(_GAP, text)
    text = _LINK.sub(_GAP, text)
    return _NUMBER.sub(_unless_years, text)


def _shown(text: str) -> str:
    # Compatibility forms ("＠", "①") would hide from the patterns.
    spaced = "".join(" " if char.isspace() else char for char in unicodedata.normalize("NFKC", text))
    kept = "".join(char for char in spaced if unicodedata.category(char) not in _HIDDEN)
    return " ".join(kept.split())


def _cut(text: str) -> str:
    # The last word or number may be the beginning of an address: its rest is what would have told.
    whole_words = text[: LONGEST - 1].rpartition(" ")[0]
    return whole_words.rstrip("+0123456789 .()/-") + _GAP


def _unless_years(number: re.Match[str]) -> str:
    groups = re.findall(r"\d+", number[0])
    return number[0] if all(_YEAR.fullmatch(group) for group in groups) else _GAP
