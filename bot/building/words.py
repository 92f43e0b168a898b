"""English word lists (SCOWL, as packaged by Debian in wamerican, wbritish and their small editions)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import BotError
from bot.text import fold

_DICTIONARIES = Path("/usr/share/dict")
SHORTEST_WORD = 4
"""Shorter words are never corrected."""
DEFAULT_LISTS = (_DICTIONARIES / "american-english", _DICTIONARIES / "british-english")
DEFAULT_COMMON_LISTS = (_DICTIONARIES / "american-english-small", _DICTIONARIES / "british-english-small")


@dataclass(frozen=True)
class Words:
    """Folded words."""

    all: frozenset[str]
    """Every entry, given names and other proper nouns included."""
    plain: frozenset[str]
    """Entries in lower case."""
    ordinary: frozenset[str]
    """Entries in lower case of the small lists: what people use in chat."""


def load_words(lists: Sequence[Path] = (), common_lists: Sequence[Path] = ()) -> Words:
    """Read the lists, by default those of the Debian packages; BotError names a list that is missing."""
    entries = _entries(lists or DEFAULT_LISTS)
    common = _entries(common_lists or DEFAULT_COMMON_LISTS)
    return Words(
        all=frozenset(map(fold, entries)),
        plain=frozenset(fold(word) for word in entries if word.islower()),
        ordinary=frozenset(fold(word) for word in common if word.islower()),
    )


def _entries(lists: Sequence[Path]) -> set[str]:
    entries: set[str] = set()
    for path in lists:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            raise BotError(
                f"{path}: cannot be read; install Debian's wamerican, wbritish and their -small editions"
            ) from None
        entries.update(line for line in lines if line and "'" not in line)
    return entries


def common_words(words: Words) -> list[str]:
    """Words that people use in chat and that are long enough to be near a name; a typo of none of them."""
    return sorted(word for word in words.ordinary if len(word) >= SHORTEST_WORD and word.isascii())
