"""`python -m tests.benchmarks`: start-up, memory, time a question beside the baselines, growth.

Takes about two minutes.
"""

from __future__ import annotations

import argparse
import platform
import tempfile
from dataclasses import replace
from pathlib import Path

from bot.settings import Settings
from tests.benchmarks import tables
from tests.benchmarks.growing import grow, words_in_use
from tests.benchmarks.material import load_material
from tests.benchmarks.questions import Question, load_questions, sample
from tests.benchmarks.starting import measure_starts
from tests.benchmarks.systems import baselines, engine, missing_packages
from tests.benchmarks.timing import time_questions

FACTORS = (10, 100)
BASELINE_FACTOR = 10
GROWTH_QUESTIONS = 240
BASELINE_GROWTH_QUESTIONS = 60
"""The flat lists grow with the names, so fewer questions are asked there."""


def main() -> None:
    """Measure and print everything."""
    arguments = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    arguments.add_argument("--rounds", type=int, default=5, help="Rounds of each measurement (default 5).")
    rounds = arguments.parse_args().rounds
    settings = Settings.from_env({})
    questions = load_questions()
    print(f"Python {platform.python_version()}, {len(questions)} questions, medians of {rounds} rounds\n")
    print("Start-up and memory of a process\n")
    print(tables.start_table(measure_starts(rounds=rounds)), end="\n\n", flush=True)
    print("Milliseconds a question\n")
    print(_questions(settings, questions, rounds), end="\n\n", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        print(_growth(settings, questions, rounds, Path(folder)))


def _questions(settings: Settings, questions: list[Question], rounds: int) -> str:
    systems = [
        engine(settings.data_dir, settings.intents_dir),
        *baselines(load_material(settings.data_dir, settings.intents_dir)),
    ]
    times = time_questions(systems, [question.text for question in questions], rounds=rounds)
    missing = ", ".join(missing_packages())
    note = f"\nnot installed: {missing}; pip install -e '.[benchmark]'" if missing else ""
    by_kind = tables.kind_table(questions, times)
    return f"{tables.question_table(systems, times)}{note}\n\n{by_kind}"


def _growth(settings: Settings, questions: list[Question], rounds: int, folder: Path) -> str:
    taken = words_in_use(load_material(settings.data_dir, settings.intents_dir), questions)
    folders = {
        factor: grow(settings.data_dir, folder / str(factor), factor, taken) for factor in (1, *FACTORS)
    }
    asked = sample(questions, GROWTH_QUESTIONS)
    engines = [
        replace(engine(data, settings.intents_dir), name=f"at {factor}x") for factor, data in folders.items()
    ]
    times = time_questions(engines, [question.text for question in asked], rounds=max(1, rounds // 2))
    plain = times.pop("at 1x")
    engine_table = tables.growth_table(asked, plain, times)
    few = [question.text for question in sample(questions, BASELINE_GROWTH_QUESTIONS)]
    of_baselines = [
        time_questions(baselines(load_material(folders[factor], settings.intents_dir)), few, rounds=1)
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
