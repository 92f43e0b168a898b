"""Putting changed files into the data folder: all of them or none, and only data that is sound."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from bot.dataset.checking import check_dataset
from bot.dataset.loading import load_dataset
from bot.errors import BotError, DataError, Problem
from bot.understanding.gazetteer_files import load_gazetteer

_LINE_NUMBER = re.compile(r"(?<=line )\d+|(?<=:)\d+")
"""Line numbers inside a message, which move with every row that is added."""

Changes = Mapping[str, bytes]
"""Path below the data folder -> its new content, in the order in which they are replaced: a file comes after those
that it refers to, so that the data can be loaded even if the machine stops in between."""


def check_writable(data_dir: Path, names: Iterable[str]) -> None:
    """Raise BotError when one of the files, or its folder, cannot be written."""
    for name in names:
        path = data_dir / name
        if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
            raise BotError(
                f"{path}: cannot be written; set BOT_DATA_DIR to a copy of the data that you may change"
            )


def check_changes(data_dir: Path, changes: Changes) -> None:
    """Raise BotError when the changed data could not be loaded, or would have a problem that it has not now."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / data_dir.name
        shutil.copytree(data_dir, copy)
        for name, content in changes.items():
            (copy / name).write_bytes(content)
        problems = check_dataset(copy)
        if problems:
            known = Counter(map(_without_lines, check_dataset(data_dir)))
            problems = [problem for problem in problems if not _seen(known, problem)]
        if not problems:
            try:
                load_gazetteer(copy, load_dataset(copy), {})
            except DataError as fault:
                problems = [fault.problem]
        problems = [replace(p, path=data_dir / p.path.relative_to(copy)) for p in problems]
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise BotError(f"nothing was written, for the data would have a problem: {problems[0]}{more}")


def replace_all(data_dir: Path, changes: Changes) -> None:
    """Replace all files; on a fault those already replaced get their old content back, and BotError is raised."""
    drafts = {name: (data_dir / name).with_name(f".{Path(name).name}.draft") for name in changes}
    old: dict[str, bytes] = {}
    done: list[str] = []
    try:
        for name in changes:
            old[name] = (data_dir / name).read_bytes()
        for name, content in changes.items():
            with drafts[name].open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            shutil.copymode(data_dir / name, drafts[name])
        for name, draft in drafts.items():
            draft.replace(data_dir / name)
            done.append(name)
    except OSError as error:
        for name in done:
            (data_dir / name).write_bytes(old[name])
        raise BotError(f"nothing was written: {error.filename}: {error.strerror}") from None
    finally:
        for draft in drafts.values():
            if draft.is_file():
                draft.unlink()


def _without_lines(problem: Problem) -> str:
    return f"{problem.path.name}: {_LINE_NUMBER.sub('#', problem.what)}"


def _seen(known: Counter[str], problem: Problem) -> bool:
    """Whether the data has this problem already; each counts once."""
    text = _without_lines(problem)
    if known[text] < 1:
        return False
    known[text] -= 1
    return True
