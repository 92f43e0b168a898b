"""Subjects that the data does not hold, told by the words of a question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from bot.understanding.interpretation import Interpretation
from bot.understanding.language import LanguagePack, OutOfScope

ARTICLE_WEIGHT = 0.1
"""Words up to this weight (articles, forms of "be") tell nothing of a subject."""


@dataclass(frozen=True)
class _Phrase:
    """Words that give a subject away."""

    order: int
    """Position in the file; the first subject that is met counts."""
    words: tuple[str, ...]
    telling: frozenset[str]
    group: OutOfScope


class OutsideSubjects:
    """Tells which outside subject a question is about."""

    def __init__(self, pack: LanguagePack) -> None:
        self._words = _by_first_word(pack, hints=False)
        self._hints = _by_first_word(pack, hints=True)

    def subject(self, words: list[str], reading: Interpretation) -> OutOfScope | None:
        """The subject given away by words that are not part of the phrasing of a reading, nor of a name in it.

        Where nothing was understood of a question that names a place, hints count too; talk that names none is
        not for the bot.
        """
        text = f" {' '.join(words)} "
        for mention in reading.mentions:
            text = text.replace(f" {mention.text} ", " CITY ")
        left = tuple(text.split())
        uncovered = reading.ranked[0].uncovered if reading.intent and reading.ranked else None
        found = [
            phrase
            for phrase in _met(self._words, left)
            if uncovered is None or not phrase.telling.isdisjoint(uncovered)
        ]
        if not found and reading.status == "not_understood" and reading.mentions:
            longest = max(
                _met(self._hints, left), key=lambda phrase: len(" ".join(phrase.words)), default=None
            )
            return longest.group if longest else None
        return min(found, key=lambda phrase: phrase.order).group if found else None


def _met(phrases: dict[str, list[_Phrase]], words: tuple[str, ...]) -> Iterator[_Phrase]:
    for at, word in enumerate(words):
        for phrase in phrases.get(word, ()):
            if words[at : at + len(phrase.words)] == phrase.words:
                yield phrase


def _by_first_word(pack: LanguagePack, *, hints: bool) -> dict[str, list[_Phrase]]:
    found: dict[str, list[_Phrase]] = defaultdict(list)
    all_words = (
        (group, words) for group in pack.out_of_scope for words in (group.hints if hints else group.words)
    )
    for order, (group, words) in enumerate(all_words):
        telling = frozenset(word for word in words if pack.light.get(word, 1.0) > ARTICLE_WEIGHT)
        found[words[0]].append(_Phrase(order, words, telling or frozenset(words), group))
    return dict(found)
