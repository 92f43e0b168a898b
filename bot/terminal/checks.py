"""The report of `learning-cities check`: every problem of the data, the intents and the messages, one a line."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bot.announcing.message_files import read_message_files
from bot.announcing.words import announcement_languages
from bot.checking import check_intents
from bot.dataset.checking import check_dataset
from bot.dataset.loading import load_dataset
from bot.dataset.models import Dataset
from bot.errors import DataError, Problem
from bot.settings import Settings


def report(settings: Settings, *, verbose: bool) -> int:
    """Print the problems and a summary; return how many there are.

    With `verbose` the pairs of names that are easily mistaken for each other are listed for review as well.
    """
    problems = check_dataset(settings.data_dir)
    try:
        dataset = load_dataset(settings.data_dir)
    except DataError as fault:
        if fault.problem not in problems:
            problems.append(fault.problem)
        summary = "the intents are checked once the data can be loaded"
    else:
        found = check_intents(settings.data_dir, settings.intents_dir) + _messages(settings, dataset)
        problems += [problem for problem in dict.fromkeys(found) if problem not in problems]
        summary = (
            f"{len(dataset.members)} members, {len(dataset.countries)} countries, {len(dataset.facts)} facts"
        )
    for problem in problems:
        print(_from_here(problem))
    if verbose:
        for pair in _near_names(settings.data_dir / "gazetteer" / "near_pairs.txt"):
            print(_from_here(pair))
    count = {0: "no problems", 1: "1 problem"}.get(len(problems), f"{len(problems)} problems")
    print(f"{count}; {summary}")
    return len(problems)


def _messages(settings: Settings, dataset: Dataset) -> list[Problem]:
    """The faults of the operators' messages."""
    try:
        languages = announcement_languages(settings.intents_dir)
    except DataError as fault:
        return [fault.problem]
    return read_message_files(settings.data_dir, dataset, languages)[1]


def _near_names(path: Path) -> Iterator[Problem]:
    """The pairs that `build-data` listed; a faulty list is among the problems already."""
    if not path.is_file():
        return
    rows = csv.DictReader(path.read_text(encoding="utf-8", errors="replace").splitlines(), delimiter="\t")
    for row in rows:
        member, other = (f"{row.get(f'{which}_name')!r} ({row.get(which)})" for which in ("member", "other"))
        what = f"{member} and {other} are {row.get('distance')} letters apart"
        yield Problem(path, rows.line_num, what, "ask for both and read the answers")


def _from_here(problem: Problem) -> Problem:
    """The problem with its path as one would type it in the current folder."""
    here = Path.cwd()
    return (
        replace(problem, path=problem.path.relative_to(here))
        if problem.path.is_relative_to(here)
        else problem
    )
