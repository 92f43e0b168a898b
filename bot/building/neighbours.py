"""Words and places that lie within a typo of a member's name, and names that are ordinary words."""

from __future__ import annotations

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.building.cleaning import is_latin
from bot.building.geonames import Places
from bot.building.members import MemberNames
from bot.building.words import Words
from bot.building.world import WorldCity
from bot.text import edit_budget, fold

_RIVAL_FROM = 300_000


def confusables(
    members: MemberNames, world: list[WorldCity], places: Places, words: Words
) -> list[tuple[str, str]]:
    """Folded texts, sorted, that are no known name but could be taken for a misspelt member: (text, kind)."""
    known = {folded for city_id in members.rows for folded in members.folded(city_id)}
    known.update(key for city in world for key in city.keys)
    keys = sorted(members.fuzzy_keys())
    villages = {place.folded for place in places.by_id.values() if is_latin(place.name)}
    kinds = dict.fromkeys(villages - known, "place") | dict.fromkeys(words.all - known, "word")
    return sorted((text, kind) for text, kind in kinds.items() if _has_neighbour(text, keys))


def _has_neighbour(text: str, keys: list[str]) -> bool:
    edits = edit_budget(len(text))
    if not edits:
        return False
    return process.extractOne(text, keys, scorer=OSA.distance, score_cutoff=edits) is not None


def ordinary_names(
    members: MemberNames, world: list[WorldCity], words: Words, countries: set[str], metropolises: set[str]
) -> list[str]:
    """Folded names of members and other cities that read as plain English: `reading`, `new city`.

    Names are held against the common words; the list names of members against rarer ones too ("derby"),
    except for `metropolises`, ids of members so large that the city is what people mean ("shanghai").
    """
    names = {folded for city_id in members.rows for folded in members.folded(city_id)}
    names.update(fold(city.name) for city in world)
    listed = {fold(rows[0][1]) for city_id, rows in members.rows.items() if city_id not in metropolises}
    found = {name for name in names if _made_of(name, words.ordinary)}
    found |= {name for name in listed if _made_of(name, words.plain)}
    return sorted(found - countries)


def _made_of(name: str, words: frozenset[str]) -> bool:
    return bool(name) and all(word in words for word in name.split())


def near_pairs(members: MemberNames, world: list[WorldCity]) -> list[str]:
    """Lines for review: members within a typo of each other, and within one edit of a large city."""
    keys = members.fuzzy_keys()
    texts = sorted(keys)
    pairs: set[str] = set()
    for text in texts:
        edits = edit_budget(len(text))
        for other, distance, _ in process.extract(
            text, texts, scorer=OSA.distance, score_cutoff=edits, limit=None
        ):
            pairs.update(
                f"member\t{distance}\t{first}\t{second}\t{text}\t{other}"
                for first in keys[text]
                for second in keys[other]
                if first < second
            )
    large = {fold(city.name): city for city in world if city.population >= _RIVAL_FROM}
    for text in texts:
        for name, distance, _ in process.extract(
            text, list(large), scorer=OSA.distance, score_cutoff=1, limit=None
        ):
            rival = f"{large[name].name}, {large[name].country}"
            pairs.update(f"rival\t{distance}\t{city_id}\t{rival}\t{text}\t{name}" for city_id in keys[text])
    return sorted(pairs)
