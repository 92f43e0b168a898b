"""Questions that take something for granted: that a city left, is the only one, or was the first."""

from __future__ import annotations

from dataclasses import replace

from bot.answering.countries import country_profile
from bot.answering.places import each_member
from bot.answering.results import Query, Result
from bot.answering.wording import Words
from bot.dataset.models import City
from bot.dataset.selecting import Area, select
from bot.understanding.names import Mention

LEAVING = "expelled"
"""Id of the fact that says what is known of cities that left."""


def departure(query: Query, words: Words) -> Result:
    """Whether each named city is a member at all, and what is known of cities that left."""

    def write(city: City, mention: Mention, result: Result) -> None:
        full = words.full(city)
        result.say("not_left" if city.year else "not_left_no_year", full=full, since=words.since(city))

    result = each_member(query, words, write)
    if result.verdicts:
        known = query.dataset.facts[LEAVING]
        result.say("statement", statement=known.statement)
        result.cite(known.sources)
    return result


def only_one(query: Query, words: Words) -> Result:
    """All members of the area of which the question takes the named city to be the only one."""
    return country_profile(replace(query, filters=replace(query.filters, areas=_around(query))), words)


def first_in_area(query: Query, words: Words) -> Result:
    """Whether the named city is the earliest member of the area, as far as years are known."""
    areas = _around(query)
    filters = replace(query.filters.without_time(), areas=areas)

    def write(city: City, mention: Mention, result: Result) -> None:
        others = [c for c in select(query.dataset, filters) if c != city]
        earlier = sorted((c for c in others if _is_earlier(c, city)), key=lambda c: (c.year, c.month or 0))
        undated = sum(c.year is None for c in others)
        fields = {"full": words.full(city), "city": city.name, "since": words.since(city)}
        fields |= {"scope": words.scope(filters), "noun": words.noun(filters, 1)}
        if filters.capital and not city.capital:
            result.say("year_known" if city.year else "year_unknown", **fields)
            return
        if city.year is None:
            result.say("first_unknown", **fields)
        elif earlier:
            result.say("not_first", earlier=words.full(earlier[0]), when=words.since(earlier[0]), **fields)
        else:
            result.say("first", **fields)
        if undated and city.year and not earlier:
            result.say("undated_one" if undated == 1 else "undated", count=undated)

    return each_member(query, words, write)


def _is_earlier(one: City, other: City) -> bool:
    """True only where the sources settle it: of two in one year, both months must be known."""
    if one.year is None or other.year is None:
        return False
    if one.year == other.year and one.month and other.month:
        return one.month < other.month
    return one.year < other.year


def _around(query: Query) -> tuple[Area, ...]:
    """The areas of the question, those that a city is placed in there, or the country of the named member."""
    cities = query.reading.cities
    areas = query.filters.areas or tuple(area for mention in cities for area in mention.qualifiers)
    if areas:
        return areas
    members = [query.dataset.cities[mention.members[0]] for mention in cities if mention.members]
    return tuple(dict.fromkeys(query.gazetteer.country_areas[city.country] for city in members))
