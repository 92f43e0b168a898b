"""Which place a name in a question stands for: judged by what was typed and by the country given beside it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.results import Query
from bot.answering.wording import Words
from bot.dataset.models import City
from bot.dataset.selecting import Area, in_area
from bot.text import fold
from bot.understanding.gazetteer import Place
from bot.understanding.names import Mention

MAX_OFFERED_PLACES = 2
MAX_CONTENDERS = 3
CLEAR_LEAD = 5
"""A place is meant rather than another as near when it has so many times the other's population."""


def candidates(query: Query, mention: Mention, words: Words) -> list[str]:
    """Labels of all places that the name can equally stand for."""
    members = [query.dataset.cities[city] for city in mention.members]
    members = [
        city for city in members if not mention.qualifiers or in_any(city, mention.qualifiers)
    ] or members
    labels = [words.full(city) for city in members]
    if mention.areas and members and not _is_as_written(query, mention, members[0]):
        labels += [area.label for area in mention.areas]
    if mention.corrected and mention.members:
        places = [place for place in mention.places if place_in_any(place, mention.qualifiers)]
        confirmed = _is_confirmed(query, mention)
        labels += [
            words.place(place) for place in (places if confirmed else mention.places)[:MAX_OFFERED_PLACES]
        ]
    if mention.corrected and not mention.members and not mention.areas:
        labels += [words.place(place) for place in _contenders(mention)]
    return list(dict.fromkeys(labels))


def _contenders(mention: Mention) -> list[Place]:
    """Non-members of different names to which a misspelt one is as near, the largest first; none leads clearly."""
    places = [place for place in mention.places if place_in_any(place, mention.qualifiers)] or mention.places
    near = [place for place in places if place.population * CLEAR_LEAD >= places[0].population]
    names = {fold(place.name): place for place in reversed(near)}
    return (
        [place for place in near if names[fold(place.name)] is place][:MAX_CONTENDERS]
        if len(names) > 1
        else []
    )


def _is_as_written(query: Query, mention: Mention, city: City) -> bool:
    """Tell whether a name was typed just as the member writes it, which tells it from a country that folds alike.

    "مراكش" is Marrakech; Persian, with another letter that looks the same, calls Morocco so.
    """
    names = {name for _, name in query.gazetteer.city_names.get(city.id, ())}
    return mention.typed.casefold() == city.name.casefold() or (
        not mention.text.isascii() and mention.typed in names
    )


def member_meant(query: Query, mention: Mention) -> City | None:
    """The member that is meant; None when the country given, or the name, is that of a non-member."""
    if not mention.members:
        return None
    cities = [query.dataset.cities[city] for city in mention.members]
    city = next((c for c in cities if in_any(c, mention.qualifiers)), cities[0])
    if not mention.qualifiers or in_any(city, mention.qualifiers):
        return city
    elsewhere = any(place_in(place, area) for place in mention.places for area in mention.qualifiers)
    return None if elsewhere else city


def place_meant(mention: Mention) -> Place:
    """The non-member that is meant: one in the country given where there is such a place."""
    return next(
        (p for p in mention.places for area in mention.qualifiers if place_in(p, area)), mention.places[0]
    )


def is_doubtful(query: Query, mention: Mention) -> bool:
    """True for a word or village of its own that was read as a member, unless the member's country was given."""
    return mention.guarded and not _is_confirmed(query, mention)


def _is_confirmed(query: Query, mention: Mention) -> bool:
    """True when the country given beside a name is that of a member it can stand for."""
    return any(in_any(query.dataset.cities[member], mention.qualifiers) for member in mention.members)


def place_in_any(place: Place, areas: Sequence[Area]) -> bool:
    return any(place_in(place, area) for area in areas)


def in_any(city: City, areas: Sequence[Area]) -> bool:
    return any(in_area(city, area) for area in areas)


def place_in(place: Place, area: Area) -> bool:
    """Tell whether a non-member lies in an area; a part of a country is told by its first-level region."""
    if place.admin and fold(place.admin) == fold(area.label):
        return True
    return area.kind != "part" and place.country in area.countries


def is_elsewhere(query: Query, mention: Mention, city: City) -> bool:
    """True when a state or province is given in which the member does not lie: a town of the same name is meant."""
    parts = [a for a in mention.qualifiers if a.kind == "part" or a.key in query.gazetteer.named_like_parts]
    return bool(parts) and not in_any(city, mention.qualifiers)


def names_read(query: Query, mention: Mention) -> list[str]:
    members = [query.dataset.cities[member].name for member in mention.members]
    return members or [place.name for place in mention.places] or [area.label for area in mention.areas]
