"""Capitals that are asked for as such: by their country, or as that of what was talked about."""

from __future__ import annotations

import pytest

from bot.engine import Engine
from bot.understanding.conversation import Conversation
from bot.understanding.gazetteer import Gazetteer


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("is the capital of Uganda a member", "Kampala (Uganda) is not on my list"),
        ("is Portugal's capital in", "Yes. Lisbon (capital of Portugal)"),
        ("is the portuguese capital in", "Yes. Lisbon (capital of Portugal)"),
        ("capital of norway in?", "Oslo (Norway)"),
        ("when did the capital of Portugal join", "Lisbon (capital of Portugal) joined in December 2025"),
        ("are the capitals of Kenya and Uganda members", "Kampala (Uganda)"),
        ("is the capital of the maldives a member", "Malé (Maldives)"),
    ],
)
def test_a_capital_by_its_country(engine: Engine, question: str, says: str) -> None:
    assert says in engine.ask(question).text


@pytest.mark.parametrize(
    ("before", "question", "says"),
    [
        ("how many cities in kenya", "how about its capital", "Nairobi"),
        ("which cities in uganda", "is the capital in", "Kampala"),
        ("list cities in morocco", "not the capital?", "Rabat"),
        ("is durres in albania one", "and the capital", "Tirana"),
        ("is osaka in", "what about the capital", "Tokyo"),
        ("is gulu in", "is the capital also a member", "Kampala"),
        ("cities in kenya", "when did its capital join", "Nairobi"),
    ],
)
def test_the_capital_of_what_was_talked_about(engine: Engine, before: str, question: str, says: str) -> None:
    conversation = Conversation()
    engine.ask(before, conversation)
    assert engine.ask(question, conversation).text.removeprefix("Yes. ").startswith(says)


@pytest.mark.parametrize("before", ["african cities", "how many countries are in the network", ""])
def test_the_capital_of_no_single_country_is_asked_back(engine: Engine, before: str) -> None:
    conversation = Conversation()
    if before:
        engine.ask(before, conversation)
    assert engine.ask("and the capital", conversation).kind == "nothing"


@pytest.mark.parametrize(
    "question", ["which capitals are in", "african capitals", "capitals that joined in 2025"]
)
def test_any_capitals_stay_a_filter(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert len(answer.cities) > 2
    assert all(engine.dataset.cities[city.id].capital for city in answer.cities)


def test_what_is_left_out_stays_left_out(engine: Engine) -> None:
    conversation = Conversation()
    engine.ask("cities in egypt", conversation)
    answer = engine.ask("without the capital", conversation)
    assert len(answer.cities) == 9
    assert "cairo-eg" not in {city.id for city in answer.cities}


def test_states_with_several_seats_are_judged_in_all_of_them(engine: Engine) -> None:
    text = engine.ask("is the capital of south africa a member").text
    assert all(name in text for name in ("Pretoria", "Cape Town", "Bloemfontein"))


def test_no_capital_is_named_where_it_is_disputed(gazetteer: Gazetteer) -> None:
    assert not {"IL", "PS", "EH"} & gazetteer.capitals.keys()
    assert gazetteer.capitals["ZM"] == ("Lusaka",)
