"""Whom a message is for that is about some places: all whose subscriptions touch them."""

from __future__ import annotations

from collections.abc import Iterable

from bot.announcing.scopes import Scope
from bot.dataset.models import City, Dataset, Region


def named_scopes(line: str, dataset: Dataset) -> tuple[Scope, ...]:
    """Return the scopes that words such as "KE africa lusaka-zm" stand for. Raises ValueError for others."""
    return tuple(_named(word, dataset) for word in line.split())


def audience(scopes: Iterable[Scope], dataset: Dataset) -> frozenset[Scope]:
    """Return the scopes of all subscribers whom a message about `scopes` concerns.

    What is about Kenya concerns who follows Kenya, Africa or Nairobi; who follows everything is always meant.
    """
    found: set[Scope] = set()
    for scope in scopes:
        found.add(scope)
        for city in dataset.members:
            line = _line(city, dataset)
            if scope in line:
                # What holds the place and what lies in it, not what lies beside it.
                found |= set(line)
        for country in dataset.countries.values():
            pair = {Scope("country", country.code), Scope("region", country.region.value)}
            if scope in pair:
                found |= pair
    return frozenset(found)


def _line(city: City, dataset: Dataset) -> tuple[Scope, ...]:
    """A city, its country and its region."""
    region = dataset.countries[city.country].region.value
    return Scope("city", city.id), Scope("country", city.country), Scope("region", region)


def _named(word: str, dataset: Dataset) -> Scope:
    if word in dataset.countries:
        return Scope("country", word)
    if word in list(Region):
        return Scope("region", word)
    city = dataset.cities.get(word)
    if city is not None and city.status == "member":
        return Scope("city", word)
    raise ValueError(
        f"{word!r} is no country of countries.csv (KE), no region (africa) and no member of cities.csv (lusaka-zm)"
    )
