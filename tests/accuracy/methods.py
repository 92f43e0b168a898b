"""Alternatives for the step that ranks intents; slots, names and filters are the engine's in all of them."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import TypeVar

from bot.engine import Engine, QuestionReader
from bot.understanding.forms import FormTable
from bot.understanding.matching import Matcher
from tests.accuracy.knowledge import Knowledge
from tests.accuracy.matchers import BySimilarity, EqualWeights, OverlapOnly, Ungated, all_forms
from tests.accuracy.reading import SecondTry
from tests.accuracy.similarity import (
    CharacterTfIdf,
    MakeSimilarity,
    Similarity,
    WordVectors,
    token_set,
    token_sort,
)

T = TypeVar("T")
CURRENT = "current"
BUILDS = 3
"""How often tables are built to time them; the fastest counts."""


@dataclass(frozen=True)
class Method:
    """One way to rank intents."""

    name: str
    engine: Callable[[], Engine]
    """Made when its turn comes; it has found no name yet."""
    start_up: float
    """Milliseconds that loading takes longer than with the engine's own way."""


@dataclass(frozen=True)
class _Measure:
    name: str
    make: MakeSimilarity
    instead: tuple[float, ...]
    """Similarities from which it answers, where it replaces the weighted share of common words."""
    after: tuple[float, ...]
    """The same, where it is only asked about what was not understood."""
    package: str | None = None


_MEASURES = (
    _Measure("token_set_ratio", token_set, (0.8, 0.9), ()),
    _Measure("token_sort_ratio", token_sort, (0.7, 0.8, 0.9), (0.8, 0.9, 0.92)),
    _Measure("character TF-IDF", CharacterTfIdf, (0.5, 0.6, 0.7), (0.5, 0.6, 0.7, 0.8)),
    _Measure("word vectors", WordVectors, (0.7, 0.8, 0.9), (0.8, 0.9, 0.95, 0.97), WordVectors.package),
)


def missing_packages() -> list[str]:
    """Packages of alternatives that are not installed."""
    return [of.package for of in _MEASURES if of.package and not find_spec(of.package)]


def methods(knowledge: Knowledge) -> Iterator[Method]:
    """The engine's way, the same without one of its parts, and other similarities."""
    table, plain = _built(knowledge.form_table)
    yield Method(CURRENT, knowledge.engine, 0.0)
    for name, kind in (("all words weigh 1", EqualWeights), ("no words needed or barred", Ungated)):
        other, taken = _built(partial(kind, knowledge.intents.values(), knowledge.pack))
        yield Method(name, partial(_engine, knowledge, other, Matcher(other)), max(0.0, taken - plain))
    yield Method("no lead for word by word", partial(_engine, knowledge, table, OverlapOnly(table)), 0.0)
    missing = missing_packages()
    for of in _MEASURES:
        if of.package not in missing:
            yield from _by(of, knowledge, table)


def _by(of: _Measure, knowledge: Knowledge, table: FormTable) -> Iterator[Method]:
    similarity, taken = _timed(partial(of.make, [" ".join(form.sequence) for form in all_forms(table)]))
    for accept in of.instead:
        matcher = BySimilarity(table, similarity, accept)
        yield Method(f"{of.name} from {accept}", partial(_engine, knowledge, table, matcher), taken)
    for accept in of.after:
        engine = partial(_engine_with_second_try, knowledge, table, similarity, accept)
        yield Method(f"{CURRENT}, then {of.name} from {accept}", engine, taken)


def _engine(knowledge: Knowledge, table: FormTable, matcher: Matcher) -> Engine:
    return knowledge.engine(knowledge.interpreter(table, matcher))


def _engine_with_second_try(
    knowledge: Knowledge, table: FormTable, similarity: Similarity, accept: float
) -> Engine:
    readers: list[QuestionReader] = [
        knowledge.interpreter(table, matcher)
        for matcher in (Matcher(table), BySimilarity(table, similarity, accept))
    ]
    return knowledge.engine(SecondTry(*readers))


def _built(make: Callable[[], FormTable]) -> tuple[FormTable, float]:
    """A table, and the milliseconds that making it takes."""
    times = []
    for _ in range(BUILDS):
        table, taken = _timed(make)
        times.append(taken)
    return table, min(times)


def _timed(make: Callable[[], T]) -> tuple[T, float]:
    """What is made, and the milliseconds of the processor that it takes."""
    gc.freeze()
    start = time.process_time()
    made = make()
    return made, (time.process_time() - start) * 1000
