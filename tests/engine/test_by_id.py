"""Answers on what is known by its id: the same as to a question that nobody could misread."""

from __future__ import annotations

import pytest

from bot.engine import Engine
from bot.understanding.conversation import Conversation
from tests.engine.contract import breaches


def test_every_member(engine: Engine) -> None:
    for city in engine.dataset.members:
        answer = engine.about_city(city.id)
        assert answer is not None
        assert (answer.kind, answer.verdict, answer.choices) == ("answer", "member", ())
        assert [found.id for found in answer.cities] == [city.id]
        assert breaches(answer, answer.question, engine.dataset) == []
        assert engine.ask(answer.question).text == answer.text, answer.question


@pytest.mark.parametrize("city_id", ["", "LUSAKA-ZM", "atlantis-xx", "lusaka-zm "])
def test_no_member(engine: Engine, city_id: str) -> None:
    assert engine.about_city(city_id) is None


def test_every_country(engine: Engine) -> None:
    for code, country in engine.dataset.countries.items():
        answer = engine.about_country(code)
        assert answer is not None
        assert answer.kind == "answer"
        assert breaches(answer, answer.question, engine.dataset) == []
        assert answer.question == country.name
        assert engine.ask(answer.question).text == answer.text, country.name


@pytest.mark.parametrize("code", ["", "ke", "XX", "KEN"])
def test_no_country(engine: Engine, code: str) -> None:
    assert engine.about_country(code) is None


def test_the_conversation_goes_on_from_there(engine: Engine) -> None:
    conversation = Conversation()
    engine.about_city("lusaka-zm", conversation)
    assert engine.ask("since when?", conversation).year == 2025
    engine.about_country("KE", conversation)
    assert engine.ask("how many?", conversation).count == len(engine.dataset.members_by_country["KE"])


def test_near_a_position(engine: Engine) -> None:
    answer = engine.near(-15.4, 28.3)
    assert answer.kind == "answer"
    assert answer.cities[0].id == "lusaka-zm"
    assert "Lusaka (Zambia) is nearest to the place you sent: about" in answer.text
    assert breaches(answer, answer.question, engine.dataset) == []


@pytest.mark.parametrize("position", [(0.0, 0.0), (90.0, 0.0), (-90.0, 180.0), (52.0, -180.0)])
def test_near_the_ends_of_the_world(engine: Engine, position: tuple[float, float]) -> None:
    answer = engine.near(*position)
    assert answer.kind == "answer"
    assert len(answer.cities) == 3


def test_near_across_the_date_line(engine: Engine) -> None:
    assert engine.near(-40.0, 179.9).cities[0] == engine.near(-40.0, -179.9).cities[0]


def test_the_sources_of_an_earlier_answer(engine: Engine) -> None:
    conversation = Conversation()
    answer = engine.ask("Is Lusaka a learning city?", conversation)
    cited = engine.cite(answer.sources)
    assert cited.text == engine.ask("source?", conversation).text
    assert cited.sources == answer.sources


def test_sources_without_an_answer_before(engine: Engine) -> None:
    assert engine.cite(()).text == engine.ask("what are your sources").text
    assert engine.cite(["https://example.org/nowhere"]).text == engine.cite(()).text
