"""Picking in words from what an answer offered: "2", "the first one", "the one in Busan", "the other one"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import OSA

from bot.answer import Choice
from bot.text import edit_budget, tokens
from bot.understanding.conversation import Conversation
from bot.understanding.language import LanguagePack

MAX_WORDS = 8
"""A longer message is a question of its own."""
LAST = -1


@dataclass(frozen=True)
class Picked:
    """What a message picks: a choice, or the number of a thing in the last answer."""

    choice: Choice | None = None
    others: tuple[Choice, ...] = ()
    """The choices that were not picked."""
    listed: int | None = None
    """Index into what the last answer listed."""


Pick = Picked | Literal["nothing"] | None


def pick(question: str, conversation: Conversation, pack: LanguagePack) -> Pick:
    """What a message picks; "nothing" where it can only be a pick and none fits, None where it is no pick."""
    words = tuple(tokens(question))
    if not 0 < len(words) <= MAX_WORDS:
        return None
    telling = [word for word in words if word not in pack.talk.around]
    choices = conversation.choices
    if _says_other(words, telling, pack):
        left = conversation.others
        return Picked(left[0], ()) if len(left) == 1 else "nothing"
    if len(choices) == 1 and words in pack.talk.agree:
        return Picked(choices[0])
    number = _number(telling, pack)
    if number is not None:
        return _by_number(number, words, conversation)
    denied = [at for at, word in enumerate(telling) if word in pack.talk.denial]
    if denied:
        return _by_denial(telling, denied[0], choices)
    at = _by_label(words, telling, choices)
    return _chosen(at, choices) if at is not None else None


def _says_other(words: Sequence[str], telling: list[str], pack: LanguagePack) -> bool:
    is_other = len(telling) == 1 and telling[0] in pack.talk.other
    return is_other and not pack.talk.other_not & set(words)


def _number(telling: list[str], pack: LanguagePack) -> int | None:
    """The one number or ordinal that a message holds: 1, 2, ... or LAST."""
    if len(telling) != 1:
        return None
    word = telling[0]
    if word in pack.talk.last:
        return LAST
    if word in pack.talk.first:
        return 1
    if word.isascii() and word.isdecimal() and len(word) <= 2:
        return int(word)
    return pack.ordinals.get(word, pack.numbers.get(word))


def _by_number(number: int, words: Sequence[str], conversation: Conversation) -> Pick:
    choices = conversation.choices
    if choices:
        at = len(choices) - 1 if number == LAST else number - 1
        return _chosen(at, choices) if 0 <= at < len(choices) else "nothing"
    if any(word.isdecimal() for word in words):
        return "nothing" if len(words) == 1 else None
    listed = conversation.ranked or conversation.cities
    # "the first one" and "the last one" of some cities may mean those that joined first or last.
    if number in (1, LAST) and not conversation.ranked:
        has_some = len(conversation.cities) > 1 or (conversation.filters and conversation.filters.areas)
        return None if has_some else "nothing"
    is_there = number != LAST and len(listed) > 1 and 0 < number <= len(listed)
    return Picked(listed=number - 1) if is_there else "nothing"


def _by_denial(telling: list[str], at: int, choices: tuple[Choice, ...]) -> Pick:
    """ "Not Ulsan" picks the other of two choices, "not Ulsan, Busan" the one that is then named."""
    rest = [*telling[:at], *telling[at + 2 :]]
    if rest:
        named = _by_label(rest, rest, choices)
        return _chosen(named, choices) if named is not None else None
    denied = _by_label((), telling[at + 1 :], choices)
    if denied is None:
        return None
    return _chosen(1 - denied, choices) if len(choices) == 2 else "nothing"


def _by_label(words: Sequence[str], telling: list[str], choices: tuple[Choice, ...]) -> int | None:
    """The only choice that holds all telling words of a message, or whose label the message is."""
    labels = [tokens(choice.label) for choice in choices]
    for at, label in enumerate(labels):
        if list(words) == label:
            return at
    if not telling:
        return None
    for near in (False, True):
        held = [at for at, label in enumerate(labels) if all(_holds(label, word, near) for word in telling)]
        if held:
            return held[0] if len(held) == 1 else None
    return None


def _holds(label: list[str], word: str, near: bool) -> bool:
    if word in label:
        return True
    budget = edit_budget(len(word)) if near else 0
    return bool(budget) and any(OSA.distance(word, part, score_cutoff=budget) <= budget for part in label)


def _chosen(at: int, choices: tuple[Choice, ...]) -> Picked:
    return Picked(choices[at], tuple(choice for choice in choices if choice is not choices[at]))
