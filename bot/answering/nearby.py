"""Which members lie nearest to a place, as the crow flies."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.answering.meant import member_meant, place_in, place_meant
from bot.answering.places import RIVAL, is_asked_which
from bot.answering.results import Query, Result, coverage
from bot.answering.wording import Words
from bot.dataset.geography import Position
from bot.dataset.models import City
from bot.dataset.selecting import Area, Filters, in_area, nearest
from bot.understanding.gazetteer import Place
from bot.understanding.names import Mention

SHOWN = 3
EXACT_KM, COARSE_KM = 30, 300
"""A distance up to the first is told by the kilometre, up to the second by five, a longer one by ten: a city has
no single point to measure from."""


@dataclass(frozen=True)
class _Start:
    """What the distances are measured from."""

    label: str
    position: Position | None
    member: City | None = None
    beyond: tuple[Area, ...] = ()
    """Areas said right behind the place that it does not lie in ("to Zurich in Germany"): they filter."""


def nearest_members(query: Query, words: Words) -> Result:
    """The members nearest to each named place that meet the filters."""
    result = Result(as_of=query.dataset.latest_round.announced)
    filters = query.filters
    measure = query.intent.preset.get("distance", "").split()
    if len(query.reading.cities) > 1 and not set(measure).isdisjoint(query.reading.words):
        result.kind = "not_covered"
        result.say("not_between")
        return result
    starts = [_start(query, mention, words, result) for mention in query.reading.cities]
    if not query.reading.cities:
        town = _town_of(query)
        if town is None:
            result.kind = "nothing"
            result.say("ask")
            return result
        starts, filters = [_Start(town.name, town.position)], replace(filters, areas=())
    for start in starts:
        if start:
            _say_nearest(query, start, filters, words, result)
    return result


def rounded_km(distance: float) -> int:
    """A distance as it is told: never more exact than the middle of a city is."""
    step = 1 if distance <= EXACT_KM else 5 if distance <= COARSE_KM else 10
    return max(1, round(distance / step) * step)


def _start(query: Query, mention: Mention, words: Words, result: Result) -> _Start | None:
    """The place that a name stands for; None when the result asks for it or says that it is not known."""
    if mention.unknown:
        result.kind = "unknown_name"
        result.say("unknown_name", name=mention.typed)
        return None
    if is_asked_which(query, mention, words, result):
        return None
    city = member_meant(query, mention)
    if city is None or _is_far_bigger(mention, city):
        place = place_meant(mention)
        beyond = tuple(area for area in mention.qualifiers if not place_in(place, area))
        return _Start(words.place(place), place.position, None, beyond)
    beyond = tuple(area for area in mention.qualifiers if not in_area(city, area))
    here = (
        (city.latitude, city.longitude) if city.latitude is not None and city.longitude is not None else None
    )
    return _Start(words.full(city), here, city, beyond)


def _is_far_bigger(mention: Mention, city: City) -> bool:
    """True where a plain name means a far bigger place than the member of that name ("Santiago")."""
    if mention.qualifiers or not mention.places:
        return False
    return mention.places[0].population > RIVAL * (city.population or 0)


def _town_of(query: Query) -> Place | None:
    """The town that a country shares its name with, where only the country was read ("Singapore")."""
    areas = query.reading.areas
    if len(areas) != 1 or areas[0].areas[0].kind != "country":
        return None
    places = [query.gazetteer.place_at(row) for row in query.gazetteer.place_rows_of(areas[0].text)]
    return next((place for place in places if place.country == areas[0].areas[0].key), None)


def _say_nearest(query: Query, start: _Start, filters: Filters, words: Words, result: Result) -> None:
    if start.position is None:
        result.say("no_position", place=start.label)
        return
    filters = replace(filters, areas=(*filters.areas, *start.beyond))
    others = filters
    if start.member:
        others = replace(filters, without_cities=filters.without_cities | {start.member.id})
    found = nearest(query.dataset, start.position, others, SHOWN)
    fields = {"place": start.label, "noun": words.noun(filters, 2), "scope": words.scope(filters)}
    if not found:
        result.say("none", **fields)
        result.say("country_incomplete_none", **coverage(query))
        return
    if start.member:
        result.say("itself", place=start.member.name)
    (first, distance), *more = found
    result.say("nearest", city=words.full(first), km=words.number(rounded_km(distance)), **fields)
    if more:
        names = [words.piece("at_km", city=words.full(c), km=words.number(rounded_km(d))) for c, d in more]
        result.say("then", names=words.listing(names))
    result.say("may_be_nearer", **coverage(query))
    result.cities += [city for city, _ in found if city not in result.cities]
    for city, _ in found:
        result.cite(city.sources)
