"""Filters: which members a question is about. Every listing, counting and ranking composes with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

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
    year_from: int | None = None
    year_to: int | None = None
    round: str | None = None
    capital: bool = False
    first_time: bool = False
    """Only countries that joined for the first time (in `round`, or in any known round)."""
    without_cities: frozenset[str] = frozenset()
    without_areas: tuple[Area, ...] = ()

    @property
    def has_time(self) -> bool:
        """True when years or a round restrict the members."""
        return self.year_from is not None or self.year_to is not None or self.round is not None

    @property
    def single_year(self) -> int | None:
        """The year, when the years asked for are but one."""
        return self.year_from if self.year_from == self.year_to else None

    def holds_year(self, year: int) -> bool:
        """Tell whether a year is one of those asked for; a round is told by its id, not by its year."""
        return (self.year_from is None or year >= self.year_from) and (
            self.year_to is None or year <= self.year_to
        )

    def without_time(self) -> Filters:
        """The same filters for all years."""
        return replace(self, year_from=None, year_to=None, round=None)


def select(dataset: Dataset, filters: Filters) -> tuple[City, ...]:
    """Return the members that meet the filters, by name. Members without a year never meet a time filter."""
    return tuple(city for city in dataset.members if _meets(dataset, city, filters))


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
    if filters.areas and not any(in_area(city, area) for area in filters.areas):
        return False
    if filters.has_time and not _in_time(city, filters):
        return False
    if filters.capital and not city.capital:
        return False
    if filters.first_time and not is_first_time(dataset, city.country, filters.round):
        return False
    return city.id not in filters.without_cities and not any(
        in_area(city, area) for area in filters.without_areas
    )


def _in_time(city: City, filters: Filters) -> bool:
    if filters.round is not None and city.round != filters.round:
        return False
    return city.year is not None and filters.holds_year(city.year)
