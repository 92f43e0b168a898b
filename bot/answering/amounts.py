"""Is a number above or below another: "does Portugal have more than ten", "is the network over 400 cities"."""

from __future__ import annotations

from dataclasses import replace

from bot.answering.countries import count_countries, within
from bot.answering.listing import RECENT, count_cities, rounds_of
from bot.answering.network import totals
from bot.answering.results import Part, Query, Result
from bot.answering.wording import Words
from bot.dataset.selecting import Filters
from bot.understanding.filters import NumberLimit


def number_check(query: Query, words: Words) -> Result:
    """The count, after a Yes or No where the data settles it: a list that is not complete gives a lower bound."""
    finds = query.reading.finds
    limit = next(iter(finds.numbers), None)
    whole = query.filters == Filters()
    counted = replace(query, reading=replace(query.reading, finds=replace(finds, numbers=())))
    if query.intent.preset.get("of") == "countries":
        result, exact = count_countries(counted, words), whole
    else:
        result = totals(counted, words) if whole else count_cities(counted, words)
        exact = whole or _is_exact(query)
    if limit is None or result.count is None:
        return result
    least = min(result.count, _lowest_stated(query, result.count))
    reply = settled(limit, least, result.count if exact else None)
    if reply is not None:
        result.parts.insert(0, Part("yes" if reply else "no"))
    return result


def settled(limit: NumberLimit, least: int, exact: int | None) -> bool | None:
    """Whether a number of which only the least value may be known meets a limit; None where that is open."""
    if exact is not None:
        return within(exact, limit)
    if limit.op in ("more_than", "at_least"):
        return within(least, limit) or None
    highest = limit.n2 if limit.op == "between" and limit.n2 else limit.n - (limit.op == "fewer_than")
    return False if least > highest else None


def _is_exact(query: Query) -> bool:
    """True where the count is a published one, or that of a country whose list is complete."""
    filters = query.filters
    if filters.without_time() == Filters():
        return bool(rounds_of(query, filters))
    countries = [query.dataset.countries.get(area.key) for area in filters.areas]
    return filters == Filters(areas=filters.areas) and all(
        country and country.complete for country in countries
    )


def _lowest_stated(query: Query, count: int) -> int:
    """A recent count of a country that is below the list's: some of those named may have left."""
    stated = [
        country.stated_members or count
        for area in query.filters.areas
        if (country := query.dataset.countries.get(area.key)) and (country.stated_as_of or "") >= RECENT
    ]
    return min(stated, default=count)
