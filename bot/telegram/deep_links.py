"""Links that open the bot on a city or a country: t.me/<bot>?start=city_lusaka-zm."""

from __future__ import annotations

from bot.answer import Answer
from bot.engine import Engine
from bot.understanding.conversation import Conversation

CITY, COUNTRY = "city_", "country_"


def linked_answer(payload: str, engine: Engine, conversation: Conversation) -> Answer | None:
    """Return the answer that a link leads to, from which the conversation goes on; None where it leads nowhere.

    Payloads are typed by anybody and carry no rights.
    """
    if payload.startswith(CITY):
        return engine.about_city(payload.removeprefix(CITY), conversation)
    if payload.startswith(COUNTRY):
        return engine.about_country(payload.removeprefix(COUNTRY).upper(), conversation)
    return None
