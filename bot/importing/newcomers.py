"""Rows that no member explains: cities that joined, or names that need a second look."""

from __future__ import annotations

from bot.dataset.models import Conflict
from bot.importing.admissions import Calendar
from bot.importing.atlas import Atlas
from bot.importing.countries import CountryNames
from bot.importing.findings import Finding, Kind, doubtful
from bot.importing.listed import Listed
from bot.importing.matching import Claims, described, is_latin
from bot.text import fold


class Newcomers:
    """Judges the rows that are no known member; remembers those that joined, so that none does so twice."""

    def __init__(
        self, atlas: Atlas, countries: CountryNames, claims: Claims, calendar: Calendar, *, is_whole: bool
    ) -> None:
        self._atlas = atlas
        self._countries = countries
        self._claims = claims
        self._calendar = calendar
        self._is_whole = is_whole
        self._joined: dict[str | int, int] = {}
        """Id, and row of the place, of those that joined -> line."""

    def judge(self, listed: Listed) -> Finding:
        """A row that joined, or is doubtful because it may be something else."""
        row, name, country = listed.row, listed.name.text, listed.country
        if len(listed.codes) != 1:
            return self._unknown_country(listed)
        if obstacle := self._obstacle(listed):
            return doubtful(row, name, country, obstacle, new=False)
        if listed.doubted:
            members = " or ".join(map(described, listed.doubted))
            return doubtful(
                row, name, country, f"like {members}, but for what the brackets add", *listed.doubted
            )
        if seated := [city for place in listed.places for city in self._atlas.seated_in(place)]:
            free = [city for city in seated if self._claims.line_of(city) is None]
            if free:
                seat = f"the seat of {' and '.join(map(described, free))}"
                return doubtful(row, name, country, seat, *free)
        if len(listed.places) > 1 and not all(place.population for place in listed.places):
            # Hand-written places are the districts that bear one name in several cities of a country.
            where = ", ".join(place.admin or place.name for place in listed.places)
            several = f"several districts have this name ({where}); write the city before it"
            return doubtful(row, name, country, several, new=False)
        return self._otherwise_known(listed) or self.joined(listed)

    def joined(self, listed: Listed) -> Finding:
        """A row that is a new member; doubtful where it cannot be written as it stands."""
        row, name, country = listed.row, listed.name.text, listed.country
        if len(listed.codes) != 1:
            return self._unknown_country(listed)
        city_id = _id_of(listed)
        place = listed.places[0] if len(listed.places) == 1 else None
        first = self._joined.get(city_id) or (self._joined.get(place.row) if place else None)
        if first:
            again = f"the same place as on line {first}; nothing to do"
            return Finding(Kind.DUPLICATE, name, country, again, row.line)
        if obstacle := self._obstacle(listed):
            return doubtful(row, name, country, obstacle, new=False)
        own = self._atlas.dataset.countries[country]
        admission = self._calendar.admission(row.year, own, is_whole=self._is_whole)
        if isinstance(admission, str):
            return doubtful(row, name, country, admission, new=False)
        self._joined[city_id] = row.line
        if place is not None:
            self._joined[place.row] = row.line
        note = f"{city_id}: {admission}; {self._known_as(listed)}"
        return Finding(
            Kind.JOINED, name, country, note, row.line, city_id=city_id, admission=admission, place=place
        )

    def _obstacle(self, listed: Listed) -> str:
        """Why a row cannot be written, whatever the operator decides; empty where it can."""
        if not is_latin(listed.name.text):
            return "write its official English name instead"
        other = self._atlas.dataset.cities.get(_id_of(listed))
        if other is not None:
            return f"its id would be that of {described(other)}; tell the names apart"
        for conflict in self._atlas.dataset.conflicts.values():
            if (listed.name.key, listed.country) in _ruled_out(conflict):
                return f"conflict {conflict.id!r} says that it is no member; settle conflicts.yaml first"
        return ""

    def _unknown_country(self, listed: Listed) -> Finding:
        row, name = listed.row, listed.name.text
        members = [city for city in self._atlas.cities(listed.name.key) if city.status == "member"]
        if listed.codes:
            can_be = " or ".join(sorted(map(self._countries.name, listed.codes)))
            what = f"{row.country} can be {can_be}; write the ISO code"
        elif not row.country:
            what = "no country is given; fill it in"
        else:
            like = self._countries.like(row.country)
            what = f"no country {row.country!r} is known" + (f"; is it {like}?" if like else "; correct it")
        if members:
            what += f" (there is {' and '.join(map(described, members))})"
        return doubtful(row, name, row.country, what, *members, new=False)

    def _otherwise_known(self, listed: Listed) -> Finding | None:
        """A known place with another name in use, or one that the name seems to misspell."""
        row, name = listed.row, listed.name
        if not listed.places:
            near = self._atlas.near_cities_of_the_world(name.key, listed.country)
            if near:
                note = f"nearly {near[0].name}, which is no member: correct the name, or is it another place?"
                return doubtful(row, name.text, listed.country, note)
            return self._elsewhere(listed)
        if any(
            fold(place.name) in (name.key, name.turned, name.outside, name.bare) for place in listed.places
        ):
            return None
        note = f"known as {listed.places[0].name}: write the name by which the network lists it"
        return doubtful(row, name.text, listed.country, note)

    def _elsewhere(self, listed: Listed) -> Finding | None:
        """The only known place of that name lies in another country."""
        row, key = listed.row, listed.name.key
        members = [city for city in self._atlas.cities(key) if self._atlas.is_english_name(city, key)]
        places = self._atlas.elsewhere(key, listed.codes)
        if members:
            where = " and ".join(f"{city.id} in {self._countries.name(city.country)}" for city in members)
            note = f"known is {where}; none in {self._countries.name(listed.country)}"
        elif len(places) == 1:
            note = (
                f"the only place of that name that is known lies in {self._countries.name(places[0].country)}"
            )
        else:
            return None
        return doubtful(row, listed.name.text, listed.country, note, *members)

    def _known_as(self, listed: Listed) -> str:
        """What is known of the place, for the operator to judge by."""
        places = listed.places
        if len(places) > 1:
            return f"{len(places)} places there have this name, so no position is filled in"
        if places:
            size = f"{places[0].population:,} inhabitants" if places[0].population else "known there"
            return size if fold(places[0].name) == listed.name.key else f"{places[0].name}, {size}"
        return "no place of that name is known there: check the spelling"


def _id_of(listed: Listed) -> str:
    """The id that a new member gets: its name and its country."""
    return "-".join([*listed.name.key.split(), listed.country.lower()])


def _ruled_out(conflict: Conflict) -> set[tuple[str, str]]:
    """Folded names and countries of the places that a conflict says are no members."""
    pairs = (text.partition("|") for text in conflict.not_members)
    return {(fold(name), code) for name, _, code in pairs}
