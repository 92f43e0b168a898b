"""Picking in words from what was offered, and telling which namesake is meant."""

from __future__ import annotations

import pytest

from bot.answer import Answer
from bot.engine import Engine
from bot.understanding.conversation import Conversation


def last_answer(engine: Engine, *messages: str) -> Answer:
    conversation = Conversation()
    answers = [engine.ask(message, conversation) for message in messages]
    return answers[-1]


def ids(answer: Answer) -> set[str]:
    return {city.id for city in answer.cities}


@pytest.mark.parametrize(
    ("reply", "city"),
    [
        ("the second one", "ulsan-nam-gu-kr"),
        ("number 2 please", "ulsan-nam-gu-kr"),
        ("last", "ulsan-nam-gu-kr"),
        ("ulsan", "ulsan-nam-gu-kr"),
        ("no, the one in Ulsan i mean", "ulsan-nam-gu-kr"),
        ("ulsna", "ulsan-nam-gu-kr"),
        ("not busan", "ulsan-nam-gu-kr"),
        ("not the ulsan one, busan", "busan-nam-gu-kr"),
        ("first", "busan-nam-gu-kr"),
        ("the busan one", "busan-nam-gu-kr"),
        ("Busan Nam-gu (Republic of Korea)", "busan-nam-gu-kr"),
    ],
)
def test_a_choice_is_picked_in_words(engine: Engine, reply: str, city: str) -> None:
    answer = last_answer(engine, "is nam-gu a member", reply)
    assert (answer.verdict, ids(answer), answer.question) == ("member", {city}, reply)


@pytest.mark.parametrize(
    "reply", ["the one in korea", "third", "9", "the other one", "neither", "the red one"]
)
def test_what_fits_no_single_choice_picks_none(engine: Engine, reply: str) -> None:
    assert ids(last_answer(engine, "is nam-gu a member", reply)) == set()


def test_the_other_one_is_the_choice_that_is_left(engine: Engine) -> None:
    picked = ("is nam-gu a member", "ulsan", "when did it join", "and the other one?")
    assert ids(last_answer(engine, *picked)) == {"busan-nam-gu-kr"}
    assert last_answer(engine, "is nam-gu a member", "ulsan", "is cork in", "the other one").kind == "nothing"


def test_yes_takes_the_only_choice(engine: Engine) -> None:
    offered = last_answer(engine, "is wymondham a member").choices
    assert len(offered) == 1
    assert last_answer(engine, "is wymondham a member", "yes").text == engine.ask(offered[0].question).text


def test_a_country_of_two_of_one_name(engine: Engine) -> None:
    for reply in ("the democratic republic", "drc", "2"):
        assert last_answer(engine, "any members in congo", reply).countries == ("CD",)


@pytest.mark.parametrize(
    ("question", "reply", "country", "verdict"),
    [
        ("is cordoba a member", "spain", "ES", "not_listed"),
        ("is cordoba a member", "and the mexican one?", "MX", "not_listed"),
        ("is cordoba a member", "not the argentinian one, the spanish one", "ES", "not_listed"),
        ("is santiago in", "i meant the one in chile", "CL", "not_member"),
        ("when did brest join", "no the one in belarus", "BY", "not_listed"),
        ("is granada in", "the one in nicaragua", "NI", "member"),
        ("is macao in", "the portuguese one", "PT", "member"),
        ("is macao in", "the one in asia", "MO", "not_listed"),
        ("is paris in", "the texas one", "US", "not_listed"),
        ("is la paz in", "in bolivia i mean", "BO", "not_listed"),
    ],
)
def test_a_namesake_is_told_by_its_country(
    engine: Engine, question: str, reply: str, country: str, verdict: str
) -> None:
    answer = last_answer(engine, question, reply)
    assert (answer.verdict, answer.countries) == (verdict, (country,))


def test_a_namesake_can_be_told_again_and_again(engine: Engine) -> None:
    answer = last_answer(
        engine, "is leon a member", "the spanish one", "and the mexican one", "when did it join"
    )
    assert (answer.verdict, answer.countries) == ("not_listed", ("MX",))


def test_a_country_without_such_a_place_is_a_subject_of_its_own(engine: Engine) -> None:
    assert len(last_answer(engine, "is lusaka in", "kenya").cities) == 5
    assert len(last_answer(engine, "is granada in", "and spain?").cities) == 3


def test_a_city_named_after_its_country_lies_there(engine: Engine) -> None:
    assert last_answer(engine, "cities in spain", "cordoba?").verdict == "not_listed"
    assert last_answer(engine, "any in bolivia", "not even la paz?").countries[-1] == "BO"


def test_the_second_of_a_list(engine: Engine) -> None:
    assert ids(last_answer(engine, "irish cities", "the third one", "when did it join")) == {"limerick-ie"}
    assert ids(last_answer(engine, "who won in 2019", "the second one")) == {"chengdu-cn"}
    ranked = last_answer(engine, "which country has the most learning cities", "and the second?")
    assert ranked.countries == ("PT",)
    assert last_answer(engine, "is cork in", "the second one").kind == "nothing"
