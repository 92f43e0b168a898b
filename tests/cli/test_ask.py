"""`ask` with a question: text, choices, explanation, one object of JSON."""

from __future__ import annotations

import json

import pytest

from bot.answer import Answer, Choice
from bot.cli import execute
from bot.terminal.plain import as_text
from tests.cli.command import run_command, started

AMBIGUOUS = "is ucheon in"
"""As near to Icheon as to Bucheon."""


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What `ask` prints for these arguments, in this process."""
    assert execute(["ask", *arguments]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return printed.out


def test_the_answer_is_printed_as_text() -> None:
    outcome = run_command("ask", "Is Lusaka a learning city?")
    assert outcome.code == 0
    assert outcome.err == ""
    assert outcome.out.startswith("Yes")
    assert "Zambia" in outcome.out
    assert "December 2025" in outcome.out


def test_words_without_quotes_are_one_question(capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(capsys, "is", "lusaka", "in") == asked(capsys, "is lusaka in")


def test_choices_are_numbered_below_the_text(capsys: pytest.CaptureFixture[str]) -> None:
    choices = json.loads(asked(capsys, "--json", AMBIGUOUS))["choices"]
    assert len(choices) > 1
    lines = asked(capsys, AMBIGUOUS).splitlines()
    assert lines[-len(choices) :] == [f"{n}. {choice['label']}" for n, choice in enumerate(choices, start=1)]


def test_an_answer_without_choices_is_its_text_alone() -> None:
    assert as_text(Answer("q", "answer", "Yes.")) == "Yes."
    assert (
        as_text(Answer("q", "choose", "Which?", choices=(Choice("A", "a"), Choice("B", "b"))))
        == "Which?\n1. A\n2. B"
    )


def test_json_is_one_object_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    printed = asked(capsys, "--json", "Is Medellín a learning city?")
    assert printed.count("\n") == 1
    assert "Medellín" in printed  # readable, not escaped
    assert json.loads(printed)["question"] == "Is Medellín a learning city?"


def test_explain_names_the_intent_after_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    answer = asked(capsys, "when did Lusaka join")
    intent = json.loads(asked(capsys, "--json", "when did Lusaka join"))["intent"]
    explained = asked(capsys, "--explain", "when did Lusaka join")
    assert explained.startswith(answer)
    assert intent in explained.removeprefix(answer)
    assert "lusaka-zm" in explained.removeprefix(answer)


def test_english_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(capsys, "--lang", "en", "is lusaka in") == asked(capsys, "is lusaka in")


@pytest.mark.parametrize("question", ["", " ", "?", "-- ", "x" * 5000, "\u202elusaka\u202c", "🙂"])
def test_any_question_is_answered(question: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(capsys, "--", question).strip()


def test_an_argument_that_is_not_utf8_is_answered() -> None:
    for arguments in (["ask", b"is \xff\xfe in"], ["ask", "--json", b"is \xff\xfe in"]):
        outcome = run_command(*arguments)
        assert (outcome.code, outcome.err) == (0, "")


def test_a_terminal_that_lacks_letters_shows_question_marks() -> None:
    outcome = run_command("ask", "is chisinau in", PYTHONIOENCODING="ascii")
    assert outcome.code == 0
    assert "Chi?in?u" in outcome.out


@pytest.mark.parametrize("arguments", [["list all cities"], ["--json", "-"]], ids=["text", "json lines"])
def test_a_reader_that_goes_away_ends_it_quietly(arguments: list[str]) -> None:
    with started("ask", *arguments) as process:
        assert process.stdin and process.stdout and process.stderr
        process.stdout.close()
        process.stdin.write(b"is lusaka in\n" * 50)
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0
