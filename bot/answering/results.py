"""What a query finds out: facts and the names of the wordings that say them. No words of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from random import Random

from bot.answer import Choice, Kind, Verdict
from bot.answering.wording import Words
from bot.dataset.models import City, Dataset
from bot.dataset.selecting import Filters, in_area
from bot.understanding.conversation import Conversation
from bot.understanding.gazetteer import Gazetteer
from bot.understanding.intents import Intent
from bot.understanding.interpretation import Interpretation
from bot.understanding.language import LanguagePack

_BY_COUNTRY = ("list_cities", "count_cities", "country_profile", "joined_with")
"""Queries whose answers show members country by country."""
_OF_COUNTRIES = ("rank_countries", "list_countries", "first_time_countries")
"""Queries whose answers list countries in an order of which "the second" can be asked."""


@dataclass(frozen=True)
class Part:
    """One wording to use, with its fields."""

    wording: str
    fields: dict[str, object] = field(default_factory=dict)


@dataclass
class Result:
    """The outcome of a query."""

    parts: list[Part] = field(default_factory=list)
    kind: Kind = "answer"
    verdicts: list[Verdict] = field(default_factory=list)
    """One a city asked about."""
    cities: list[City] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    """Codes; those of `cities` are added by the reply."""
    count: int | None = None
    published: int | None = None
    """The published figure, where the list names but a part of it."""
    year: int | None = None
    choices: list[Choice] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    """Ids in sources.csv."""
    as_of: str = ""

    @property
    def verdict(self) -> Verdict | None:
        """The verdict, where it is the same for all cities asked about."""
        return self.verdicts[0] if len(set(self.verdicts)) == 1 else None

    def say(self, wording: str, /, **fields: object) -> None:
        """Add one wording."""
        self.parts.append(Part(wording, fields))

    def cite(self, sources: Iterable[str]) -> None:
        """Add sources, each once."""
        self.sources += [source for source in dict.fromkeys(sources) if source not in self.sources]


@dataclass(frozen=True)
class Query:
    """Everything a query may look at."""

    dataset: Dataset
    gazetteer: Gazetteer
    pack: LanguagePack
    intent: Intent
    reading: Interpretation
    filters: Filters
    """Resolved from the reading's areas, years and exclusions."""
    no_round_in: int | None
    """The year asked for by "this year" or "last year" in which no round is known; the latest round stands in."""
    today: date
    conversation: Conversation
    chance: Random
    """What members are picked with where any of them will do."""


def say_missing_round(query: Query, result: Result, words: Words) -> None:
    """Say that no round of the year asked for is known, where the latest one stands in for it."""
    if query.no_round_in is not None:
        day = words.day(query.dataset.latest_round.announced)
        result.say("no_round", year=query.no_round_in, day=day)


def coverage(query: Query) -> dict[str, int | None]:
    """Fields of the wordings that say how much of the network the list names."""
    return {"named": len(query.dataset.members), "total": query.dataset.latest_round.total_cities}


def in_years(query: Query, year: int) -> bool:
    """Tell whether a year meets the years asked for; with a round asked for, every year does."""
    return query.filters.round is not None or query.filters.holds_year(year)


def meets_areas(query: Query, city: City) -> bool:
    """Tell whether a member lies in the areas asked for and is one of those that "of them" speaks of."""
    areas, among = query.filters.areas, query.filters.among
    return (not areas or any(in_area(city, area) for area in areas)) and (among is None or city.id in among)


def to_remember(query: Query, result: Result) -> dict[str, object]:
    """What a follow-up may speak of: attributes of the conversation and their values."""
    filters = query.filters
    cities = list(result.cities)
    if query.intent.query in _BY_COUNTRY:
        cities.sort(key=lambda city: query.dataset.countries[city.country].name)
    announced = query.dataset.rounds[filters.round].announced if filters.round else None
    return {
        "last": query.reading,
        "sources": tuple(result.sources),
        "filters": filters,
        "cities": tuple(city.id for city in cities),
        "ranked": tuple(result.countries) if query.intent.query in _OF_COUNTRIES else (),
        "count": result.count,
        "year": int(announced[:4]) if announced else filters.single_year or result.year,
    }


def round_asked(query: Query) -> str | None:
    """Id of the round that was asked for, by itself or as that of a year."""
    filters = query.filters
    if filters.round or filters.single_year is None:
        return filters.round
    return next((r.id for r in query.dataset.rounds.values() if filters.holds_day(r.announced)), None)
