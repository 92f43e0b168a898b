"""`python -m tests.accuracy`: every question of `tests/questions` asked of the engine and of the baselines.

`--methods` also asks them of the engine with other ways to rank intents, which takes several minutes.
"""

from __future__ import annotations

import argparse

from bot.settings import Settings
from tests.accuracy.knowledge import Knowledge, load_knowledge
from tests.accuracy.methods import methods
from tests.accuracy.methods import missing_packages as missing_for_methods
from tests.accuracy.reading import BaselineReader
from tests.accuracy.scoring import score
from tests.accuracy.tables import score_tables
from tests.benchmarks.material import load_material
from tests.benchmarks.systems import baselines, missing_packages
from tests.judging import Entry, load_entries


def main() -> None:
    """Ask, judge and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy")
    parser.add_argument("--methods", action="store_true", help="Also compare ways to rank intents.")
    arguments = parser.parse_args()
    settings = Settings.from_env({})
    knowledge = load_knowledge(settings)
    entries = list(load_entries())
    print(f"{_systems(settings, knowledge, entries)}{_lacking(missing_packages())}")
    if arguments.methods:
        print(f"\n{_methods(knowledge, entries)}{_lacking(missing_for_methods())}")


def _systems(settings: Settings, knowledge: Knowledge, entries: list[Entry]) -> str:
    scores = {"engine": score(knowledge.engine(), entries)}
    for baseline in baselines(load_material(settings.data_dir, settings.intents_dir)):
        reader = BaselineReader(baseline.start(), knowledge)
        scores[baseline.name] = score(knowledge.engine(reader), entries)
    return score_tables("system", scores)


def _methods(knowledge: Knowledge, entries: list[Entry]) -> str:
    scores = {}
    start_ups = {}
    for method in methods(knowledge):
        scores[method.name] = score(method.engine(), entries)
        start_ups[method.name] = method.start_up
    return score_tables("ranking of intents", scores, start_ups)


def _lacking(packages: list[str]) -> str:
    return f"\nnot installed: {', '.join(packages)}; pip install -e '.[benchmark]'" if packages else ""


if __name__ == "__main__":
    main()
