"""Every name by which the data knows a member, typed without a mistake."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answer import Answer
from bot.text import fold
from tests.sweeps.judging import ASKED, RIGHT, about_member
from tests.sweeps.world import World

FRAME = "is {} a learning city"


@dataclass(frozen=True)
class KnownName:
    """A name as it is written in the data, or its folded key."""

    text: str
    members: frozenset[str]
    """Ids of all members that bear it."""
    is_shared: bool
    """True when it stands for several members, or for a country too."""

    @property
    def question(self) -> str:
        """The name in a question."""
        return FRAME.format(self.text)


def known_names(world: World) -> list[KnownName]:
    """Official names, aliases of all languages, and the keys of all of them, each text once.

    Left out are names of programmes, and names that mean a region of the world before a member ("Pernambuco").
    """
    gazetteer = world.gazetteer
    texts = dict.fromkeys(city.name for city in world.dataset.members)
    texts.update(dict.fromkeys(name for names in gazetteer.city_names.values() for _, name in names))
    texts.update(
        dict.fromkeys(key.upper() if key in gazetteer.exact_case else key for key in gazetteer.known)
    )
    found = []
    for text in texts:
        meanings = gazetteer.known.get(fold(text), [])
        members = frozenset(meaning.member for meaning in meanings if meaning.member)
        if members and not any(meaning.programme for meaning in meanings):
            found.append(KnownName(text, members, is_shared=len(meanings) > 1))
    return found


def is_found(world: World, name: KnownName, answer: Answer) -> bool:
    """Tell whether the answer is about the member, or, for a shared name, offers each member of that name."""
    outcomes = {about_member(world, world.dataset.cities[member], answer) for member in name.members}
    return RIGHT in outcomes or (name.is_shared and outcomes == {ASKED})
