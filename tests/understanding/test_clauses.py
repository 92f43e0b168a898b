"""The question in one clause of a message, about the place of another; never two questions answered as one."""

from __future__ import annotations

import pytest

from bot.understanding.clauses import about_place, split_message
from bot.understanding.interpreting import Interpreter
from bot.understanding.language import LanguagePack


@pytest.mark.parametrize(
    ("message", "ways"),
    [
        ("is Lusaka in", []),
        ("well, is Lusaka in?", [["well", "is Lusaka in"]]),
        ("Hello. Is Lusaka in?", [["Hello", "Is Lusaka in"]]),
        (
            "nice! thanks - is Lusaka in",
            [["nice", "thanks - is Lusaka in"], ["nice", "thanks", "is Lusaka in"]],
        ),
        ("is Guinea-Bissau in", []),
    ],
)
def test_split_message(message: str, ways: list[list[str]]) -> None:
    assert split_message(message) == ways


@pytest.mark.parametrize(
    ("clause", "whole"),
    [
        ("is it in", "is cork in"),
        ("any members there", "any members in cork"),
        ("learning city", "learning city cork"),
    ],
)
def test_about_place(clause: str, whole: str, pack: LanguagePack) -> None:
    assert about_place(clause, "cork", pack) == whole


@pytest.mark.parametrize(
    ("message", "intent", "named"),
    [
        ("i was reading about lusaka, is it in?", "membership", ["lusaka"]),
        ("thinking of palermmo, is that a learning city", "membership", ["palermmo"]),
        ("nice, thanks - which irish cities are in", "list_cities", ["irish"]),
        ("driving a lorry through slovenia, any members there?", "country_profile", ["slovenia"]),
    ],
)
def test_the_clause_that_asks(interpreter: Interpreter, message: str, intent: str, named: list[str]) -> None:
    reading = interpreter.interpret(message)
    assert reading.intent is not None
    assert reading.intent.name == intent
    assert [mention.text for mention in reading.mentions] == named


@pytest.mark.parametrize(
    "message",
    [
        "is Cork in? and who is the mayor of Lusaka?",
        "Cork is lovely, Limerick is not, is it a member",
    ],
)
def test_places_in_several_clauses_are_not_mixed(interpreter: Interpreter, message: str) -> None:
    reading = interpreter.interpret(message)
    assert reading.intent is None
