"""Gates and scores, on small packs of intents: which phrasing a question may be taken for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.dataset.models import Dataset
from bot.understanding.forms import FormTable
from bot.understanding.gazetteer import Gazetteer
from bot.understanding.intents import FEATURES, load_intents
from bot.understanding.interpretation import Interpretation
from bot.understanding.interpreting import Interpreter
from bot.understanding.language import LanguagePack
from bot.understanding.names import NameFinder

Read = Callable[..., Interpretation]


@pytest.fixture
def read(tmp_path: Path, dataset: Dataset, gazetteer: Gazetteer, pack: LanguagePack) -> Read:
    """Read a question with a pack of these intents: name -> the lines of its file after label and query."""

    def interpret(question: str, **files: str) -> Interpretation:
        for name, lines in files.items():
            query = "" if "query:" in lines else "query: totals\n"
            (tmp_path / f"{name}.yaml").write_text(f"label: {name}?\n{query}{lines}\n", encoding="utf-8")
        table = FormTable(load_intents(tmp_path).values(), pack)
        finder = NameFinder(gazetteer, dataset, table.vocabulary, frozenset(pack.light))
        return Interpreter(table, finder, pack).interpret(question)

    return interpret


def won(reading: Interpretation) -> str | None:
    return reading.intent.name if reading.intent else None


FEE = "questions: [is there a fee for members]"


@pytest.mark.parametrize(
    ("question", "needs", "intent"),
    [
        ("is there a fee for members", "[[fee, cost]]", "fee"),
        ("is there a fee for members", "[[cost]]", None),
        ("is there a fee for members", "[[fee], [members]]", "fee"),
        ("is there a fee for members", "[[fee], [cost]]", None),
        ("is there a fee for members", "[[FEE]]", "fee"),
    ],
)
def test_needs(read: Read, question: str, needs: str, intent: str | None) -> None:
    assert won(read(question, fee=f"{FEE}\nneeds: {needs}")) == intent


def test_not_with(read: Read) -> None:
    lines = f"{FEE}\nnot_with: [why, Héllo]"
    assert won(read("is there a fee for members", fee=lines)) == "fee"
    assert won(read("why is there a fee for members", fee=lines)) is None
    assert won(read("is there a hello fee for members", fee=lines)) is None


@pytest.mark.parametrize(
    ("question", "feature"),
    [
        ("where are the libraries of Lusaka", "city"),
        ("where are the libraries of Kenya", "area"),
        ("where are the libraries in 2022", "year"),
        ("where are more than 5 libraries", "number"),
        ("where are the top 5 libraries", "top"),
        ("where are the libraries except Lusaka", "without"),
        ("where are the libraries capitals", "capital"),
    ],
)
def test_a_query_takes_only_what_it_says(read: Read, question: str, feature: str) -> None:
    """A filter that an intent would silently drop makes another question of it."""
    lines = "questions: [where are the libraries]\ntakes: [{}]"
    taken = {"top": "number, top", "number": "number, limit"}.get(feature, feature)
    assert won(read("where are the libraries", shelf=lines.format(""))) == "shelf"
    assert won(read(question, shelf=lines.format(taken))) == "shelf"
    others = {*FEATURES} - {feature}
    assert won(read(question, shelf=lines.format(", ".join(others)))) is None
    assert won(read(question, shelf=lines.format(""))) is None


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("what do libraries cost", "statement"),
        ("what do libraries cost in Kenya", "statement"),
        ("what do libraries cost in Lusaka", None),
        ("what do libraries cost in 2022", None),
    ],
)
def test_a_statement_is_no_answer_about_one_city_or_year(
    read: Read, question: str, intent: str | None
) -> None:
    lines = "query: fact\nid: launch\nquestions: [what do libraries cost]"
    assert won(read(question, statement=lines)) == intent


def test_only_with(read: Read) -> None:
    lines = "questions: [where are the libraries]\ntakes: [city, area]\nonly_with: [city, area]"
    assert won(read("where are the libraries", shelf=lines)) is None
    assert won(read("where are the libraries in Kenya", shelf=lines)) == "shelf"
    assert won(read("where are the libraries in Lusaka", shelf=lines)) == "shelf"


def test_an_intent_of_certain_cities(read: Read) -> None:
    special = "questions: ['where are the libraries of {city}']\ncities: [lusaka-zm]"
    general = "questions: ['where are the libraries of {city}']\ntakes: [city]"
    assert won(read("where are the libraries of Lusaka", special=special, general=general)) == "special"
    assert won(read("where are the libraries of Cork", special=special, general=general)) == "general"
    assert won(read("where are the libraries of Osaka", special=special, general=general)) == "general"


def test_an_intent_of_certain_countries(read: Read) -> None:
    special = "questions: ['where are the libraries of {area}']\ncountries: [ZM]"
    general = "questions: ['where are the libraries of {area}']\ntakes: [area]"
    assert won(read("where are the libraries of Zambia", special=special, general=general)) == "special"
    assert won(read("where are the libraries of Kenya", special=special, general=general)) == "general"


def test_a_year_in_a_phrasing_must_be_the_year_of_the_question(read: Read) -> None:
    dated = "questions: [who spoke in 2019]"
    general = "questions: ['who spoke {year}']\ntakes: [year]"
    assert won(read("who spoke in 2019", dated=dated, general=general)) == "dated"
    assert won(read("who spoke in 2020", dated=dated, general=general)) == "general"
    assert won(read("who spoke since 2019", dated=dated)) in (None, "dated")


def test_a_slot_of_a_phrasing_must_be_filled(read: Read) -> None:
    lines = "questions: ['where are the libraries of {city}']\ntakes: [city]"
    assert won(read("where are the libraries of Lusaka", shelf=lines)) == "shelf"
    assert won(read("where are the libraries of", shelf=lines)) is None
    assert won(read("where are the libraries of Kenya", shelf=lines)) is None


def test_a_phrasing_met_word_for_word_goes_before_a_near_one(read: Read) -> None:
    reading = read(
        "where are the green libraries",
        exact="questions: [where are the green libraries]",
        near="questions: [where are the green libraries now open]",
    )
    assert won(reading) == "exact"
    assert reading.score == 1.0
    assert reading.is_exact


def test_near_phrasings_are_found_by_their_words(read: Read) -> None:
    reading = read(
        "where would the big green libraries be", shelf="questions: [where are the big green libraries]"
    )
    assert won(reading) == "shelf"
    assert 0.7 <= reading.score < 1.0


@pytest.mark.parametrize(
    "question",
    [
        "libraries",
        "where can I park my car",
        "green tea and big bread with butter for libraries",
        "the the the",
        "",
        "of in at",
    ],
)
def test_far_questions_are_not_understood(read: Read, question: str) -> None:
    reading = read(question, shelf="questions: [where are the big green libraries of this town]")
    assert (reading.status, reading.intent, reading.score) == ("not_understood", None, 0.0)


def test_two_meanings_of_one_phrasing_are_asked(read: Read) -> None:
    same = "questions: [where are the green libraries]"
    reading = read("where are the green libraries", one=same, two=same)
    assert (reading.status, reading.intent) == ("ambiguous", None)
    assert {intent.name for intent in reading.rivals} == {"one", "two"}


def test_a_family_answers_as_one(read: Read) -> None:
    lines = "questions: [where are the green libraries]"
    reading = read(
        "where are the green libraries", head=f"{lines}\nfamily: head", child=f"{lines}\nfamily: head"
    )
    assert won(reading) == "head"


def test_a_misspelt_word_of_a_phrasing_is_read(read: Read) -> None:
    reading = read("where are the libaries", shelf="questions: [where are the libraries]")
    assert won(reading) == "shelf"
    assert ("libaries", "libraries") in reading.readings


def test_words_of_one_concept_are_one(read: Read) -> None:
    lines = "questions: [how many learning cities have a library]"
    assert won(read("number of gnlc members has a library", shelf=lines)) == "shelf"


def test_fillers_do_not_count(read: Read) -> None:
    reading = read(
        "hi, can you tell me please where are the libraries", shelf="questions: [where are the libraries]"
    )
    assert (won(reading), reading.score) == ("shelf", 1.0)


def test_the_one_question_among_sentences_is_answered(read: Read) -> None:
    question = "I was in town on Sunday. Where are the libraries? Lunch came late."
    assert won(read(question, shelf="questions: [where are the libraries]")) == "shelf"
