"""Nearness of names: keys within an edit budget, and what counts as one slip."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

CACHED_SEARCHES = 1024
SHORTEST_DOUBLED = 5
"""Letters, each doubled one counted once, from which doubling may differ."""


class KeyIndex:
    """Keys for fuzzy search by length, and by first and last letter: one edit never changes both ends."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.nearest = lru_cache(maxsize=CACHED_SEARCHES)(self._nearest)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        self._by_end: dict[tuple[int, int, str], list[str]] = defaultdict(list)
        for key in keys:
            size = len(key)
            self._by_length[size].append(key)
            self._by_end[(size, 0, key[0])].append(key)
            self._by_end[(size, -1, key[-1])].append(key)

    def _nearest(self, text: str, budget: int) -> list[tuple[str, int]]:
        """Keys at the smallest distance within the budget, with that distance."""
        found: dict[str, int] = {}
        for length in range(len(text) - budget, len(text) + budget + 1):
            for keys in self._candidates(text, length, budget):
                for key, distance, _ in process.extract(
                    text, keys, scorer=OSA.distance, score_cutoff=budget, limit=None
                ):
                    found[key] = int(distance)
        nearest = min(found.values(), default=0)
        return [(key, distance) for key, distance in found.items() if distance == nearest]

    def _candidates(self, text: str, length: int, budget: int) -> Iterator[list[str]]:
        if budget == 1:
            yield self._by_end.get((length, 0, text[0]), [])
            yield self._by_end.get((length, -1, text[-1]), [])
        else:
            yield self._by_length.get(length, [])


class DoubledLetters:
    """Names by their spelling without doubled letters: people rarely know which are doubled ("morroco").

    That is counted as one slip, however many letters it touches; short names are left alone.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        self._by_single: dict[str, list[str]] = defaultdict(list)
        for key in keys:
            self._by_single[_single(key)].append(key)

    def otherwise(self, text: str) -> list[str]:
        """Return the names that differ only in which letters are doubled."""
        single = _single(text)
        if len(single) < SHORTEST_DOUBLED:
            return []
        return [key for key in self._by_single.get(single, ()) if key != text]


def _single(text: str) -> str:
    return re.sub(r"(.)\1+", r"\1", text)


def with_same_digits(text: str, found: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Leave out corrections that change a number: "Kozah 2" is not "Kozah 1"."""
    digits = [char for char in text if char.isdecimal()]
    return [(key, distance) for key, distance in found if [c for c in key if c.isdecimal()] == digits]


def are_more_like(text: str, rivals: list[tuple[str, int]], known: list[tuple[str, int]]) -> bool:
    """Tell whether, of names as near, only the rivals have as many words: "sontla" is no Son La."""
    size = text.count(" ")
    near = [key for key, distance in rivals if distance == known[0][1]]
    return any(key.count(" ") == size for key in near) and all(key.count(" ") != size for key, _ in known)
