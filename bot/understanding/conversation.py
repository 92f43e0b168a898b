"""The memory of one chat: the last question and what its answer held, for follow-ups."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.answer import Choice
from bot.dataset.selecting import Filters

if TYPE_CHECKING:
    from bot.understanding.interpretation import Interpretation

MAX_AGE_SECONDS = 600.0
"""After so long a silence a conversation is forgotten."""


@dataclass
class Conversation:
    """Mutable memory of one chat (in groups: of one user in one topic); `Conversation()` remembers nothing."""

    last: Interpretation | None = None
    """The last question that was understood."""
    sources: tuple[str, ...] = ()
    """Ids of the sources behind the last answer."""
    choices: tuple[Choice, ...] = field(default=())
    """What the last answer let the user choose from."""
    others: tuple[Choice, ...] = ()
    """What was not picked of the choices, until something else is asked."""
    wanting: Interpretation | None = None
    """A question that lacked only a place, which the bot asked for."""
    filters: Filters | None = None
    """Filters of the last question."""
    cities: tuple[str, ...] = ()
    """Ids of the members that the last answer was about, in the order it named them."""
    ranked: tuple[str, ...] = ()
    """Codes of the countries that the last answer ranked or listed, in its order."""
    count: int | None = None
    """The number the last answer gave."""
    year: int | None = None
    """The year or the year of the round that the last answer was about."""

    def remember(self, attributes: dict[str, object]) -> None:
        """Put values in the place of those of the named attributes."""
        for name, value in attributes.items():
            setattr(self, name, value)
