"""A language pack's shared parts: word groups, filter phrases, region names, out-of-scope groups and wordings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.dataset.models import Region
from bot.errors import DataError
from bot.strict_yaml import load_mapping
from bot.text import fold, tokens

_WORD_KEYS = (
    *("fillers", "concepts", "light", "spellings", "joiners", "area_prepositions", "name_particles"),
    *("place_evidence", "copulas", "lead_ins", "wrappers"),
)
_FILTER_KEYS = ("time", "number_phrases", "numbers", "capital", "except", "regions", "ordinals", "languages")


@dataclass(frozen=True)
class OutOfScope:
    """A kind of question that the data cannot answer, with the words that give it away."""

    id: str
    label: str
    words: tuple[tuple[str, ...], ...]
    answer: str


@dataclass(frozen=True)
class TimePhrase:
    """A phrase that restricts the year: its meaning (`since`, `between`, `this_year` ...) and pattern."""

    op: str
    pattern: re.Pattern[str]
    anchor: str | None
    """A word that must be there; looking for it is cheaper than the pattern. None when only a number is."""


@dataclass(frozen=True)
class LanguagePack:
    """Everything about one language that is not an intent of its own; read from `intents/<lang>/_*.yaml`."""

    code: str
    fillers: frozenset[tuple[str, ...]]
    """Phrases that carry no meaning here ("please", "can you tell me")."""
    concepts: dict[tuple[str, ...], str]
    """Phrase -> the one token that all phrases of its group share."""
    light: dict[str, float]
    """Words of little weight, such as articles, with that weight (1.0 is an ordinary word)."""
    spellings: dict[str, str]
    """Chat spellings ("mny") and what they stand for."""
    joiners: frozenset[str]
    """Words between two names of one list ("and", "or")."""
    area_prepositions: frozenset[str]
    place_evidence: frozenset[str]
    """Tokens of a phrasing that let an ordinary word be a place ("is Reading a member")."""
    copulas: frozenset[str]
    """Words that may stand between a city and its country ("Hull is in Canada")."""
    lead_ins: tuple[tuple[str, ...], ...]
    """Phrases after which the question proper starts ("I would like to know whether")."""
    excepting: tuple[tuple[str, ...], ...]
    capital: tuple[tuple[str, ...], ...]
    capital_replacement: str
    numbers: dict[str, int]
    number_phrases: tuple[TimePhrase, ...]
    time_phrases: tuple[TimePhrase, ...]
    region_names: dict[Region, tuple[str, ...]]
    ordinals: dict[str, int]
    """"fifth", "5th" and the like, folded."""
    languages: dict[str, str]
    """Names of languages, folded, and their codes."""
    out_of_scope: tuple[OutOfScope, ...]
    wordings: dict[str, str]
    """Shared pieces of replies, by name."""
    name_particles: frozenset[str]
    """Common words that begin or join names of several words ("new", "san", "de")."""
    wrappers: frozenset[tuple[str, ...]]
    """Words around a name that are not part of it ("city of")."""

    @cached_property
    def filter_words(self) -> frozenset[str]:
        """Words of which a filter phrase without digits must hold one."""
        worded = (
            phrase for phrase in (*self.time_phrases, *self.number_phrases) if not phrase.pattern.groups
        )
        anchors = {phrase.anchor for phrase in worded if phrase.anchor}
        return frozenset(anchors | self.numbers.keys() | {phrase[0] for phrase in self.capital})

    @cached_property
    def scope_phrases(self) -> tuple[tuple[str, tuple[str, ...], OutOfScope], ...]:
        """Each phrase that gives an outside subject away: between spaces, as words, and its subject."""
        return tuple(
            (f" {' '.join(words)} ", words, group) for group in self.out_of_scope for words in group.words
        )

    @cached_property
    def longest_phrase(self) -> dict[str, int]:
        """First word -> number of words of the longest concept or filler that starts with it."""
        longest: dict[str, int] = {}
        for phrase in (*self.concepts, *self.fillers):
            longest[phrase[0]] = max(len(phrase), longest.get(phrase[0], 0))
        return longest


def load_language(folder: Path) -> LanguagePack:
    """Read the shared files of one language; raises DataError with file and line."""
    words = load_mapping(folder / "_words.yaml", *_WORD_KEYS)
    filters = load_mapping(folder / "_filters.yaml", *_FILTER_KEYS)
    wordings = load_mapping(folder / "_wordings.yaml", "not_understood", "no_context")
    try:
        concepts = {
            tuple(tokens(phrase)): f"~{name}"
            for name, phrases in words["concepts"].items()
            for phrase in phrases
        }
        return LanguagePack(
            code=folder.name,
            fillers=frozenset(tuple(tokens(phrase)) for phrase in words["fillers"]),
            concepts=concepts,
            light={fold(word): float(weight) for weight, group in words["light"].items() for word in group},
            spellings={fold(key): value for key, value in words["spellings"].items()},
            joiners=frozenset(words["joiners"]),
            area_prepositions=frozenset(words["area_prepositions"]),
            place_evidence=frozenset(words["place_evidence"]),
            copulas=frozenset(words["copulas"]),
            lead_ins=tuple(tuple(tokens(phrase)) for phrase in words["lead_ins"]),
            name_particles=frozenset(words["name_particles"]),
            wrappers=frozenset(tuple(tokens(phrase)) for phrase in words["wrappers"]),
            excepting=tuple(tuple(tokens(phrase)) for phrase in filters["except"]),
            capital=tuple(tuple(tokens(phrase)) for phrase in filters["capital"]["phrases"]),
            capital_replacement=filters["capital"]["as"],
            numbers={word: int(value) for word, value in filters["numbers"].items()},
            number_phrases=_phrases(folder / "_filters.yaml", filters["number_phrases"], filters["numbers"]),
            time_phrases=_phrases(folder / "_filters.yaml", filters["time"], filters["numbers"]),
            region_names={Region(key): tuple(names) for key, names in filters["regions"].items()},
            ordinals={fold(word): int(value) for word, value in filters["ordinals"].items()},
            languages=dict(filters["languages"]),
            out_of_scope=_out_of_scope(folder / "not_covered.yaml"),
            wordings=dict(wordings),
        )
    except KeyError as missing:
        raise DataError(
            folder, 0, f"a shared file lacks the key {missing}", "compare with intents/en/"
        ) from None
    except ValueError as error:
        raise DataError(
            folder, 0, f"a shared file holds a bad value ({error})", "compare with intents/en/"
        ) from None


def _phrases(path: Path, groups: Any, numbers: Any) -> tuple[TimePhrase, ...]:
    """Compile phrases with {year}, {year2}, {month} and {n}, longest first so that the fuller phrase wins."""
    known = r"\d{1,3}|" + "|".join(map(re.escape, numbers))
    slots = {
        "{year}": r"(?P<year>20[0-4]\d)",
        "{year2}": r"(?P<year2>20[0-4]\d)",
        "{n}": f"(?P<n>{known})",
        "{n2}": f"(?P<n2>{known})",
    }
    found: list[tuple[int, TimePhrase]] = []
    for op, phrases in groups.items():
        for phrase in phrases:
            parts = re.split(r"(\{\w+\})", phrase)
            pattern = "".join(slots.get(part) or _literal(part) for part in parts if part)
            try:
                compiled = re.compile(rf"(?<!\S){pattern}(?!\S)")
            except re.error:
                raise DataError(
                    path, groups.key_lines[op], f"bad phrase {phrase!r}", "check its slots"
                ) from None
            literal = tokens(re.sub(r"\{\w+\}", " ", phrase))
            found.append((len(phrase), TimePhrase(op, compiled, max(literal, key=len, default=None))))
    return tuple(phrase for _, phrase in sorted(found, key=lambda item: -item[0]))


def _literal(text: str) -> str:
    """A folded piece of a phrase as a pattern, with the spaces at its edges kept."""
    before, after = (" " if edge == " " else "" for edge in (text[:1], text[-1:]))
    return f"{before}{re.escape(fold(text))}{after}"


def _out_of_scope(path: Path) -> tuple[OutOfScope, ...]:
    return tuple(
        OutOfScope(
            id=group["id"],
            label=group["label"],
            words=tuple(tuple(tokens(word)) for word in group["words"]),
            answer=group["answer"],
        )
        for group in load_mapping(path, "groups")["groups"]
    )
