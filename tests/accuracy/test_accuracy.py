"""All systems are judged by the same facts: outcomes add up, and only the reading of a question differs."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.answer import Answer
from bot.engine import Engine
from bot.settings import Settings
from bot.understanding.matching import Matcher
from tests.accuracy.knowledge import Knowledge, load_knowledge
from tests.accuracy.reading import BaselineReader, SecondTry
from tests.accuracy.scoring import score
from tests.accuracy.similarity import CharacterTfIdf, MakeSimilarity, token_set, token_sort
from tests.accuracy.tables import OUTCOMES, score_tables
from tests.benchmarks.material import load_material
from tests.benchmarks.systems import Baseline, Match, baselines
from tests.judging import Entry, load_entries

EVERY = 60
"""One of so many questions is asked, some of each file."""


@pytest.fixture(scope="module")
def settings() -> Settings:
    return Settings.from_env({})


@pytest.fixture(scope="module")
def knowledge(settings: Settings) -> Knowledge:
    return load_knowledge(settings)


@pytest.fixture(scope="module")
def installed(settings: Settings) -> Mapping[str, Baseline]:
    """The baselines whose packages are installed, by name."""
    found = baselines(load_material(settings.data_dir, settings.intents_dir))
    return {baseline.name: baseline for baseline in found}


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return list(load_entries())[::EVERY]


@pytest.mark.parametrize("name", ["rapidfuzz token_sort", "hassil strict", "adapt, 1 edit"])
def test_outcomes_add_up(
    knowledge: Knowledge, installed: Mapping[str, Baseline], entries: list[Entry], name: str
) -> None:
    if name not in installed:
        pytest.skip(f"{name} needs the extra 'benchmark'")
    reader = BaselineReader(installed[name].start(), knowledge)
    scores = {
        "engine": score(knowledge.engine(), entries),
        name: score(knowledge.engine(reader), entries),
    }
    for found in scores.values():
        parts = [found.of(kept_aside=kept_aside) for kept_aside in (False, True)]
        assert sum(part.count(outcome) for part in parts for outcome in OUTCOMES) == len(entries)
        assert found.replied_right <= found.count("right")
    assert scores["engine"].count("right") > scores[name].count("right")
    table = score_tables("system", scores)
    assert f"{scores[name].of(kept_aside=False).count('right')}" in _row(table, name)


def test_the_engine_reads_as_ever_unless_told_otherwise(
    knowledge: Knowledge, engine: Engine, entries: list[Entry]
) -> None:
    other = knowledge.engine()
    for entry in entries:
        own, loaded = other.ask(entry.ask), engine.ask(entry.ask)
        assert (own.kind, own.intent, own.verdict) == (loaded.kind, loaded.intent, loaded.verdict)


def test_the_engine_answers_from_what_a_baseline_found(knowledge: Knowledge) -> None:
    answer = _ask_as_found(knowledge, Match("joined_when", ("thrissur",)), "Thrissur, year?")
    assert (answer.kind, answer.intent, answer.year) == ("answer", "joined_when", 2022)
    answer = _ask_as_found(knowledge, Match("list_cities", ("kenya",)), "kenya joined since 2020")
    assert {city.year for city in answer.cities} == {2022}
    assert _ask_as_found(knowledge, None, "Thrissur, year?").kind == "nothing"


def test_a_second_try_changes_nothing_that_was_understood(knowledge: Knowledge) -> None:
    table = knowledge.form_table()
    first = knowledge.interpreter(table, Matcher(table))
    engine = knowledge.engine(SecondTry(first, BaselineReader(lambda _: Match("totals"), knowledge)))
    assert engine.ask("when did Thrissur join").intent == "joined_when"
    assert engine.ask("zzyx qwv").intent == "totals"


@pytest.mark.parametrize("make", [token_sort, token_set, CharacterTfIdf])
def test_a_phrasing_resembles_itself_most(make: MakeSimilarity) -> None:
    phrasings = ["when did CITY join", "is CITY ~member", "who joined first"]
    for index, phrasing in enumerate(phrasings):
        found = dict(make(phrasings).nearest(phrasing, 0.5))
        assert found[index] == max(found.values()) == pytest.approx(1.0)


def _ask_as_found(knowledge: Knowledge, match: Match | None, question: str) -> Answer:
    return knowledge.engine(BaselineReader(lambda _: match, knowledge)).ask(question)


def _row(table: str, name: str) -> list[str]:
    return next(line.removeprefix(name).split() for line in table.splitlines() if line.startswith(name))
