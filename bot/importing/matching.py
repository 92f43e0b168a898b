"""Matching the rows of a list with the members: the sure ones first, so that the others know who is left.

A misspelt name is read as a member only in that member's country, when no other place there is as near, and when
the list is whole and does not name the member elsewhere. Everything less is asked.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.dataset.models import City
from bot.importing.atlas import Atlas
from bot.importing.findings import Finding, Kind, doubtful
from bot.importing.listed import Listed
from bot.importing.naming import KINDS
from bot.text import fold

_TELLING = 4
"""Letters of a word that two names must share to be forms of one."""


class Claims:
    """Which member each row of the list is, so that none is taken twice."""

    def __init__(self) -> None:
        self._lines: dict[str, int] = {}

    def take(self, city: City, line: int) -> int:
        """Give a member to a row unless another has it; return the line that has it."""
        return self._lines.setdefault(city.id, line)

    def line_of(self, city: City) -> int | None:
        """Return the line of the row that is this member."""
        return self._lines.get(city.id)

    def __len__(self) -> int:
        return len(self._lines)


class Matcher:
    """Judges rows by name against the members that other rows have left."""

    def __init__(self, atlas: Atlas, claims: Claims, *, is_whole: bool) -> None:
        self._atlas = atlas
        self._claims = claims
        self._is_whole = is_whole

    def exact(self, listed: Listed) -> Finding | None:
        """A row whose name is known in its country; None where it is not."""
        row, name, country = listed.row, listed.name.text, listed.country
        if not listed.cities:
            return None
        if len(listed.cities) > 1:
            several = "several members have this name: " + ids(listed.cities)
            return doubtful(row, name, country, several, *listed.cities)
        city = listed.cities[0]
        if city.status == "withdrawn":
            back = f"{city.id} is withdrawn in cities.csv; if it came back, edit its row there"
            return doubtful(row, name, country, back, city, new=False)
        is_other = any(fold(place.name) == listed.key for place in listed.places)
        if is_other and not self._atlas.is_english_name(city, listed.key):
            other = f"the name of another place there, and a name of {described(city)}"
            return doubtful(row, name, country, other, city)
        return self.member(listed, city)

    def member(self, listed: Listed, city: City, *, is_guess: bool = False) -> Finding:
        """A row that is a member: as known, in another spelling, or once more."""
        row, name = listed.row, listed.name.text
        first = self._claims.take(city, row.line)
        if first != row.line:
            again = f"{city.id} again, as on line {first}; nothing to do"
            return Finding(Kind.DUPLICATE, name, city.country, again, row.line, city)
        if listed.name.key == fold(city.name):
            return Finding(Kind.UNCHANGED, name, city.country, "", row.line, city)
        note = f"{'read as a misspelt' if is_guess else 'a name of'} {described(city)}"
        return Finding(Kind.SPELLING, name, city.country, note, row.line, city)

    def misspelt(self, listed: Listed) -> Finding | None:
        """A row whose name is within a slip of a member's; None where another place is nearer."""
        row, key = listed.row, listed.name.key
        if listed.places or len(listed.codes) != 1:
            return None
        cities, edits = self._atlas.near_cities(key, listed.country)
        places, other_edits = self._atlas.near_places(key, listed.country, edits)
        if not cities or (places and other_edits < edits):
            return None
        doubts = []
        if len(cities) > 1:
            doubts.append("so near are several members")
        if places:
            doubts.append(f"{places[0].name}, which is no member, is as near")
        if any(self._claims.line_of(city) for city in cities):
            lines = sorted({self._claims.line_of(city) or 0 for city in cities} - {0})
            doubts.append(f"named on line {', '.join(map(str, lines))} already")
        if self._atlas.is_guarded(key):
            doubts.append("it is a word or a village of its own")
        if not self._is_whole:
            doubts.append("a list of some members need not hold it")
        if not doubts:
            return self.member(listed, cities[0], is_guess=True)
        near = f"nearly {' or '.join(map(described, cities))}, but {'; '.join(doubts)}"
        return doubtful(row, listed.name.text, listed.country, near, *cities)

    def renamed(self, listed: Listed) -> Finding | None:
        """A row with a longer or shorter form of a member's name; None where it is none.

        In a whole list that is the new name of a member that no other row is.
        """
        row, name = listed.row, listed.name
        if listed.places or len(listed.codes) != 1 or listed.doubted or not is_latin(name.text):
            return None
        members = self._atlas.dataset.members_by_country.get(listed.country, ())
        forms = [city for city in members if is_form_of(name.key, fold(city.name))]
        if kin := [city for city in forms if differ_in_kind(name.key, fold(city.name))]:
            kind = f"perhaps another kind of place than {' or '.join(map(described, kin))}"
            return doubtful(row, name.text, listed.country, kind, *kin)
        found = [city for city in forms if self._is_whole and self._claims.line_of(city) is None]
        if not found:
            return None
        if len(found) > 1:
            return doubtful(row, name.text, listed.country, f"may be {ids(found)}, renamed", *found)
        return self.renaming(listed, found[0])

    def renaming(self, listed: Listed, city: City) -> Finding:
        """A row that is a member under a new official name."""
        self._claims.take(city, listed.row.line)
        note = f"new name of {described(city)}; the old one becomes an alias"
        return Finding(Kind.RENAMED, listed.name.text, city.country, note, listed.row.line, city)


def is_form_of(key: str, other: str) -> bool:
    """Tell whether all words of one name stand in the other, a telling one among them: Evry, Evry Courcouronnes."""
    words, others = set(key.split()), set(other.split())
    shared = words & others
    is_telling = any(len(word) >= _TELLING and word not in KINDS for word in shared)
    return is_telling and words != others and shared in (words, others)


def differ_in_kind(key: str, other: str) -> bool:
    """Tell whether two names differ in nothing but the kind of place: Cork, Cork County."""
    return KINDS.issuperset(set(key.split()) ^ set(other.split()))


def is_latin(text: str) -> bool:
    """Tell whether a name is written in Latin letters, as official English forms are."""
    return fold(text).isascii()


def described(city: City) -> str:
    """A member with its id."""
    return f"{city.name} ({city.id})"


def ids(cities: Iterable[City]) -> str:
    """The ids of several members."""
    return ", ".join(city.id for city in cities)
