"""Whatever is asked, the answer keeps the contract of the design."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.engine import Engine
from bot.understanding.conversation import Conversation
from tests.engine.contract import asked_questions, breaches

QUESTIONS = list(dict.fromkeys(asked_questions()))
WORDS = sorted({word for question in QUESTIONS for word in question.split()})
SPOILT = 1000


def spoil(question: str, chance: random.Random) -> str:
    """A question as a hasty or hostile hand sends it: letters and words lost, doubled, swapped, mixed."""
    words = question.split()
    at = chance.randrange(len(words)) if words else 0
    match chance.randrange(9):
        case 0:
            words[at : at + 1] = []
        case 1:
            words[at:at] = [chance.choice(WORDS)]
        case 2:
            words[at : at + 1] = [chance.choice(WORDS)]
        case 3:
            chance.shuffle(words)
        case 4:
            letters = list(question)
            place = chance.randrange(len(letters) + 1)
            letters[place : place + chance.randrange(2)] = chance.choice(string.ascii_lowercase + "?'-é中{%")
            return "".join(letters)
        case 5:
            return question[: chance.randrange(len(question) + 1)]
        case 6:
            return f"{question} {chance.choice(QUESTIONS)}"
        case 7:
            return question.upper()
        case _:
            words[at : at + 1] = words[at : at + 1] * 3
    return " ".join(words)


def test_every_known_question(engine: Engine) -> None:
    wrong = [
        fault for question in QUESTIONS for fault in breaches(engine.ask(question), question, engine.dataset)
    ]
    assert len(QUESTIONS) > 700
    assert not wrong, "\n".join(wrong)


def test_spoilt_questions(engine: Engine) -> None:
    chance = random.Random(425)
    wrong: list[str] = []
    for _ in range(SPOILT):
        question = spoil(chance.choice(QUESTIONS), chance)
        wrong += breaches(engine.ask(question), question, engine.dataset)
    assert not wrong, "\n".join(wrong)


def test_long_conversations(engine: Engine) -> None:
    """Any question may follow any other: memory never breaks an answer."""
    chance = random.Random(91)
    short = [question for question in QUESTIONS if len(question.split()) <= 4]
    short += [
        "and?",
        "when?",
        "and Harare?",
        "which ones?",
        "how many?",
        "and in 2022?",
        "1",
        "2",
        "why",
        "source?",
    ]
    wrong: list[str] = []
    for _ in range(60):
        conversation = Conversation()
        for _ in range(10):
            question = chance.choice(short)
            wrong += breaches(engine.ask(question, conversation), question, engine.dataset)
    assert not wrong, "\n".join(wrong)


@settings(max_examples=150)
@given(st.text(max_size=80))
def test_any_text(engine: Engine, question: str) -> None:
    assert breaches(engine.ask(question), question, engine.dataset) == []


@settings(max_examples=150)
@given(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join))
def test_any_words(engine: Engine, question: str) -> None:
    assert breaches(engine.ask(question), question, engine.dataset) == []


@pytest.mark.parametrize(
    "question",
    [
        "",
        " ",
        "\n\n",
        "\x00",
        "\ud800",
        "?" * 500,
        "a" * 5000,
        "is lusaka in " * 400,
        "lusaka " * 60,
        "{city}",
        "{0}",
        "{question.__class__}",
        "%s %d",
        "is {city} a learning city",
        "CITY",
        "is CITY in AREA since YEAR top NUMBER",
        "<b>Lusaka</b>",
        "Lusaka'); DROP TABLE cities;--",
        "\u202eakasuL\u202c",
        "🏙️ Lusaka 🏙️",
        "between 2022 and 2019",
        "top 0 countries",
        "top 999 countries",
        "top 0",
        "more than 999 members",
        "0 years ago",
        "999 years ago which cities joined",
        "which cities joined in the last 100 years",
        "cities except everything",
        "list cities except Lusaka and Cork and Kenya and Africa",
        "and and and",
        "in in in 2022 2022 2022",
    ],
)
def test_odd_input(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    question.encode("utf-8", "replace")
    assert breaches(answer, question, engine.dataset) == []


@pytest.mark.parametrize(
    "question",
    ["which countries were new in 2018", "newest member in Iceland", "oldest member in Bolivia"],
)
def test_an_answer_that_finds_nothing_has_a_source_too(engine: Engine, question: str) -> None:
    assert breaches(engine.ask(question), question, engine.dataset) == []


def test_an_unknown_name_beside_a_known_one(engine: Engine) -> None:
    for question in ("is Zgurbatia or Muscat in", "is Muscat or Zgurbatia in"):
        answer = engine.ask(question)
        assert (answer.kind, answer.verdict) == ("answer", "member"), question
        assert "I know no place called “Zgurbatia”" in answer.text
        assert breaches(answer, question, engine.dataset) == []


@pytest.mark.parametrize("question", ["is ondia a learning city", "members in Kneya"])
def test_a_corrected_country_is_echoed(engine: Engine, question: str) -> None:
    assert "I read" in engine.ask(question).text


def test_an_abbreviation_is_no_correction(engine: Engine) -> None:
    assert "ZA" not in engine.ask("is srsa a learning city").countries


def test_the_same_question_has_the_same_answer(engine: Engine) -> None:
    for question in QUESTIONS[::25]:
        assert engine.ask(question) == engine.ask(question)


def test_punctuation_and_case_make_no_difference(engine: Engine) -> None:
    chance = random.Random(7)
    for question in chance.sample([q for q in QUESTIONS if q.isascii()], 60):
        plain = engine.ask(question)
        shown = engine.ask(f"  {question} !!")
        assert (plain.kind, plain.intent, plain.cities) == (shown.kind, shown.intent, shown.cities), question
