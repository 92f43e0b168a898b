"""What the bot says as a chat partner, beside its answers: commands, buttons and notices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from bot.errors import DataError, Problem
from bot.strict_yaml import load_mapping

FILE_NAME = "_chat.yaml"
_HINT = "compare with intents/en/_chat.yaml"


@dataclass(frozen=True)
class ChatWords:
    """The wordings of one language; each field is a key of `intents/<lang>/_chat.yaml`, which explains it."""

    path: Path
    commands: dict[str, str]
    """Name of a command -> its line in the menu."""
    questions: dict[str, str]
    """Name of a command, or of a button, -> the question that it asks; {name} stands for the words behind it."""
    lists: dict[str, tuple[str, ...]]
    related: dict[str, tuple[str, ...]]
    """Intent -> questions offered under its answers."""
    text: dict[str, str]

    def say(self, name: str, /, **fields: object) -> str:
        """Return a wording with its fields filled in; raises DataError for one that lacks or has another field."""
        try:
            return self.text[name].format_map(fields)
        except (KeyError, ValueError) as missing:
            raise DataError(
                self.path, 0, f"the wording {name!r} lacks or has an unknown field ({missing})", _HINT
            ) from None

    def whole_questions(self) -> Iterator[str]:
        """Yield the questions that are asked as they stand, by commands and buttons; each must be understood."""
        yield from (question for question in self.questions.values() if not _fields(question))
        for questions in (
            self.lists["start_examples"],
            self.lists["inline_examples"],
            *self.related.values(),
        ):
            yield from questions


def load_chat_words(folder: Path) -> ChatWords:
    """Read the wordings of the language in `folder`; raises DataError with the file and what is wrong."""
    path = folder / FILE_NAME
    raw = load_mapping(path, "commands", "questions", "lists", "related", "text")
    return ChatWords(
        path=path,
        commands=dict(raw["commands"]),
        questions=dict(raw["questions"]),
        lists={name: tuple(items) for name, items in raw["lists"].items()},
        related={intent: tuple(questions) for intent, questions in raw["related"].items()},
        text=dict(raw["text"]),
    )


def check_chat_words(words: ChatWords, reference: ChatWords) -> Iterator[Problem]:
    """Yield a problem for each entry that the reference language has and this one lacks, or fills otherwise."""
    for name in (*words.lists.get("group_commands", ()), *words.lists.get("administrator_commands", ())):
        if name not in words.commands:
            yield Problem(words.path, 0, f"lists: there is no command {name!r}", "name one of `commands`")
    for section in ("commands", "questions", "lists", "text"):
        present, expected = getattr(words, section), getattr(reference, section)
        for name in expected:
            if name not in present:
                yield Problem(words.path, 0, f"{section}: {name!r} is missing", _HINT)
            elif isinstance(expected[name], str) and _fields(present[name]) != _fields(expected[name]):
                yield Problem(words.path, 0, f"{section}: {name!r} has other {{fields}}", _HINT)


def _fields(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field}
