"""Queries that list or count members under any combination of filters."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bot.answering.places import each_member
from bot.answering.results import Query, Result, coverage, say_missing_round
from bot.answering.wording import Words
from bot.dataset.models import City, Region, Round
from bot.dataset.selecting import Area, Filters, area_countries, select, undated
from bot.understanding.names import Mention

LATE_YEAR = 2025
"""No member without a year can have joined from this year on: they stand in earlier sources."""
RECENT = "2025"
"""A stated total from this year on is held against the list; older ones were overtaken by later rounds."""
SHORT_LIST = 15
"""A count names the cities too when there are not more than this."""


def list_cities(query: Query, words: Words) -> Result:
    """Every member that meets the filters, grouped by country when there are several."""
    filters = _effective(query)
    cities = select(query.dataset, filters)
    result = _started(query, filters, cities, words)
    limit = next((limit.n for limit in query.reading.finds.numbers if limit.op == "top"), None)
    shown = cities[:limit] if limit else cities
    result.cities = list(shown)
    fields = {"noun": words.noun(filters, len(cities)), "scope": words.scope(filters)}
    if not cities:
        result.say("none", **fields)
    else:
        result.say("list_header", count=words.number(len(cities)), **fields)
        _say_cities(shown, words, result)
    _notes(query, filters, cities, words, result)
    return result


def joined_with(query: Query, words: Words) -> Result:
    """The members that joined in the same year as the named one."""
    mentions = query.reading.cities
    settled = len(mentions) == 1 and len(mentions[0].members) == 1
    city = query.dataset.cities[mentions[0].members[0]] if settled else None
    if city is None or city.year is None:
        return each_member(query, words, partial(_say_year, words))
    filters = replace(
        query.filters, year_from=city.year, year_to=city.year, without_cities=frozenset({city.id})
    )
    return list_cities(replace(query, filters=filters), words)


def _say_year(words: Words, city: City, mention: Mention, result: Result) -> None:
    """The year of one of several named members, of which none can stand for all."""
    if city.year is None:
        result.say("year_unknown", city=city.name)
    else:
        result.say("year_known", city=city.name, since=words.since(city))


def count_cities(query: Query, words: Words) -> Result:
    """How many members meet the filters; stated figures and the list's own count are kept apart."""
    filters = _effective(query)
    cities = select(query.dataset, filters)
    result = _started(query, filters, cities, words)
    rounds = rounds_of(query, filters)
    only_time = replace(filters.without_time(), areas=()) == Filters() and not filters.areas
    fields = {"noun": words.noun(filters, len(cities)), "scope": words.scope(filters)}
    if rounds and only_time:
        result.count = result.published = sum(r.cities for r in rounds)
        for announced in rounds:
            result.say(
                "round_count",
                cities=announced.cities,
                countries=announced.countries,
                day=words.day(announced.announced),
                named=len([c for c in cities if c.round == announced.id]),
            )
            if announced.total_cities:
                result.say("then", total=announced.total_cities, total_countries=announced.total_countries)
            result.cite(announced.sources)
        result.as_of = max(r.announced for r in rounds)
        return result
    if not cities:
        result.say("none", **fields)
    else:
        result.say("count", count=words.number(len(cities)), **fields)
        if len(cities) <= SHORT_LIST:
            result.cities = list(cities)
            _say_cities(cities, words, result)
    _notes(query, filters, cities, words, result)
    return result


def cite_by_weight(result: Result, cities: Sequence[City]) -> None:
    """Name the sources of many members, those behind most of them first."""
    counted = Counter(source for city in cities for source in city.sources)
    result.cite(source for source, _ in counted.most_common())


def _effective(query: Query) -> Filters:
    filters = query.filters
    if query.intent.preset.get("first_time"):
        filters = replace(filters, first_time=True)
    if query.intent.preset.get("stock"):
        filters = replace(filters, year_from=None, year_to=filters.year_to or filters.year_from)
    if query.intent.preset.get("latest") and not filters.has_time:
        filters = replace(filters, round=query.dataset.latest_round.id)
    return filters


def _started(query: Query, filters: Filters, cities: tuple[City, ...], words: Words) -> Result:
    result = Result(count=len(cities), as_of=query.dataset.latest_round.announced)
    result.year = query.no_round_in or filters.single_year
    say_missing_round(query, result, words)
    cite_by_weight(result, cities)
    result.countries = [
        code for area in filters.areas if area.kind == "country" for code in sorted(area.countries)
    ]
    if not cities:
        result.cite(query.dataset.latest_round.sources)
    return result


def rounds_of(query: Query, filters: Filters) -> list[Round]:
    """The announced rounds that the time filter means as a whole."""
    if filters.round is not None:
        return [query.dataset.rounds[filters.round]]
    first, last = filters.year_from, filters.year_to
    rounds = list(query.dataset.rounds.values())
    if first is None or last is None or first < int(rounds[0].announced[:4]):
        return []
    return [r for r in rounds if filters.holds_day(r.announced)]


def _say_cities(cities: Sequence[City], words: Words, result: Result) -> None:
    with_year = len({city.year for city in cities}) > 1
    labels: dict[str, list[str]] = defaultdict(list)
    for city in cities:
        labels[city.country].append(words.labelled(city, with_year=with_year))
    for code in sorted(labels, key=words.country):
        if len(labels) > 1:
            result.say("country_line", country=words.country(code), cities=", ".join(labels[code]))
            continue
        for label in labels[code]:
            result.say("city_line", city=label)


def _notes(query: Query, filters: Filters, cities: Sequence[City], words: Words, result: Result) -> None:
    """What the reader must know before quoting the list."""
    dataset = query.dataset
    if filters.among is not None:
        return
    no_year = undated(dataset, filters)
    if no_year and (filters.year_from or 0) < LATE_YEAR and filters.round is None:
        result.say("undated_one" if len(no_year) == 1 else "undated", count=len(no_year))
    if filters.month:
        in_year = select(dataset, replace(filters, month=None))
        no_month = sum(city.month is None for city in in_year)
        if no_month:
            result.say("no_month", count=no_month, year=filters.single_year)
    _say_other_region(query, filters, words, result)
    if filters.areas and all(area.kind == "country" for area in filters.areas):
        narrowed = filters.has_time or filters.undated is not None or filters.capital or filters.excludes
        open_ended = [
            _country_note(query, area.key, words, result, narrowed=narrowed) for area in filters.areas
        ]
        if any(open_ended):
            result.say("country_incomplete" if cities else "country_incomplete_none", **coverage(query))
        return
    narrowed = filters.excludes
    for area in filters.areas:
        _region_note(query, area, filters, words, result)
    rounds = rounds_of(query, filters)
    if len(rounds) == 1 and filters.capital and rounds[0].capitals and not filters.areas and not narrowed:
        _capitals_note(rounds[0], cities, result)
    elif rounds and not filters.areas and not filters.capital and not narrowed:
        for announced in rounds:
            named = sum(city.round == announced.id for city in cities)
            result.published = announced.cities if len(rounds) == 1 else None
            if named < announced.cities:
                result.say("round_named", named=named, cities=announced.cities)
    elif filters.single_year and not rounds:
        result.say("no_round_then", asked=words.asked_time(filters))
    else:
        result.published = dataset.latest_round.total_cities if filters == Filters() else None
        result.say("incomplete" if cities else "country_incomplete_none", **coverage(query))


def _say_other_region(query: Query, filters: Filters, words: Words, result: Result) -> None:
    """Say under which region UNESCO counts a country that the question puts into another."""
    regions = [area for mention in query.reading.areas for area in mention.areas if area.kind == "region"]
    for area in filters.areas:
        if area.kind != "country" or not regions or area_countries(regions) & area.countries:
            continue
        region = query.gazetteer.region_areas[query.dataset.countries[area.key].region].label
        result.say("counted_under", country=words.country(area.key), region=region)


def _capitals_note(announced: Round, cities: Sequence[City], result: Result) -> None:
    """Hold the capitals on the list against the published number."""
    result.cite(announced.sources)
    complete = len(cities) == announced.capitals
    result.say("capitals_all" if complete else "capitals_stated", stated=announced.capitals)


def stated_fields(query: Query, code: str, words: Words) -> dict[str, object]:
    """Fields of the wordings that hold the list of a country against the stated number."""
    country = query.dataset.countries[code]
    return {
        "country": words.country(code),
        "in_country": words.the_country(code),
        "stated": country.stated_members,
        "day": words.day(country.stated_as_of or ""),
        "listed": len(query.dataset.members_by_country.get(code, ())),
    }


def _country_note(query: Query, code: str, words: Words, result: Result, *, narrowed: bool) -> bool:
    """Say how the list of a country relates to what is stated; True when only the general caveat is left.

    A `narrowed` list is not held against the total of the whole country.
    """
    country = query.dataset.countries[code]
    listed = len(query.dataset.members_by_country.get(code, ()))
    stated = country.stated_members
    fields = stated_fields(query, code, words)
    if country.stated_members or country.first_round:
        result.cite(country.sources)
    if country.first_round and not listed:
        announced = query.dataset.rounds[country.first_round].announced
        result.say("unnamed_country", month=words.day(announced[:7]), **fields)
    elif narrowed:
        return not country.complete
    elif country.complete:
        result.say("complete", **fields)
    elif stated == listed:
        result.say("stated_same", **fields)
    elif stated and stated > listed:
        result.say("stated_more", **fields)
    elif stated and stated < listed and (country.stated_as_of or "") >= RECENT:
        result.say("stated_fewer", **fields)
    else:
        return True
    return False


def _region_note(query: Query, area: Area, filters: Filters, words: Words, result: Result) -> None:
    """Where UNESCO's region and the continent differ, say what the continent as a whole has."""
    continent = query.gazetteer.groups.get(f"continent_{area.key}")
    if area.key == Region.AFRICA.value and continent:
        whole = select(query.dataset, replace(filters, areas=(continent,)))
        result.say("continent", count=words.number(len(whole)), noun=words.noun(filters, len(whole)))
    elif area.kind == "region":
        result.say("region", region=area.label)
