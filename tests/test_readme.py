"""What the README says is true: its questions get the answers shown, its commands are those that CI runs."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from bot.engine import Engine
from bot.settings import Settings
from bot.terminal.plain import as_text

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHAT_COMMAND = "python3 -m venv .venv && .venv/bin/pip install -q -e . && .venv/bin/learning-cities chat"
TEST_COMMAND = (
    'python3 -m venv .venv && .venv/bin/pip install -q -e ".[test]" '
    "&& .venv/bin/pytest -n auto --maxprocesses 4 --dist worksteal"
)


def fenced(language: str) -> list[str]:
    """Contents of the README's fenced blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


def shown_answers() -> list[tuple[str, str]]:
    """(question, answer) of each `> question` in an `ask` block; the answer ends at the next question."""
    shown: list[tuple[str, str]] = []
    for block in fenced("ask"):
        before, *parts = re.split(r"^> ", block, flags=re.MULTILINE)
        assert not before.strip(), f"an ask block must begin with a question: {before!r}"
        for part in parts:
            question, _, answer = part.partition("\n")
            shown.append((question, answer.strip("\n")))
    return shown


@pytest.fixture(scope="module")
def engine() -> Engine:
    settings = Settings.from_env({})
    return Engine.load(settings.data_dir, settings.intents_dir, today=date(2026, 11, 21))


def test_there_are_answers_to_hold_true() -> None:
    assert len(shown_answers()) >= 5


@pytest.mark.parametrize(("question", "answer"), shown_answers(), ids=lambda value: value.splitlines()[0])
def test_a_shown_answer_is_the_real_one(engine: Engine, question: str, answer: str) -> None:
    assert as_text(engine.ask(question)) == answer


def test_the_first_two_commands_are_the_chat_and_the_tests() -> None:
    commands = [line for block in fenced("(?:sh|bash|console)") for line in block.splitlines() if line]
    assert commands[:2] == [CHAT_COMMAND, TEST_COMMAND]


def test_ci_runs_the_tests_as_the_readme_does() -> None:
    assert TEST_COMMAND in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_variable_is_explained() -> None:
    settings = (ROOT / "bot" / "settings.py").read_text(encoding="utf-8")
    for variable in sorted(set(re.findall(r"\b(?:BOT|TELEGRAM)_[A-Z_]+\b", settings))):
        assert variable in README


def test_every_file_it_links_to_exists() -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", README):
        if not target.startswith("http"):
            assert (ROOT / target).exists(), target
