"""The memory of one chat: the last interpretation and answer, for follow-ups."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.answer import Choice

if TYPE_CHECKING:
    from bot.understanding.interpretation import Interpretation


@dataclass
class Conversation:
    """Mutable memory of one chat (in groups: of one user in one topic); `Conversation()` remembers nothing."""

    last: Interpretation | None = None
    """The last question that was understood."""
    sources: tuple[str, ...] = ()
    """Ids of the sources behind the last answer."""
    choices: tuple[Choice, ...] = field(default=())
    """What the last answer let the user choose from."""
