"""The words of one language by which a message refers to what was said before it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.strict_yaml import Mapping, load_mapping
from bot.text import tokens

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class TalkWords:
    """Words and phrases of `_conversation.yaml`, folded; phrases longest first."""

    around: frozenset[str]
    """Words that mean nothing beside the name or number of a choice."""
    first: frozenset[str]
    last: frozenset[str]
    other: frozenset[str]
    """Words for the choice that was not picked."""
    other_not: frozenset[str]
    """Words beside which "other" speaks of no choice."""
    denial: frozenset[str]
    """Words before what is not meant."""
    agree: frozenset[Phrase]
    """Whole messages that accept the only choice."""
    capital: tuple[Phrase, ...]
    capitals: tuple[Phrase, ...]
    capital_of_last: tuple[Phrase, ...]
    capital_prepositions: frozenset[str]
    capital_of: frozenset[str]
    """Prepositions behind which anything but a country makes "capital" another thing."""
    capital_not_after: tuple[Phrase, ...]
    capital_not_before: frozenset[str]
    it: tuple[Phrase, ...]
    there: tuple[Phrase, ...]
    there_not_after: frozenset[str]
    articles: frozenset[str]
    meant: frozenset[str]
    """Words of a correction ("in Mexico i mean")."""
    nouns: frozenset[str]
    """Words that make a question one about all members."""
    predicates: frozenset[str]
    """Words behind which a noun is no subject ("how many were capitals")."""
    of_them: tuple[Phrase, ...]
    """ "of those" and the like: part of those in the answer before."""

    def names_no_subject(self, words: tuple[str, ...]) -> bool:
        """Tell whether folded words leave out what they ask about ("did any join in 2024")."""
        return not any(
            word in self.nouns and not (at and words[at - 1] in self.predicates)
            for at, word in enumerate(words)
        )

    def speaks_of_them(self, words: tuple[str, ...]) -> bool:
        """Tell whether folded words speak of those in the answer before."""
        return any(find_phrase(words, phrase) is not None for phrase in self.of_them)


def load_talk(path: Path) -> TalkWords:
    """Read the file of one language; raises DataError with file and line, KeyError for a missing key."""
    content = load_mapping(
        path, "choosing", "capital", "it", "there", "there_not_after", "articles", "meant", "of_them"
    )
    choosing, capital = (
        part if isinstance(part := content[key], Mapping) else Mapping() for key in ("choosing", "capital")
    )
    return TalkWords(
        around=_words(choosing["around"]),
        first=_words(choosing["first"]),
        last=_words(choosing["last"]),
        other=_words(choosing["other"]),
        other_not=_words(choosing["other_not"]),
        denial=_words(choosing["denial"]),
        agree=frozenset(_phrases(choosing["agree"])),
        capital=_phrases(capital["phrases"]),
        capitals=_phrases(capital["plural"]),
        capital_of_last=_phrases(capital["of_last"]),
        capital_prepositions=_words(capital["prepositions"]),
        capital_of=_words(capital["of"]),
        capital_not_after=_phrases(capital["not_after"]),
        capital_not_before=_words(capital["not_before"]),
        it=_phrases(content["it"]),
        there=_phrases(content["there"]),
        there_not_after=_words(content["there_not_after"]),
        articles=_words(content["articles"]),
        meant=_words(content["meant"]),
        nouns=_words(content["nouns"]),
        predicates=_words(content["predicates"]),
        of_them=_phrases(content["of_them"]),
    )


def find_phrase(words: tuple[str, ...], phrase: Phrase) -> int | None:
    """Where a phrase begins among words; None when it is not there."""
    if phrase[0] not in words:
        return None
    size = len(phrase)
    return next((at for at in range(len(words) - size + 1) if words[at : at + size] == phrase), None)


def _phrases(texts: Any) -> tuple[Phrase, ...]:
    return tuple(sorted((tuple(tokens(text)) for text in texts), key=len, reverse=True))


def _words(texts: Any) -> frozenset[str]:
    return frozenset(word for text in texts for word in tokens(text))
