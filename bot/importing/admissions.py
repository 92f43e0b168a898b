"""When a city of a list joined: by its year in the list, or by the round that the operator names.

A whole list of members does not say who is new: a city that the data does not know may have joined in any round in
which not all new cities are known by name. Such a city gets no year.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from bot.dataset.checks.cities import FIRST_YEAR
from bot.dataset.models import Country, Dataset, Round

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True)
class Admission:
    """The year, month and round of an admission; None for what is not known."""

    year: int | None = None
    month: int | None = None
    round: str | None = None

    def __str__(self) -> str:
        if self.year is None:
            return "year not known"
        return f"joined in {self.year}" + (f", round {self.round}" if self.round else "")


def year_in(cell: str) -> int | None:
    """Return the one year in a cell such as "2022", "Feb 2024" or "01/09/2022"; None where there is none."""
    years = {int(year) for year in _YEAR.findall(cell)}
    return years.pop() if len(years) == 1 else None


class Calendar:
    """Dates the cities of one list; `chosen` is the round that the operator named, which may be a new one."""

    def __init__(self, dataset: Dataset, chosen: Round | None) -> None:
        self._dataset = dataset
        self._chosen = chosen
        self._rounds = {**dataset.rounds, **({chosen.id: chosen} if chosen else {})}
        self._undated: Counter[str] = Counter()
        """Country -> cities of this list that got no year."""
        self.left_undated = 0
        """How many cities the chosen round was not given to, because they may have joined before."""

    def admission(self, cell: str, country: Country, *, is_whole: bool) -> Admission | str:
        """Return when a city joined that the data does not know, or why the list cannot be right or is not enough.

        `cell` is its year in the list, `country` where it lies.
        """
        if cell:
            return self._by_year(cell)
        if self._chosen and (not is_whole or self._all_known() or self._is_later_than_all(country)):
            return self._in(self._chosen)
        room = self._room(country)
        if room is not None and room <= self._undated[country.code]:
            return (
                f"{country.stated_members} members of {country.name} were counted on {country.stated_as_of}, which "
                "are all known; so it joined later: give its year, or list it with --part --round ID"
            )
        self._undated[country.code] += 1
        self.left_undated += self._chosen is not None
        return Admission()

    def unnamed(self) -> int | None:
        """Return how many members are not known by name; None where they were never counted."""
        counted = [(r.announced, r.total_cities) for r in self._dataset.rounds.values() if r.total_cities]
        return max(0, max(counted)[1] - len(self._dataset.members)) if counted else None

    def _by_year(self, cell: str) -> Admission | str:
        year = year_in(cell)
        if year is None:
            return f"the year {cell!r} cannot be read; write it like 2025, or empty the cell"
        rounds = [r for r in self._rounds.values() if r.announced[:4] == str(year)]
        if self._chosen in rounds and self._chosen:
            return self._in(self._chosen)
        if len(rounds) == 1:
            return self._in(rounds[0])
        if rounds:
            return f"{len(rounds)} rounds were announced in {year}; name one with --round"
        first = min((int(r.announced[:4]) for r in self._rounds.values()), default=year + 1)
        if FIRST_YEAR <= year < first:
            return Admission(year)
        return f"no round of {year} is known; correct the year, or add the round with --round and --announced"

    def _in(self, announced: Round) -> Admission:
        return Admission(int(announced.announced[:4]), int(announced.announced[5:7]), announced.id)

    def _all_known(self) -> bool:
        """Whether the data names as many members as were counted last, so that any other is new."""
        return self.unnamed() == 0

    def _is_later_than_all(self, country: Country) -> bool:
        """Whether all members of the country are known since a count that only the chosen round follows."""
        as_of = country.stated_as_of or ""
        earlier = (r.announced[: len(as_of)] for r in self._rounds.values() if r != self._chosen)
        return self._room(country) == 0 and all(announced <= as_of for announced in earlier)

    def _room(self, country: Country) -> int | None:
        """How many members of the country were counted beyond those known; None where that says nothing."""
        if country.stated_members is None or any(
            country.code in conflict.countries for conflict in self._dataset.conflicts.values()
        ):
            return None
        listed = self._dataset.members_by_country.get(country.code, ())
        if any(
            city.year is not None and city.year > int((country.stated_as_of or "0")[:4]) for city in listed
        ):
            return None
        return max(0, country.stated_members - len(listed))
