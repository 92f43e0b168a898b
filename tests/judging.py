"""Questions with what a right answer must hold, read from `questions/`, and the judgement of an answer.

An entry is `ask`, with `after` (earlier messages of the same chat) where it continues a chat, and what the
answer must be; all but `ask` are optional:

- `intent`: file stem, or a list of those that are right; `kind` and `verdict`: one, or a list of those that are
  right (kind is `answer` unless given, `not_covered` for such an intent)
- `count`, `year`: the numbers of the answer
- `cities`, `countries`: ids and codes that it must at least hold; `only_cities`, `only_countries`: exactly those;
  `without_cities`: those that it must not hold
- `says`, `says_not`: texts that must, or must not, stand in the reply, in any case
- `xfail`: the reason why the bot cannot do it yet; such an entry must fail
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bot.answer import Answer
from bot.engine import Engine
from bot.strict_yaml import load_yaml
from bot.understanding.conversation import Conversation

QUESTIONS = Path(__file__).parent / "questions"
KEPT_ASIDE = QUESTIONS / "kept_aside"
"""Questions that were not looked at while the bot was tuned."""
KEYS = {
    "ask",
    "after",
    "intent",
    "kind",
    "verdict",
    "cities",
    "only_cities",
    "without_cities",
    "countries",
    "only_countries",
    "count",
    "year",
    "says",
    "says_not",
    "xfail",
}
CLAIMS_NOTHING = {"nothing", "choose", "unknown_name", "not_covered"}
"""Kinds of an answer without a fact on a place: not to be understood is bad, a wrong answer is far worse."""

Outcome = Literal["right", "missed", "wrong"]


@dataclass(frozen=True)
class Entry:
    """One question of a file."""

    path: Path
    line: int
    expected: dict[str, Any]

    @property
    def ask(self) -> str:
        """The question."""
        text: str = self.expected["ask"]
        return text

    @property
    def after(self) -> tuple[str, ...]:
        """Earlier messages of the same chat."""
        return tuple(self.expected.get("after", ()))

    @property
    def label(self) -> str:
        """File and line, as a test names it."""
        return f"{self.path.relative_to(QUESTIONS).with_suffix('')}:{self.line}"

    @property
    def is_kept_aside(self) -> bool:
        """True when the question was not looked at while the bot was tuned."""
        return KEPT_ASIDE in self.path.parents


def load_entries(folder: Path = QUESTIONS) -> Iterator[Entry]:
    """Every entry below a folder; an unknown key is an error."""
    for path in sorted(folder.rglob("*.yaml")):
        questions = load_yaml(path)
        for question, line in zip(questions, questions.item_lines, strict=True):
            assert set(question) <= KEYS, f"{path}:{line}: unknown key in {dict(question)}"
            yield Entry(path, line, question)


def answer_to(entry: Entry, engine: Engine) -> Answer:
    """The engine's answer after the earlier messages of the chat."""
    conversation = Conversation()
    for text in entry.after:
        engine.ask(text, conversation)
    return engine.ask(entry.ask, conversation)


def judge(entry: Entry, answer: Answer) -> Outcome:
    """Right, missed (nothing was claimed) or wrong."""
    if not faults(entry.expected, answer):
        return "right"
    return "missed" if answer.kind in CLAIMS_NOTHING else "wrong"


def faults(expected: dict[str, Any], answer: Answer) -> list[str]:
    """What an answer lacks of what its entry expects, one phrase each."""
    intents = _several(expected.get("intent"))
    outside = bool(intents) and intents[0].startswith("not_covered")
    found = []
    for field, default in (
        ("kind", "not_covered" if outside else "answer"),
        ("intent", None),
        ("verdict", None),
    ):
        allowed = _several(expected.get(field, default))
        if allowed and getattr(answer, field) not in allowed:
            found.append(f"{field} {getattr(answer, field)}, not {' or '.join(allowed)}")
    for field in ("count", "year"):
        if field in expected and str(getattr(answer, field)) != expected[field]:
            found.append(f"{field} {getattr(answer, field)}, not {expected[field]}")
    for field, given in (
        ("cities", {city.id for city in answer.cities}),
        ("countries", set(answer.countries)),
    ):
        found += _set_faults(expected, field, given)
    text = answer.text.casefold()
    found += [f"does not say {part!r}" for part in expected.get("says", ()) if part.casefold() not in text]
    found += [f"says {part!r}" for part in expected.get("says_not", ()) if part.casefold() in text]
    return found


def _set_faults(expected: dict[str, Any], field: str, given: set[str]) -> Iterator[str]:
    only = expected.get(f"only_{field}")
    needed = {*expected.get(field, ()), *(only or ())}
    barred = given & set(expected.get(f"without_{field}", ()))
    if only is not None:
        barred |= given - set(only)
    if needed - given:
        yield f"without {', '.join(sorted(needed - given))}"
    if barred:
        yield f"with {', '.join(sorted(barred))}"


def _several(value: str | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())
