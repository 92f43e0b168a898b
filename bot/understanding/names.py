"""Finding names of places in a question: exact first, then typos within a budget, never past a nearer rival.

A member or country is accepted for a misspelt name only when it is strictly nearer (optimal string alignment)
than every other place of the world known here; on a tie the far more populous one wins, else the user is asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.dataset.models import Dataset
from bot.dataset.selecting import Area
from bot.text import edit_budget, fold
from bot.understanding.gazetteer import Gazetteer, Meaning, Place

MAX_NAME_WORDS = 8
POPULATION_LEAD = 5
"""On equal distance a member wins when its population times this is at least the rival's."""
UNKNOWN_POPULATION = 50_000
CACHED_SEARCHES = 1024
SLOT_WORDS = frozenset({"CITY", "AREA", "YEAR", "NUMBER"})


@dataclass(frozen=True)
class Mention:
    """A stretch of the question that names a place."""

    start: int
    end: int
    text: str
    """Folded words as typed."""
    typed: str = ""
    """As the user wrote it, capitals and accents kept."""
    members: tuple[str, ...] = ()
    """City ids it can stand for; more than one means it must be asked."""
    areas: tuple[Area, ...] = ()
    places: tuple[Place, ...] = ()
    """Non-members of the name, most populous first."""
    corrected: bool = False
    guarded: bool = False
    """True when what was typed is a word or village of its own; the correction must be confirmed."""
    unknown: bool = False
    """True when no place of that name is known."""
    programme: bool = False
    """True when it is the name of a programme of the member."""
    qualifiers: tuple[Area, ...] = ()
    """Countries or regions said right after the name ("Cordoba, Spain")."""

    @property
    def slot(self) -> str:
        """The slot word that stands for it."""
        return "AREA" if self.areas and not self.members else "CITY"


class NameFinder:
    """Finds names over one gazetteer; `vocabulary` are the words of all templates, `light` those of no weight."""

    def __init__(
        self, gazetteer: Gazetteer, dataset: Dataset, vocabulary: frozenset[str], light: frozenset[str]
    ) -> None:
        self.gazetteer = gazetteer
        self._dataset = dataset
        self._vocabulary = vocabulary
        self._light = light
        self._known = _KeyIndex(key for key in gazetteer.fuzzy_known if edit_budget(len(key)))

    @cached_property
    def _places(self) -> _KeyIndex:
        """Built at the first typo: most questions need no fuzzy search over the world's cities."""
        names = (*self.gazetteer.place_keys, *self.gazetteer.regions)
        return _KeyIndex(key for key in names if key.isascii())

    def exact(
        self,
        words: tuple[str, ...],
        *,
        words_as_names: bool,
        shouted: frozenset[str],
        from_right: bool = False,
    ) -> list[Mention]:
        """Names spelt as known, longest first, from left to right or `from_right` ("Bissau, Guinea-Bissau").

        `words_as_names` also takes ordinary words that are places ("Reading"); `shouted` are words the user
        wrote in capitals, which lets short country codes count ("US").
        """
        found: list[Mention] = []
        at = len(words) if from_right else 0
        while at > 0 if from_right else at < len(words):
            spans = (
                ((start, at) for start in range(max(0, at - MAX_NAME_WORDS), at))
                if from_right
                else ((at, end) for end in range(min(len(words), at + MAX_NAME_WORDS), at, -1))
            )
            hits = (self._exact_at(words, start, end, words_as_names, shouted) for start, end in spans)
            mention = next((hit for hit in hits if hit), None)
            if mention:
                found.append(mention)
                at = mention.start if from_right else mention.end
            else:
                at += -1 if from_right else 1
        return found[::-1] if from_right else found

    def typo(self, words: tuple[str, ...], start: int, end: int, *, in_slot: bool) -> Mention | None:
        """The place that words[start:end] misspell, or None; several candidates mean "ask"."""
        text = " ".join(words[start:end])
        budget = edit_budget(len(text))
        if not budget or not text.isascii():
            return None
        known = _same_digits(text, self._known.nearest(text, budget))
        rivals = _same_digits(text, self._places.nearest(text, min(budget, known[0][1]) if known else budget))
        guarded = text in self.gazetteer.confusables
        if guarded and not in_slot:
            return None
        nearest = known or rivals
        mention = Mention(start, end, text, corrected=bool(nearest and nearest[0][1]), guarded=guarded)
        if not known:
            return self._misspelt_place(mention, rivals) if in_slot else None
        meanings = _unique(meaning for key, _ in known for meaning in self.gazetteer.fuzzy_known[key])
        if rivals and rivals[0][1] < known[0][1]:
            return self._misspelt_place(mention, rivals) if in_slot else None
        if rivals and rivals[0][1] == known[0][1]:
            places = self._places_of(rivals)
            ask = guarded or len(meanings) > 1 or not self._leads(meanings[0], places[0])
            return _with_meanings(mention, meanings, places if ask else ())
        return _with_meanings(mention, meanings, ())

    def distance_to_known(self, text: str) -> int | None:
        """Edits from the nearest name a typo may be corrected to, within the budget; None when farther."""
        budget = edit_budget(len(text))
        nearest = self._known.nearest(text, budget) if budget else []
        return nearest[0][1] if nearest else None

    def _exact_at(
        self, words: tuple[str, ...], start: int, end: int, words_as_names: bool, shouted: frozenset[str]
    ) -> Mention | None:
        if words[start] in SLOT_WORDS or words[end - 1] in SLOT_WORDS:
            return None
        key = words[start] if end - start == 1 else " ".join(words[start:end])
        meanings = self.gazetteer.known.get(key)
        if meanings is None and key in shouted and key not in self._vocabulary:
            meanings = self.gazetteer.country_codes.get(key)
        named = key in self.gazetteer.place_keys or key in self.gazetteer.regions
        if not meanings and not named:
            return None
        is_word = (
            key in self._light
            if meanings
            else key in self._vocabulary or key in self.gazetteer.ordinary_words
        )
        if end - start == 1 and is_word and key not in shouted and not words_as_names:
            return None
        if key in self.gazetteer.exact_case and key not in shouted:
            return None
        if end - start == 1 and not meanings and len(key) < 3 and key.isascii():
            return None
        places = tuple(self.gazetteer.places(key)) if named else ()
        return _with_meanings(Mention(start, end, key), meanings or [], places)

    def _misspelt_place(self, mention: Mention, rivals: list[tuple[str, int]]) -> Mention | None:
        """A non-member one edit away by its main name; a freer guess would only confuse."""
        places = [
            place
            for place in self._places_of(rivals)
            if rivals[0][1] <= 1 and self._has_main_name(place, rivals)
        ]
        return replace(mention, places=tuple(places)) if places else None

    def _has_main_name(self, place: Place, rivals: list[tuple[str, int]]) -> bool:
        return any(fold(place.name) == key for key, _ in rivals)

    def _places_of(self, rivals: list[tuple[str, int]]) -> tuple[Place, ...]:
        nearest = rivals[0][1] if rivals else 0
        places = [place for key, d in rivals if d == nearest for place in self.gazetteer.places(key)]
        return tuple(sorted(places, key=lambda place: -place.population))

    def _leads(self, meaning: Meaning, rival: Place) -> bool:
        if meaning.member is None:
            return True
        population = self._dataset.cities[meaning.member].population or UNKNOWN_POPULATION
        return population * POPULATION_LEAD >= rival.population


def _with_meanings(mention: Mention, meanings: list[Meaning], places: tuple[Place, ...]) -> Mention:
    members = tuple(m.member for m in meanings if m.member is not None)
    areas = tuple(m.area for m in meanings if m.area is not None)
    programme = any(m.programme for m in meanings)
    return replace(
        mention,
        members=members,
        areas=areas,
        places=() if areas or programme else places,
        programme=programme,
    )


def _same_digits(text: str, found: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Leave out corrections that change a number: "Kozah 2" is not "Kozah 1"."""
    digits = [char for char in text if char.isdecimal()]
    return [(key, distance) for key, distance in found if [c for c in key if c.isdecimal()] == digits]


def _unique(meanings: Iterable[Meaning]) -> list[Meaning]:
    result: list[Meaning] = []
    for meaning in meanings:
        if meaning not in result:
            result.append(meaning)
    return result


class _KeyIndex:
    """Keys for fuzzy search by length, and by first and last letter: one edit never changes both ends."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.nearest = lru_cache(maxsize=CACHED_SEARCHES)(self._nearest)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        self._by_end: dict[tuple[int, int, str], list[str]] = defaultdict(list)
        for key in keys:
            size = len(key)
            self._by_length[size].append(key)
            self._by_end[(size, 0, key[0])].append(key)
            self._by_end[(size, -1, key[-1])].append(key)

    def _nearest(self, text: str, budget: int) -> list[tuple[str, int]]:
        """Keys at the smallest distance within the budget, with that distance."""
        found: dict[str, int] = {}
        for length in range(len(text) - budget, len(text) + budget + 1):
            for keys in self._candidates(text, length, budget):
                for key, distance, _ in process.extract(
                    text, keys, scorer=OSA.distance, score_cutoff=budget, limit=None
                ):
                    found[key] = int(distance)
        nearest = min(found.values(), default=0)
        return [(key, distance) for key, distance in found.items() if distance == nearest]

    def _candidates(self, text: str, length: int, budget: int) -> Iterator[list[str]]:
        if budget == 1:
            yield self._by_end.get((length, 0, text[0]), [])
            yield self._by_end.get((length, -1, text[-1]), [])
        else:
            yield self._by_length.get(length, [])
