"""`ask --json -`: one line in, one object out, whatever the bytes."""

from __future__ import annotations

import io
import json
import threading
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.engine import Engine
from bot.terminal.json_lines import answer_lines, decode_line
from tests.cli.command import run_command, started

KEYS = [
    "question",
    "kind",
    "intent",
    "language",
    "text",
    "verdict",
    "cities",
    "countries",
    "count",
    "year",
    "choices",
    "sources",
    "as_of",
    "confidence",
]
KINDS = {"answer", "choose", "unknown_name", "not_covered", "nothing"}


def answers(stdin: bytes, *options: str) -> list[dict[str, Any]]:
    outcome = run_command("ask", "--json", "-", *options, stdin=stdin)
    assert (outcome.code, outcome.err) == (0, "")
    return [json.loads(line) for line in outcome.out.splitlines()]


def test_each_line_has_one_object_in_order_with_all_keys() -> None:
    questions = ["Is Lusaka a learning city?", "", "weather in Cork", "asdf", "is ucheon in", "北京"]
    found = answers("\n".join(questions).encode())
    assert [answer["question"] for answer in found] == questions
    for answer in found:
        assert list(answer) == KEYS
        assert answer["kind"] in KINDS
        assert answer["text"]
        assert 0.0 <= answer["confidence"] <= 1.0
        assert answer["language"] == "en"
    assert found[0]["verdict"] == "member"
    assert [city["country"] for city in found[0]["cities"]] == ["ZM"]
    assert found[0]["sources"][0].startswith("http")


def test_the_order_of_options_does_not_matter() -> None:
    outcome = run_command("ask", "-", "--conversation", "--json", stdin=b"is lusaka in\n")
    assert json.loads(outcome.out)["verdict"] == "member"


def test_without_conversation_each_line_is_a_chat_of_its_own() -> None:
    alone, after = answers(b"and its country?\n"), answers(b"is Lusaka in\nand its country?\n")
    assert after[1] == alone[0]


def test_in_a_conversation_follow_ups_work_until_an_empty_line() -> None:
    first, follow_up, lost = answers(
        b"is Lusaka in\nwhen did it join?\n\nwhen did it join?\n", "--conversation"
    )
    assert first["verdict"] == "member"
    assert [city["name"] for city in follow_up["cities"]] == ["Lusaka"]
    assert follow_up["intent"] != first["intent"]
    assert lost["cities"] == []


def test_empty_lines_of_a_conversation_are_not_answered() -> None:
    assert answers(b"\n\r\n\n", "--conversation") == []
    assert [answer["question"] for answer in answers(b"\n\r\n\n")] == ["", "", ""]


def test_windows_line_ends_and_byte_order_marks_are_no_part_of_the_question() -> None:
    plain = answers(b"is lusaka in\nlist thai cities\n")
    assert answers("\ufeffis lusaka in\r\nlist thai cities\r\n".encode()) == plain
    assert answers(b"is lusaka in\nlist thai cities") == plain


def test_an_answer_comes_before_the_next_question_is_asked() -> None:
    """Programs hold a dialogue over the pipe, so every object is flushed at once."""
    with started("ask", "--json", "-") as process:
        assert process.stdin and process.stdout
        guard = threading.Timer(30, process.kill)
        guard.start()
        for question in (b"is lusaka in", b"list thai cities"):
            process.stdin.write(question + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["question"] == question.decode()
        process.stdin.close()
        assert process.wait(timeout=30) == 0
        guard.cancel()


def test_no_input_is_no_output() -> None:
    assert answers(b"") == []


@pytest.mark.parametrize(
    "line",
    [
        bytes(range(256)).replace(b"\n", b""),
        b"\xff\xfe\x00l\x00u",
        b"\x00" * 100,
        b"\xed\xa0\x80",
        b"\x1b[31mlusaka",
    ],
    ids=["all bytes", "utf-16", "nul", "lone surrogate", "escape"],
)
def test_bytes_that_are_no_text_are_answered_and_the_next_line_too(line: bytes) -> None:
    strange, plain = answers(line + b"\nis lusaka in\n")
    assert strange["kind"] in KINDS
    assert plain["verdict"] == "member"


@pytest.mark.parametrize(
    "filler", [b"x", b"is it ", b" ", "北".encode(), b"\0"], ids=["word", "words", "blanks", "chinese", "nul"]
)
def test_a_line_of_a_megabyte_is_answered_quickly(filler: bytes) -> None:
    start = time.monotonic()
    long, plain = answers(filler * (1_000_000 // len(filler)) + b"\nis lusaka in\n")
    assert time.monotonic() - start < 5
    assert long["kind"] == "nothing"
    assert plain["verdict"] == "member"


@given(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"])))
def test_a_line_gives_back_its_text(text: str) -> None:
    expected = text.removeprefix("\ufeff").removesuffix("\r")
    assert decode_line(text.encode() + b"\r\n") == text.removeprefix("\ufeff")
    assert decode_line(text.encode() + b"\n") == expected


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.binary() | st.text(st.characters(exclude_categories=["Cs"])).map(str.encode)), st.booleans()
)
def test_any_bytes_get_one_object_a_line(engine: Engine, blocks: list[bytes], one_chat: bool) -> None:
    lines = [line + b"\n" for block in blocks for line in block.split(b"\n")]
    sink = io.BytesIO()
    answer_lines(engine.ask, lines, sink, one_chat=one_chat)
    asked = [question for line in lines if (question := decode_line(line)) or not one_chat]
    assert [json.loads(line)["kind"] in KINDS for line in sink.getvalue().splitlines()] == [True] * len(asked)
