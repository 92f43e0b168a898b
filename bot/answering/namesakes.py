"""Members that share a name with each other, or with a bigger place elsewhere."""

from __future__ import annotations

from bot.answering.listing import cite_by_weight
from bot.answering.places import each_member
from bot.answering.results import Query, Result
from bot.answering.wording import Words
from bot.dataset.models import City
from bot.text import fold
from bot.understanding.gazetteer import Place

MAX_ELSEWHERE = 4
MAX_BIGGER = 12


def namesakes(query: Query, words: Words) -> Result:
    """Members and other places of a name; of all names that stand twice where none is given."""
    named = [mention for mention in query.reading.cities if not mention.unknown]
    if not named:
        return (
            each_member(query, words, lambda *_: None)
            if query.reading.cities
            else _all_namesakes(query, words)
        )
    result = Result(as_of=query.dataset.latest_round.announced)
    for mention in named:
        members = [query.dataset.cities[city] for city in mention.members]
        result.cities += [city for city in members if city not in result.cities]
        full = words.listing([words.full(city) for city in members])
        wording = ("members_one" if len(members) == 1 else "members") if members else "no_member"
        name = members[0].name if mention.corrected and members else mention.typed
        result.say(wording, name=name, names=full, count=len(members))
        key = fold(members[0].name) if mention.corrected and members else mention.text
        elsewhere = [place for place in query.gazetteer.places(key) if fold(place.name) == key]
        if elsewhere:
            names = words.listing([words.place(place) for place in elsewhere[:MAX_ELSEWHERE]])
            result.say("elsewhere", names=names)
    result.count = len(result.cities)
    cite_by_weight(result, result.cities)
    return result


def _all_namesakes(query: Query, words: Words) -> Result:
    result = Result(as_of=query.dataset.latest_round.announced)
    for members in _sharing(query):
        result.cities += members
        result.say("share", names=words.listing([city.name for city in members]))
    bigger = sorted(_bigger(query), key=lambda pair: -pair[1].population)
    result.cities += [city for city, _ in bigger]
    shown = "; ".join(
        f"{words.full(city)}, {words.country(place.country)}" for city, place in bigger[:MAX_BIGGER]
    )
    result.say("bigger", count=len(bigger), names=shown)
    result.count = len(result.cities)
    cite_by_weight(result, result.cities)
    return result


def _sharing(query: Query) -> list[list[City]]:
    """Groups of members that one name stands for."""
    found: dict[frozenset[str], list[City]] = {}
    for meanings in query.gazetteer.known.values():
        ids = frozenset(m.member for m in meanings if m.member and not m.programme)
        if len(ids) > 1:
            found[ids] = sorted((query.dataset.cities[city] for city in ids), key=lambda city: city.name)
    return sorted(found.values(), key=lambda cities: cities[0].name)


def _bigger(query: Query) -> list[tuple[City, Place]]:
    """Members whose name is also that of a bigger place, with the biggest."""
    found = []
    for city in query.dataset.members:
        key = fold(city.name)
        places = [place for place in query.gazetteer.places(key) if fold(place.name) == key]
        biggest = max(places, key=lambda place: place.population, default=None)
        if biggest and not biggest.is_region and biggest.population > (city.population or 0):
            found.append((city, biggest))
    return found
