"""Every phrase of the language pack restricts what it says, and leaves the rest of the question alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.strict_yaml import load_yaml
from bot.text import tokens
from bot.understanding.filters import SOME_OPS, NumberLimit, TimeLimit, find_filters
from bot.understanding.language import LanguagePack
from tests.conftest import ROOT

FILTERS = load_yaml(ROOT / "intents" / "en" / "_filters.yaml")
BEFORE, AFTER = "which members", "please"
"""Words around a phrase that are part of no phrase themselves."""


def phrases(key: str) -> list[Any]:
    """One parameter a phrase of the file, named by its line."""
    return [
        pytest.param(op, phrase, id=f"line {line}: {phrase}")
        for op, group in FILTERS[key].items()
        for phrase, line in zip(group, group.item_lines, strict=True)
    ]


def find(text: str, pack: LanguagePack) -> Any:
    return find_filters(tokens(text), pack)


@pytest.mark.parametrize(("op", "phrase"), phrases("time"))
def test_time_phrase(op: str, phrase: str, pack: LanguagePack) -> None:
    said = phrase.replace("{year}", "2019").replace("{year2}", "2022").replace("{n}", "three")
    said = said.replace("{month}", "march")
    finds = find(f"{BEFORE} {said} {AFTER}", pack)
    year = 2019 if "{year}" in phrase else None
    year2 = 2022 if "{year2}" in phrase else None
    month = 3 if "{month}" in phrase else None
    assert finds.times == (TimeLimit(op, year, year2, 3 if "{n}" in phrase else None, month),)
    assert finds.words == (*BEFORE.split(), "YEAR", AFTER)
    assert finds.numbers == ()
    assert not finds.capital
    assert finds.years == {named for named in (year, year2) if named}


@pytest.mark.parametrize(("op", "phrase"), phrases("number_phrases"))
@pytest.mark.parametrize("number", ["7", "seven", "120"])
def test_number_phrase(op: str, phrase: str, number: str, pack: LanguagePack) -> None:
    slot = "SOME" if op in SOME_OPS else "NUMBER"
    finds = find(f"{BEFORE} {phrase.replace('{n}', number).replace('{n2}', '200')} {AFTER}", pack)
    expected = {"seven": 7}.get(number) or int(number)
    limit = NumberLimit(op, expected if "{n}" in phrase else 1, 200 if "{n2}" in phrase else None)
    assert finds.numbers == (limit,)
    assert finds.words == (*BEFORE.split(), slot, AFTER)
    assert finds.times == ()


@pytest.mark.parametrize("phrase", FILTERS["capital"]["phrases"])
def test_capital_phrase(phrase: str, pack: LanguagePack) -> None:
    finds = find(f"{BEFORE} {phrase} {AFTER}", pack)
    assert finds.capital
    assert finds.words == (*BEFORE.split(), FILTERS["capital"]["as"], AFTER)


@pytest.mark.parametrize(("word", "value"), list(FILTERS["numbers"].items()))
def test_number_word(word: str, value: str, pack: LanguagePack) -> None:
    assert find(f"more than {word} cities", pack).numbers == (NumberLimit("more_than", int(value)),)


@pytest.mark.parametrize(
    ("text", "words", "times", "numbers", "capital"),
    [
        (
            "the top five capitals in africa since 2020",
            "NUMBER cities in africa YEAR",
            [TimeLimit("since", 2020)],
            [NumberLimit("top", 5)],
            True,
        ),
        (
            "countries with more than ten members between 2019 and 2022",
            "countries with NUMBER members YEAR",
            [TimeLimit("between", 2019, 2022)],
            [NumberLimit("more_than", 10)],
            False,
        ),
        ("african capitals since 2022?", "african cities YEAR", [TimeLimit("since", 2022)], [], True),
        ("who joined this year", "who joined YEAR", [TimeLimit("this_year")], [], False),
        ("who joined 3 years ago", "who joined YEAR", [TimeLimit("years_ago", n=3)], [], False),
        ("who joined in 2019 not 2020", "who joined YEAR", [TimeLimit("not_but", 2019, 2020)], [], False),
        ("is Lusaka in", "is lusaka in", [], [], False),
        ("12 or 15 cities", "12 or 15 cities", [], [], False),
        ("2050 and 1999 and 12025", "2050 and 1999 and 12025", [], [], False),
        ("", "", [], [], False),
    ],
)
def test_phrases_together(
    text: str,
    words: str,
    times: list[TimeLimit],
    numbers: list[NumberLimit],
    capital: bool,
    pack: LanguagePack,
) -> None:
    finds = find(text, pack)
    assert finds.words == tuple(words.split())
    assert list(finds.times) == times
    assert list(finds.numbers) == numbers
    assert finds.capital is capital


@given(year=st.integers(2000, 2049))
def test_any_year_of_the_half_century(year: int, pack: LanguagePack) -> None:
    assert find(f"members since {year}", pack).times == (TimeLimit("since", year),)


@given(
    words=st.lists(
        st.sampled_from(
            [
                *[
                    "in",
                    "since",
                    "2020",
                    "2022",
                    "top",
                    "5",
                    "more",
                    "than",
                    "capitals",
                    "this",
                    "last",
                    "year",
                    "kenya",
                ]
            ]
        )
    )
)
def test_what_is_found_is_taken_out_and_the_rest_stays(words: list[str], pack: LanguagePack) -> None:
    finds = find_filters(words, pack)
    assert finds.words.count("YEAR") == len(finds.times)
    assert finds.words.count("NUMBER") + finds.words.count("SOME") == len(finds.numbers)
    kept = [word for word in finds.words if word not in ("YEAR", "NUMBER", "SOME", FILTERS["capital"]["as"])]
    assert not set(kept) - set(words)
    assert finds.words.count("kenya") == words.count("kenya")
    assert not any(word.startswith("20") for word in finds.words)
