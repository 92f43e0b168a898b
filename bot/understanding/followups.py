"""Follow-ups: a question that leaves its subject or its act to the one before ("and Harare?", "when?")."""

from __future__ import annotations

from dataclasses import replace

from bot.understanding.conversation import Conversation
from bot.understanding.intents import Intent
from bot.understanding.interpretation import Interpretation


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
        return _without_context(reading, intent, intents)
    if follow == "act":
        act = intents[intent.preset["act"]] if "act" in intent.preset else last.intent
        return _with_subject(reading, last, act)
    return _with_act(reading, last, intents)


def _without_context(reading: Interpretation, intent: Intent, intents: dict[str, Intent]) -> Interpretation:
    fallback = intent.preset.get("alone")
    if fallback is None:
        return replace(reading, intent=None, status="not_understood")
    return replace(reading, intent=intents[fallback])


def _with_subject(reading: Interpretation, last: Interpretation, act: Intent) -> Interpretation:
    finds = replace(
        last.finds,
        times=reading.finds.times or last.finds.times,
        numbers=reading.finds.numbers or last.finds.numbers,
        capital=reading.finds.capital or last.finds.capital,
    )
    return replace(
        reading,
        mentions=reading.mentions or last.mentions,
        excluded=reading.excluded or last.excluded,
        finds=finds,
        intent=act,
    )


def _with_act(reading: Interpretation, last: Interpretation, intents: dict[str, Intent]) -> Interpretation:
    act = last.intent
    assert act is not None
    if reading.cities and not last.cities:
        act = intents["membership"]
    elif reading.areas and not reading.cities and last.cities:
        act = intents["country_profile"]
    return replace(
        reading,
        mentions=reading.mentions or last.mentions,
        finds=replace(
            reading.finds,
            times=reading.finds.times or last.finds.times,
            capital=reading.finds.capital or last.finds.capital,
        ),
        intent=act,
    )
