"""What the benchmarks work with, built once for all of them."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pytest

from bot.engine import Engine
from bot.settings import Settings
from tests.benchmarks.material import Material, load_material
from tests.benchmarks.questions import load_questions, sample
from tests.benchmarks.systems import System, baselines
from tests.benchmarks.timing import Times, time_questions

QUESTIONS = 40


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings.from_env({})


@pytest.fixture(scope="session")
def material(settings: Settings) -> Material:
    return load_material(settings.data_dir, settings.intents_dir)


@pytest.fixture(scope="session")
def questions() -> list[str]:
    """Some of each kind."""
    return [question.text for question in sample(load_questions(), QUESTIONS)]


@pytest.fixture(scope="session")
def engine(settings: Settings) -> System:
    loaded = Engine.load(settings.data_dir, settings.intents_dir)
    return System("engine", "", lambda: loaded.ask)


@pytest.fixture(scope="session")
def systems(engine: System, material: Material) -> dict[str, System]:
    """The engine and the baselines whose packages are installed, by name."""
    return {system.name: system for system in (engine, *baselines(material))}


@pytest.fixture(scope="session")
def times(systems: Mapping[str, System], questions: list[str]) -> dict[str, Times]:
    """In time of the processor, which another busy process does not add to."""
    return time_questions(list(systems.values()), questions, rounds=1, clock=time.process_time_ns)
