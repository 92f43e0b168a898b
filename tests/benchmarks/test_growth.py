"""A question about a name takes hardly longer when the member list is many times as long."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from bot.settings import Settings
from tests.benchmarks.growing import grow, words_in_use
from tests.benchmarks.material import Material
from tests.benchmarks.questions import load_questions, sample
from tests.benchmarks.systems import System
from tests.benchmarks.systems import engine as load_engine
from tests.benchmarks.timing import time_questions

FACTOR = 20
BOUND = 5
"""How many times as long the list is, and how much longer a question may take."""
QUESTIONS = 60
KINDS = {"members", "other places", "facts", "typos"}
"""Kinds whose answers do not list or count members, which would take as long as the list."""


def test_a_question_does_not_grow_with_the_list(
    settings: Settings, material: Material, engine: System, tmp_path: Path
) -> None:
    questions = load_questions()
    grown = grow(settings.data_dir, tmp_path / "data", FACTOR, words_in_use(material, questions))
    longer = replace(load_engine(grown, settings.intents_dir), name="longer")
    of_kinds = [question for question in questions if question.kind in KINDS]
    asked = [question.text for question in sample(of_kinds, QUESTIONS)]
    times = time_questions([engine, longer], asked, rounds=1, clock=time.process_time_ns)
    assert times["longer"].median < BOUND * times["engine"].median
    assert times["longer"].p99 < FACTOR * times["engine"].p99
