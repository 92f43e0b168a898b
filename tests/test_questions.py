"""Questions as people type them, from `questions/**/*.yaml`: one file a group, one entry a question.

An entry is `ask` with what the answer must be: `intent` (one file stem, or a list of those that are right),
`kind`, `verdict`, `count`, `year`, and `cities` (ids) and `countries` (codes) that it must at least hold.
`xfail` gives the reason why the bot cannot do it yet; such an entry must fail.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.answer import Answer
from bot.engine import Engine
from bot.strict_yaml import load_yaml

QUESTIONS = Path(__file__).parent / "questions"
KEYS = {"ask", "intent", "kind", "verdict", "cities", "countries", "count", "year", "xfail"}
MISSED = {"nothing", "choose", "unknown_name"}
"""Kinds of an answer that claims nothing: not to be understood is bad, a wrong answer is far worse."""


def entries() -> list[Any]:
    """One test parameter a question, named by its file and line."""
    found = []
    for path in sorted(QUESTIONS.rglob("*.yaml")):
        questions = load_yaml(path)
        for question, line in zip(questions, questions.item_lines, strict=True):
            assert set(question) <= KEYS, f"{path}:{line}: unknown key in {dict(question)}"
            marks = [pytest.mark.xfail(reason=question["xfail"])] if "xfail" in question else []
            found.append(pytest.param(question, id=f"{path.stem}:{line}", marks=marks))
    return found


@pytest.fixture(scope="session")
def tally() -> Counter[str]:
    """Failures so far, wrong answers and missed questions apart."""
    return Counter()


def faults(expected: dict[str, Any], answer: Answer) -> list[str]:
    """What an answer lacks of what its entry expects, one phrase each."""
    intents = expected.get("intent")
    intents = [intents] if isinstance(intents, str) else intents
    outside = bool(intents) and intents[0].startswith("not_covered")
    kind = expected.get("kind", "not_covered" if outside else "answer")
    found = []
    if answer.kind != kind:
        found.append(f"kind {answer.kind}, not {kind}")
    if intents and answer.intent not in intents:
        found.append(f"intent {answer.intent}, not {' or '.join(intents)}")
    for field in ("verdict", "count", "year"):
        if field in expected and str(getattr(answer, field)) != expected[field]:
            found.append(f"{field} {getattr(answer, field)}, not {expected[field]}")
    lacking = set(expected.get("cities", ())) - {city.id for city in answer.cities}
    lacking |= set(expected.get("countries", ())) - set(answer.countries)
    if lacking:
        found.append(f"without {', '.join(sorted(lacking))}")
    return found


@pytest.mark.parametrize("expected", entries())
def test_question(expected: dict[str, Any], engine: Engine, tally: Counter[str]) -> None:
    answer = engine.ask(expected["ask"])
    found = faults(expected, answer)
    how = "missed" if answer.kind in MISSED else "wrong"
    if found and "xfail" not in expected:
        tally[how] += 1
    assert not found, (
        f"{how}: {expected['ask']!r} -> {'; '.join(found)}\n{answer.text}\n"
        f"(so far {tally['wrong']} wrong, {tally['missed']} missed)"
    )
