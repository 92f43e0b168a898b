"""What announcements say, language by language: wordings, and facts put into words.

A language needs no questions for that: a folder with nothing but `_announcements.yaml` is a language of
announcements.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from string import Formatter

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from bot.dataset.models import Region
from bot.errors import DataError, Problem
from bot.strict_yaml import Mapping, load_mapping

FILE_NAME = "_announcements.yaml"
_ENGLISH = "en"
_KEYS = ("day_format", "month_format", "with_article", "takes_article", "regions", "text", "counted")
_HINT = f"compare with intents/{_ENGLISH}/{FILE_NAME}"
_WITHOUT_COUNT = ("zero", "one", "two")
"""Forms that may say the number in words."""
_NUMBERS_TRIED = 1001


@dataclass(frozen=True)
class AnnouncementWords:
    """The wordings of one language; each field is a key of `_announcements.yaml`, which explains it in English."""

    path: Path
    locale: Locale
    day_format: str
    month_format: str
    with_article: str
    takes_article: frozenset[str]
    """Regions and ISO codes."""
    regions: Mapping = field(repr=False)
    text: Mapping = field(repr=False)
    counted: Mapping = field(repr=False)
    """Wording -> plural category of the language -> form."""

    @property
    def code(self) -> str:
        """The language, as its folder is called."""
        return self.path.parent.name

    def say(self, name: str, /, **fields: object) -> str:
        """Return a wording with its fields filled in; raises DataError for one that lacks or has another field."""
        return self._fill(name, self.text.get(name), fields)

    def count(self, name: str, number: int, /, **fields: object) -> str:
        """Return the form of a wording for a number, which is its field `count`; raises DataError as `say` does."""
        forms = self.counted.get(name, {})
        form = forms.get(self.locale.plural_form(number)) or forms.get("other")
        return self._fill(name, form, {"count": self.number(number), **fields})

    def number(self, value: int) -> str:
        """Write a number with the language's separators."""
        return str(format_decimal(value, locale=self.locale))

    def listing(self, items: Sequence[str]) -> str:
        """Join names: "Cork, Dublin and Limerick"."""
        joined = str(format_list(items, style="standard", locale=self.locale))
        return joined.replace(", and ", " and ") if self.code == _ENGLISH else joined

    def commas(self, items: Sequence[str]) -> str:
        """Join names without a last word: "Cork, Dublin, Limerick"."""
        return self.say("comma").join(items)

    def day(self, iso: str) -> str:
        """Write "2025-12-04" as "4 December 2025", "2025-12" as "December 2025", and all else as it is."""
        parts = iso.split("-")
        if not 2 <= len(parts) <= 3:
            return iso
        try:
            moment = date.fromisoformat(iso if len(parts) == 3 else f"{iso}-01")
        except ValueError:
            return iso
        pattern = self.day_format if len(parts) == 3 else self.month_format
        return str(format_date(moment, pattern, locale=self.locale))

    def country(self, code: str, english: str) -> str:
        """The name of a country: in English as the data has it, in other languages as Unicode CLDR has it."""
        return english if self.code == _ENGLISH else str(self.locale.territories.get(code, english))

    def region(self, key: str) -> str:
        """The name of a UNESCO region, by its key in the data."""
        return str(self.regions.get(key, key))

    def heading(self, key: str, name: str) -> str:
        """The line over what concerns one region (key: its name in the data), country (ISO code) or city (id)."""
        if key in self.takes_article:
            name = self._fill("with_article", self.with_article, {"name": name})
        return self.say("for_area", area=name)

    @cached_property
    def categories(self) -> frozenset[str]:
        """The plural categories that whole numbers have in the language."""
        return frozenset(str(self.locale.plural_form(number)) for number in range(_NUMBERS_TRIED))

    def _fill(self, name: str, wording: str | None, fields: dict[str, object]) -> str:
        if wording is None:
            raise DataError(self.path, 0, f"the wording {name!r} is missing", _HINT)
        try:
            return wording.format_map(fields)
        except (KeyError, ValueError, IndexError, AttributeError) as fault:
            what = f"the wording {name!r} lacks or has an unknown field ({fault})"
            raise DataError(self.path, 0, what, _HINT) from None


def load_announcement_words(folder: Path) -> AnnouncementWords:
    """Read the wordings of the language in `folder`; raises DataError with the file and what is wrong."""
    path = folder / FILE_NAME
    raw = load_mapping(path, *_KEYS)
    try:
        locale = Locale.parse(folder.name)
    except (UnknownLocaleError, ValueError):
        hint = "name the folder by the code of a language, as in `fr`"
        raise DataError(path, 0, f"{folder.name!r} is no language that Unicode CLDR has", hint) from None
    for key in ("regions", "text", "counted"):
        _check_kinds(path, key, raw[key], raw.key_lines[key])
    if lacking := [region.value for region in Region if region.value not in raw["regions"]]:
        raise DataError(path, raw.key_lines["regions"], f"regions: {lacking[0]!r} is missing", _HINT)
    return AnnouncementWords(
        path,
        locale,
        day_format=str(raw["day_format"]),
        month_format=str(raw["month_format"]),
        with_article=str(raw["with_article"]),
        takes_article=frozenset(raw["takes_article"]),
        regions=raw["regions"],
        text=raw["text"],
        counted=raw["counted"],
    )


def _check_kinds(path: Path, key: str, section: object, line: int) -> None:
    """Raise DataError where a section is no mapping of texts, or of mappings of texts for the forms by number."""
    if not isinstance(section, Mapping):
        raise DataError(path, line, f"{key}: not a mapping", "write `key: value` lines")
    for name, value in section.items():
        texts = value.values() if key == "counted" and isinstance(value, Mapping) else [value]
        if (key == "counted" and texts == [value]) or not all(isinstance(text, str) for text in texts):
            raise DataError(path, section.key_lines[name], f"{key}: {name!r} is of another kind", _HINT)


def announcement_languages(intents_dir: Path) -> dict[str, AnnouncementWords]:
    """Return the wordings of every language that has some, by its code; raises DataError for a faulty one."""
    folders = sorted(path.parent for path in intents_dir.glob(f"*/{FILE_NAME}"))
    return {folder.name: load_announcement_words(folder) for folder in folders}


def question_languages(intents_dir: Path) -> list[str]:
    """Return the languages in which questions are understood: the folders that hold more than announcements."""
    folders = sorted(path for path in intents_dir.iterdir() if path.is_dir())
    return [folder.name for folder in folders if _visible(folder) != {FILE_NAME}]


def _visible(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.startswith(".")}


def check_announcement_words(words: AnnouncementWords, reference: AnnouncementWords) -> Iterator[Problem]:
    """Yield a problem for each wording that the reference language has and this one lacks, or fills otherwise."""
    for section in ("text", "counted"):
        present, expected = getattr(words, section), getattr(reference, section)
        for name in expected:
            if name not in present:
                yield Problem(words.path, 0, f"{section}: {name!r} is missing", _HINT)
        for name in present:
            if name not in expected:
                yield Problem(words.path, present.key_lines[name], f"{section}: {name!r} is not used", _HINT)
            else:
                yield from _check_wording(words, reference, section, name)


def _check_wording(
    words: AnnouncementWords, reference: AnnouncementWords, section: str, name: str
) -> Iterator[Problem]:
    line, wording = getattr(words, section).key_lines[name], getattr(words, section)[name]
    forms: dict[str, str] = {"": wording} if section == "text" else wording
    expected: set[str] = set()
    for form in [reference.text[name]] if section == "text" else reference.counted[name].values():
        expected |= _fields(form) or set()
    for category, form in forms.items():
        optional = {"count"} if category in _WITHOUT_COUNT else set()
        found = _fields(form)
        if found is None or not expected - optional <= found <= expected:
            where = f"{section}: {name!r}" + (f", form {category!r}," if category else "")
            yield Problem(words.path, line, f"{where} has other {{fields}}", _HINT)
    if section == "counted" and (lacking := words.categories - forms.keys()):
        what = f"counted: {name!r} lacks the form {', '.join(sorted(lacking))}"
        yield Problem(words.path, line, what, "the language tells these numbers apart")


def _fields(text: str) -> set[str] | None:
    """The fields of a wording; None where its braces do not pair."""
    try:
        return {field for _, field, _, _ in Formatter().parse(text) if field is not None}
    except ValueError:
        return None
