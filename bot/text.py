"""The one normaliser: questions, templates and names all pass through `fold`.

Two spellings of one name ("Łódź", "lodz") must meet, while other scripts stay as they are: romanising Arabic or
Chinese finds wrong cities more often than right ones, so native names are looked up natively.
"""

from __future__ import annotations

import re
import unicodedata

_LATIN = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "ß": "ss",
        "đ": "d",
        "ð": "d",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ħ": "h",
        "ə": "e",
        "ŋ": "n",
        "ƙ": "k",
        "ɓ": "b",
        "ɗ": "d",
    }
)
_ARABIC = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ی",
        "ي": "ی",
        "ك": "ک",
        "ة": "ه",
        "ـ": "",
        "\u200c": "",
        "\u200d": "",
    }
)
_APOSTROPHES = "'’‘ʻʼʹ`´ʿʾ′"
_POSSESSIVE = re.compile(rf"(?<=[^\W\d_])[{_APOSTROPHES}]s(?![\w-])")
_APOSTROPHE = re.compile(f"[{_APOSTROPHES}]")
_PLAIN = re.compile(r"[a-z0-9 ]*\Z")
_STRIPPED_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")
_FIRST_INDICATOR, _LAST_INDICATOR = "\U0001f1e6", "\U0001f1ff"
_FLAG = re.compile(f"[{_FIRST_INDICATOR}-{_LAST_INDICATOR}]{{2}}")
_ARABIC_MARKS = re.compile(r"[\u064B-\u065F\u0670\u06D6-\u06ED]")


def fold(text: str) -> str:
    """Return the form in which two spellings of one name are equal: words in lower case, single spaces.

    Diacritics of Latin, Greek and Cyrillic letters and Arabic vowel marks go, apostrophes vanish ("Xi'an" is
    "xian"), an English possessive goes with its s, hyphens and all other punctuation part words; a flag is a word.
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    if not text.isascii():
        text = _strip_marks(text)
    text = _POSSESSIVE.sub("", text)
    text = _APOSTROPHE.sub("", text)
    if _PLAIN.match(text):
        return " ".join(text.split())
    return " ".join(_split_words(_FLAG.sub(r" \g<0> ", text)))


def flag(code: str) -> str:
    """Return the emoji flag of a country code in capitals; `fold` keeps it as a word of its own."""
    return "".join(chr(ord(_FIRST_INDICATOR) + ord(letter) - ord("A")) for letter in code)


def tokens(text: str) -> list[str]:
    """Return the words of `fold(text)`."""
    return fold(text).split()


def edit_budget(length: int) -> int:
    """Edits allowed in a name or word of so many letters: 0 to 3, 1 to 7, 2 to 11, 3 beyond."""
    return 0 if length <= 3 else 1 if length <= 7 else 2 if length <= 11 else 3


def _strip_marks(text: str) -> str:
    text = text.translate(_LATIN).translate(_ARABIC)
    kept: list[str] = []
    base_is_stripped = False
    for char in unicodedata.normalize("NFD", text):
        if unicodedata.combining(char):
            if not base_is_stripped:
                kept.append(char)
            continue
        if not unicodedata.category(char).startswith("M"):
            base_is_stripped = not char.isalpha() or unicodedata.name(char, "").startswith(_STRIPPED_SCRIPTS)
        kept.append(char)
    return _ARABIC_MARKS.sub("", unicodedata.normalize("NFC", "".join(kept))).translate(_LATIN)


def _is_indicator(char: str) -> bool:
    return _FIRST_INDICATOR <= char <= _LAST_INDICATOR


def _split_words(text: str) -> list[str]:
    """Words of a text, where a combining mark (Thai, Devanagari vowels) belongs to its word."""
    words: list[str] = []
    word: list[str] = []
    for char in text:
        if char.isalnum() or unicodedata.category(char) in {"Mn", "Mc"} or _is_indicator(char):
            word.append(char)
        elif word:
            words.append("".join(word))
            word = []
    if word:
        words.append("".join(word))
    return words
