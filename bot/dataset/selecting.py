"""Filters: which members a question is about. Every listing, counting and ranking composes with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.dataset.geography import Position, distance_km
from bot.dataset.models import City, Dataset, Region


@dataclass(frozen=True)
class Area:
    """A set of countries that a question names: a country, a UNESCO region, a plain-word group or a part."""

    kind: str
    """`country`, `region`, `group` or `part`."""
    key: str
    """ISO code, region value, or the group's or part's key."""
    label: str
    """As a reply writes it: "Kenya", "Africa", "the Nordic countries", "Scotland"."""
    countries: frozenset[str] = frozenset()
    cities: frozenset[str] | None = None
    """City ids for a part of a country (Scotland); None when whole countries are meant."""


@dataclass(frozen=True)
class Filters:
    """Conditions a member must meet; empty fields do not restrict."""

    areas: tuple[Area, ...] = ()
    within: Area | None = None
    """An area in which the others must lie too ("EU members in the Balkans")."""
    year_from: int | None = None
    year_to: int | None = None
    years: frozenset[int] = frozenset()
    """Only these years of the span, where several were named ("2020 or 2024"); empty for all."""
    without_years: frozenset[int] = frozenset()
    month: int | None = None
    """A month of the year, where one is asked for."""
    round: str | None = None
    undated: bool | None = None
    """Only members whose year no source gives (True), or only those with a year (False)."""
    capital: bool = False
    without_capitals: bool = False
    first_time: bool = False
    """Only countries that joined for the first time (in `round`, or in any known round)."""
    without_cities: frozenset[str] = frozenset()
    without_areas: tuple[Area, ...] = ()
    among: frozenset[str] | None = None
    """City ids of an earlier answer that "which of them" speaks of; None where it speaks of none."""

    @property
    def has_time(self) -> bool:
        """True when years or a round restrict the members."""
        spans = self.year_from is not None or self.year_to is not None or bool(self.without_years)
        return spans or self.round is not None

    @property
    def excludes(self) -> bool:
        """True when some members are left out by name, by area, as capitals or as not among those before."""
        left_out = self.without_cities or self.without_areas or self.without_capitals
        return bool(left_out) or self.among is not None

    @property
    def single_year(self) -> int | None:
        """The year, when the years asked for are but one."""
        return self.year_from if self.year_from == self.year_to else None

    def holds_year(self, year: int) -> bool:
        """Tell whether a year is one of those asked for; a round is told by its id, not by its year."""
        return (
            (self.year_from is None or year >= self.year_from)
            and (self.year_to is None or year <= self.year_to)
            and (not self.years or year in self.years)
            and year not in self.without_years
        )

    def holds_day(self, day: str) -> bool:
        """Tell whether an ISO date lies in the years, and the month, asked for."""
        return self.holds_year(int(day[:4])) and self.month in (None, int(day[5:7]))

    def may_hold(self, city: City) -> bool:
        """Tell whether a member can have joined at the time asked for; where a month is missing, it can."""
        other_month = self.month is not None and city.month not in (None, self.month)
        return city.year is None or (self.holds_year(city.year) and not other_month)

    def without_time(self) -> Filters:
        """The same filters for all years."""
        nothing: frozenset[int] = frozenset()
        return replace(
            self, year_from=None, year_to=None, years=nothing, without_years=nothing, month=None, round=None
        )


_ALL = Filters()


def select(dataset: Dataset, filters: Filters) -> tuple[City, ...]:
    """Return the members that meet the filters, by name. Members without a year never meet a time filter."""
    if filters == _ALL:
        return dataset.members
    members: Iterable[City] = dataset.members
    if filters.areas:
        # Most members fail here, and one look at the country is the cheapest of all tests.
        codes = area_countries(filters.areas)
        members = [city for city in members if city.country in codes]
    return tuple(city for city in members if _meets(dataset, city, filters))


def nearest(dataset: Dataset, position: Position, filters: Filters, limit: int) -> list[tuple[City, float]]:
    """Return the members nearest to a position that meet the filters, with the kilometres as the crow flies."""
    found = [
        (city, distance_km(position, (city.latitude, city.longitude)))
        for city in select(dataset, filters)
        if city.latitude is not None and city.longitude is not None
    ]
    return sorted(found, key=lambda item: item[1])[:limit]


def undated(dataset: Dataset, filters: Filters) -> tuple[City, ...]:
    """Return the members that would meet the filters but whose year no source gives."""
    if not filters.has_time:
        return ()
    return tuple(city for city in select(dataset, filters.without_time()) if city.year is None)


def in_area(city: City, area: Area) -> bool:
    """Tell whether a member lies in an area."""
    if area.cities is not None:
        return city.id in area.cities
    return city.country in area.countries


def lies_in(city: City, filters: Filters) -> bool:
    """Tell whether a member lies in the areas that filters ask for, whatever else they ask."""
    in_one = not filters.areas or any(in_area(city, area) for area in filters.areas)
    return in_one and (filters.within is None or in_area(city, filters.within))


def area_countries(areas: Iterable[Area]) -> frozenset[str]:
    """Return all countries of several areas."""
    return frozenset(code for area in areas for code in area.countries)


def region_area(dataset: Dataset, region: Region, label: str) -> Area:
    """Return a UNESCO region as an area."""
    codes = frozenset(code for code, country in dataset.countries.items() if country.region is region)
    return Area("region", region.value, label, codes)


def is_first_time(dataset: Dataset, code: str, round_id: str | None) -> bool:
    """Tell whether a source names the country as new in the round (None: in any round)."""
    first = dataset.countries[code].first_round
    return first is not None and round_id in (None, first)


def _meets(dataset: Dataset, city: City, filters: Filters) -> bool:
    if not lies_in(city, filters):
        return False
    if (filters.has_time and not _in_time(city, filters)) or filters.undated not in (None, city.year is None):
        return False
    if (filters.capital and not city.capital) or (filters.without_capitals and city.capital):
        return False
    if filters.first_time and not _joined_with_new_country(dataset, city, filters):
        return False
    if filters.among is not None and city.id not in filters.among:
        return False
    return city.id not in filters.without_cities and not any(
        in_area(city, area) for area in filters.without_areas
    )


def _joined_with_new_country(dataset: Dataset, city: City, filters: Filters) -> bool:
    """Tell whether the country was new in the round, or in one of the years, asked for."""
    first = dataset.countries[city.country].first_round
    return is_first_time(dataset, city.country, filters.round) and (
        first is None or filters.holds_year(int(dataset.rounds[first].announced[:4]))
    )


def _in_time(city: City, filters: Filters) -> bool:
    if filters.round is not None and city.round != filters.round:
        return False
    if filters.month not in (None, city.month):
        return False
    return city.year is not None and filters.holds_year(city.year)
