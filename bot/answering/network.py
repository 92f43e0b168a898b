"""Queries about the network as a whole: totals, rounds, growth, its oldest and newest members."""

from __future__ import annotations

from collections.abc import Callable

from bot.answering.results import Query, Result, in_years, say_missing_round
from bot.answering.wording import Words
from bot.dataset.models import Round
from bot.dataset.selecting import select

HISTORY = "history"
"""Topic of the facts that state the size of the network in a year."""


def totals(query: Query, words: Words) -> Result:
    """The published size of the network, now or in the years asked for."""
    latest = query.dataset.latest_round
    result = Result(as_of=latest.announced)
    say_missing_round(query, result, words)
    if not query.filters.has_time or query.filters.round:
        _say_total(latest, words, result)
        result.say("named", named=len(query.dataset.members))
        return result
    result.year = query.filters.single_year
    published = [
        f for f in query.dataset.facts.values() if f.topic == HISTORY and f.year and in_years(query, f.year)
    ]
    for fact in sorted(published, key=lambda fact: fact.as_of):
        result.say("statement", statement=fact.statement)
        if fact.caveat:
            result.say("caveat", caveat=fact.caveat)
        result.cite(fact.sources)
        result.count, result.as_of = fact.count, fact.as_of
        result.published = fact.count
    if len(published) != 1:
        result.count = None
    if not published:
        result.cite(latest.sources)
        result.say("total_unknown", asked=words.asked_time(query.filters))
        _say_rounds_known(query, words, result)
    return result


def _say_total(latest: Round, words: Words, result: Result) -> None:
    result.count = result.published = latest.total_cities
    result.cite(latest.sources)
    result.say(
        "total",
        cities=latest.total_cities,
        countries=latest.total_countries,
        day=words.day(latest.announced),
    )


def round_profile(query: Query, words: Words) -> Result:
    """When a round was announced and how large it was; the latest one unless a year is given."""
    result = Result()
    rounds = _rounds(query)
    latest = query.dataset.latest_round
    say_missing_round(query, result, words)
    if query.filters.has_time and not rounds:
        result.say("no_such_round", asked=words.asked_time(query.filters))
        _say_rounds_known(query, words, result)
        result.cite(latest.sources)
        return result
    for announced in rounds or [latest]:
        _say_round(announced, query, words, result)
    result.year = int((rounds or [latest])[-1].announced[:4])
    return result


def _say_rounds_known(query: Query, words: Words, result: Result) -> None:
    months = [words.day(announced.announced[:7]) for announced in query.dataset.rounds.values()]
    result.say("rounds_known", rounds=words.listing(months))


def growth(query: Query, words: Words) -> Result:
    """All announced rounds in order, with the size of the network after each."""
    result = Result(as_of=query.dataset.latest_round.announced)
    result.say("header")
    for announced in query.dataset.rounds.values():
        known = announced.total_cities is not None
        result.say(
            "line" if known else "line_no_total",
            month=words.day(announced.announced[:7]),
            new=announced.cities,
            cities=announced.total_cities,
            countries=announced.total_countries,
        )
        result.cite(announced.sources)
    result.say("gaps")
    return result


def oldest_members(query: Query, words: Words) -> Result:
    """Members with the earliest year on the list."""
    return _by_year(query, min, "oldest", words)


def newest_members(query: Query, words: Words) -> Result:
    """Members with the latest year on the list."""
    return _by_year(query, max, "newest", words)


def _say_round(announced: Round, query: Query, words: Words, result: Result) -> None:
    fields = {
        "day": words.day(announced.announced),
        "cities": announced.cities,
        "countries": announced.countries,
        "total_cities": announced.total_cities,
        "total_countries": announced.total_countries,
        "capitals": announced.capitals,
        "people": announced.people,
    }
    result.say("latest" if announced is query.dataset.latest_round else "round", **fields)
    if announced.total_cities:
        result.say("after", **fields)
    if announced.capitals and announced.first_time_countries is not None:
        result.say("capitals_and_new", new=len(announced.first_time_countries), **fields)
    if announced.first_release:
        result.say("first_release", figures=announced.first_release)
    result.cite(announced.sources)
    result.as_of = max(result.as_of, announced.announced)
    result.count = result.published = announced.cities


def _by_year(query: Query, pick: Callable[[list[int]], int], wording: str, words: Words) -> Result:
    dated = [city for city in select(query.dataset, query.filters.without_time()) if city.year]
    year = pick([city.year for city in dated if city.year]) if dated else None
    result = Result(year=year, as_of=query.dataset.latest_round.announced)
    found = [city for city in dated if city.year == year]
    result.cities, result.count = found, len(found)
    for city in found:
        result.cite(city.sources)
    if not found:
        result.say("none", scope=words.scope_of_members(query.filters, "of"))
        return result
    result.say(
        wording, year=year, count=len(found), scope=words.scope_of_members(query.filters.without_time(), "of")
    )
    result.say("names", names=", ".join(words.full(city) for city in found))
    result.say("undated_members", count=len([c for c in query.dataset.members if not c.year]))
    return result


def _rounds(query: Query) -> list[Round]:
    if not query.filters.has_time:
        return []
    if query.filters.round:
        return [query.dataset.rounds[query.filters.round]]
    return [r for r in query.dataset.rounds.values() if query.filters.holds_day(r.announced)]
