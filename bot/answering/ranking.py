"""Queries that compare: countries and regions by their members, one area against another."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from bot.answering.countries import country_notes, country_result, counts_by_country
from bot.answering.listing import stated_fields
from bot.answering.results import Part, Query, Result
from bot.answering.wording import Words
from bot.dataset.selecting import select

RANKED = 5
"""Countries in a ranking unless the question gives a number."""


def rank_countries(query: Query, words: Words) -> Result:
    """Countries by the number of members on the list, with the stated figure where it differs.

    A region or group narrows the ranking; a country does not, but its own place is told.
    """
    named = {area.key for area in query.filters.areas if area.kind == "country"}
    areas = tuple(area for area in query.filters.areas if area.kind != "country")
    query = replace(query, filters=replace(query.filters, areas=areas))
    limit = max(_numbers_asked(query), default=RANKED)
    counts = counts_by_country(query)
    result = country_result(query, words)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], words.country(item[0])))
    least = ranked[min(limit, len(ranked)) - 1][1] if ranked else 0
    shown = [(code, number) for code, number in ranked if number >= least or code in named]
    result.countries = [code for code, _ in shown]
    result.count = shown[0][1] if shown else 0
    result.say("header" if shown else "none", scope=words.scope_of_members(query.filters), count=len(shown))
    for code, number in shown:
        country = query.dataset.countries[code]
        stated = country.stated_members if not query.filters.has_time and not query.filters.capital else None
        wording = "line_stated" if stated and stated > number else "line"
        day = words.day(country.stated_as_of or "")
        place = 1 + sum(other > number for other in counts.values())
        result.say(wording, place=place, country=country.name, count=number, stated=stated, day=day)
        if wording == "line_stated":
            result.cite(country.sources)
    country_notes(query, words, result)
    return result


def _numbers_asked(query: Query) -> list[int]:
    """How long a ranking must be for "top 3", or for "who is seventh"."""
    asked = [limit.n for limit in query.reading.finds.numbers if limit.op == "top"]
    ordinals = [query.pack.ordinals[word] for word in query.reading.words if word in query.pack.ordinals]
    return asked or [max(RANKED, number) for number in ordinals]


def rank_regions(query: Query, words: Words) -> Result:
    """UNESCO's regions by the number of members on the list."""
    result = country_result(query, words)
    members = select(query.dataset, query.filters)
    counts = Counter(query.dataset.countries[city.country].region for city in members)
    result.say("header", scope=words.scope_of_members(query.filters))
    for place, (region, number) in enumerate(counts.most_common(), start=1):
        result.say("line", place=place, region=query.gazetteer.region_areas[region].label, count=number)
    result.count = max(counts.values(), default=0)
    country_notes(query, words, result)
    return result


def compare_areas(query: Query, words: Words) -> Result:
    """Members on the list for each of the named countries, regions or groups, most first."""
    result = country_result(query, words)
    counts: list[tuple[int, str]] = []
    for area in query.filters.areas:
        members = select(query.dataset, replace(query.filters, areas=(area,)))
        label = area.label
        counts.append((len(members), label))
        country = query.dataset.countries.get(area.key) if area.kind == "country" else None
        if (
            country
            and country.stated_members
            and country.stated_members > len(members)
            and len(counts) < RANKED
        ):
            result.say("stated_more", **stated_fields(query, area.key, words))
        result.countries += sorted(area.countries) if area.kind == "country" else []
    lines = [Part("line", {"area": label, "count": number}) for number, label in sorted(counts, reverse=True)]
    header = Part("header", {"scope": words.time(query.filters)})
    result.parts = [header, *lines, *result.parts]
    result.count = max((number for number, _ in counts), default=0)
    country_notes(query, words, result)
    return result
