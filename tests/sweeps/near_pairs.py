"""Members whose names are a slip away from another member, a large city or a country, by the data itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.text import fold
from tests.sweeps.misspelt import FRAMES
from tests.sweeps.world import World

LARGE = 100_000
"""Inhabitants of a city that people ask for."""
LONG_NAME = 8
"""Letters from which two names that differ in two are taken for each other."""


@dataclass(frozen=True)
class NearPair:
    """A member and something else of nearly the same name; both names are folded."""

    member: str
    """City id."""
    member_name: str
    rival_name: str


def near_pairs(world: World) -> list[NearPair]:
    """All pairs of different main names, in the order of the members."""
    rivals = sorted(set(_rivals(world)))
    found = []
    for city in world.dataset.members:
        name = fold(city.name)
        for rival, distance, _ in process.extract(
            name, rivals, scorer=OSA.distance, score_cutoff=2, limit=None
        ):
            if 0 < distance <= (2 if min(len(name), len(rival)) >= LONG_NAME else 1):
                found.append(NearPair(city.id, name, rival))
    return found


def questions(name: str) -> list[str]:
    """The questions asked about a name."""
    return [frame.format(name) for frame in FRAMES]


def _rivals(world: World) -> Iterator[str]:
    """Folded main names of members, large cities and countries."""
    yield from (fold(city.name) for city in world.dataset.members)
    places = map(world.gazetteer.place_at, range(len(world.gazetteer.place_rows)))
    yield from (fold(place.name) for place in places if place.population >= LARGE)
    yield from (fold(country.name) for country in world.dataset.countries.values())
