"""Queries about countries: profile, lists, counts, the new ones, which region."""

from __future__ import annotations

from collections import Counter

from bot.answering.listing import SHORT_LIST, count_cities
from bot.answering.network import totals
from bot.answering.newcomers import say_first_round
from bot.answering.results import Query, Result, coverage, round_asked, say_missing_round
from bot.answering.wording import Words
from bot.dataset.models import Region
from bot.dataset.selecting import Filters, area_countries, select
from bot.understanding.filters import NumberLimit


def country_profile(query: Query, words: Words) -> Result:
    """What the data holds on each named country, region or group: members, first year, region."""
    result = count_cities(query, words)
    for area in query.filters.areas:
        if area.kind != "country":
            continue
        if query.dataset.members_by_country.get(area.key):
            say_first_round(query, area.key, words, result)
    areas = query.filters.areas
    if query.intent.preset.get("verdict") and len(areas) == 1 and areas[0].kind == "country":
        country = query.dataset.countries[areas[0].key]
        if result.count or country.first_round:
            result.verdicts.append("member")
        else:
            result.verdicts.append("not_member" if country.complete else "not_listed")
    return result


def list_countries(query: Query, words: Words) -> Result:
    """Countries with a member that meets the filters, or with exactly, more or fewer than so many members."""
    counts = counts_by_country(query)
    limit = next((n for n in query.reading.finds.numbers if n.op != "top"), None)
    if query.intent.preset.get("fewest"):
        limit = NumberLimit("exactly", min((n for n in counts.values() if n), default=1))
    if query.intent.preset.get("none"):
        limit = NumberLimit("none", 1)
    result = country_result(query, words)
    if limit and limit.op == "none":
        return _without_members(query, counts, words, result)
    if limit:
        counts = Counter({code: n for code, n in counts.items() if within(n, limit)})
    codes = sorted(counts, key=words.country)
    result.count, result.countries = len(codes), codes
    if query.filters == Filters() and not limit:
        result.published = query.dataset.latest_round.total_countries
    fields = {"count": len(codes), "scope": words.scope_of_members(query.filters)}
    if not codes:
        result.say("none", **fields)
    elif limit:
        plural = "one" if limit.n == 1 else "many"
        result.say(
            "by_number", limit=words.piece(f"limit_{limit.op}_{plural}", n=limit.n, n2=limit.n2), **fields
        )
        result.say("names", names=", ".join(f"{words.country(c)} ({counts[c]})" for c in codes))
    else:
        result.say("header_one" if len(codes) == 1 else "header", **fields)
        result.say("names", names=", ".join(words.country(code) for code in codes))
    country_notes(query, words, result)
    return result


def count_countries(query: Query, words: Words) -> Result:
    """How many countries have a member that meets the filters; the published figure where one exists."""
    if query.reading.finds.numbers:
        return list_countries(query, words)
    dataset = query.dataset
    filters = query.filters
    result = country_result(query, words)
    counts = counts_by_country(query)
    round_id = round_asked(query)
    if filters.without_time() == Filters() and filters.has_time and not round_id:
        result = totals(query, words)
        result.count = None
        return result
    if filters.without_time() == Filters():
        announced = dataset.rounds[round_id] if round_id else dataset.latest_round
        result.count = result.published = announced.countries if round_id else announced.total_countries
        result.as_of = announced.announced
        result.sources = list(announced.sources)
        result.say(
            "round_total" if round_id else "network_total",
            countries=result.count,
            cities=announced.cities if round_id else announced.total_cities,
            day=words.day(announced.announced),
            named=len(counts),
        )
        if round_id and announced.total_countries:
            result.say("then", total=announced.total_cities, total_countries=announced.total_countries)
        return result
    codes = sorted(counts, key=words.country)
    result.count, result.countries = len(codes), codes if len(codes) <= SHORT_LIST else []
    result.say(
        "count_one" if len(codes) == 1 else "count", count=len(codes), scope=words.scope_of_members(filters)
    )
    if 0 < len(codes) <= SHORT_LIST:
        result.say("names", names=", ".join(words.country(code) for code in codes))
    country_notes(query, words, result)
    return result


def region_of(query: Query, words: Words) -> Result:
    """The UNESCO region of each named country."""
    result = Result(as_of=query.dataset.latest_round.announced)
    if _is_territorial(query):
        result.kind = "not_covered"
        result.say("territory")
        return result
    for mention in (*query.reading.areas, *query.reading.cities):
        codes = [area.key for area in mention.areas if area.kind == "country"]
        codes += [query.dataset.cities[city].country for city in mention.members[:1]]
        codes += [place.country for place in mention.places[:1] if not mention.members]
        for code in codes:
            if code in result.countries:
                continue
            country = query.dataset.countries[code]
            result.countries.append(code)
            result.cite(country.sources)
            region = query.gazetteer.region_areas[country.region].label
            result.say("region", country=country.name, region=region)
            count = len(query.dataset.members_by_country.get(code, ()))
            result.say({0: "members_none", 1: "members_one"}.get(count, "members"), count=count)
            if country.region is Region.ARAB_STATES and code in _continent_africa(query):
                result.say("on_continent", country=country.name)
    return result


def _is_territorial(query: Query) -> bool:
    """True for "is Taiwan part of China": which country a territory belongs to is not for this bot to say."""
    ranked = query.reading.ranked
    areas = [area for mention in query.reading.areas for area in mention.areas]
    return (
        bool(ranked)
        and ranked[0].form.sequence.count("AREA") > 1
        and len(areas) > 1
        and all(area.kind == "country" for area in areas)
    )


def _continent_africa(query: Query) -> frozenset[str]:
    continent = query.gazetteer.groups.get("continent_africa")
    return continent.countries if continent else frozenset()


def within(count: int, limit: NumberLimit) -> bool:
    """Tell whether a number meets a limit."""
    match limit.op:
        case "more_than":
            return count > limit.n
        case "at_least":
            return count >= limit.n
        case "fewer_than":
            return count < limit.n
        case "at_most":
            return count <= limit.n
        case "between":
            return limit.n <= count <= (limit.n2 or limit.n)
        case _:
            return count == limit.n


def counts_by_country(query: Query) -> Counter[str]:
    """Members on the list for each country; a country known to be in without a named city counts 0."""
    counts = Counter(city.country for city in select(query.dataset, query.filters))
    filters = query.filters
    if filters.capital or filters.excludes:
        return counts
    asked = round_asked(query)
    for code, country in query.dataset.countries.items():
        in_time = not filters.has_time or country.first_round == asked
        in_area = not filters.areas or code in area_countries(filters.areas)
        if country.first_round and code not in counts and in_time and in_area:
            counts[code] = 0
    return counts


def country_result(query: Query, words: Words) -> Result:
    """Start a result about countries: the year, the missing round, the sources of the latest one."""
    latest = query.dataset.latest_round
    result = Result(as_of=latest.announced, sources=list(latest.sources))
    result.year = query.filters.single_year
    say_missing_round(query, result, words)
    return result


def country_notes(query: Query, words: Words, result: Result) -> None:
    """Say how far a list of countries can be complete."""
    dataset = query.dataset
    round_id = round_asked(query)
    if round_id and not query.filters.areas and not query.filters.capital:
        announced = dataset.rounds[round_id]
        result.cite(announced.sources)
        result.say("round_countries", stated=announced.countries, month=words.day(announced.announced[:7]))
        return
    result.say("incomplete", countries=dataset.latest_round.total_countries, **coverage(query))


def _without_members(query: Query, counts: Counter[str], words: Words, result: Result) -> Result:
    within = (
        area_countries(query.filters.areas) if query.filters.areas else frozenset(query.dataset.countries)
    )
    codes = sorted(within - set(counts), key=words.country)
    result.count = len(codes)
    wording = {0: "without_none", 1: "without_one"}.get(len(codes), "without")
    result.say(wording, count=len(codes), scope=words.scope_of_members(query.filters))
    named = query.filters.areas or len(codes) <= SHORT_LIST
    result.countries = codes if named else []
    if codes and named:
        result.say("names", names=", ".join(words.country(code) for code in codes))
    if codes:
        result.say("without_caveat", **coverage(query))
    return result


def every_country(query: Query, words: Words) -> Result:
    """Which countries of an area have a member on the list, and which have none ("is every Baltic state in?")."""
    result = country_result(query, words)
    codes = area_countries(query.filters.areas)
    found = sorted(counts_by_country(query).keys() & codes, key=words.country)
    missing = sorted(codes.difference(found), key=words.country)
    result.countries, result.count = found, len(found)
    fields = {"count": len(found), "total": len(codes), "scope": words.scope(query.filters)}
    result.say("some" if missing else "all", **fields)
    if found:
        result.say("names", names=", ".join(words.country(code) for code in found))
    if missing:
        result.say("missing", names=", ".join(words.country(code) for code in missing))
        result.say("country_incomplete_none", **coverage(query))
    return result
