"""What can become of one request to a messenger, told apart by what must follow from it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Arrived:
    """The message was sent, corrected or deleted."""

    message_id: int


@dataclass(frozen=True)
class Later:
    """The messenger wants a pause; nothing was sent."""

    seconds: float


@dataclass(frozen=True)
class Moved:
    """The group has another id now; nothing was sent."""

    chat_id: int


@dataclass(frozen=True)
class Lost:
    """The bot was removed or blocked, or may not write there."""

    reason: str


@dataclass(frozen=True)
class NoTopic:
    """The topic of the forum is closed or gone."""

    reason: str


@dataclass(frozen=True)
class Unreached:
    """The messenger was not reached, so nothing was sent."""

    reason: str


@dataclass(frozen=True)
class Troubled:
    """The messenger failed to handle the request."""

    reason: str


@dataclass(frozen=True)
class Refused:
    """The messenger refuses this very request, and would again."""

    reason: str


@dataclass(frozen=True)
class Unsure:
    """Nobody knows whether the message was sent."""

    reason: str


Outcome = Arrived | Later | Moved | Lost | NoTopic | Unreached | Troubled | Refused | Unsure
