"""Errors that a person running the bot can act on; each prints as one line.

BotError
├── SettingsError     an environment variable is missing or bad
├── DataError         a file in data/ or intents/ is wrong, at a line
└── StorageError      the database cannot be opened, read or written
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class BotError(Exception):
    """Base of all errors raised on purpose; `str()` is the line shown to the user."""


class SettingsError(BotError):
    """An environment variable is missing or bad; the message names it and says what to do."""


class StorageError(BotError):
    """The database cannot be opened, read or written; the message names the address and the cause."""


@dataclass(frozen=True)
class Problem:
    """One fault found in a data or intent file."""

    path: Path
    line: int
    """Line in the file, counted from 1; 0 when the whole file is meant."""
    what: str
    hint: str
    """What to do about it."""

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{where}: {self.what}; {self.hint}"


class DataError(BotError):
    """A file cannot be used; `problem` names file and line, what is wrong and what to do."""

    def __init__(self, path: Path, line: int, what: str, hint: str) -> None:
        self.problem = Problem(path, line, what, hint)
        super().__init__(str(self.problem))
