"""The names and phrasings that the baselines work with: the engine's own, read from the same files.

The baselines get the names that the engine may correct a typo to, members and countries. They do without the
names in other scripts and the world's other cities, which makes their work lighter than the engine's.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.dataset.loading import load_dataset
from bot.strict_yaml import load_yaml
from bot.understanding.gazetteer_files import load_gazetteer
from bot.understanding.intents import Intent, load_intents
from bot.understanding.language import load_language

LANGUAGE = "en"


@dataclass(frozen=True)
class Material:
    """One language's phrasings and the names that stand in their slots."""

    cities: tuple[str, ...]
    """Folded official and English names of members."""
    areas: tuple[str, ...]
    """Folded names of countries, and words for their people."""
    intents: dict[str, Intent]
    phrasings: dict[str, tuple[str, ...]]
    """Intent -> phrasings as its file has them, with `(a|b)`, `[optional]` and `{slot}`."""
    fillers: tuple[str, ...]
    """Phrases without meaning, such as "please"."""


def load_material(data_dir: Path, intents_dir: Path) -> Material:
    """Read names and phrasings; raises DataError as the engine would."""
    folder = intents_dir / LANGUAGE
    pack = load_language(folder)
    gazetteer = load_gazetteer(data_dir, load_dataset(data_dir), pack.region_names)
    intents = load_intents(folder)
    names = gazetteer.fuzzy_known.items()
    return Material(
        cities=tuple(name for name, meanings in names if any(m.member for m in meanings)),
        areas=tuple(name for name, meanings in names if any(m.area for m in meanings)),
        intents=intents,
        phrasings={name: tuple(load_yaml(intent.path)["questions"]) for name, intent in intents.items()},
        fillers=tuple(sorted(" ".join(phrase) for phrase in pack.fillers)),
    )
