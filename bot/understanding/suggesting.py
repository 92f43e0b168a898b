"""Names by their first letters, for suggestions while somebody is still typing."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from heapq import nsmallest

from bot.answer import CityRef, CountryRef
from bot.dataset.models import Dataset
from bot.text import fold
from bot.understanding.gazetteer import Gazetteer, Meaning

CACHED_PREFIXES = 1024
MAX_PREFIX = 60
"""Letters of the longest beginning that is looked up; hardly a name is longer."""
_LAST_LETTER = "\U0010ffff"
_OFFICIAL, _ENGLISH, _OTHER = 0, 2, 4
"""Grades of a hit, the smaller the better: the name that answers use, another English one, one of any language."""
_INNER_WORD = 1
"""Added where not the first word of the name begins so."""
_GRADES = 6


class NameIndex:
    """All names of members and countries, in every script, in alphabetical order.

    "paulo" finds São Paulo too, but behind a name that begins so itself. A name typed in full goes before all,
    and of equally good hits members, the largest first, go before countries, those with most members first.
    """

    def __init__(self, dataset: Dataset, gazetteer: Gazetteer) -> None:
        members = sorted(dataset.members, key=lambda city: (-(city.population or 0), city.name))
        count = {code: len(cities) for code, cities in dataset.members_by_country.items()}
        countries = sorted(dataset.countries.values(), key=lambda c: (-count.get(c.code, 0), c.name))
        self._found: list[CityRef | CountryRef] = [
            *(CityRef(city.id, city.name, city.country, city.year) for city in members),
            *(CountryRef(country.code, country.name) for country in countries),
        ]
        entries = sorted(self._entries(gazetteer))
        self._names = [name for name, _ in entries]
        self._ranks = array("H", (rank for _, rank in entries))
        """Grade of the hit and place in `_found`, in one number."""
        self._starting = lru_cache(maxsize=CACHED_PREFIXES)(self._look_up)

    def starting(self, prefix: str, limit: int) -> list[CityRef | CountryRef]:
        """Return at most `limit` members and countries with a name, or a word of one, that begins with `prefix`."""
        folded = fold(prefix[:MAX_PREFIX])
        return list(self._starting(folded, limit)) if folded else []

    def _look_up(self, prefix: str, limit: int) -> tuple[CityRef | CountryRef, ...]:
        start = bisect_left(self._names, prefix)
        behind = bisect_right(self._names, prefix)
        end = bisect_right(self._names, prefix + _LAST_LETTER)
        size = len(self._found)
        in_full = sorted(rank for rank in self._ranks[start:behind] if rank // size % 2 != _INNER_WORD)
        # A place can come once with each grade.
        others = nsmallest(_GRADES * limit, set(self._ranks[start:end]))
        places = list(dict.fromkeys(rank % size for rank in (*in_full, *others)))
        return tuple(self._found[at] for at in places[:limit])

    def _entries(self, gazetteer: Gazetteer) -> Iterator[tuple[str, int]]:
        """Every name, and what is left of it from each further word on, with its rank."""
        size = len(self._found)
        for key, rank in self._names_and_ranks(gazetteer):
            yield key, rank
            space = key.find(" ")
            while space >= 0:
                yield key[space + 1 :], rank + _INNER_WORD * size
                space = key.find(" ", space + 1)

    def _names_and_ranks(self, gazetteer: Gazetteer) -> Iterator[tuple[str, int]]:
        size = len(self._found)
        places: dict[str, int] = {}
        for at, found in enumerate(self._found):
            places[found.id if isinstance(found, CityRef) else found.code] = at
            yield fold(found.name), _OFFICIAL * size + at
        for grade, names in ((_ENGLISH, gazetteer.fuzzy_known), (_OTHER, gazetteer.known)):
            for key, meanings in names.items():
                for meaning in meanings:
                    known = _key_of(meaning)
                    # The names of cities that have left are known too, but they are not offered.
                    if known in places and (
                        grade == _ENGLISH or meaning not in gazetteer.fuzzy_known.get(key, ())
                    ):
                        yield key, grade * size + places[known]


def _key_of(meaning: Meaning) -> str | None:
    """Id of a member, code of a country; None for a programme, a region, a group or a part."""
    if meaning.member is not None:
        return None if meaning.programme else meaning.member
    return meaning.area.key if meaning.area is not None and meaning.area.kind == "country" else None
