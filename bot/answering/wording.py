"""Facts into words of a language: dates, numbers, lists, and the description of what was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from bot.dataset.models import City, Dataset
from bot.dataset.selecting import Area, Filters, lies_in
from bot.understanding.gazetteer import Place
from bot.understanding.language import LanguagePack

CACHED_DAYS = 512


class Words:
    """Wordings of one language over one data set."""

    def __init__(self, pack: LanguagePack, dataset: Dataset) -> None:
        self._pack = pack
        self._dataset = dataset
        self._locale = pack.code
        self.day = lru_cache(maxsize=CACHED_DAYS)(self._day)
        """Writes "2025-12-04" as "4 December 2025", "2025-12" as "December 2025", a year as it is."""

    def piece(self, name: str, /, **fields: object) -> str:
        """Return a shared wording with its fields filled in."""
        return self._pack.wordings[name].format_map(fields)

    def number(self, value: int) -> str:
        """Write a number with the language's separators."""
        return str(format_decimal(value, locale=self._locale))

    def either(self, items: Sequence[str]) -> str:
        """Join alternatives: "Ajman or Amman"."""
        return str(format_list(items, style="or", locale=self._locale)).replace(", or ", " or ")

    def listing(self, items: Sequence[str]) -> str:
        """Join names: "Cork, Dublin and Limerick"."""
        return str(format_list(items, style="standard", locale=self._locale)).replace(", and ", " and ")

    def _day(self, iso: str) -> str:
        parts = [int(part) for part in iso.split("-") if part.isdecimal()]
        if len(parts) < 2:
            return iso
        pattern = self._pack.wordings["day_format" if len(parts) == 3 else "month_format"]
        moment = date(parts[0], parts[1], parts[2] if len(parts) == 3 else 1)
        return str(format_date(moment, pattern, locale=self._locale))

    def country(self, code: str) -> str:
        """The country's name in daily use."""
        return self._dataset.countries[code].name

    def the_country(self, code: str) -> str:
        """The country's name as it stands after "in": "the United Kingdom", "Kenya"."""
        name = self.country(code)
        return (
            self.piece("with_article", name=name)
            if code in self._pack.wordings["article_countries"].split()
            else name
        )

    def since(self, city: City) -> str:
        """When a member joined: "December 2025", or "2016" where only the year is known."""
        if city.month and city.year:
            return self.day(f"{city.year}-{city.month:02d}")
        return str(city.year)

    def span(self, year: int, month: int | None, year2: int, month2: int | None) -> str:
        """The time from one month to a later one: "4 years and 2 months", or "about 10 years" between years."""
        if not (month and month2):
            years = year2 - year
            return self.piece("about_one_year" if years == 1 else "about_years", years=years)
        months = (year2 - year) * 12 + month2 - month
        units = (("year", months // 12), ("month", months % 12))
        counts = [self.piece(f"span_{unit}_{'one' if n == 1 else 'many'}", count=n) for unit, n in units if n]
        return self.listing(counts) if counts else self.piece("this_month")

    def labelled(self, city: City, *, with_year: bool) -> str:
        """Name and, where it tells members apart, year of a member in a list: "Cork", "Limerick (2016)"."""
        return f"{city.name} ({city.year})" if city.year and with_year else city.name

    def full(self, city: City) -> str:
        """Name and country: "Lusaka (Zambia)"."""
        return f"{city.name} ({self.country(city.country)})"

    def place(self, place: Place) -> str:
        """Name of a non-member with its country: "Osaka (Japan)"; a position that was sent has a name only."""
        if not place.country:
            return place.name
        told_apart = place.country in self._pack.wordings["countries_with_regions"].split()
        region = f"{place.admin}, " if told_apart and place.admin not in ("", place.name) else ""
        return f"{place.name} ({region}{self.country(place.country)})"

    def areas(self, areas: Sequence[Area]) -> str:
        """Names of areas as they stand after "in"."""
        return self.listing([self.the_country(a.key) if a.kind == "country" else a.label for a in areas])

    def time(self, filters: Filters, style: str = "time") -> str:
        """The restriction of years in words, with a leading space; empty when there is none.

        Style `time` speaks of members ("that joined in 2022"), `asked` of the years alone ("in 2022").
        """
        first, last = filters.year_from, filters.year_to
        if filters.round is not None:
            announced = self._dataset.rounds[filters.round].announced
            return self.piece(f"{style}_round", month=self.day(announced[:7]))
        if filters.years:
            return self.piece(f"{style}_in", year=self.either([str(year) for year in sorted(filters.years)]))
        if first is not None and first == last:
            when = str(first) if filters.month is None else self.day(f"{first}-{filters.month:02d}")
            return self.piece(f"{style}_in", year=when)
        if first is not None and last is not None:
            return self.piece(f"{style}_between", first=first, last=last)
        if first is not None:
            return self.piece(f"{style}_since", year=first)
        return self.piece(f"{style}_until", year=last) if last is not None else ""

    def asked_time(self, filters: Filters) -> str:
        """The restriction of years alone: "in 2022", "from 2019 to 2022"; empty when there is none."""
        return self.time(filters, "asked").strip()

    def scope(self, filters: Filters) -> str:
        """All restrictions in words, with a leading space: " in Kenya that joined in 2022"."""
        pieces = []
        if filters.areas:
            pieces.append(self.piece("scope_in", areas=self.areas(filters.areas)))
        if filters.within:
            pieces.append(self.piece("scope_within", area=self.areas([filters.within])))
        if filters.first_time:
            pieces.append(self.piece("scope_first_time"))
        pieces.append(self.time(filters))
        if filters.undated is not None:
            pieces.append(self.piece("scope_undated" if filters.undated else "scope_dated"))
        excepted = (self._dataset.cities[city] for city in sorted(filters.without_cities))
        # "In Italy besides Lisbon" would say that Lisbon lies there.
        without = [city.name for city in excepted if lies_in(city, filters)]
        without += [area.label for area in filters.without_areas]
        if filters.without_years:
            without.append(
                self.piece("those_of", years=self.listing([str(y) for y in sorted(filters.without_years)]))
            )
        if filters.without_capitals:
            without.append(self.piece("national_capitals"))
        if without:
            pieces.append(self.piece("scope_without", names=self.listing(without)))
        if filters.among is not None:
            pieces.append(self.piece("scope_among"))
        return "".join(pieces)

    def scope_of_members(self, filters: Filters, style: str = "that") -> str:
        """All restrictions where the wording itself does not say that only capitals are meant.

        Style `that` stands behind members (" that are national capitals in Africa"), `of` behind the list.
        """
        return (self.piece(f"capitals_{style}") if filters.capital else "") + self.scope(filters)

    def noun(self, filters: Filters, count: int) -> str:
        """ "learning city", "learning cities", "national capital" or "national capitals"."""
        kind = "capital" if filters.capital else "city"
        return self.piece(f"noun_{kind}_{'one' if count == 1 else 'many'}")

    def position(self, latitude: float, longitude: float) -> str:
        """Coordinates to two decimals: "15.42 S, 28.28 E"."""
        return self.piece(
            "position",
            latitude=abs(latitude),
            longitude=abs(longitude),
            north=self.piece("north" if latitude >= 0 else "south"),
            east=self.piece("east" if longitude >= 0 else "west"),
        )
