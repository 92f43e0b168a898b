"""Follow-ups: a question that leaves its subject or its act to the one before ("and Harare?", "when?")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from bot.dataset.models import Dataset
from bot.dataset.selecting import select
from bot.text import fold, tokens
from bot.understanding.conversation import Conversation
from bot.understanding.filters import FilterFinds, TimeLimit
from bot.understanding.intents import Intent
from bot.understanding.interpretation import Interpretation
from bot.understanding.language import LanguagePack
from bot.understanding.names import Mention
from bot.understanding.namesakes import Namesakes
from bot.understanding.references import References
from bot.understanding.relative_years import with_years

_LISTS = ("list_cities", "count_cities", "list_countries", "count_countries")
_WHOLE_NETWORK = frozenset(("totals", "growth", *_LISTS))
"""Queries whose subject can be all members, so that "which ones?" may mean all of them."""
_COMPARED = ("country_profile", "rank_countries", "rank_regions", "compare_areas")
_EXTREMES = frozenset(("newest_members", "oldest_members"))
_SELECTS = _WHOLE_NETWORK | _EXTREMES | frozenset(_COMPARED)
"""Queries whose members are those that meet the filters, so that another of them may take the filters over."""
_FIXED = ("latest", "first_time", "stock")
"""Presets by which an intent selects by more than the filters of the question."""
_FILTERS = frozenset(("area", "year", "capital", "number", "top", "none", "without"))


class FollowUps:
    """Fills readings from the conversation."""

    def __init__(
        self, dataset: Dataset, intents: Mapping[str, Intent], references: References, pack: LanguagePack
    ) -> None:
        self._dataset = dataset
        self._intents = intents
        self._references = references
        self._namesakes = Namesakes(dataset, intents, pack)
        self._talk = pack.talk

    def complete(self, reading: Interpretation, conversation: Conversation) -> Interpretation:
        """Fill a reading from the conversation where it is a follow-up; otherwise return it as it is.

        Intents with the preset `follow: act` bring a new act to the last subject ("when?"), those with
        `follow: subject` a new subject to the last act ("and Harare?"), those with `follow: namesake` tell which
        place of the last name is meant ("the one in Chile").
        """
        dated = with_years(reading, conversation.year, self._dataset)
        intent = dated.intent
        if intent is None:
            return dated
        if not intent.is_follow_up:
            if not dated.cities and self._talk.speaks_of_them(dated.words):
                return self._of_them(dated, conversation, intent)
            return self._elliptic(dated, conversation, intent) or dated
        last = conversation.last
        if last is None or last.intent is None:
            return self._alone(dated, intent)
        dated = self._namesakes.without_denied(dated)
        return self._completed(dated, conversation, last, intent) or self._own(dated, intent)

    def _completed(
        self, reading: Interpretation, conversation: Conversation, last: Interpretation, intent: Intent
    ) -> Interpretation | None:
        assert last.intent is not None
        follow = intent.preset["follow"]
        if follow in ("namesake", "subject"):
            if meant := self._namesakes.meant(reading, last, framed=follow == "namesake"):
                return meant
            is_about_region = any(area.kind != "country" for mention in last.areas for area in mention.areas)
            act = intent.preset.get("of_region") if is_about_region else None
            return self._with_act(reading, last, self._intents[act] if act else last.intent)
        name = intent.preset.get("act", last.intent.name)
        key = intent.preset.get("key", name)
        own = last.intent.preset
        acts = (own.get(f"then_{key}", own.get(f"then_{name}", name)), name, own.get(f"else_{name}", name))
        for act in dict.fromkeys(acts):
            if whole := self._with_subject(reading, conversation, last, self._intents[act], intent.preset):
                return whole
        return None

    def _alone(self, reading: Interpretation, intent: Intent) -> Interpretation:
        fallback = intent.preset.get("alone")
        return replace(reading, intent=self._intents[fallback]) if fallback else reading.rejected()

    def _own(self, reading: Interpretation, intent: Intent) -> Interpretation:
        """What a follow-up that fits nothing before means by itself, if anything."""
        alone = reading.decided(in_conversation=False)
        if alone.is_exact and alone.intent is not None and not alone.intent.is_follow_up:
            return alone
        if reading.mentions or reading.finds.times:
            return self._alone(reading, intent)
        return replace(reading.rejected(), refers=True)

    def _of_them(self, reading: Interpretation, conversation: Conversation, act: Intent) -> Interpretation:
        """A question of its own about part of those in the answer before ("which of them are capitals")."""
        last = conversation.last
        if (last is None and reading.mentions) or act.query not in (*_SELECTS, "award_winners"):
            return reading
        whole = last and last.intent and self._with_subject(reading, conversation, last, act, {})
        return whole or replace(reading.rejected(), refers=True)

    def _elliptic(
        self, reading: Interpretation, conversation: Conversation, act: Intent
    ) -> Interpretation | None:
        """A question that leaves out what it is about ("did any join in 2024") narrows the list before."""
        last = conversation.last
        if last is None or last.intent is None or reading.mentions or reading.excluded:
            return None
        is_list = act.query in _LISTS and last.intent.query in (*_LISTS, "country_profile")
        replaces = last.finds.times and not last.areas and reading.finds.times
        if not is_list or replaces or not self._talk.names_no_subject(tuple(tokens(reading.question))):
            return None
        return self._with_subject(reading, conversation, last, act, {})

    def _with_subject(
        self,
        reading: Interpretation,
        conversation: Conversation,
        last: Interpretation,
        act: Intent,
        preset: Mapping[str, str],
    ) -> Interpretation | None:
        """The act of the follow-up on the places and filters of the question before."""
        assert last.intent is not None
        about_city = any(mention.slot == "CITY" for mention in self._references.subject(conversation))
        if "of_city" in preset and last.cities and last.intent.query not in _SELECTS:
            act = self._intents[preset["of_city"]]
        if act.needs_city and not (reading.cities or about_city):
            act = self._intents[preset["or"]] if "or" in preset else act
        fitting = self._fitting(act, reading)
        # Whether only capitals are asked for, or all but some, is nothing to ask of a named city.
        narrows = reading.asked and reading.asked.features & {"capital", "without"}
        if fitting is None or (narrows and about_city and "city" in fitting.takes and not reading.mentions):
            return None
        among = self._among(reading, conversation, last, fitting)
        if among is not None:
            return replace(reading, intent=fitting, among=among)
        if "whole" in preset:
            return replace(reading, intent=fitting, finds=_merged(reading.finds, last, fitting))
        mentions = self._subject(reading, conversation, last, fitting, preset)
        if mentions is None or (fitting.needs_city and not any(m.slot == "CITY" for m in mentions)):
            return None
        excluded = (*(last.excluded if not reading.mentions else ()), *reading.excluded)
        if "others" in preset:
            excluded = (*excluded, *last.cities)
        finds = _merged(reading.finds, last, fitting, preset)
        whole = replace(reading, mentions=mentions, excluded=excluded, finds=finds, intent=fitting)
        whole = replace(whole, among=last.among)
        return whole if self._narrows(whole, last, fitting) else None

    def _narrows(self, whole: Interpretation, last: Interpretation, act: Intent) -> bool:
        """True unless all members would be meant where the question before was not about all of them."""
        assert last.intent is not None
        if act.query in _EXTREMES and last.intent.query not in _EXTREMES:
            return bool(whole.mentions)
        finds = whole.finds
        filters = (finds.times, finds.capital, finds.without_capitals, finds.numbers, whole.excluded)
        same_kind = act.query == last.intent.query
        return bool(whole.mentions or any(filters)) or same_kind or last.intent.query in _WHOLE_NETWORK

    def _subject(
        self,
        reading: Interpretation,
        conversation: Conversation,
        last: Interpretation,
        act: Intent,
        preset: Mapping[str, str],
    ) -> tuple[Mention, ...] | None:
        """The places that the act is about: those of the follow-up, else those before; None where none fits."""
        if reading.mentions:
            asked_of = self._references.subject(conversation) if act.needs_city and not reading.cities else ()
            return (*(mention for mention in asked_of if mention.slot == "CITY"), *reading.mentions)
        if "city" in act.takes:
            return self._references.subject(conversation)
        if last.cities and not last.areas:
            country = self._references.country(conversation) if "there" in preset else None
            return (
                None
                if country is None
                else (Mention(0, 0, fold(country.label), typed=country.label, areas=(country,)),)
            )
        return last.areas

    def _among(
        self, reading: Interpretation, conversation: Conversation, last: Interpretation, act: Intent
    ) -> frozenset[str] | None:
        """The members of the answer before, where no filters can stand for them; None where they can."""
        assert last.intent is not None
        if act.query not in _SELECTS and (act.query != "award_winners" or last.cities):
            return None
        selected = last.intent.query in _SELECTS
        if not selected:
            is_about_them = len(conversation.cities) > 1 and act.query != last.intent.query
            return frozenset(conversation.cities) if is_about_them else None
        finds = last.finds
        narrowed = finds.times or finds.capital or finds.without_capitals or last.excluded or last.among
        both_areas = reading.areas and last.areas and self._talk.speaks_of_them(reading.words)
        if not both_areas and (act.query in _SELECTS or not narrowed):
            return None
        if conversation.filters is None or any(name in last.intent.preset for name in _FIXED):
            return frozenset(conversation.cities) if conversation.cities else None
        return frozenset(city.id for city in select(self._dataset, conversation.filters))

    def _fitting(self, act: Intent, reading: Interpretation) -> Intent | None:
        """The act, or the one that stands in for it where it cannot take a filter of the follow-up."""
        features = reading.asked.features & _FILTERS if reading.asked else frozenset()
        for feature in sorted(features - act.takes):
            other = act.preset.get(f"with_{feature}")
            if other is None:
                return None
            act = self._intents[other]
        return act

    def _with_act(self, reading: Interpretation, last: Interpretation, act: Intent) -> Interpretation:
        """The act of the question before on the place of the follow-up."""
        mentions = reading.mentions
        if reading.cities and "city" not in act.takes:
            act = self._intents["membership"]
        elif reading.areas and not reading.cities and (act.needs_city or "area" not in act.takes):
            act = self._intents[act.preset.get("with_area", "country_profile")]
        if reading.cities:
            mentions = tuple(self._namesakes.in_country_before(mention, last) for mention in mentions)
        finds = _merged(reading.finds, last, act)
        if reading.cities:
            finds = replace(finds, capital=reading.finds.capital, without_capitals=False)
        return replace(reading, mentions=mentions, finds=finds, intent=act)


def _merged(
    finds: FilterFinds, last: Interpretation, act: Intent, preset: Mapping[str, str] = MappingProxyType({})
) -> FilterFinds:
    """The filters of a follow-up, and of the question before those it does not replace or drop."""
    before = last.finds
    assert last.intent is not None
    # Whether a city is a capital narrows nothing.
    of_capitals = finds if finds.capital or finds.without_capitals or last.cities else before
    times = finds.times or ((TimeLimit("latest_round"),) if "latest" in preset else before.times)
    return replace(
        finds,
        times=times if preset.get("drop") != "year" else (),
        numbers=finds.numbers or (before.numbers if act.query == last.intent.query else ()),
        capital=of_capitals.capital and preset.get("drop") != "capital",
        without_capitals=of_capitals.without_capitals,
    )
