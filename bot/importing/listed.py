"""One row of a list with all it can mean by name: members, known places, countries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.dataset.models import City
from bot.importing.atlas import Atlas
from bot.importing.countries import CountryNames
from bot.importing.naming import KINDS, Name, name_of
from bot.importing.reading import Row
from bot.text import fold
from bot.understanding.gazetteer import Place


@dataclass(frozen=True)
class Listed:
    """A row and the exact meanings of its name."""

    row: Row
    name: Name
    key: str
    """The folded form by which its meanings were found; the whole name where there are none."""
    codes: frozenset[str]
    """ISO codes that the country can mean; none where it is unknown."""
    cities: tuple[City, ...]
    """Cities of the data set in that country that have this name."""
    places: tuple[Place, ...]
    """Known places in that country that are no members and have this name."""
    doubted: tuple[City, ...] = ()
    """Cities of the data set that have it only without its brackets, in which another place may stand."""

    @property
    def country(self) -> str:
        """The ISO code, or the cell where it is not one country."""
        return next(iter(self.codes)) if len(self.codes) == 1 else self.row.country


class Lookup:
    """Looks rows up by their exact names."""

    def __init__(self, atlas: Atlas, countries: CountryNames) -> None:
        self._atlas = atlas
        self._countries = countries

    def listed(self, row: Row) -> Listed:
        """Return the row with its meanings; a longer form of the name goes before a shorter one."""
        name, codes = name_of(row.city), self._countries.codes(row.country)
        for key in filter(None, (name.key, name.turned)):
            cities, places = self._cities(key, codes), self._atlas.places(key, codes)
            if cities or places:
                return Listed(row, name, key, _narrowed(codes, cities, places), cities, tuple(places))
        doubted: tuple[City, ...] = ()
        for key in filter(None, (name.outside, name.bare)):
            if cities := self._cities(key, codes):
                if not name.inside or self._says_no_more(name, codes, cities):
                    return Listed(row, name, key, _narrowed(codes, cities, ()), cities, ())
                doubted = cities
        places = [] if doubted else self._places_within(name, codes)
        return Listed(row, name, name.key, _narrowed(codes, (), places), (), tuple(places), doubted)

    def _places_within(self, name: Name, codes: frozenset[str]) -> list[Place]:
        """The place that the name without its brackets means there, by the region in them if there are several."""
        found = self._atlas.places(name.outside, codes) if name.outside else []
        return [p for p in found if fold(p.admin) == name.inside] or (found if len(found) == 1 else [])

    def _cities(self, key: str, codes: frozenset[str]) -> tuple[City, ...]:
        """Cities of that name in the countries; the one whose official name it is, where it is."""
        found = [city for city in self._atlas.cities(key) if city.country in codes]
        official = [city for city in found if fold(city.name) == key]
        return tuple(official if len(official) == 1 else found)

    def _says_no_more(self, name: Name, codes: frozenset[str], cities: Iterable[City]) -> bool:
        """Whether what stands in brackets is the kind of place, its country, or another name of the same city."""
        same = {city.id for city in self._cities(name.inside, codes)}
        return (
            KINDS.issuperset(name.inside.split())
            or bool(codes & self._countries.codes(name.inside))
            or same == {city.id for city in cities}
        )


def _narrowed(codes: frozenset[str], cities: Iterable[City], places: Iterable[Place]) -> frozenset[str]:
    """The countries that a name leaves of those that the cell can mean: "Brazzaville, Congo"."""
    found = {city.country for city in cities} | {place.country for place in places}
    return frozenset(found) if len(found) == 1 else codes
