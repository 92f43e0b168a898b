"""Changes of the data as lines of text in one language, with as many names as there is room for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from typing import Literal

from bot.announcing.correction_lines import (
    corrected_lines,
    country_name,
    country_names,
    figure_lines,
    first_time_lines,
    renamed_lines,
)
from bot.announcing.words import AnnouncementWords
from bot.dataset.changes import Changes, NewRound
from bot.dataset.snapshots import Member
from bot.text import fold

MOST_ROUNDS = 3
"""Rounds told of one by one; more come together only where data is compared that lies years apart."""
Note = Literal["none", "capital", "year"]
"""What stands behind the name of a city: whether it is a capital, or since when it is a member."""


class Detail(IntEnum):
    """How much a text tells; a message that is too long is written again with less."""

    NAMES = 0
    """Every city by name."""
    COUNTRIES = 1
    """Numbers of cities by country."""
    REGIONS = 2
    """Numbers of cities by region."""
    NUMBERS = 3
    """Numbers only, also of countries and capitals."""
    LEAST = 4
    """Nothing that is not of bounded length."""


class ChangeLines:
    """Words changes, or the part of them that concerns a scope."""

    def __init__(self, changes: Changes, words: AnnouncementWords, detail: Detail) -> None:
        self._changes = changes
        self._words = words
        self._detail = detail

    @property
    def _names(self) -> bool:
        return self._detail is Detail.NAMES

    # The network as a whole

    def network(self) -> list[list[str]]:
        """Return what was announced of the network, a paragraph for each round, the latest first."""
        changes, words = self._changes, self._words
        if not changes.new_rounds:
            joined = [words.count("joined_alone", len(changes.joined))] if changes.joined else []
            return [joined + (self._totals() if changes.totals != changes.totals_before else [])]
        newest, most = changes.new_rounds[::-1], MOST_ROUNDS if self._detail < Detail.LEAST else 1
        paragraphs = []
        for place, new in enumerate(newest[:most]):
            totals = self._totals() if place == 0 else []
            more = (*self._first_time(new), *self._capitals(new), *self._named(new))
            paragraphs.append([self._headline(new), *totals, *more])
        if len(newest) > most:
            paragraphs.append([words.count("more_rounds", len(newest) - most)])
        return paragraphs

    def _totals(self) -> list[str]:
        totals, words = self._changes.totals, self._words
        if totals.cities is None or totals.countries is None:
            return []
        cities, countries = words.count("cities", totals.cities), words.count("countries", totals.countries)
        return [words.say("totals", cities=cities, countries=countries)]

    def _named(self, new: NewRound) -> Iterator[str]:
        """How many cities of a round are known by name."""
        cities, words = new.intake.cities, self._words
        if new.named == 0:
            yield words.say("named_none")
        elif new.named == cities:
            yield words.say("named_all")
        elif new.named < cities:
            yield words.count("named", new.named, cities=words.number(cities))

    def _headline(self, new: NewRound) -> str:
        words, intake = self._words, new.intake
        countries = words.count("countries", intake.countries)
        return words.count("round", intake.cities, countries=countries, day=words.day(intake.announced))

    def _first_time(self, new: NewRound) -> Iterator[str]:
        words, number = self._words, len(new.first_time)
        if not number:
            return
        if self._detail >= Detail.NUMBERS:
            name = "first_time_number" if new.knows_all_first_time else "first_time_at_least"
            yield words.count(name, number)
        elif new.knows_all_first_time:
            yield words.count("first_time", number, names=self.countries(new.first_time))
        else:
            yield words.say("first_time_known", names=self.countries(new.first_time))

    def _capitals(self, new: NewRound) -> Iterator[str]:
        words, stated = self._words, new.intake.capitals
        known = [m for m in self._changes.joined if m.capital and m.round == new.intake.id]
        names = words.listing(sorted((member.name for member in known), key=fold))
        if stated and (not known or self._detail >= Detail.NUMBERS):
            yield words.count("capitals_number", stated)
        elif known and self._detail < Detail.NUMBERS:
            if stated is None or stated < len(known):
                yield words.say("capitals_known", names=names)
            else:
                name = "capitals" if stated == len(known) else "capitals_some"
                yield words.count(name, stated, names=names)

    # Members

    def joined(self) -> Iterator[str]:
        """Yield who joined, by region and country, as paragraphs."""
        words, regions = self._words, self._by_region(self._changes.joined)
        if self._detail <= Detail.COUNTRIES:
            for region, members in regions:
                yield "\n".join([region, *self.by_country(members, self._joined_note)])
        elif regions and self._detail is Detail.REGIONS:
            numbers = [(region, words.number(len(members))) for region, members in regions]
            yield "\n".join(words.say("country_line", country=name, cities=count) for name, count in numbers)

    @property
    def _joined_note(self) -> Note:
        rounds = len(self._changes.new_rounds)
        return "year" if rounds > 1 else "none" if rounds else "capital"

    def by_country(self, members: Iterable[Member], note: Note) -> list[str]:
        """Return "Zambia: Lusaka" for each country, or the number of its members where names are too many."""
        words = self._words
        grouped: defaultdict[str, list[Member]] = defaultdict(list)
        for member in members:
            grouped[self.country(member.country)].append(member)
        lines = []
        for country in sorted(grouped, key=fold):
            inside = sorted(grouped[country], key=lambda member: (fold(member.name), member.id))
            labels = [self.label(member, note) for member in inside]
            cities = words.commas(labels) if self._names else words.number(len(inside))
            lines.append(words.say("country_line", country=country, cities=cities))
        return lines

    def others(self) -> Iterator[str]:
        """Yield everything else that changed about members, and about rounds known before."""
        changes = self._changes
        left = [entry.member for entry in changes.left if entry.withdrawn]
        gone = [entry.member for entry in changes.left if not entry.withdrawn]
        for name, members in (("added", changes.added), ("left", left), ("gone", gone)):
            yield from self._list(name, members)
        if self._names:
            yield from renamed_lines(changes, self._words)
            yield from corrected_lines(changes, self._words)
        else:
            for name, entries in (("renamed", changes.renamed), ("corrected", changes.corrected)):
                if entries:
                    yield self._words.count(f"{name}_number", len(entries))
        if self._detail < Detail.NUMBERS:
            yield from first_time_lines(changes, self._words)
            yield from figure_lines(changes, self._words)

    def _list(self, name: str, members: Sequence[Member]) -> Iterator[str]:
        if members and self._names:
            yield self._words.say(name)
            yield from self.by_country(members, "year")
        elif members:
            yield self._words.count(f"{name}_number", len(members))

    # Names

    def country(self, code: str) -> str:
        """The name of a country."""
        return country_name(code, self._changes, self._words)

    def countries(self, codes: Iterable[str]) -> str:
        """The names of countries as a list."""
        return country_names(codes, self._changes, self._words)

    def label(self, member: Member, note: Note) -> str:
        """The name of a member with a note in brackets, where there is something to note."""
        capital = self._words.say("is_capital") if member.capital else ""
        noted = {"year": str(member.year or ""), "capital": capital}.get(note)
        return self._words.say("labelled", city=member.name, note=noted) if noted else member.name

    def unnamed(self) -> Iterator[str]:
        """Yield the first-time countries of which no source names a city."""
        codes = [code for new in self._changes.new_rounds for code in new.unnamed]
        if codes and self._detail < Detail.NUMBERS:
            yield self._words.say("unnamed", names=self.countries(codes))

    def new_countries(self) -> Iterator[str]:
        """Yield countries of which only the list is known to be new: the network may have had them for long."""
        changes = self._changes
        codes = [code for code in changes.new_countries if code not in changes.first_time]
        if codes and self._detail < Detail.NUMBERS:
            yield self._words.say("new_countries", names=self.countries(codes))

    def _by_region(self, members: Iterable[Member]) -> list[tuple[str, list[Member]]]:
        grouped: defaultdict[str, list[Member]] = defaultdict(list)
        for member in members:
            land = self._changes.countries.get(member.country)
            grouped[self._words.region(land.region) if land else member.country].append(member)
        return sorted(grouped.items(), key=lambda item: fold(item[0]))
