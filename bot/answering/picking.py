"""Some members out of many: "name three German cities", "any African one"."""

from __future__ import annotations

from bot.answering.countries import counts_by_country
from bot.answering.listing import cite_by_weight
from bot.answering.results import Query, Result, coverage
from bot.answering.wording import Words
from bot.dataset.selecting import select
from bot.understanding.filters import SOME_OPS

A_FEW = 3
"""How many "some" are."""


def some_cities(query: Query, words: Words) -> Result:
    """As many members as asked for, picked by chance among those that meet the filters."""
    filters = query.filters
    cities = select(query.dataset, filters)
    wanted = min(_wanted(query), len(cities))
    fresh = [city for city in cities if city.id not in query.conversation.cities]
    picked = query.chance.sample(fresh if len(fresh) >= wanted else cities, wanted)
    picked.sort(key=cities.index)
    result = Result(count=len(cities), cities=picked, as_of=query.dataset.latest_round.announced)
    result.year = filters.single_year
    result.countries = [area.key for area in filters.areas if area.kind == "country"]
    cite_by_weight(result, picked)
    fields = {"count": wanted, "noun": words.noun(filters, len(cities)), "scope": words.scope(filters)}
    if not cities:
        result.say("none", **fields)
        result.say("country_incomplete_none", **coverage(query))
        return result
    result.say(
        "picked" if wanted < len(cities) else "all_there_are", total=words.number(len(cities)), **fields
    )
    several = len({city.country for city in cities}) > 1
    with_year = len({city.year for city in cities}) > 1
    for city in picked:
        name = words.labelled(city, with_year=with_year)
        country = words.country(city.country)
        result.say("country_line" if several else "city_line", country=country, cities=name, city=name)
    return result


def some_countries(query: Query, words: Words) -> Result:
    """As many countries with a member that meets the filters as asked for, picked by chance."""
    counts = counts_by_country(query)
    codes = sorted(counts, key=words.country)
    wanted = min(_wanted(query), len(codes))
    picked = sorted(query.chance.sample(codes, wanted), key=words.country)
    result = Result(count=len(codes), countries=picked, as_of=query.dataset.latest_round.announced)
    result.cite(query.dataset.latest_round.sources)
    fields = {"count": wanted, "total": len(codes), "scope": words.scope_of_members(query.filters)}
    result.say(("picked" if wanted < len(codes) else "all_there_are") if codes else "none", **fields)
    if codes:
        result.say("names", names=", ".join(words.country(code) for code in picked))
    return result


def _wanted(query: Query) -> int:
    limits = [limit for limit in query.reading.finds.numbers if limit.op in SOME_OPS]
    if not limits:
        return 1
    return max(1, A_FEW if limits[0].op == "a_few" else limits[0].n)
