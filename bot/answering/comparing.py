"""Who joined earlier: named members held against each other, and whether all members of an area joined together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from bot.answering.listing import cite_by_weight, count_cities
from bot.answering.places import each_member
from bot.answering.results import Part, Query, Result, coverage
from bot.answering.wording import Words
from bot.dataset.models import City
from bot.dataset.selecting import select
from bot.understanding.names import Mention

MONTHS = 12


def compare_cities(query: Query, words: Words) -> Result:
    """When each named city joined, which was earlier and by how much, or that no source settles it."""
    compared: list[City] = []

    def write(city: City, mention: Mention, result: Result) -> None:
        compared.append(city)
        deduced = words.piece("deduced") if city.confidence != "high" else ""
        fields = {"full": words.full(city), "since": words.since(city), "deduced": deduced}
        result.say("joined" if city.year else "no_year", **fields)

    result = each_member(query, words, write)
    if len(compared) < 2 or result.kind != "answer":
        return result
    if not all(city.year for city in compared):
        result.say("cannot_tell")
        return result
    if len(compared) == 2:
        _say_pair(compared[0], compared[1], words, result)
    else:
        _say_order(compared, words, result)
    reply = _yes_or_no(query, compared)
    if reply and len(compared) == len(query.reading.cities):
        result.parts.insert(0, Part(reply))
    return result


def same_year(query: Query, words: Words) -> Result:
    """Did all members of the areas join in one year, or in the years asked for, as far as the list goes?"""
    anytime = query.filters.without_time()
    cities = select(query.dataset, anytime)
    if len(cities) < 2:
        return count_cities(replace(query, filters=anytime), words)
    result = Result(count=len(cities), cities=list(cities), as_of=query.dataset.latest_round.announced)
    result.year = query.filters.single_year
    result.countries = [area.key for area in anytime.areas if area.kind == "country"]
    cite_by_weight(result, cities)
    years = {city.year for city in cities}
    if query.filters.has_time:
        differ = bool(years - {None} - {city.year for city in select(query.dataset, query.filters)})
    else:
        differ = len(years - {None}) > 1
    wording = "differ" if differ else "undated" if None in years else "same"
    asked = words.asked_time(query.filters)
    fields = {"count": len(cities), "noun": words.noun(anytime, len(cities)), "scope": words.scope(anytime)}
    result.say(f"{wording}_asked" if asked else wording, asked=asked, **fields)
    for year, names in _by_year(cities).items():
        result.say("year_line" if year else "no_year_line", year=year, names=", ".join(names))
    result.say("incomplete", **coverage(query))
    return result


def months_between(first: City, second: City) -> int | None:
    """Months from one joining to the other, negative when the second was earlier; None where a month is unknown."""
    if not (first.year and second.year and first.month and second.month):
        return None
    return (second.year - first.year) * MONTHS + second.month - first.month


def _by_year(cities: Sequence[City]) -> dict[int, list[str]]:
    """Names by joining year, earliest first; those without one under 0, last."""
    found: dict[int, list[str]] = defaultdict(list)
    for city in sorted(cities, key=lambda city: (city.year or MONTHS**9, city.month or 0)):
        found[city.year or 0].append(city.name)
    return found


def _say_order(cities: Sequence[City], words: Words, result: Result) -> None:
    """Three or more in the order of joining; those of one year stand together."""
    by_year = _by_year(cities)
    steps = [words.piece("order_step", names=words.listing(names), year=y) for y, names in by_year.items()]
    result.say("order" if len(steps) > 1 else "all_same_year", steps=", ".join(steps), year=cities[0].year)


def _say_pair(one: City, other: City, words: Words, result: Result) -> None:
    relation = _relation(one, other)
    if relation in ("earlier", "later"):
        first, second = (one, other) if relation == "earlier" else (other, one)
        span = words.span(first.year or 0, first.month, second.year or 0, second.month)
        result.say("earlier", first=first.name, second=second.name, span=span)
    else:
        result.say(
            "same_time" if relation == "same" else "same_year_unsure", since=words.since(one), year=one.year
        )


def _relation(one: City, other: City) -> str | None:
    """`earlier`, `later` or `same` for the first of two dated members; None where only the year is the same."""
    months = months_between(one, other)
    if months is None:
        months = (other.year or 0) - (one.year or 0) or None
    if months is None:
        return None
    return "same" if not months else "earlier" if months > 0 else "later"


def _yes_or_no(query: Query, cities: Sequence[City]) -> str | None:
    """Yes or No where the question was one; the `preset` of the intent file lists the words that tell."""
    said = set(query.reading.words)
    asked = {key for key, listed in query.intent.preset.items() if said & set(listed.split())}
    if "choosing" in asked or len(asked) != 1:
        return None
    if asked == {"same"}:
        return "yes" if len({city.year for city in cities}) == 1 else "no"
    relation = _relation(cities[0], cities[1]) if len(cities) == 2 else None
    return None if relation is None else "yes" if asked == {relation} else "no"
