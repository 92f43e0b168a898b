"""An answer as plain text, for `ask` and for a terminal without colours."""

from __future__ import annotations

from bot.answer import Answer


def as_text(answer: Answer) -> str:
    """Return the text of the answer and, below it, its choices as a numbered list."""
    choices = (f"{number}. {choice.label}" for number, choice in enumerate(answer.choices, start=1))
    return "\n".join([answer.text, *choices])
