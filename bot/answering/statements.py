"""Queries that state what stands in the data or in the language pack: facts, conflicts, sources, courtesy."""

from __future__ import annotations

from bot.answering.countries import country_profile
from bot.answering.results import Query, Result
from bot.answering.wording import Words


def fact(query: Query, words: Words) -> Result:
    """One statement of facts.yaml."""
    found = query.dataset.facts[query.intent.id or ""]
    result = Result(count=found.count, year=found.year, as_of=found.as_of)
    result.cities = [query.dataset.cities[city] for city in found.cities]
    result.countries = list(found.countries)
    result.cite(found.sources)
    result.say("statement", statement=found.statement)
    if found.caveat:
        result.say("caveat", caveat=found.caveat)
    return result


def conflict(query: Query, words: Words) -> Result:
    """What is used where pages disagree; of a country that the conflict is not about, its members."""
    found = query.dataset.conflicts[query.intent.id or ""]
    if found.countries and any(
        area.kind == "country" and area.key not in found.countries for area in query.filters.areas
    ):
        return country_profile(query, words)
    result = Result(as_of=query.dataset.latest_round.announced)
    result.cities = [query.dataset.cities[city] for city in found.cities]
    result.countries = list(found.countries)
    result.cite(claim.source for claim in found.claims if claim.source)
    result.say("settled" if found.status == "settled" else "open", resolution=found.resolution)
    return result


def last_sources(query: Query, words: Words) -> Result:
    """The pages behind the last answer, or behind the data set."""
    ids = query.conversation.sources or query.dataset.latest_round.sources
    result = Result(as_of=query.dataset.latest_round.announced)
    result.say("header" if query.conversation.sources else "header_data")
    result.cities = [query.dataset.cities[city] for city in query.conversation.cities]
    for source in (query.dataset.sources[source] for source in ids):
        result.say(
            "line", publisher=source.publisher, address=source.address, read_on=words.day(source.read_on)
        )
    result.cite(ids)
    return result


def say(query: Query, words: Words) -> Result:
    """A fixed reply: help, greeting, thanks."""
    result = Result(as_of=query.dataset.latest_round.announced)
    latest = query.dataset.latest_round
    result.say(
        "text",
        cities=latest.total_cities,
        countries=latest.total_countries,
        day=words.day(latest.announced),
        named=len(query.dataset.members),
    )
    return result


def ask_place(query: Query, words: Words) -> Result:
    """The question is about a place that it does not name."""
    result = Result(kind="nothing", as_of=query.dataset.latest_round.announced)
    result.say("text")
    return result
