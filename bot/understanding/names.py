"""Finding names of places in a question: exact first, then typos within a budget, never past a nearer rival.

A member or country is accepted for a misspelt name only when it is strictly nearer (optimal string alignment)
than every other place of the world known here; on a tie the far more populous one wins, else the user is asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from bot.dataset.models import Dataset
from bot.dataset.selecting import Area
from bot.text import edit_budget, fold
from bot.understanding.gazetteer import Gazetteer, Meaning, Place
from bot.understanding.nearness import DoubledLetters, KeyIndex, are_more_like, with_same_digits

MAX_NAME_WORDS = 8
POPULATION_LEAD = 1
SHORT_LEAD = 2
"""On equal distance a member wins when it has so many times the rival's population, else it is asked; more is
needed for short names, of which more lie within one slip."""
SHORT_NAME = 6
"""Letters up to which a misspelt name is short."""
UNKNOWN_POPULATION = 50_000
SLOT_WORDS = frozenset({"CITY", "AREA", "YEAR", "NUMBER", "SOME"})


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
    read_as: str = ""
    """The folded name that a misspelt one was read as; of several as near, one of most words."""
    guarded: bool = False
    """True when what was typed is a word or village of its own; the correction must be confirmed."""
    unknown: bool = False
    """True when no place of that name is known."""
    programme: bool = False
    """True when it is the name of a programme of the member."""
    qualifiers: tuple[Area, ...] = ()
    """Countries or regions said right after the name ("Cordoba, Spain")."""
    origin: Mention | None = None
    """The name with all its places, where a follow-up picked some of them."""

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
        self._known = KeyIndex(key for key in gazetteer.fuzzy_known if edit_budget(len(key)))

    @cached_property
    def _places(self) -> KeyIndex:
        """Built at the first typo: most questions need no fuzzy search over the world's cities."""
        regions = (key for key in self.gazetteer.regions if key not in self._vocabulary)
        return KeyIndex(key for key in (*self.gazetteer.place_keys, *regions) if key.isascii())

    @cached_property
    def _doubled(self) -> DoubledLetters:
        """Built at the first typo."""
        return DoubledLetters(self.gazetteer.fuzzy_known)

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
        known = with_same_digits(text, self._known.nearest(text, budget))
        if twins := self._doubled.otherwise(text):
            known = [(key, 1) for key in twins] if not known or known[0][1] > 1 else known
        rivals = with_same_digits(
            text, self._places.nearest(text, min(budget, known[0][1]) if known else budget)
        )
        guarded = text in self.gazetteer.confusables
        if guarded and not in_slot:
            return None
        nearest = known or rivals
        mention = Mention(
            start,
            end,
            text,
            corrected=bool(nearest and nearest[0][1]),
            read_as=max((key for key, _ in nearest), key=lambda key: key.count(" "), default=""),
            guarded=guarded,
        )
        if not known:
            return self._misspelt_place(mention, rivals) if in_slot else None
        meanings = _unique(meaning for key, _ in known for meaning in self.gazetteer.fuzzy_known[key])
        if rivals and (rivals[0][1] < known[0][1] or are_more_like(text, rivals, known)):
            return self._misspelt_place(mention, rivals) if in_slot else None
        if rivals and rivals[0][1] == known[0][1]:
            places = self._places_of(rivals)
            ask = guarded or len(meanings) > 1 or not self._leads(text, meanings[0], places[0])
            found = _with_meanings(mention, meanings, places if ask else ())
            return replace(found, places=places) if ask and found.areas else found
        return _with_meanings(mention, meanings, ())

    def is_in_name(self, words: list[str], at: int) -> bool:
        """Tell whether a word is part of a known name of several words."""
        known, places = self.gazetteer.known, self.gazetteer.place_keys
        for start in range(max(0, at - MAX_NAME_WORDS + 1), at + 1):
            for end in range(max(at + 1, start + 2), min(len(words), start + MAX_NAME_WORDS) + 1):
                key = " ".join(words[start:end])
                if key in known or key in places:
                    return True
        return False

    def joined(self, start: int, pair: tuple[str, ...]) -> Mention | None:
        """The member or country whose name two words make when written as one."""
        meanings = self.gazetteer.fuzzy_known.get("".join(pair))
        if not meanings or "".join(pair) in self.gazetteer.english_words:
            return None
        return _with_meanings(Mention(start, start + 2, " ".join(pair), corrected=True), meanings, ())

    def in_its_country(self, mention: Mention) -> Mention:
        """A place that does not lie in the country given, as a misspelt member that does ("Allexandria, Egypt")."""
        if mention.members or mention.areas or not mention.qualifiers or self.lies_in_its_country(mention):
            return mention
        budget = edit_budget(len(mention.text))
        known = self._known.nearest(mention.text, budget) if budget else []
        members = [meaning.member for key, _ in known for meaning in self.gazetteer.fuzzy_known[key]]
        read = replace(mention, members=tuple(m for m in members if m), places=(), corrected=True)
        return read if read.members and self.lies_in_its_country(read) else mention

    def lies_in_its_country(self, mention: Mention) -> bool:
        """Tell whether a country was given beside a name in which a place of that name lies ("Nice, France")."""
        countries = {code for area in mention.qualifiers for code in area.countries}
        members = {self._dataset.cities[member].country for member in mention.members}
        return bool(countries & (members | {place.country for place in mention.places}))

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
        if end - start == 1 and not meanings and not words_as_names and len(key) < 3 and key.isascii():
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

    def _leads(self, text: str, meaning: Meaning, rival: Place) -> bool:
        if meaning.member is None:
            # Short words near a country or its people ("herman") are towns as often.
            return len(text) > SHORT_NAME
        population = self._dataset.cities[meaning.member].population or UNKNOWN_POPULATION
        lead = SHORT_LEAD if len(text) <= SHORT_NAME else POPULATION_LEAD
        return population >= lead * rival.population


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


def _unique(meanings: Iterable[Meaning]) -> list[Meaning]:
    result: list[Meaning] = []
    for meaning in meanings:
        if meaning not in result:
            result.append(meaning)
    return result
