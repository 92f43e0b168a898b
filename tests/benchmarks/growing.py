"""A copy of the data with many more members, made up, to see how time grows with the list."""

from __future__ import annotations

import csv
import random
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.text import tokens
from tests.benchmarks.material import Material
from tests.benchmarks.questions import Question

SEED = 2013
_STARTS = (
    "b",
    "ch",
    "d",
    "f",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "kl",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "r",
    "s",
    "t",
    "v",
    "z",
)
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ou")
_ENDS = ("", "", "n", "r", "l", "s", "m")


def grow(data_dir: Path, target: Path, factor: int, taken: frozenset[str]) -> Path:
    """Copy the data to `target` with `factor` times as many cities, the new ones with facts of real ones.

    New names are pronounceable, the same in every run, and none of the words in `taken`.
    """
    shutil.copytree(data_dir, target)
    path = target / "cities.csv"
    with path.open(encoding="utf-8", newline="") as file:
        real = list(csv.DictReader(file))
    names = _names(taken)
    with (
        path.open("a", encoding="utf-8", newline="") as cities,
        (target / "gazetteer" / "member_names.tsv").open("a", encoding="utf-8") as member_names,
    ):
        writer = csv.DictWriter(cities, fieldnames=list(real[0]), lineterminator="\n")
        for number in range(len(real) * (factor - 1)):
            key = next(names)
            city_id = f"made-up-{number}"
            unlike = {"id": city_id, "name": key.title(), "geonames_id": "", "capital": ""}
            writer.writerow(real[number % len(real)] | unlike)
            member_names.write(f"{city_id}\ten\t{key.title()}\t{key}\n")
    return target


def words_in_use(material: Material, questions: Iterable[Question]) -> frozenset[str]:
    """Words of phrasings, names and questions, which no made-up name may be."""
    forms = (form for intent in material.intents.values() for form in intent.forms)
    texts = (*material.cities, *material.areas, *(question.text for question in questions))
    return frozenset(word for form in forms for word in form) | {w for text in texts for w in tokens(text)}


def _names(taken: frozenset[str]) -> Iterator[str]:
    source = random.Random(SEED)
    used = set(taken)
    while True:
        syllables = (
            source.choice(_STARTS) + source.choice(_VOWELS) + source.choice(_ENDS)
            for _ in range(source.choice((3, 3, 4)))
        )
        name = "".join(syllables)
        if name not in used:
            used.add(name)
            yield name
