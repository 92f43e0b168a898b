"""Templates: `(a|b)` alternatives, `[optional]` parts and `{slots}`, expanded into plain word lists."""

from __future__ import annotations

import re
from itertools import islice

from bot.text import tokens

SLOTS = {"{city}": "CITY", "{area}": "AREA", "{year}": "YEAR", "{number}": "NUMBER", "{some}": "SOME"}
"""Slots of a template and the upper-case word that stands for each; folded text never holds capitals."""
MAX_FORMS = 60
"""A template that expands further is a mistake: it would match by accident."""

_PIECE = re.compile(r"\{\w+\}|[()\[\]|]|[^(){}\[\]|]+|.")


class TemplateError(ValueError):
    """A template is malformed; the message says how, in one phrase."""


def expand(template: str) -> list[tuple[str, ...]]:
    """Return every word list the template stands for; slots become CITY, AREA, YEAR, NUMBER or SOME.

    Raises TemplateError for unbalanced brackets, unknown slots or too many forms.
    """
    pieces = _PIECE.findall(template)
    forms, rest = _alternatives(pieces)
    if rest:
        raise TemplateError(f"a stray {rest[0]!r}")
    result = list(dict.fromkeys(islice(forms, MAX_FORMS + 1)))
    if len(result) > MAX_FORMS:
        raise TemplateError(f"more than {MAX_FORMS} forms")
    return result


def _alternatives(pieces: list[str]) -> tuple[list[tuple[str, ...]], list[str]]:
    branches: list[tuple[str, ...]] = []
    current: list[tuple[str, ...]] = [()]
    while pieces:
        head, *pieces = pieces
        if head in (")", "]"):
            pieces = [head, *pieces]
            break
        if head == "|":
            branches += current
            current = [()]
            continue
        added, pieces = _one(head, pieces)
        current = [left + right for left in current for right in added]
        if len(current) > MAX_FORMS:
            raise TemplateError(f"more than {MAX_FORMS} forms")
    return branches + current, pieces


def _one(head: str, pieces: list[str]) -> tuple[list[tuple[str, ...]], list[str]]:
    if head in ("(", "["):
        inner, rest = _alternatives(pieces)
        if not rest or rest[0] != (")" if head == "(" else "]"):
            raise TemplateError(f"{head!r} is not closed")
        return ([*inner, ()] if head == "[" else inner), rest[1:]
    if head.startswith(("{", "}")):
        if head not in SLOTS:
            raise TemplateError(f"unknown slot {head}; known are {', '.join(SLOTS)}")
        return [(SLOTS[head],)], pieces
    return [tuple(tokens(head))], pieces
