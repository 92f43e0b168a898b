"""`python -m tests.benchmarks`: start-up, memory, time a question beside the baselines, growth.

Takes about two minutes.
"""

from __future__ import annotations

import argparse
import platform
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from bot.settings import Settings
from tests.benchmarks import tables
from tests.benchmarks.growing import grow, words_in_use
from tests.benchmarks.material import load_material
from tests.benchmarks.questions import Question, load_questions, sample
from tests.benchmarks.starting import measure_starts
from tests.benchmarks.systems import System, baselines, engine, missing_packages
from tests.benchmarks.timing import Times, time_questions

FACTORS = (10, 100)
BASELINE_FACTOR = 10
GROWTH_QUESTIONS = 150
BASELINE_GROWTH_QUESTIONS = 60
"""The flat lists grow with the names, so fewer questions are asked there."""

Timed = Callable[[Sequence[System], list[str]], dict[str, Times]]


def main() -> None:
    """Measure and print everything."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--rounds", type=int, default=3, help="Rounds of each measurement (default 3).")
    parser.add_argument("--cpu", action="store_true", help="Time of the processor, for a busy machine.")
    arguments = parser.parse_args()
    timed = partial(
        time_questions,
        rounds=arguments.rounds,
        clock=time.process_time_ns if arguments.cpu else time.perf_counter_ns,
    )
    settings = Settings.from_env({})
    questions = load_questions()
    print(
        f"Python {platform.python_version()}, {len(questions)} questions, medians of {arguments.rounds} rounds,"
        f" {'processor' if arguments.cpu else 'wall'} time of each question\n"
    )
    print("Start-up and memory of a process\n")
    print(tables.start_table(measure_starts(rounds=arguments.rounds)), end="\n\n", flush=True)
    print("Milliseconds a question\n")
    print(_questions(settings, questions, timed), end="\n\n", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        print(_growth(settings, questions, timed, Path(folder)))


def _questions(settings: Settings, questions: list[Question], timed: Timed) -> str:
    systems = [
        engine(settings.data_dir, settings.intents_dir),
        *baselines(load_material(settings.data_dir, settings.intents_dir)),
    ]
    times = timed(systems, [question.text for question in questions])
    missing = ", ".join(missing_packages())
    note = f"\nnot installed: {missing}; pip install -e '.[benchmark]'" if missing else ""
    by_kind = tables.kind_table(questions, times)
    return f"{tables.question_table(systems, times)}{note}\n\n{by_kind}"


def _growth(settings: Settings, questions: list[Question], timed: Timed, folder: Path) -> str:
    taken = words_in_use(load_material(settings.data_dir, settings.intents_dir), questions)
    folders = {
        factor: grow(settings.data_dir, folder / str(factor), factor, taken) for factor in (1, *FACTORS)
    }
    asked = sample(questions, GROWTH_QUESTIONS)
    engines = [
        replace(engine(data, settings.intents_dir), name=f"at {factor}x") for factor, data in folders.items()
    ]
    times = timed(engines, [question.text for question in asked])
    plain = times.pop("at 1x")
    engine_table = tables.growth_table(asked, plain, times)
    few = [question.text for question in sample(questions, BASELINE_GROWTH_QUESTIONS)]
    of_baselines = [
        timed(baselines(load_material(folders[factor], settings.intents_dir)), few)
        for factor in (1, BASELINE_FACTOR)
    ]
    return (
        f"The engine on a member list {' and '.join(map(str, FACTORS))} times as long (made-up names),"
        f" as multiples of its time on the plain list\n\n{engine_table}\n"
        "what lists or counts members takes as long as its list\n\n"
        f"The baselines on a list {BASELINE_FACTOR} times as long, with as many phrasings\n\n"
        f"{tables.baseline_growth_table(*of_baselines)}"
    )


if __name__ == "__main__":
    main()
