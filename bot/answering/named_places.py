"""Which places a list of names stands for, where something is to be done with each and nothing may be guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.answering.meant import candidates, is_doubtful, member_meant, place_in, place_meant
from bot.answering.places import corrections
from bot.answering.results import Query
from bot.answering.wording import Words
from bot.dataset.models import City
from bot.dataset.selecting import Area, in_area
from bot.text import tokens
from bot.understanding.interpretation import Interpretation
from bot.understanding.interpreting import MAX_WORDS
from bot.understanding.language import LanguagePack
from bot.understanding.names import Mention

_MARKS = re.compile(r"[,;&+\n،、，；]")
"""What stands between the names of a list, beside words such as "and"."""


@dataclass(frozen=True)
class NamedPlace:
    """A region, a country or a member."""

    kind: Literal["region", "country", "city"]
    key: str
    """A region as in countries.csv (`africa`), an ISO 3166-1 alpha-2 code, or the id of a member."""
    label: str
    """As a reply writes it: "Africa", "Kenya", "Lusaka (Zambia)"."""


@dataclass(frozen=True)
class Unsettled:
    """A name that can stand for several places, or is doubtful for one."""

    typed: str
    options: tuple[NamedPlace, ...]


@dataclass(frozen=True)
class NoMember:
    """A known place that is no member: another city, or a part of a country."""

    label: str
    country: NamedPlace
    """Where it lies."""
    is_city: bool


@dataclass
class PlacesNamed:
    """What the names of a list stand for; each name is in one of the fields."""

    places: list[NamedPlace] = field(default_factory=list)
    """Those that are certain; a group of countries ("the Nordic countries") as its countries."""
    unsettled: list[Unsettled] = field(default_factory=list)
    no_members: list[NoMember] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """As they were typed."""
    corrected: list[tuple[str, str]] = field(default_factory=list)
    """What was misspelt and what it was read as, of certain places."""
    leaves_out: bool = False
    """True when a place was named to be left out ("Africa except Kenya")."""

    def add(self, other: PlacesNamed) -> None:
        """Put what other names stand for behind, each place once."""
        for name in ("places", "unsettled", "no_members", "unknown", "corrected"):
            mine = getattr(self, name)
            mine += [one for one in getattr(other, name) if one not in mine]
        self.leaves_out = self.leaves_out or other.leaves_out


class PlaceReader:
    """Reads lists of names; `interpret` and `query_of` are the engine's ways to read a question."""

    def __init__(
        self,
        interpret: Callable[[str], Interpretation],
        query_of: Callable[[Interpretation], Query],
        words: Words,
        pack: LanguagePack,
    ) -> None:
        self._interpret = interpret
        self._query_of = query_of
        self._words = words
        self._negations = {*pack.negations, *pack.excepting}
        joiners = "|".join(re.escape(joiner) for joiner in sorted(pack.joiners))
        self._separators = (_MARKS, re.compile(rf"(?<!\w)(?:{joiners})(?!\w)", re.IGNORECASE))

    def read(self, text: str) -> PlacesNamed:
        """Return what the names in a text stand for; a text that names no place is itself an unknown name."""
        return self._read(text, self._separators)

    def _read(self, text: str, separators: Sequence[re.Pattern[str]]) -> PlacesNamed:
        """The whole text where all of it is understood, else its parts: "and" is part of some names."""
        whole = self._read_whole(text) if len(tokens(text)) <= MAX_WORDS else None
        if whole is not None:
            return whole
        if not separators:
            return PlacesNamed(unknown=[text.strip()])
        parts = [part for part in separators[0].split(text) if tokens(part)]
        found = PlacesNamed()
        for part in parts if len(parts) > 1 else [text]:
            found.add(self._read(part, separators[1:]))
        return found

    def _read_whole(self, text: str) -> PlacesNamed | None:
        """What a text names, where every word of it was understood; else None."""
        reading = self._interpret(text)
        mentions = (*reading.mentions, *reading.excluded)
        if not mentions or reading.leftover or any(mention.unknown for mention in mentions):
            return None
        query = self._query_of(reading)
        found = PlacesNamed(leaves_out=bool(reading.excluded) or self._denies(reading.words))
        for mention in reading.mentions:
            self._settle(query, mention, found)
        settled = {typed for typed, _ in corrections(query, self._words)}
        found.corrected = [
            (mention.typed or mention.text, self._read_as(query, mention))
            for mention in reading.mentions
            if mention.text in settled
        ]
        read_as = {mention.text: self._read_as(query, mention) for mention in reading.mentions}
        found.corrected += [(typed, read_as.get(read, read)) for typed, read in reading.readings]
        return found

    def _denies(self, words: Sequence[str]) -> bool:
        return any(
            tuple(words[start : start + len(phrase)]) == phrase
            for phrase in self._negations
            for start in range(len(words))
        )

    def _settle(self, query: Query, mention: Mention, found: PlacesNamed) -> None:
        labels = candidates(query, mention, self._words)
        doubtful = is_doubtful(query, mention) or (
            mention.corrected and bool(mention.areas and mention.places)
        )
        if len(labels) > 1 or len(mention.areas) > 1 or doubtful:
            options = tuple(self._options(query, mention, labels))
            if options:
                found.unsettled.append(Unsettled(mention.typed or mention.text, options))
            else:
                found.unknown.append(mention.typed or mention.text)
            return
        if mention.slot == "AREA":
            self._settle_area(mention.areas[0], found)
            return
        city = member_meant(query, mention)
        if city is not None:
            found.add(PlacesNamed(places=[self._city(city)]))
            beside = [area for area in mention.qualifiers if not in_area(city, area)]
        else:
            place = place_meant(mention)
            label = place.name if place.is_region else self._words.place(place)
            country = self._country(place.country)
            found.add(PlacesNamed(no_members=[NoMember(label, country, is_city=not place.is_region)]))
            beside = [area for area in mention.qualifiers if not place_in(place, area)]
        # "Lusaka, Kenya" names two places, "Lusaka, Zambia" one.
        for area in beside:
            self._settle_area(area, found)

    def _settle_area(self, area: Area, found: PlacesNamed) -> None:
        if area.kind == "region":
            found.add(PlacesNamed(places=[NamedPlace("region", area.key, area.label)]))
        elif area.kind == "part":
            (code,) = area.countries
            found.add(PlacesNamed(no_members=[NoMember(area.label, self._country(code), is_city=False)]))
        else:
            places = [self._country(code) for code in area.countries]
            found.add(PlacesNamed(places=sorted(places, key=lambda place: place.label)))

    def _options(self, query: Query, mention: Mention, labels: Sequence[str]) -> Iterator[NamedPlace]:
        """The members, countries and regions among the places that a name can equally stand for."""
        for member in mention.members:
            place = self._city(query.dataset.cities[member])
            if place.label in labels:
                yield place
        for area in mention.areas:
            if area.kind == "region":
                yield NamedPlace("region", area.key, area.label)
            elif area.kind == "country":
                yield self._country(area.key)

    def _read_as(self, query: Query, mention: Mention) -> str:
        if mention.areas:
            return mention.areas[0].label
        city = member_meant(query, mention)
        return city.name if city is not None else place_meant(mention).name

    def _city(self, city: City) -> NamedPlace:
        return NamedPlace("city", city.id, self._words.full(city))

    def _country(self, code: str) -> NamedPlace:
        return NamedPlace("country", code, self._words.country(code))
