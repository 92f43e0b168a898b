"""Readings of questions about what is known by its id, where no name is to be told apart: for buttons and links."""

from __future__ import annotations

from bot.answering.wording import Words
from bot.dataset.geography import Position
from bot.dataset.models import City
from bot.dataset.selecting import Area
from bot.text import fold
from bot.understanding.gazetteer import Place
from bot.understanding.intents import Intent
from bot.understanding.interpretation import Interpretation
from bot.understanding.names import Mention


def of_city(intent: Intent, city: City, country: Area, words: Words) -> Interpretation:
    """The question of an intent about one member."""
    question = intent.label.format(city=words.full(city))
    mention = Mention(0, 0, fold(city.name), typed=city.name, members=(city.id,), qualifiers=(country,))
    return understood(intent, question, mention)


def of_country(intent: Intent, country: Area) -> Interpretation:
    """The bare name of a country as a question, to which the intent is the answer."""
    mention = Mention(0, 0, fold(country.label), typed=country.label, areas=(country,))
    return understood(intent, country.label, mention)


def of_position(intent: Intent, question: str, position: Position, words: Words) -> Interpretation:
    """The question of an intent about a position on the map, which has no name."""
    name = words.piece("sent_place")
    place = Place(name, "", "", 0, position=position)
    return understood(intent, question, Mention(0, 0, fold(name), typed=name, places=(place,)))


def understood(intent: Intent, question: str, *mentions: Mention) -> Interpretation:
    """A reading that is certain, as if the question had been met word for word."""
    return Interpretation(question, mentions=mentions, status="understood", intent=intent, score=1.0)
