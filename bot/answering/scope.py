"""Turning what was said about years, areas and exclusions into filters over the data set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.dataset.models import Dataset
from bot.dataset.selecting import Area, Filters
from bot.understanding.filters import TimeLimit
from bot.understanding.gazetteer import Gazetteer
from bot.understanding.interpretation import Interpretation
from bot.understanding.names import Mention


def resolve(
    reading: Interpretation, dataset: Dataset, gazetteer: Gazetteer, today: date
) -> tuple[Filters, int | None]:
    """Return the filters of a reading, and the year in which no round is known where "this year" was asked."""
    areas, within = _nested(reading)
    filters = Filters(
        areas=areas,
        within=within,
        capital=reading.finds.capital,
        without_capitals=reading.finds.without_capitals,
        without_cities=frozenset(_excluded_cities(reading, gazetteer)),
        without_areas=_areas(reading.excluded),
        among=reading.among,
    )
    no_round_in = None
    for limit in reading.finds.times:
        filters, missing = _limit(filters, limit, dataset, today)
        no_round_in = no_round_in or missing
    return filters, no_round_in


def _excluded_cities(reading: Interpretation, gazetteer: Gazetteer) -> Iterator[str]:
    """Members named after "except", and the member districts of a city named there ("except Seoul")."""
    for mention in reading.excluded:
        yield from mention.members
        if not mention.members:
            for place in mention.places[:1]:
                yield from gazetteer.related.get(place.row, ())


def _areas(mentions: tuple[Mention, ...]) -> tuple[Area, ...]:
    return tuple(dict.fromkeys(area for mention in mentions for area in mention.areas))


def _nested(reading: Interpretation) -> tuple[tuple[Area, ...], Area | None]:
    """The areas asked for, and the one in which they must lie: "EU members in the Balkans" are in both.

    Areas joined by a word ("Kenya and Uganda"), or that share no country, are alternatives.
    """
    areas = _areas(reading.areas)
    if len(areas) != len(reading.areas) or len(areas) != 2 or reading.are_areas_joined:
        return areas, None
    outer, inner = areas
    if outer.kind == "region" and inner.kind == "country":
        # "African cities in Egypt": the country is meant, also where UNESCO counts it under another region.
        return (inner,), None
    shared = outer.countries & inner.countries
    if not shared or outer.cities is not None or inner.cities is not None:
        return areas, None
    if shared == outer.countries:
        return (outer,), None
    return (inner,), None if shared == inner.countries else outer


def _limit(filters: Filters, limit: TimeLimit, dataset: Dataset, today: date) -> tuple[Filters, int | None]:
    year, year2, n = limit.year, limit.year2, limit.n
    if limit.op in ("this_year", "last_year"):
        asked = today.year if limit.op == "this_year" else today.year - 1
        if any(r.announced.startswith(str(asked)) for r in dataset.rounds.values()):
            return replace(filters, year_from=asked, year_to=asked), None
        return replace(filters, round=dataset.latest_round.id), asked
    if limit.op == "latest_round":
        return replace(filters, round=dataset.latest_round.id), None
    if limit.op == "years_ago" and n:
        return replace(filters, year_from=today.year - n, year_to=today.year - n), None
    if limit.op == "past_years" and n:
        return replace(filters, year_from=today.year - n), None
    if limit.op in ("unknown_year", "known_year"):
        return replace(filters, undated=limit.op == "unknown_year"), None
    if year is None:
        return filters, None
    if limit.op == "in_month":
        filters = replace(filters, month=limit.month)
    return _named_years(filters, limit.op, year, year2), None


def _named_years(filters: Filters, op: str, year: int, year2: int | None) -> Filters:
    first, last = min(year, year2 or year), max(year, year2 or year)
    match op:
        case "between":
            return replace(filters, year_from=first, year_to=last)
        case "in_either":
            return replace(filters, year_from=first, year_to=last, years=frozenset((first, last)))
        case "not_in":
            return replace(filters, without_years=filters.without_years | {year})
        case "since":
            return replace(filters, year_from=year)
        case "after":
            return replace(filters, year_from=year + 1)
        case "before":
            return replace(filters, year_to=year - 1)
        case "until":
            return replace(filters, year_to=year)
        case _:
            return replace(filters, year_from=year, year_to=year)
