"""The sweep over inputs: whatever is sent, an answer comes, can be written as JSON, and does not take long."""

from __future__ import annotations

import random
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from bot.answer import Answer
from bot.terminal.json_lines import json_line
from bot.understanding.conversation import Conversation
from tests.benchmarks.questions import load_questions
from tests.sweeps.odd_inputs import MAKERS, Source
from tests.sweeps.parallel import each_chunk
from tests.sweeps.world import world

IN_CHAT = 0.5
"""Share of the inputs that are sent in a conversation."""
NEW_CHAT = 0.15
"""Share of those that begin another one."""
FAULT = "fault"


@dataclass(frozen=True)
class Asked:
    """One input and what came of it; the text is made anew when it is asked for."""

    seed: int
    number: int
    in_chat: bool
    answer: str
    """Kind of answer, or FAULT where none came or one that cannot be passed on."""
    fault: str
    """What went wrong; empty when nothing did."""
    cpu: float
    """Milliseconds of this process."""
    wall: float
    """Milliseconds on the clock, which other processes add to."""

    @property
    def kind(self) -> str:
        """Kind of input."""
        return kind_of(self.number)

    @property
    def text(self) -> str:
        """The input."""
        return odd_input(self.seed, self.number)


def kind_of(number: int) -> str:
    """All kinds have their turn."""
    return tuple(MAKERS)[number % len(MAKERS)]


def odd_input(seed: int, number: int) -> str:
    """The input of that number: the same whatever was asked before."""
    return MAKERS[kind_of(number)](Source(random.Random(f"{seed} {number}"), _questions(), _names()))


def ask_inputs(number: int, seed: int, jobs: int) -> list[Asked]:
    """Make and ask so many inputs of all kinds."""
    world()  # loaded here, so that all processes ask the same engine
    return each_chunk(partial(_ask_chunk, seed), range(number), jobs)


def _ask_chunk(seed: int, numbers: Sequence[int]) -> list[Asked]:
    conversation = Conversation()
    chance = random.Random(f"{seed} from {numbers[0]}")
    asked = []
    for number in numbers:
        if chance.random() < NEW_CHAT:
            conversation = Conversation()
        asked.append(_ask(seed, number, conversation if chance.random() < IN_CHAT else None))
    return asked


def _ask(seed: int, number: int, conversation: Conversation | None) -> Asked:
    ask, text = world().engine.ask, odd_input(seed, number)
    # No door lets a text through that UTF-8 cannot write; the engine must bear it, but no chat remembers it.
    conversation = conversation if _is_utf8(text) else None
    answered, fault = FAULT, ""
    wall, cpu = time.perf_counter_ns(), time.process_time_ns()
    try:
        answer = ask(text, conversation)
    except Exception as error:
        fault = _described(error)
    cpu, wall = time.process_time_ns() - cpu, time.perf_counter_ns() - wall
    if not fault:
        fault = _breach(answer)
        answered = FAULT if fault else answer.kind
    return Asked(seed, number, conversation is not None, answered, fault, cpu / 1e6, wall / 1e6)


def _breach(answer: Answer) -> str:
    """What a program that reads the answer would stumble over; empty when nothing is wrong."""
    if not answer.text.strip():
        return "no text"
    try:
        if _is_utf8(answer.question):
            json_line(answer)
    except Exception as error:
        return _described(error)
    return ""


def _is_utf8(text: str) -> bool:
    return text.encode(errors="replace").decode() == text


def _described(error: Exception) -> str:
    """Kind and place of an exception, and what it says."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {last.name} ({Path(last.filename).name}:{last.lineno}): {error}"


@lru_cache(maxsize=1)
def _questions() -> tuple[str, ...]:
    return tuple(question.text for question in load_questions())


@lru_cache(maxsize=1)
def _names() -> tuple[str, ...]:
    gazetteer = world().gazetteer
    return (*gazetteer.known, *(row.partition("\t")[0] for row in gazetteer.place_rows))
