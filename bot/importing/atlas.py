"""Members and other places of one country by name, exact and near: what a row of a list can mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cached_property
from pathlib import Path

from bot.dataset.generated import read_lines
from bot.dataset.models import City, Dataset
from bot.text import edit_budget, fold
from bot.understanding.gazetteer import Gazetteer, Place
from bot.understanding.nearness import DoubledLetters, KeyIndex, with_same_digits


class Atlas:
    """The names engine's gazetteer, cut by country: a name of another country is never a near one."""

    def __init__(self, data_dir: Path, dataset: Dataset, gazetteer: Gazetteer) -> None:
        """Raises DataError when the file of related places cannot be read."""
        self.dataset = dataset
        self.gazetteer = gazetteer
        self._seats: dict[tuple[str, str], list[City]] = defaultdict(list)
        for row in read_lines(data_dir / "gazetteer" / "related.tsv")[1:]:
            city_id, relation, place, code = row.split("\t")
            if relation == "seat_in" and city_id in dataset.cities:
                self._seats[fold(place), code].append(dataset.cities[city_id])
        self._known: dict[str, _Names] = {}
        self._places: dict[str, KeyIndex] = {}

    def cities(self, key: str) -> list[City]:
        """Return the cities of the data set, withdrawn ones included, that have this folded name."""
        meanings = self.gazetteer.known.get(key, ())
        found = {m.member: None for m in meanings if m.member is not None and not m.programme}
        found.update(dict.fromkeys(self._withdrawn.get(key, ())))
        return [self.dataset.cities[city_id] for city_id in found]

    def places(self, key: str, codes: Collection[str]) -> list[Place]:
        """Return the known non-members of this name in the countries, only those of that main name if any are."""
        rows = map(self.gazetteer.place_at, self.gazetteer.place_rows_of(key))
        found = [place for place in rows if place.country in codes]
        return [place for place in found if fold(place.name) == key] or found

    def elsewhere(self, key: str, codes: Collection[str]) -> list[Place]:
        """Return the known non-members of this main name in other countries."""
        rows = map(self.gazetteer.place_at, self.gazetteer.place_rows_of(key))
        return [place for place in rows if place.country not in codes and fold(place.name) == key]

    def is_english_name(self, city: City, key: str) -> bool:
        """Tell whether the folded name is the official one of a city or an English one."""
        return key == fold(city.name) or any(
            meaning.member == city.id for meaning in self.gazetteer.fuzzy_known.get(key, ())
        )

    def near_cities(self, key: str, code: str) -> tuple[list[City], int]:
        """Return the members of a country whose English names are nearest within the edit budget, and the edits."""
        if code not in self._known:
            self._known[code] = _Names(self.dataset, self.gazetteer, code)
        return self._known[code].near(key)

    def near_places(self, key: str, code: str, most: int) -> tuple[list[Place], int]:
        """Return the non-members of a country nearest to a name within `most` edits, and the edits."""
        if not most or not key.isascii():
            return [], 0
        if code not in self._places:
            self._places[code] = KeyIndex(self._place_keys.get(code, ()))
        near = with_same_digits(key, self._places[code].nearest(key, most))
        places = [place for found, _ in near for place in self._any_place(found, code)]
        return places, near[0][1] if near else 0

    def near_cities_of_the_world(self, key: str, code: str) -> list[Place]:
        """Return the non-members of a country whose main name a name seems to misspell."""
        places, _ = self.near_places(key, code, edit_budget(len(key)))
        return [place for place in places if is_slip(key, fold(place.name))]

    def is_guarded(self, key: str) -> bool:
        """Tell whether a name is a word or a village of its own, which is taken for no misspelt member."""
        return key in self.gazetteer.confusables or key in self.gazetteer.english_words

    def seated_in(self, place: Place) -> list[City]:
        """Return the members, counties and the like, that have their seat in a place of another name."""
        return self._seats.get((fold(place.name), place.country), [])

    def is_capital(self, key: str, code: str) -> bool:
        """Tell whether the folded name is that of the national capital; not where a state has several seats."""
        return [fold(name) for name in self.gazetteer.capitals.get(code, ())] == [key]

    def _any_place(self, key: str, code: str) -> list[Place]:
        region = self.gazetteer.regions.get(key)
        return self.places(key, {code}) or ([region] if region and region.country == code else [])

    @cached_property
    def _withdrawn(self) -> dict[str, list[str]]:
        """Folded official names of the cities that left, whatever names the gazetteer keeps of them."""
        names: defaultdict[str, list[str]] = defaultdict(list)
        for city in self.dataset.cities.values():
            if city.status == "withdrawn":
                names[fold(city.name)].append(city.id)
        return names

    @cached_property
    def _place_keys(self) -> dict[str, list[str]]:
        """Country -> folded names of its known places and regions that are written in Latin letters."""
        countries = [row.split("\t", 2)[1] for row in self.gazetteer.place_rows]
        keys: defaultdict[str, list[str]] = defaultdict(list)
        for key in self.gazetteer.place_keys:
            if key.isascii():
                for code in {countries[row] for row in self.gazetteer.place_rows_of(key)}:
                    keys[code].append(key)
        for key, region in self.gazetteer.regions.items():
            if key.isascii():
                keys[region.country].append(key)
        return keys


def is_slip(key: str, other: str) -> bool:
    """Tell whether one name is within a slip of the other."""
    return bool(KeyIndex([other]).nearest(key, edit_budget(len(key))))


class _Names:
    """English names of the members of one country."""

    def __init__(self, dataset: Dataset, gazetteer: Gazetteer, code: str) -> None:
        self._cities: dict[str, list[City]] = {}
        members = {city.id: city for city in dataset.members_by_country.get(code, ())}
        for key, meanings in gazetteer.fuzzy_known.items():
            found = [members[m.member] for m in meanings if m.member in members and not m.programme]
            if found:
                self._cities[key] = found
        self._index = KeyIndex(self._cities)
        self._doubled = DoubledLetters(self._cities)

    def near(self, key: str) -> tuple[list[City], int]:
        budget = edit_budget(len(key))
        if not budget or not key.isascii():
            return [], 0
        near = with_same_digits(key, self._index.nearest(key, budget))
        if (not near or near[0][1] > 1) and (twins := self._doubled.otherwise(key)):
            near = [(twin, 1) for twin in twins]
        return self._unique(found for found, _ in near), near[0][1] if near else 0

    def _unique(self, keys: Iterable[str]) -> list[City]:
        return list({city.id: city for key in keys for city in self._cities[key]}.values())
