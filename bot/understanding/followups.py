"""Follow-ups: a question that leaves its subject or its act to the one before ("and Harare?", "when?")."""

from __future__ import annotations

from dataclasses import replace

from bot.understanding.conversation import Conversation
from bot.understanding.intents import Intent
from bot.understanding.interpretation import Interpretation

_WHOLE_NETWORK = ("totals", "list_cities", "count_cities", "growth", "list_countries", "count_countries")
"""Queries whose subject can be all members, so that "which ones?" may mean all of them."""


def complete(
    reading: Interpretation, conversation: Conversation, intents: dict[str, Intent]
) -> Interpretation:
    """Fill a reading from the conversation where it is a follow-up; otherwise return it as it is.

    Intents with the preset `follow: act` bring a new act to the last subject ("when?"), those with
    `follow: subject` bring a new subject to the last act ("and Harare?").
    """
    intent, last = reading.intent, conversation.last
    follow = intent.preset.get("follow") if intent else None
    if intent is None or follow is None:
        return reading
    if last is None or last.intent is None:
        fallback = intent.preset.get("alone")
        return replace(reading, intent=intents[fallback]) if fallback else reading.rejected()
    if follow == "act":
        name = intent.preset.get("act", last.intent.name)
        return _with_subject(reading, last, intents[last.intent.preset.get(f"then_{name}", name)])
    return _with_act(reading, last, last.intent, intents)


def _with_subject(reading: Interpretation, last: Interpretation, act: Intent) -> Interpretation:
    """The act of the follow-up on the places and filters of the question before."""
    finds = replace(
        last.finds,
        times=reading.finds.times or last.finds.times,
        numbers=reading.finds.numbers or last.finds.numbers,
        capital=reading.finds.capital or last.finds.capital,
    )
    whole = replace(
        reading,
        mentions=reading.mentions or last.mentions,
        excluded=reading.excluded or last.excluded,
        finds=finds,
        intent=act,
    )
    narrows = whole.mentions or whole.excluded or finds.times or finds.capital or act.preset
    whole_network = last.intent is not None and last.intent.query in _WHOLE_NETWORK
    if (act.needs_city and not whole.cities) or not (narrows or whole_network):
        return reading.rejected()
    return whole


def _with_act(
    reading: Interpretation, last: Interpretation, act: Intent, intents: dict[str, Intent]
) -> Interpretation:
    """The act of the question before on the place of the follow-up."""
    if reading.cities and "city" not in act.takes:
        act = intents["membership"]
    elif reading.areas and not reading.cities and (act.needs_city or "area" not in act.takes):
        act = intents["country_profile"]
    finds = replace(
        reading.finds,
        times=reading.finds.times or last.finds.times,
        capital=reading.finds.capital or last.finds.capital,
    )
    return replace(reading, finds=finds, intent=act)
