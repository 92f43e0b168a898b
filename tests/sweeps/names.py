"""The sweep over names: ask every question about a misspelt or a correctly typed name, judge and count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.sweeps.judging import WRONG, Outcome, about_member, about_other_city, calls_a_member, in_short
from tests.sweeps.known_names import KnownName, is_found
from tests.sweeps.misspelt import MEMBERS, Misspelt
from tests.sweeps.parallel import each_chunk
from tests.sweeps.world import world


@dataclass(frozen=True)
class Judged:
    """A question about a misspelt name and how its answer is judged."""

    asked: Misspelt
    outcome: Outcome
    is_false_member: bool
    """True when a place that was not meant is called a member."""
    reply: str


def judge_misspelt(questions: Sequence[Misspelt], jobs: int) -> list[Judged]:
    """Ask and judge all questions, in their order."""
    return each_chunk(_judge_chunk, questions, jobs)


def lost_names(names: Sequence[KnownName], jobs: int) -> list[tuple[KnownName, str]]:
    """The correctly typed names that do not lead to their member, with the reply in short."""
    return each_chunk(_lost_chunk, names, jobs)


def _judge_chunk(questions: Sequence[Misspelt]) -> list[Judged]:
    return [_judge(question) for question in questions]


def _judge(asked: Misspelt) -> Judged:
    of = world()
    answer = of.engine.ask(asked.question)
    if asked.group == MEMBERS:
        outcome = about_member(of, of.dataset.cities[asked.meant], answer)
        is_false = outcome == WRONG and calls_a_member(of, answer, asked.meant)
    else:
        outcome = about_other_city(of, of.place(asked.meant), answer)
        is_false = outcome == WRONG
    return Judged(asked, outcome, is_false, in_short(answer))


def _lost_chunk(names: Sequence[KnownName]) -> list[tuple[KnownName, str]]:
    answers = [(name, world().engine.ask(name.question)) for name in names]
    return [(name, in_short(answer)) for name, answer in answers if not is_found(world(), name, answer)]
