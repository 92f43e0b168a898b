"""Loose matching: a question that holds nothing but the words an intent tolerates, in any order.

People wrap a plain question in chatter ("so lira in uganda, yes?"), which no list of phrasings foresees. An intent
file may name the words (`loose`) of which such a question is made. One word more, and it is not understood: what
is not known to be harmless may change the meaning.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.understanding.forms import Form, FormTable
from bot.understanding.intents import Intent
from bot.understanding.matching import Asked, Ranked, fits
from bot.understanding.names import SLOT_WORDS

LOOSE_SCORE = 0.8
"""Below every phrasing that is met word for word or nearly so, above what counts as understood."""
HARMLESS_WEIGHT = 0.1
"""Light words up to this weight (articles, forms of "be") never change what is asked."""


@dataclass(frozen=True)
class _Frame:
    """The words of which a question for one intent may be made."""

    intent: Intent
    about: frozenset[str]
    """Features that the question may have; it must have one."""
    cues: frozenset[str]
    """Tokens of which one must be there; empty where the place alone says enough."""
    words: frozenset[str]
    """Tokens that are tolerated besides, chatter left out."""


class LooseMatcher:
    """Matches questions made of tolerated words only."""

    def __init__(self, table: FormTable) -> None:
        pack = table.pack
        self._is_number = table.is_number
        self._harmless = _tokens(table, pack.chatter) | {
            word for word, weight in pack.light.items() if weight <= HARMLESS_WEIGHT
        }
        self._frames = [
            _Frame(
                intent,
                intent.loose.about,
                cues := _tokens(table, intent.loose.cues),
                cues | _tokens(table, intent.loose.words),
            )
            for intent in table.intents
            if intent.loose
        ]

    def is_harmless(self, words: Iterable[str]) -> bool:
        """Tell whether words hold nothing but chatter."""
        return self._harmless.issuperset(words)

    def rank(self, asked: Asked) -> list[Ranked]:
        """Return the intents that tolerate every word; one whose cue is there goes before one without cues."""
        numbers = frozenset(word for word in asked.sequence if self._is_number(word))
        words = frozenset(word for word in asked.sequence if word not in SLOT_WORDS) - numbers
        telling = words - self._harmless
        found = [frame for frame in self._frames if telling <= frame.words and _accepts(frame, words, asked)]
        cued = [frame for frame in found if frame.cues] or found
        return [
            Ranked(
                frame.intent, LOOSE_SCORE, _form(frame, asked), words - frame.words | numbers, is_loose=True
            )
            for frame in cued
        ]


def _accepts(frame: _Frame, words: frozenset[str], asked: Asked) -> bool:
    """Tell whether a question of tolerated words is about what the intent is about, and holds one of its cues."""
    return (
        bool(asked.features or frame.cues)
        and asked.features <= frame.about
        and (not frame.intent.needs_city or "city" in asked.features)
        and (not frame.cues or bool(frame.cues & words))
        and fits(frame.intent, asked)
    )


def _form(frame: _Frame, asked: Asked) -> Form:
    """The question itself as a phrasing: nothing of it is left over."""
    words = frozenset(asked.sequence) - SLOT_WORDS
    return Form(frame.intent, asked.sequence, words, frozenset(), frozenset(), 0.0)


def _tokens(table: FormTable, phrases: Iterable[tuple[str, ...]]) -> frozenset[str]:
    return frozenset(token for phrase in phrases for token in table.canonical(phrase))
