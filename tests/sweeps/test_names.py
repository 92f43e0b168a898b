"""A small sweep over names: every name spelt right, and some of them misspelt."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from rapidfuzz.distance import OSA

from bot.answer import Answer, CityRef
from tests.sweeps.judging import ASKED, MISREAD, RIGHT, WRONG, about_member, about_other_city
from tests.sweeps.known_names import known_names
from tests.sweeps.misspelt import Misspelt, of_members, of_other_cities
from tests.sweeps.names import Judged, judge_misspelt, lost_names
from tests.sweeps.world import world
from tests.understanding.typos import slips

SEED = 2
QUESTIONS = 1000
"""About members, and as many about other cities."""


def sample(questions: list[Misspelt]) -> list[Misspelt]:
    """Some questions of all names, none of them about a name of another place."""
    usable = [question for question in questions if not question.is_another_name]
    return random.Random(SEED).sample(usable, QUESTIONS)


def shown(judged: list[Judged]) -> str:
    return "\n".join(f"{one.asked.name}: {one.asked.question} -> {one.reply}" for one in judged)


@pytest.fixture(scope="module")
def members() -> list[Judged]:
    return judge_misspelt(sample(list(of_members(world(), SEED))), jobs=1)


@pytest.fixture(scope="module")
def others() -> list[Judged]:
    return judge_misspelt(sample(list(of_other_cities(world(), SEED, QUESTIONS))), jobs=1)


def test_every_known_name_leads_to_its_member() -> None:
    names = known_names(world())
    assert len(names) > 10_000
    lost = {name.text: reply for name, reply in lost_names(names, jobs=1)}
    assert not lost


def test_no_misspelt_member_is_taken_for_another(members: list[Judged]) -> None:
    assert not shown([one for one in members if one.is_false_member])
    wrong = [one for one in members if one.outcome == WRONG]
    assert len(wrong) <= 0.02 * QUESTIONS, shown(wrong)


def test_most_misspelt_members_are_found(members: list[Judged]) -> None:
    tally = Counter(one.outcome for one in members)
    assert tally[RIGHT] >= 0.87 * QUESTIONS, tally
    assert tally[RIGHT] + tally[ASKED] >= 0.93 * QUESTIONS, tally


def test_other_misspelt_cities_are_seldom_taken_for_members(others: list[Judged]) -> None:
    tally = Counter(one.outcome for one in others)
    assert tally[WRONG] <= 0.008 * QUESTIONS, shown([one for one in others if one.outcome == WRONG])
    assert tally[MISREAD] <= 0.08 * QUESTIONS, tally
    assert tally[RIGHT] >= 0.75 * QUESTIONS, tally


def test_what_an_answer_is_worth() -> None:
    """The judge tells a false member and a misread name from a right answer."""
    cork = world().dataset.cities["cork-ie"]
    listed = CityRef(cork.id, cork.name, cork.country, cork.year)
    yes = Answer("cork?", "answer", "Yes. Cork", verdict="member", cities=(listed,), countries=("IE",))
    osaka = next(place for place in world().gazetteer.places("osaka") if place.country == "JP")
    no = Answer(
        "osaka?", "answer", "Osaka (Japan) is not on my list", verdict="not_listed", countries=("JP",)
    )
    assert about_member(world(), cork, yes) == RIGHT
    assert about_member(world(), cork, no) == WRONG
    assert about_other_city(world(), osaka, no) == RIGHT
    assert about_other_city(world(), osaka, yes) == WRONG
    assert about_other_city(world(), world().gazetteer.places("kyoto")[0], no) == MISREAD


@pytest.mark.parametrize("name", ["lusaka", "ho chi minh city", "xian", "kozah 1"])
def test_a_slip_is_one_slip(name: str) -> None:
    for kind, typos in slips(name).items():
        assert typos or kind == "spelt by ear"
        for typo in typos:
            assert 1 <= OSA.distance(name, typo) <= (2 if kind == "spelt by ear" else 1)
