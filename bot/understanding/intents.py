"""Intent files: one YAML file an intent, holding phrasings, answers and examples."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.errors import DataError
from bot.strict_yaml import Mapping, load_yaml
from bot.text import fold, tokens
from bot.understanding.templates import TemplateError, expand

FEATURES = ("city", "area", "year", "capital", "number", "top", "limit", "none", "some", "without")
"""What the filters can take out of a question; an intent lists those it understands under `takes`."""

_KEYS = {
    "label",
    "family",
    "query",
    "id",
    "takes",
    "only_with",
    "several",
    "preset",
    "questions",
    "needs",
    "not_with",
    "cities",
    "countries",
    "loose",
    "answers",
    "examples",
}


@dataclass(frozen=True)
class Example:
    """A question that must be won by its intent against all others, with the slots given."""

    ask: str
    slots: dict[str, str]
    line: int


@dataclass(frozen=True)
class Loose:
    """Of which words a question may be made that no phrasing foresees (see `loose.py`)."""

    about: frozenset[str]
    """Features that the question may have; it must have one."""
    cues: tuple[tuple[str, ...], ...] = ()
    words: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Intent:
    """One meaning a question can have."""

    name: str
    """File stem, unique over all folders."""
    path: Path
    query: str
    """Name of a query of `answering.queries`, or `fact`, `conflict`."""
    label: str
    """A question a button shows; may hold {city} or {area}."""
    id: str | None = None
    """Id of the fact or conflict."""
    family: str | None = None
    """Name of the intent that leads a family of intents that answer alike: none of them needs to be asked for."""
    takes: frozenset[str] = frozenset()
    only_with: frozenset[str] = frozenset()
    """When set, the question must have one of these features."""
    several: frozenset[str] = frozenset()
    """Of these, `city` or `area`, the question must name more than one."""
    preset: dict[str, str] = field(default_factory=dict)
    """Fixed parameters of the query."""
    forms: tuple[tuple[str, ...], ...] = ()
    needs: tuple[frozenset[str], ...] = ()
    """Of each group one word must be in the question."""
    not_with: frozenset[str] = frozenset()
    cities: frozenset[str] = frozenset()
    """When set, one of these members must be named."""
    countries: frozenset[str] = frozenset()
    loose: Loose | None = None
    answers: dict[str, str] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()

    @property
    def is_statement(self) -> bool:
        """True for facts and conflicts: one fixed statement that no filter can change."""
        return self.query in ("fact", "conflict")

    @property
    def is_courtesy(self) -> bool:
        """True for a greeting, thanks and the like."""
        return self.query == "say" and not self.is_follow_up

    @property
    def is_follow_up(self) -> bool:
        """True for an intent that completes itself from the question before."""
        return "follow" in self.preset

    @property
    def needs_city(self) -> bool:
        """True when every phrasing names a city, so that the intent means nothing without one."""
        return bool(self.forms) and all("CITY" in form for form in self.forms)

    @property
    def needs_context(self) -> bool:
        """True for a follow-up that means nothing on its own."""
        return self.is_follow_up and "alone" not in self.preset

    @property
    def is_gated(self) -> bool:
        """True for an intent about certain places only; it goes before a general one of equal score."""
        return bool(self.cities or self.countries)


def load_intents(folder: Path) -> dict[str, Intent]:
    """Load all intent files below a language's folder; files starting with `_` are shared parts.

    Raises DataError with file and line.
    """
    if not folder.is_dir():
        raise DataError(
            folder, 0, "the folder of intents is missing", "restore it or correct BOT_INTENTS_DIR"
        )
    intents: dict[str, Intent] = {}
    for path in sorted(folder.rglob("*.yaml")):
        if path.name.startswith("_") or path.stem == "not_covered":
            continue
        intent = load_intent(path)
        if intent.name in intents:
            other = intents[intent.name].path
            raise DataError(
                path, 1, f"an intent {intent.name!r} exists already in {other}", "rename one of the files"
            )
        intents[intent.name] = intent
    return intents


def load_intent(path: Path) -> Intent:
    """Load one intent file; raises DataError with the line of the first fault."""
    content = load_yaml(path)
    if not isinstance(content, Mapping):
        raise DataError(path, 1, "not a mapping", "write `key: value` lines")
    for key in content:
        if key not in _KEYS:
            raise DataError(
                path, content.key_lines[key], f"unknown key {key!r}", f"known are {', '.join(sorted(_KEYS))}"
            )
    for key in ("label", "query", "questions"):
        if key not in content:
            raise DataError(path, 1, f"the key {key!r} is missing", "see intents/README.md")
    takes = frozenset(_texts(path, content, "takes"))
    only_with = frozenset(_texts(path, content, "only_with"))
    several = frozenset(_texts(path, content, "several"))
    for name in (takes | only_with | several) - set(FEATURES):
        line = content.key_lines[
            "takes" if name in takes else "only_with" if name in only_with else "several"
        ]
        raise DataError(path, line, f"unknown slot {name!r}", f"known are {', '.join(FEATURES)}")
    return Intent(
        name=path.stem,
        path=path,
        query=content["query"],
        label=content["label"],
        id=content.get("id"),
        family=content.get("family"),
        takes=takes,
        only_with=only_with,
        several=several,
        preset=dict(content.get("preset", {})),
        forms=tuple(_forms(path, content)),
        needs=tuple(frozenset(fold(word) for word in group) for group in content.get("needs", ())),
        not_with=frozenset(fold(word) for word in _texts(path, content, "not_with")),
        cities=frozenset(_texts(path, content, "cities")),
        countries=frozenset(_texts(path, content, "countries")),
        loose=_loose(path, content),
        answers=dict(content.get("answers", {})),
        examples=tuple(_examples(path, content)),
    )


def _loose(path: Path, content: Mapping) -> Loose | None:
    loose = content.get("loose")
    if loose is None:
        return None
    if not isinstance(loose, Mapping) or not {"about"} <= set(loose) <= {"about", "cues", "words"}:
        raise DataError(
            path,
            content.key_lines["loose"],
            "'loose' is no mapping of about, cues and words",
            "see intents/README.md",
        )
    about = frozenset(_texts(path, loose, "about"))
    for name in about - set(FEATURES):
        raise DataError(
            path, loose.key_lines["about"], f"unknown slot {name!r}", f"known are {', '.join(FEATURES)}"
        )
    cues, words = (
        tuple(tuple(tokens(text)) for text in _texts(path, loose, key)) for key in ("cues", "words")
    )
    return Loose(about, cues, words)


def _texts(path: Path, content: Mapping, key: str) -> list[str]:
    value = content.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise DataError(
            path, content.key_lines[key], f"{key!r} is not a list of words", "write `- word` lines"
        )
    return value


def _forms(path: Path, content: Mapping) -> list[tuple[str, ...]]:
    forms: list[tuple[str, ...]] = []
    questions = content["questions"]
    for text, line in zip(_texts(path, content, "questions"), questions.item_lines, strict=True):
        try:
            forms += expand(text)
        except TemplateError as error:
            raise DataError(path, line, f"{error} in {text!r}", "correct the phrasing") from None
    return forms


def _examples(path: Path, content: Mapping) -> list[Example]:
    examples: list[Example] = []
    raw: Any = content.get("examples", [])
    for index, item in enumerate(raw):
        line = raw.item_lines[index]
        if isinstance(item, str):
            examples.append(Example(item, {}, line))
        elif isinstance(item, Mapping) and "ask" in item:
            examples.append(Example(item["ask"], {k: v for k, v in item.items() if k != "ask"}, line))
        else:
            raise DataError(path, line, "an example has no `ask`", "write `- ask: question` or `- question`")
    return examples
