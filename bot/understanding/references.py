"""What a question refers to by other words than its name: "its capital", "the capital of Uganda", "it", "there".

The words are replaced by the name, so that every phrasing about a city or country serves such a question too.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.dataset.models import Dataset
from bot.dataset.selecting import Area
from bot.text import fold, tokens
from bot.understanding.conversation import Conversation
from bot.understanding.gazetteer import Gazetteer
from bot.understanding.language import LanguagePack
from bot.understanding.names import Mention
from bot.understanding.talk import Phrase, find_phrase

MAX_NAME_WORDS = 6
_SENTENCE_END = ".?!"
_JOINING = ("membership", "member_in_year", "joined_when", "member_how_long", "joined_with", "same_year")
_DESCRIBED = ("city_profile", "city_highlight", "city_names", "region_of", "compare_cities")
_ABOUT_NAMED = frozenset((*_JOINING, *_DESCRIBED, "award_winners", "conferences"))
"""Queries about the cities that a question names; the answer to another may find one."""
_BEST_FIRST = frozenset(("nearest_members",))
"""Queries that find one member and name others after it."""


class References:
    """Names what the words of one language refer to."""

    def __init__(self, dataset: Dataset, gazetteer: Gazetteer, pack: LanguagePack) -> None:
        self._dataset = dataset
        self._gazetteer = gazetteer
        self._pack = pack
        self._talk = talk = pack.talk
        self._excepting = {p[0] for p in pack.excepting} - {p[0] for p in pack.negations}
        self._capital_words = tuple({phrase[-1] for phrase in talk.capital} | {p[0] for p in talk.capital})

    def subject(self, conversation: Conversation) -> tuple[Mention, ...]:
        """What the last answer was about: the one member that it found, else the places that were asked about."""
        last = conversation.last
        if last is None:
            return ()
        found = last.intent is not None and last.intent.query not in _ABOUT_NAMED
        is_one = len(conversation.cities) == 1 or (last.intent and last.intent.query in _BEST_FIRST)
        if not (found and is_one and conversation.cities):
            return last.mentions
        city = self._dataset.cities[conversation.cities[0]]
        where = self._gazetteer.country_areas[city.country]
        text = fold(city.name)
        return (Mention(0, 0, text, typed=city.name, members=(city.id,), qualifiers=(where,)),)

    def country(self, conversation: Conversation) -> Area | None:
        """The one country that was talked about, by itself or as that of its cities."""
        subject = self.subject(conversation)
        areas = [area for mention in subject if mention.slot == "AREA" for area in mention.areas]
        codes = {area.key if area.kind == "country" else "" for area in areas}
        cities = [mention for mention in subject if mention.slot == "CITY"]
        codes |= {code for mention in cities for code in self._countries_of(mention)}
        code = codes.pop() if len(codes) == 1 else ""
        return self._gazetteer.country_areas.get(code)

    def with_capital(self, text: str, conversation: Conversation) -> str | None:
        """The text with the name in the place of "the capital of Uganda" or "its capital".

        None where the country is not to be told; the text itself where it speaks of no single capital.
        """
        if not any(word in text.casefold() for word in self._capital_words):
            return text
        words = _Words(text)
        found = self._capital_phrase(words.folded)
        if found is None:
            return text
        start, end, plural = found
        countries, last_word = self._countries_behind(words.folded, end)
        before = start
        if not countries and not plural:
            countries, before = self._country_before(words.folded, start)
        determiner = self._determiner(words.folded, before)
        if not countries:
            is_bare = plural or determiner == before or last_word is None
            if is_bare or self._names_a_city(words.folded[:determiner]) or self._is_named(words.folded[end:]):
                return text
            country = self.country(conversation)
            if country is None:
                return None
            countries = (country,)
        named = [(name, area) for area in countries for name in self._gazetteer.capitals.get(area.key, ())]
        around = (*words.folded[:determiner], "", *words.folded[last_word or end :])
        if not named or any(find_phrase(around, tuple(tokens(name))) is not None for name, _ in named):
            return text
        names = " and ".join(f"{name}, {area.label}" for name, area in named)
        return words.replaced(determiner, last_word or end, names)

    def named(self, text: str, conversation: Conversation) -> str | None:
        """The text with names in the places of "it" and "there"; None where it holds neither."""
        words = _Words(text)
        for phrase in self._talk.there:
            at = find_phrase(words.folded, phrase)
            if at is None or (at and words.folded[at - 1] in self._talk.there_not_after):
                continue
            area = self._area(conversation)
            return None if area is None else words.replaced(at, at + len(phrase), f"in {area.label}")
        for phrase in self._talk.it:
            at = find_phrase(words.folded, phrase)
            name = self._name(conversation) if at is not None else None
            if at is not None and name is not None:
                return words.replaced(at, at + len(phrase), name)
        return None

    def _area(self, conversation: Conversation) -> Area | None:
        last = conversation.last
        areas = [area for mention in (last.areas if last else ()) for area in mention.areas]
        return areas[0] if len(areas) == 1 else self.country(conversation)

    def _name(self, conversation: Conversation) -> str | None:
        """The name of the one city or area that was talked about, with what tells it from namesakes."""
        subject = self.subject(conversation)
        if len(subject) != 1:
            return None
        mention = subject[0]
        if mention.slot == "AREA":
            return mention.areas[0].label if len(mention.areas) == 1 else None
        if mention.unknown or mention.guarded:
            return None
        if mention.qualifiers:
            return f"{mention.text}, {mention.qualifiers[0].label}"
        if len(mention.members) != 1:
            return mention.text
        city = self._dataset.cities[mention.members[0]]
        return f"{city.name}, {self._gazetteer.country_areas[city.country].label}"

    def _countries_of(self, mention: Mention) -> Iterator[str]:
        qualifiers = {code for area in mention.qualifiers for code in area.countries}
        if mention.qualifiers:
            yield from qualifiers if len(qualifiers) == 1 else ("",)
        elif mention.members:
            yield from (self._dataset.cities[member].country for member in mention.members)
        else:
            yield mention.places[0].country if mention.places else ""

    def _capital_phrase(self, words: tuple[str, ...]) -> tuple[int, int, bool] | None:
        """Where a word for a capital begins and ends, and whether it is a plural; None where any may be meant."""
        for phrase in (*self._talk.capitals, *self._talk.capital):
            start = find_phrase(words, phrase)
            if start is None:
                continue
            end = start + len(phrase)
            if end < len(words) and words[end] in self._talk.capital_not_before:
                return None
            before = words[:start]
            if any(find_phrase(before, veto) is not None for veto in self._talk.capital_not_after):
                return None
            return None if self._is_left_out(before) else (start, end, phrase in self._talk.capitals)
        return None

    def _is_left_out(self, before: tuple[str, ...]) -> bool:
        """True behind "except the"; "not the" leaves something out only where something went before."""
        for phrase in self._pack.not_capital:
            if before[-len(phrase) :] == phrase and (before != phrase or phrase[0] in self._excepting):
                return True
        return False

    def _countries_behind(self, words: tuple[str, ...], end: int) -> tuple[tuple[Area, ...], int | None]:
        """The countries named behind "capital of", and where they end.

        No country and None where something else stands behind the preposition ("capital of culture").
        """
        found: list[Area] = []
        at = stop = end
        while at < len(words):
            area, size = self._longest_country(words, at)
            skipped = self._pack.joiners if found else self._talk.capital_prepositions
            if area is not None and at > end:
                found.append(area)
                at = stop = at + size
            elif words[at] in skipped or (at > end and words[at] in self._talk.articles):
                at += 1
            else:
                break
        is_other = not found and end < len(words) and words[end] in self._talk.capital_of
        return tuple(found), None if is_other else stop

    def _country_before(self, words: tuple[str, ...], start: int) -> tuple[tuple[Area, ...], int]:
        """The country named before "capital" ("Kenya's capital"), and where it begins."""
        for size in range(min(MAX_NAME_WORDS, start), 0, -1):
            before = words[start - size : start]
            if " ".join(before) not in self._gazetteer.exact_case and (area := self._country_named(before)):
                return (area,), start - size
        return (), start

    def _longest_country(self, words: tuple[str, ...], at: int) -> tuple[Area | None, int]:
        for size in range(min(MAX_NAME_WORDS, len(words) - at), 0, -1):
            if area := self._country_named(words[at : at + size]):
                return area, size
        return None, 0

    def _country_named(self, words: tuple[str, ...]) -> Area | None:
        key = " ".join(words)
        meanings = self._gazetteer.known.get(key, [])
        areas = [meaning.area for meaning in meanings if meaning.area]
        return areas[0] if len(areas) == 1 == len(meanings) and areas[0].kind == "country" else None

    def _determiner(self, words: tuple[str, ...], start: int) -> int:
        """Where the article or "its" before a position begins; the position itself where none is there."""
        for phrase in self._talk.capital_of_last:
            if words[max(0, start - len(phrase)) : start] == phrase:
                return start - len(phrase)
        return start

    def _is_named(self, words: tuple[str, ...]) -> bool:
        """Tell whether words begin with the name of a city ("The capital Lagos is in, right?")."""
        return any(self._names_a_city(words[:size]) for size in range(1, min(MAX_NAME_WORDS, len(words)) + 1))

    def _names_a_city(self, words: tuple[str, ...]) -> bool:
        """Tell whether words end with the name of a city ("Is Abuja, the capital, in?")."""
        gazetteer = self._gazetteer
        for size in range(1, min(MAX_NAME_WORDS, len(words)) + 1):
            key = " ".join(words[-size:])
            if any(meaning.member for meaning in gazetteer.known.get(key, ())):
                return True
            is_word = key in gazetteer.english_words or key in gazetteer.ordinary_words
            if key in gazetteer.place_keys and not is_word:
                return True
        return False


class _Words:
    """The folded words of a text, each knowing which written word it comes from."""

    def __init__(self, text: str) -> None:
        self._written = text.split()
        pairs = [(word, at) for at, written in enumerate(self._written) for word in fold(written).split()]
        self.folded: Phrase = tuple(word for word, _ in pairs)
        self._origin = [at for _, at in pairs]

    def replaced(self, start: int, end: int, name: str) -> str:
        """The text with a name in the place of folded words; the end of a sentence stays."""
        first, last = self._origin[start], self._origin[end - 1]
        mark = self._written[last][-1]
        name += mark if mark in _SENTENCE_END else ""
        return " ".join([*self._written[:first], name, *self._written[last + 1 :]])
