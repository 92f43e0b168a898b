"""Which of several places of one name a conversation is about ("no, the one in Chile", "Spain")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.dataset.models import Dataset
from bot.dataset.selecting import Area, in_area
from bot.text import fold
from bot.understanding.gazetteer import Place
from bot.understanding.intents import Intent
from bot.understanding.interpretation import Interpretation
from bot.understanding.language import LanguagePack
from bot.understanding.names import Mention

NOTABLE = 100_000
"""Inhabitants from which a namesake is meant by the mere name of its country."""


class Namesakes:
    """Tells places of one name apart by the country that a follow-up or the question before names."""

    def __init__(self, dataset: Dataset, intents: Mapping[str, Intent], pack: LanguagePack) -> None:
        self._dataset = dataset
        self._intents = intents
        self._talk = pack.talk
        self._negations = pack.negations

    def without_denied(self, reading: Interpretation) -> Interpretation:
        """Leave out what a correction denies: "not the Argentinian one, the Spanish one"."""
        words = reading.words
        kept = tuple(
            mention
            for mention in reading.mentions
            if not any(words[max(0, mention.start - len(no)) : mention.start] == no for no in self._negations)
        )
        return replace(reading, mentions=kept) if kept else reading

    def in_country_before(self, mention: Mention, last: Interpretation) -> Mention:
        """A city named after a question about a country lies there if a place of that name does."""
        said = [area for m in last.areas for area in m.areas]
        said += [area for m in last.cities for area in m.qualifiers]
        countries = [area for area in said if area.kind == "country"]
        if mention.slot != "CITY" or mention.qualifiers or len(countries) != 1:
            return mention
        known = self._is_in(mention, countries[0], least=0)
        return replace(mention, qualifiers=(countries[0],)) if known else mention

    def _is_bare_area(self, reading: Interpretation) -> bool:
        """True for "Spain" and for "and the Spanish", which may tell which namesake is meant."""
        if len(reading.mentions) != 1 or reading.asked is None:
            return False
        start = reading.mentions[0].start
        has_article = start > 0 and reading.words[start - 1] in self._talk.articles
        return reading.asked.sequence == ("AREA",) or has_article

    def meant(self, reading: Interpretation, last: Interpretation, *, framed: bool) -> Interpretation | None:
        """The question before about the place of that name in another country; None where none is meant.

        A phrase such as "the one in Chile" (`framed`) can mean nothing else; the mere "Spain" means a namesake only
        where a notable one is.
        """
        if not (framed or self._is_bare_area(reading)):
            return None
        areas = [area for mention in reading.areas for area in mention.areas]
        cities = [mention.origin or mention for mention in last.cities if not mention.unknown]
        if len(areas) != 1 or not cities:
            return None
        corrects = framed or not self._talk.meant.isdisjoint(reading.words)
        least = 0 if corrects else NOTABLE
        found = [mention for mention in cities if self._is_in(mention, areas[0], least=least)]
        if framed and not found:
            found = cities
        if len(found) != 1 or (
            not framed and self._is_settled(last.cities[cities.index(found[0])], areas[0])
        ):
            return None
        meant = self._only_in(found[0], areas[0])
        mentions = tuple(
            meant if found[0] in (mention, mention.origin) else mention for mention in last.mentions
        )
        assert last.intent is not None
        of_area = last.intent.preset.get("with_area", "country_profile")
        act = last.intent if meant.slot == "CITY" else self._intents[of_area]
        return replace(last, question=reading.question, mentions=mentions, intent=act)

    def _only_in(self, mention: Mention, area: Area) -> Mention:
        """A name as that of the places in one area alone; where none is there, the area only qualifies it."""
        members = tuple(m for m in mention.members if in_area(self._dataset.cities[m], area))
        places = tuple(place for place in mention.places if _lies_in(place, area))
        countries = tuple(other for other in mention.areas if other.countries <= area.countries)
        if not (members or places or countries):
            return replace(mention, qualifiers=(area,))
        return replace(
            mention, members=members, places=places, areas=countries, qualifiers=(area,), origin=mention
        )

    def _is_settled(self, mention: Mention, area: Area) -> bool:
        """True when the place in that area is the one that was spoken of already."""
        if mention.qualifiers:
            return area in mention.qualifiers
        return len(mention.members) == 1 and in_area(self._dataset.cities[mention.members[0]], area)

    def _is_in(self, mention: Mention, area: Area, *, least: int) -> bool:
        """Tell whether a place of that name, a non-member of at least so many inhabitants, lies in an area."""
        if any(in_area(self._dataset.cities[member], area) for member in mention.members):
            return True
        if any(other.countries <= area.countries for other in mention.areas):
            return True
        return any(place.population >= least and _lies_in(place, area) for place in mention.places)


def _lies_in(place: Place, area: Area) -> bool:
    if place.admin and fold(place.admin) == fold(area.label):
        return True
    return area.kind != "part" and place.country in area.countries
