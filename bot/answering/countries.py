"""Queries about countries: profile, lists, counts, the new ones, which region."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from bot.answering.listing import SHORT_LIST, count_cities
from bot.answering.network import totals
from bot.answering.results import Query, Result, coverage, say_missing_round
from bot.answering.wording import Words
from bot.dataset.models import Region
from bot.dataset.selecting import Filters, area_countries, is_first_time, select
from bot.understanding.filters import NumberLimit


def country_profile(query: Query, words: Words) -> Result:
    """What the data holds on each named country, region or group: members, first year, region."""
    result = count_cities(query, words)
    for area in query.filters.areas:
        if area.kind != "country":
            continue
        country = query.dataset.countries[area.key]
        if country.first_round and query.dataset.members_by_country.get(area.key):
            month = words.day(query.dataset.rounds[country.first_round].announced[:7])
            result.say("new_in", country=words.the_country(area.key), month=month)
    areas = query.filters.areas
    if query.intent.preset.get("verdict") and len(areas) == 1 and areas[0].kind == "country":
        country = query.dataset.countries[areas[0].key]
        if result.count or country.first_round:
            result.verdicts.append("member")
        else:
            result.verdicts.append("not_member" if country.complete else "not_listed")
    return result


def first_time_countries(query: Query, words: Words) -> Result:
    """Countries that joined for the first time in a round; the latest one unless a year is given."""
    dataset = query.dataset
    result = Result(as_of=dataset.latest_round.announced)
    round_id = _round_asked(query) if query.filters.has_time else dataset.latest_round.id
    if round_id is None:
        result.say("no_such_round", asked=words.asked_time(query.filters))
        return result
    announced = dataset.rounds[round_id]
    say_missing_round(query, result, words)
    codes = [code for code in dataset.countries if is_first_time(dataset, code, round_id)]
    if query.filters.areas:
        codes = [code for code in codes if code in area_countries(query.filters.areas)]
    codes.sort(key=words.country)
    result.year = int(announced.announced[:4])
    result.count, result.countries = len(codes), codes
    result.as_of = announced.announced
    result.cite(announced.sources)
    scope = words.scope(replace(query.filters.without_time(), first_time=False))
    fields = {"count": len(codes), "day": words.day(announced.announced), "scope": scope}
    if codes:
        fields["countries"] = words.listing([words.country(code) for code in codes])
    complete = announced.first_time_countries is not None
    if not codes:
        result.say("none_new" if complete else "none_new_known", **fields)
    else:
        result.say("new_one" if len(codes) == 1 else "new", **fields)
        if not complete:
            result.say("new_incomplete")
    return result


def list_countries(query: Query, words: Words) -> Result:
    """Countries with a member that meets the filters, or with exactly, more or fewer than so many members."""
    counts = counts_by_country(query)
    limit = next((n for n in query.reading.finds.numbers if n.op != "top"), None)
    if query.intent.preset.get("fewest"):
        limit = NumberLimit("exactly", min((n for n in counts.values() if n), default=1))
    result = country_result(query, words)
    if limit and limit.op == "none":
        return _without_members(query, counts, words, result)
    if limit:
        counts = Counter({code: n for code, n in counts.items() if _within(n, limit)})
    codes = sorted(counts, key=words.country)
    result.count, result.countries = len(codes), codes
    fields = {"count": len(codes), "scope": words.scope(query.filters)}
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
    round_id = _round_asked(query)
    if filters.without_time() == Filters() and filters.has_time and not round_id:
        result = totals(query, words)
        result.count = None
        return result
    if filters.without_time() == Filters():
        announced = dataset.rounds[round_id] if round_id else dataset.latest_round
        result.count = announced.countries if round_id else announced.total_countries
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
    result.say("count_one" if len(codes) == 1 else "count", count=len(codes), scope=words.scope(filters))
    if 0 < len(codes) <= SHORT_LIST:
        result.say("names", names=", ".join(words.country(code) for code in codes))
    country_notes(query, words, result)
    return result


def region_of(query: Query, words: Words) -> Result:
    """The UNESCO region of each named country."""
    result = Result(as_of=query.dataset.latest_round.announced)
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


def _continent_africa(query: Query) -> frozenset[str]:
    continent = query.gazetteer.groups.get("continent_africa")
    return continent.countries if continent else frozenset()


def _within(count: int, limit: NumberLimit) -> bool:
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
    if filters.capital or filters.without_areas or filters.without_cities:
        return counts
    asked = _round_asked(query)
    for code, country in query.dataset.countries.items():
        in_time = not filters.has_time or country.first_round == asked
        in_area = not filters.areas or code in area_countries(filters.areas)
        if country.first_round and code not in counts and in_time and in_area:
            counts[code] = 0
    return counts


def _round_asked(query: Query) -> str | None:
    """Id of the round that was asked for, by itself or as that of a year."""
    year = query.filters.single_year
    if query.filters.round or year is None:
        return query.filters.round
    return next((r.id for r in query.dataset.rounds.values() if r.announced.startswith(str(year))), None)


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
    round_id = _round_asked(query)
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
    result.say("without", count=len(codes), scope=words.scope(query.filters))
    if len(codes) <= SHORT_LIST:
        result.countries = codes
        result.say("names", names=", ".join(words.country(code) for code in codes))
    result.say("without_caveat", **coverage(query))
    return result
