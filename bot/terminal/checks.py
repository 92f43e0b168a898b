"""The report of `learning-cities check`: every problem of the data and the intents, one a line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.dataset.checking import check_dataset
from bot.dataset.loading import load_dataset
from bot.errors import DataError, Problem
from bot.settings import Settings
from bot.understanding.checking import check_intents


def report(settings: Settings, *, verbose: bool) -> int:
    """Print the problems and a summary; return how many there are."""
    problems = check_dataset(settings.data_dir)
    try:
        dataset = load_dataset(settings.data_dir)
    except DataError as fault:
        if fault.problem not in problems:
            problems.append(fault.problem)
        summary = "the intents are checked once the data can be loaded"
    else:
        problems += check_intents(settings.intents_dir, dataset)
        summary = (
            f"{len(dataset.members)} members, {len(dataset.countries)} countries, {len(dataset.facts)} facts"
        )
    for problem in problems:
        print(_from_here(problem))
    found = {0: "no problems", 1: "1 problem"}.get(len(problems), f"{len(problems)} problems")
    print(f"{found}; {summary}")
    return len(problems)


def _from_here(problem: Problem) -> Problem:
    """The problem with its path as one would type it in the current folder."""
    here = Path.cwd()
    return (
        replace(problem, path=problem.path.relative_to(here))
        if problem.path.is_relative_to(here)
        else problem
    )
