"""The rooms of understanding over the shipped data and language pack, without an answer behind them."""

from __future__ import annotations

import pytest

from bot.dataset.loading import load_dataset
from bot.dataset.models import Dataset
from bot.understanding.forms import FormTable
from bot.understanding.gazetteer import Gazetteer
from bot.understanding.gazetteer_files import load_gazetteer
from bot.understanding.intents import load_intents
from bot.understanding.interpreting import Interpreter
from bot.understanding.language import LanguagePack, load_language
from bot.understanding.names import NameFinder
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def pack() -> LanguagePack:
    return load_language(ROOT / "intents" / "en")


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    return load_dataset(ROOT / "data")


@pytest.fixture(scope="session")
def gazetteer(dataset: Dataset, pack: LanguagePack) -> Gazetteer:
    return load_gazetteer(ROOT / "data", dataset, pack.region_names)


@pytest.fixture(scope="session")
def interpreter(dataset: Dataset, gazetteer: Gazetteer, pack: LanguagePack) -> Interpreter:
    table = FormTable(load_intents(ROOT / "intents" / "en").values(), pack)
    finder = NameFinder(gazetteer, dataset, table.vocabulary, frozenset(pack.light))
    return Interpreter(table, finder, pack)
