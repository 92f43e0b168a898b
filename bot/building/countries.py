"""Names of countries in every language, written to `data/gazetteer/country_names.tsv`.

The names come from the Unicode CLDR through Babel. A name that could be meant otherwise in an English
question ("island" is Iceland in German, "granada" is Grenada in Spanish and a member city) is marked, so
that it counts only where the question is in one of its languages.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.localedata import locale_identifiers

from bot.building.files import write_lines
from bot.dataset.loading import read_csv
from bot.dataset.models import City, Country
from bot.text import fold

HEADER = ("code", "languages", "name", "word", "key")
ISO = "iso"
"""Stands in the column of languages for a code."""
_SHORT = 3
"""Latin names of so few letters are words of some language too often to stand for themselves."""

_UNUSED_SCRIPTS = frozenset({"Dsrt", "Shaw"})
"""Spelling reforms of English that nobody types."""
_ENGLISH_WEIGHT = 1000
"""An English spelling is kept before all others that fold alike."""

Names = dict[tuple[str, str], tuple[set[str], str]]
"""(code, folded name) -> languages and one spelling; spellings that fold alike are one name."""


def build_country_names(data_dir: Path, word_list_paths: Sequence[Path]) -> int:
    """Write `gazetteer/country_names.tsv` under `data_dir` and return its number of names.

    `word_list_paths` are English word lists with one word a line (SCOWL's american-english, british-english).
    The same Babel version, lists and data always give the same bytes. Raises DataError for bad data files and
    OSError for a word list that cannot be read.
    """
    codes = {row.code: row.name for _, row in read_csv(data_dir / "countries.csv", Country)}
    cities = {fold(row.name) for _, row in read_csv(data_dir / "cities.csv", City)}
    names = _cldr_names(codes)
    english = _english_names(codes, names)
    doubtful = _words(word_list_paths) | cities
    rivals = _claimed_by_another(names)
    rows = []
    for (code, key), (languages, name) in sorted(names.items()):
        is_short = key.isascii() and len(key) <= _SHORT
        is_foreign = any(key in english[other] for other in english if other != code)
        is_doubtful = is_short or is_foreign or key in doubtful or (code, key) in rivals
        word = "1" if is_doubtful and key not in english[code] else ""
        rows.append((code, " ".join(sorted(languages)), name, word, key))
    rows += _codes(codes)
    write_lines(data_dir / "gazetteer" / "country_names.tsv", map("\t".join, (HEADER, *rows)))
    return len(rows)


def _codes(codes: Iterable[str]) -> Iterator[tuple[str, str, str, str, str]]:
    """The ISO 3166-1 codes of two and three letters, under `iso` in the place of the languages."""
    long = {
        found[0]: alias
        for alias, found in get_global("territory_aliases").items()
        if len(alias) == _SHORT and alias.isalpha() and len(found) == 1
    }
    for code in sorted(codes):
        for name in filter(None, (code, long.get(code))):
            yield code, ISO, name, "", fold(name)


def _cldr_names(codes: Iterable[str]) -> Names:
    wanted = set(codes)
    languages: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    spellings: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for locale in _locales():
        for code, name in locale.territories.items():
            key = fold(name)
            if code in wanted and key not in {"", fold(code)}:
                languages[code, key].add(locale.language)
                spellings[code, key][name] += _ENGLISH_WEIGHT if locale.language == "en" else 1
    return {found: (languages[found], _commonest(spellings[found])) for found in languages}


def _locales() -> Iterator[Locale]:
    for identifier in sorted(locale_identifiers()):
        try:
            locale = Locale.parse(identifier)
        except UnknownLocaleError:
            continue
        if locale.script not in _UNUSED_SCRIPTS:
            yield locale


def _commonest(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda name: (-spellings[name], name))


def _english_names(codes: dict[str, str], names: Names) -> dict[str, set[str]]:
    """Code -> folded names of the country in English, ours and CLDR's; these are always usable."""
    english = {code: {fold(name)} for code, name in codes.items()}
    for (code, key), (languages, _) in names.items():
        if "en" in languages:
            english[code].add(key)
    return english


def _claimed_by_another(names: Names) -> set[tuple[str, str]]:
    """Names that are another country's in at least as many languages: `لتونی` is Latvia or Lithuania."""
    languages_by_key: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for (code, key), (languages, _) in names.items():
        languages_by_key[key][code] = len(languages)
    return {
        (code, key)
        for key, counts in languages_by_key.items()
        for code, count in counts.items()
        if any(count <= other for rival, other in counts.items() if rival != code)
    }


def _words(paths: Iterable[Path]) -> set[str]:
    """Folded entries of the word lists without possessives; names of people and places in them count too."""
    words: set[str] = set()
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.endswith("'s"):
                words.add(fold(line))
    return words
