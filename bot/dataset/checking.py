"""Checking the whole data set: every fault at once, each with its file, its line and what to do."""

from __future__ import annotations

from pathlib import Path

from bot.dataset.checks.cities import check_cities
from bot.dataset.checks.countries import check_countries, check_rounds
from bot.dataset.checks.facts import check_conflicts, check_facts
from bot.dataset.checks.gazetteer import check_gazetteer
from bot.dataset.checks.names import check_names
from bot.dataset.checks.sources import check_sources
from bot.dataset.checks.tables import read_tables
from bot.errors import Problem

_CHECKS = (
    check_sources,
    check_rounds,
    check_countries,
    check_cities,
    check_facts,
    check_conflicts,
    check_names,
    check_gazetteer,
)


def check_dataset(data_dir: Path) -> list[Problem]:
    """Return all problems of the files in `data_dir`, by file and line; an empty list means a sound data set.

    A file that cannot be read is one problem, and nothing that refers to it is held against others.
    """
    tables = read_tables(data_dir)
    problems = list(tables.problems)
    for check in _CHECKS:
        problems += check(tables)
    return sorted(dict.fromkeys(problems), key=lambda problem: (str(problem.path), problem.line))
