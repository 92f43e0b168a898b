"""A question's time beside other ways to match it, on the same questions in the same run.

Only ratios are asserted, with room for a busy machine; `python -m tests.benchmarks` prints the figures, and
`pytest tests/benchmarks --benchmark-enable` times each system by itself.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.benchmarks.systems import System
from tests.benchmarks.timing import WARM_UP, Times

SYSTEMS = ("engine", "rapidfuzz WRatio", "rapidfuzz token_sort", "hassil strict", "adapt, 1 edit")


@pytest.mark.parametrize("name", SYSTEMS)
def test_answer_questions_of_every_kind(
    benchmark: BenchmarkFixture, systems: Mapping[str, System], questions: list[str], name: str
) -> None:
    ask = _installed(systems, name).start()
    ask(WARM_UP)
    benchmark.group = f"{len(questions)} questions"
    assert any(benchmark(lambda: [ask(question) for question in questions]))


@pytest.mark.parametrize(
    ("name", "multiple"),
    [
        ("rapidfuzz WRatio", 1.0),
        ("rapidfuzz token_sort", 1.0),
        ("hassil strict", 2.0),
        ("adapt, 1 edit", 4.0),
    ],
)
def test_the_engine_keeps_up_with(
    systems: Mapping[str, System], times: Mapping[str, Times], name: str, multiple: float
) -> None:
    """The engine also finds names of all scripts and writes an answer, so it may take longer than some."""
    _installed(systems, name)
    assert times["engine"].median < multiple * times[name].median


def test_no_question_stands_out(times: Mapping[str, Times]) -> None:
    """However odd a question is, its time is bounded: no search runs away."""
    assert times["engine"].slowest < 200 * times["engine"].median


def _installed(systems: Mapping[str, System], name: str) -> System:
    if name not in systems:
        pytest.skip(f"{name} needs the extra 'benchmark'")
    return systems[name]
