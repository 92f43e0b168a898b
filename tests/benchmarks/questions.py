"""The questions that are timed: those of `questions.txt` and every one that the tests ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.strict_yaml import Mapping, load_yaml

OWN = Path(__file__).with_name("questions.txt")
TESTED = Path(__file__).parents[1] / "questions"


@dataclass(frozen=True)
class Question:
    """One question and the kind it counts under."""

    text: str
    kind: str
    """Heading in questions.txt, or "asked in tests"."""


def load_questions() -> list[Question]:
    """All questions, each text once."""
    found: dict[str, str] = {}
    for text, kind in (*_own(), *_tested()):
        found.setdefault(text, kind)
    return [Question(text, kind) for text, kind in found.items()]


def sample(questions: list[Question], size: int) -> list[Question]:
    """About so many questions, taken evenly, so that every kind is among them."""
    return questions[:: max(1, len(questions) // size)]


def _own() -> Iterator[tuple[str, str]]:
    kind = ""
    for line in OWN.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            kind = line.removeprefix("# ")
        elif line and not line.startswith("## "):
            yield line, kind


def _tested() -> Iterator[tuple[str, str]]:
    for path in sorted(TESTED.rglob("*.yaml")):
        for text in _asked(load_yaml(path)):
            yield text, "asked in tests"


def _asked(content: Any) -> Iterator[str]:
    """Every text under a key `ask`, however deep, so that any file of questions can be read."""
    if isinstance(content, Mapping):
        for key, value in content.items():
            if key == "ask":
                yield from (value,) if isinstance(value, str) else value
            else:
                yield from _asked(value)
    elif isinstance(content, list):
        for item in content:
            yield from _asked(item)
