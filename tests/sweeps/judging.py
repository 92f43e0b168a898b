"""What an answer to a question about one place is worth: right, asked, missed, wrong or misread."""

from __future__ import annotations

from bot.answer import Answer
from bot.dataset.models import City
from bot.text import fold
from bot.understanding.gazetteer import Place
from tests.sweeps.world import World

Outcome = str
RIGHT, ASKED, MISSED, WRONG, MISREAD = OUTCOMES = ("right", "asked", "missed", "wrong", "misread")
SHOWN = 160
"""Characters of a reply that are shown."""
SINGLE = {"membership", "joined_when"}
"""Queries of the questions asked; their answers hold the members among the named cities, not lists."""


def about_member(world: World, city: City, answer: Answer) -> Outcome:
    """Judge an answer to a question about one member: whatever it says of another place is wrong."""
    if answer.kind != "answer":
        return ASKED if _offers(world, city, answer) else MISSED
    if answer.verdict == "member" and {found.id for found in answer.cities} == {city.id}:
        return RIGHT
    return WRONG if _speaks_of_a_place(answer) else MISSED


def about_other_city(world: World, place: Place, answer: Answer) -> Outcome:
    """Judge an answer to a question about a non-member.

    Wrong is to call any place a member; to say of another place that it is not listed is true, but misread.
    """
    if answer.kind != "answer":
        return ASKED if _offers(world, place, answer) else MISSED
    if calls_a_member(world, answer):
        return WRONG
    if answer.verdict and _names(world, place, answer):
        return RIGHT
    return MISREAD if _speaks_of_a_place(answer) else MISSED


def calls_a_member(world: World, answer: Answer, but: str = "") -> bool:
    """Tell whether an answer calls any place but one city a member, or a country one that has members."""
    cities = {city.id for city in answer.cities}
    if answer.verdict == "member":
        return cities != {but}
    # Without a verdict it speaks of several places, some of them members.
    single = answer.intent in world.engine.intents and world.engine.intents[answer.intent].query in SINGLE
    return answer.verdict is None and single and bool(cities - {but})


def in_short(answer: Answer) -> str:
    """Kind and verdict, the beginning of the reply, and the choices."""
    choices = f" [{' | '.join(choice.label for choice in answer.choices)}]" if answer.choices else ""
    text = " / ".join(line for line in answer.text.splitlines() if not line.startswith("Source"))
    return f"{answer.verdict or answer.kind}: {text[:SHOWN]}{choices}"


def _offers(world: World, place: City | Place, answer: Answer) -> bool:
    """Tell whether the place is among the choices of a question back; a state may stand before the country."""
    country = world.dataset.countries[place.country].name
    labels = [choice.label for choice in answer.choices]
    offered = any(label.startswith(f"{place.name} (") and label.endswith(f"{country})") for label in labels)
    return offered and answer.kind in ("choose", "unknown_name")


def _names(world: World, place: Place, answer: Answer) -> bool:
    """Tell whether a reply names the place, or one of the same name."""
    named = f" {fold(place.name)} " in f" {fold(answer.text)} "
    return named and not world.namesakes(place).isdisjoint(answer.countries)


def _speaks_of_a_place(answer: Answer) -> bool:
    return bool(answer.verdict or answer.cities or answer.countries)
