"""What became of an update, for the one line that the log has on it: never a word that anybody wrote."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass
class Outcome:
    """Facts on the update in hand, filled in by whoever handles it."""

    facts: dict[str, str | int] = field(default_factory=dict)


_current: ContextVar[Outcome | None] = ContextVar("outcome", default=None)


def begin() -> Outcome:
    """Start the outcome of the update that this task handles from here on."""
    outcome = Outcome()
    _current.set(outcome)
    return outcome


def note(**facts: str | int | None) -> None:
    """Add facts such as the intent and the kind of the answer; outside of an update nothing happens."""
    outcome = _current.get()
    if outcome is not None:
        outcome.facts.update({name: value for name, value in facts.items() if value is not None})


def noted(name: str) -> str | int | None:
    """Return a fact that was noted on the update in hand; None where there is none."""
    outcome = _current.get()
    return outcome.facts.get(name) if outcome else None
