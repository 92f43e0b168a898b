"""Questions with a misspelt name in them: of every member, and of a sample of the world's other cities."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from bot.text import fold
from tests.sweeps.world import World, place_id
from tests.understanding.typos import slips

FRAMES = ("is {} a learning city", "when did {} join", "{}?")
SHORTEST = 5
"""Letters of the shortest name that is misspelt."""

MEMBERS, OTHER_CITIES = GROUPS = ("members", "other cities")


@dataclass(frozen=True)
class Misspelt:
    """One question about a misspelt name."""

    group: str
    meant: str
    """Id of the member, or place_id of the other city."""
    name: str
    """The name, folded."""
    slip: str
    """Kind of typo."""
    typed: str
    frame: str
    is_another_name: bool
    """True when what was typed is the name of another place."""

    @property
    def question(self) -> str:
        """What is asked."""
        return self.frame.format(self.typed)

    @property
    def words(self) -> str:
        """Whether the name is one word or more."""
        return "several words" if " " in self.name else "one word"

    @property
    def size(self) -> str:
        """How long the name is, by letters."""
        letters = len(self.name.replace(" ", ""))
        return "5-6 letters" if letters <= 6 else "7-9 letters" if letters <= 9 else "10+ letters"


def of_members(world: World, seed: int) -> Iterator[Misspelt]:
    """One typo of each kind in each member's official name, in each frame."""
    for city in world.dataset.members:
        yield from _misspell(world, MEMBERS, city.id, fold(city.name), f"{seed} {city.id}")


def of_other_cities(world: World, seed: int, number: int) -> Iterator[Misspelt]:
    """The same for so many cities of the gazetteer whose names no member or country bears."""
    ranked: list[tuple[float, str, int]] = []
    for row in range(len(world.gazetteer.place_rows)):
        place = world.gazetteer.place_at(row)
        lot = f"{seed} {place.name}, {place.admin}, {place.country}"
        ranked.append((random.Random(lot).random(), lot, row))
    taken = 0
    for _, lot, row in sorted(ranked):
        name = fold(world.gazetteer.place_at(row).name)
        if taken < number and _is_usable(name) and name not in world.gazetteer.known:
            taken += 1
            yield from _misspell(world, OTHER_CITIES, place_id(row), name, lot)


def _is_usable(name: str) -> bool:
    return name.isascii() and len(name.replace(" ", "")) >= SHORTEST


def _misspell(world: World, group: str, meant: str, name: str, lot: str) -> Iterator[Misspelt]:
    """The place's own lot decides, so that a row more or less in the data leaves all other typos as they are."""
    if not _is_usable(name):
        return
    chance = random.Random(lot)
    for slip, typos in slips(name).items():
        if not typos:
            continue
        typed = chance.choice(typos)
        is_another_name = bool(world.bearers(typed) - {meant})
        for frame in FRAMES:
            yield Misspelt(group, meant, name, slip, typed, frame, is_another_name)
