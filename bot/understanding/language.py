"""A language pack's shared parts: word groups, filter phrases, region names, out-of-scope groups and wordings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.dataset.models import Region
from bot.errors import DataError
from bot.strict_yaml import Mapping, load_mapping
from bot.text import fold, tokens
from bot.understanding.phrases import PhraseSet, read_phrases
from bot.understanding.talk import TalkWords, load_talk

_WORD_KEYS = (
    *("fillers", "concepts", "light", "spellings", "joiners", "area_prepositions", "name_particles"),
    *(
        "place_evidence",
        "never_places",
        "place_openers",
        "copulas",
        "chatter",
        "pronouns",
        "city_pronouns",
        "the_one",
        "lead_ins",
        "wrappers",
    ),
    "country_words",
)
_FILTER_KEYS = (
    *("time", "number_phrases", "numbers", "months", "capital", "except", "not", "regions"),
    *("ordinals", "languages"),
)


@dataclass(frozen=True)
class OutOfScope:
    """A kind of question that the data cannot answer, with the words that give it away."""

    id: str
    label: str
    words: tuple[tuple[str, ...], ...]
    """Phrases that turn any question away, unless the phrasing that it meets holds them."""
    hints: tuple[tuple[str, ...], ...]
    """Phrases with other uses too, which only tell what a question is about that was not understood."""
    answer: str


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
    the_one: frozenset[str]
    """Words between a city and its country that tell one of several apart ("Cuenca, the one in Spain")."""
    joiners: frozenset[str]
    """Words between two names of one list ("and", "or")."""
    area_prepositions: frozenset[str]
    place_evidence: frozenset[str]
    """Tokens of a phrasing that let an ordinary word be a place ("is Reading a member")."""
    country_words: frozenset[str]
    """Words for countries that people put behind the name of a group ("EU countries") to ask for them."""
    never_places: frozenset[str]
    """Words that are a place only beside its country ("Best, Netherlands"), or right behind a `place_openers`."""
    place_openers: frozenset[str]
    copulas: frozenset[str]
    """Words that may stand between a city and its country ("Hull is in Canada")."""
    chatter: tuple[tuple[str, ...], ...]
    """Phrases around a question that never change what is asked ("right?", "folks")."""
    pronouns: dict[str, str]
    """A word that stands for a place named before ("it", "there") and what goes before the place instead of it."""
    city_pronouns: frozenset[str]
    """Those of them that mean a city, never a country."""
    lead_ins: tuple[tuple[str, ...], ...]
    """Phrases after which the question proper starts ("I would like to know whether")."""
    excepting: tuple[tuple[str, ...], ...]
    negations: tuple[tuple[str, ...], ...]
    """Words that leave a place out only after an area or years ("Senegal, not Dakar")."""
    capital: tuple[tuple[str, ...], ...]
    capital_replacement: str
    not_capital: tuple[tuple[str, ...], ...]
    """Words before "capitals" that mean all but those, longest first."""
    non_capital: tuple[str, ...]
    """The one of them that makes a noun: "non-capitals" are cities."""
    numbers: dict[str, int]
    months: dict[str, int]
    number_phrases: PhraseSet
    time_phrases: PhraseSet
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
    wrappers: tuple[tuple[str, ...], ...]
    """Words before a name that are not part of it ("city of"), longest first."""
    talk: TalkWords
    """Words that refer to what was said before."""

    def may_hold_filter(self, words: Collection[str]) -> bool:
        """Tell whether a phrase that restricts members may stand among the words."""
        if any(phrase[0] in words for phrase in self.capital):
            return True
        return bool(self.time_phrases.candidates(words) or self.number_phrases.candidates(words))

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
        talk = load_talk(folder / "_conversation.yaml")
        concepts = {
            tuple(tokens(phrase)): f"~{name}"
            for name, phrases in words["concepts"].items()
            for phrase in phrases
        }
        return LanguagePack(
            code=folder.name,
            fillers=frozenset((*(tuple(tokens(phrase)) for phrase in words["fillers"]), *talk.of_them)),
            concepts=concepts,
            light={fold(word): float(weight) for weight, group in words["light"].items() for word in group},
            spellings={fold(key): value for key, value in words["spellings"].items()},
            the_one=frozenset(words["the_one"]),
            joiners=frozenset(words["joiners"]),
            area_prepositions=frozenset(words["area_prepositions"]),
            place_evidence=frozenset(words["place_evidence"]),
            never_places=frozenset(words["never_places"]),
            place_openers=frozenset(words["place_openers"]),
            country_words=frozenset(words["country_words"]),
            copulas=frozenset(words["copulas"]),
            chatter=tuple(tuple(tokens(phrase)) for phrase in words["chatter"]),
            pronouns=dict(words["pronouns"]),
            city_pronouns=frozenset(words["city_pronouns"]),
            lead_ins=tuple(tuple(tokens(phrase)) for phrase in words["lead_ins"]),
            name_particles=frozenset(words["name_particles"]),
            wrappers=tuple(
                sorted((tuple(tokens(phrase)) for phrase in words["wrappers"]), key=len, reverse=True)
            ),
            talk=talk,
            excepting=tuple(tuple(tokens(phrase)) for phrase in filters["except"]),
            negations=tuple(tuple(tokens(phrase)) for phrase in filters["not"]),
            capital=tuple(tuple(tokens(phrase)) for phrase in filters["capital"]["phrases"]),
            capital_replacement=filters["capital"]["as"],
            not_capital=_not_capital(filters),
            non_capital=tuple(tokens(filters["capital"]["non"])),
            numbers={word: int(value) for word, value in filters["numbers"].items()},
            months={word: int(value) for word, value in filters["months"].items()},
            number_phrases=read_phrases(folder / "_filters.yaml", "number_phrases", filters),
            time_phrases=read_phrases(folder / "_filters.yaml", "time", filters),
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


def _not_capital(filters: Mapping) -> tuple[tuple[str, ...], ...]:
    """Every way to except something, and those for capitals only, each with and without an article."""
    phrases = [tokens(phrase) for phrase in (*filters["except"], *filters["capital"]["not"])]
    with_article = [
        [*phrase, *tokens(article)] for phrase in phrases for article in filters["capital"]["articles"]
    ]
    return tuple(sorted(map(tuple, (*with_article, *phrases)), key=len, reverse=True))


def _out_of_scope(path: Path) -> tuple[OutOfScope, ...]:
    return tuple(
        OutOfScope(
            id=group["id"],
            label=group["label"],
            words=tuple(tuple(tokens(word)) for word in group["words"]),
            hints=tuple(tuple(tokens(word)) for word in group.get("hints", ())),
            answer=group["answer"],
        )
        for group in load_mapping(path, "groups")["groups"]
    )
