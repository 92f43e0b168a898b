"""Names that differ in a letter or two are never taken for each other where they are spelt right."""

from __future__ import annotations

import pytest

from tests.sweeps.judging import ASKED, RIGHT, about_member, in_short
from tests.sweeps.near_pairs import NearPair, near_pairs, questions
from tests.sweeps.world import world


@pytest.fixture(scope="module")
def pairs() -> list[NearPair]:
    return near_pairs(world())


def test_the_data_hold_near_names(pairs: list[NearPair]) -> None:
    names = {(pair.member_name, pair.rival_name) for pair in pairs}
    assert len(names) > 100
    assert {
        ("ajman", "amman"),
        ("amman", "ajman"),
        ("dublin", "lublin"),
        ("chiang mai", "chiang rai"),
    } <= names


def test_a_rival_is_never_answered_as_the_member(pairs: list[NearPair]) -> None:
    mistaken = []
    for pair in pairs:
        for question in questions(pair.rival_name):
            answer = world().engine.ask(question)
            if answer.verdict == "member" and pair.member in {city.id for city in answer.cities}:
                mistaken.append(f"{question} -> {in_short(answer)}")
    assert not mistaken, "\n".join(mistaken)


def test_a_member_is_never_answered_as_its_rival(pairs: list[NearPair]) -> None:
    mistaken = []
    for pair in pairs:
        for question in questions(pair.member_name):
            answer = world().engine.ask(question)
            if about_member(world(), world().dataset.cities[pair.member], answer) not in (RIGHT, ASKED):
                mistaken.append(f"{question} ({pair.rival_name}) -> {in_short(answer)}")
    assert not mistaken, "\n".join(mistaken)
