"""What people, programs and attackers may send: random texts of many kinds, and real questions spoilt."""

from __future__ import annotations

import random
import string
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

LONG = 5000
"""Characters of a long text; longer than any message that is sent by mistake."""
EMOJI = "😀🎉👍❤️🇿🇲🏴‍☠️👨‍👩‍👧‍👦🏙️☕️✈️🤷🏽‍♀️1️⃣"
MARKS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200c\u200d\ufeff\u00ad"
"""Marks of direction, and characters without width."""
CONTROLS = "".join(map(chr, (*range(32), *range(127, 160)))) + "\u2028\u2029"
COMBINING = "".join(map(chr, (*range(0x300, 0x36F), *range(0x483, 0x489), *range(0x64B, 0x65F), 0x20DD)))
SYNTAX = (
    "{city}",
    "{{7*7}}",
    "${7*7}",
    "{0.__class__.__mro__}",
    "{area!r:>99999999}",
    "{",
    "}}",
    "%s%s%n",
    "%(city)s",
    "<b>Lusaka</b>",
    "<script>alert(1)</script>",
    "</a><!--",
    "&lt;Cork&#x27;",
    "' OR 1=1; DROP TABLE updates; --",
    '{"ask": ["Lusaka", null, 1e999], "kind": "\\ud800"}',
    "[" * 50,
    "((((" * 20,
    "([{<" * 20,
    "))))",
    "[a](b) *c* _d_ `e` ~f~",
    "CITY AREA YEAR NUMBER",
    "(a|b)[c]{city}",
    "../../etc/passwd",
    "\\",
    "\\N{BULLET}\\x00\\u0000",
    "$(reboot)`id`",
    "/start /ask@bot /help",
    "-1e309 NaN Infinity 0x1F 1_000",
)
ARABIC_DIGITS = str.maketrans(string.digits, "٠١٢٣٤٥٦٧٨٩")


@dataclass(frozen=True)
class Source:
    """What inputs are made from."""

    chance: random.Random
    questions: Sequence[str]
    names: Sequence[str]
    """Names of places."""

    def question(self) -> str:
        """A real question."""
        return self.chance.choice(self.questions)


def _letters_lost(source: Source) -> str:
    keep = source.chance.uniform(0.5, 1)
    return "".join(char for char in source.question() if source.chance.random() < keep)


def _repeated(source: Source) -> str:
    words = source.question().split()
    at = source.chance.randrange(len(words))
    return " ".join([*words[:at], *[words[at]] * source.chance.randint(2, 30), *words[at + 1 :]])


def _case(source: Source) -> str:
    change = source.chance.choice((str.upper, str.title, str.swapcase, str.casefold))
    return "".join(change(char) if source.chance.random() < 0.7 else char for char in source.question())


def _shuffled(source: Source) -> str:
    words = source.question().split()
    source.chance.shuffle(words)
    return " ".join(words)


def _spliced(source: Source) -> str:
    one, other = source.question(), source.question()
    joint = source.chance.choice(("", " ", ". ", "\n", " and ", ", except "))
    return one[: source.chance.randint(0, len(one))] + joint + other[source.chance.randint(0, len(other)) :]


def _numbers(source: Source) -> str:
    chance = source.chance
    number = str(chance.choice((0, -1, 13, 2025, 99999, 10 ** chance.randint(1, 400), chance.random())))
    words = source.question().split()
    words.insert(chance.randint(0, len(words)), chance.choice((number, number.translate(ARABIC_DIGITS))))
    return " ".join(words)


def _names(source: Source) -> str:
    joint = source.chance.choice((" ", ", ", " and ", "/", "\n"))
    names = source.chance.choices(source.names, k=source.chance.randint(1, 25))
    return source.chance.choice(("is ", "", "not ")) + joint.join(names)


def _mangled_names(source: Source) -> str:
    return _sprinkled(source, _names(source), string.ascii_lowercase + " ", share=0.15)


def _letters(source: Source) -> str:
    chance = source.chance
    words = range(chance.randint(1, 30))
    return " ".join("".join(chance.choices(string.ascii_lowercase, k=chance.randint(1, 14))) for _ in words)


def _any_characters(source: Source) -> str:
    last = source.chance.choice((0x7F, 0x2FF, 0xFFFF, sys.maxunicode))
    codes = (source.chance.randint(0, last) for _ in range(source.chance.randint(0, 300)))
    return "".join(chr(code) for code in codes if not 0xD800 <= code <= 0xDFFF)


def _bytes(source: Source) -> str:
    chance = source.chance
    raw = bytearray(chance.choice((chance.randbytes(80), source.question().encode())))
    for _ in range(chance.randint(1, 5)):
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    coding, errors = chance.choice(
        (("utf-8", "replace"), ("utf-8", "surrogateescape"), ("utf-16", "replace"))
    )
    return bytes(raw).decode(coding, errors)


def _syntax(source: Source) -> str:
    chance = source.chance
    words = chance.choice(("", source.question())).split()
    for _ in range(chance.randint(1, 4)):
        words.insert(chance.randint(0, len(words)), chance.choice(SYNTAX))
    return chance.choice((" ", "")).join(words)


def _long(source: Source) -> str:
    chance = source.chance
    kinds = (source.questions, source.names, SYNTAX, string.ascii_letters, string.punctuation, EMOJI + " ")
    pieces = chance.choices(chance.choice(kinds), k=chance.choice((1, 2, 50)))
    joint = chance.choice(("", " ", ". ", "\n"))
    text = ""
    while len(text) < LONG:
        text += chance.choice(pieces) + joint
    return text[:LONG]


def _with(characters: str, share: float) -> Callable[[Source], str]:
    def make(source: Source) -> str:
        blank = source.chance.choice(characters) * 20
        text = source.chance.choice((blank, source.question(), source.chance.choice(source.names)))
        return _sprinkled(source, text, characters, share)

    return make


def _sprinkled(source: Source, text: str, characters: str, share: float) -> str:
    """The text with some characters after that share of its own."""
    chance = source.chance
    added = (
        "".join(chance.choices(characters, k=chance.randint(1, 4))) if chance.random() < share else ""
        for _ in text
    )
    return "".join(map("".join, zip(text, added, strict=True)))


MAKERS: dict[str, Callable[[Source], str]] = {
    "real question": Source.question,
    "letters lost": _letters_lost,
    "word repeated": _repeated,
    "case changed": _case,
    "words shuffled": _shuffled,
    "two spliced": _spliced,
    "number put in": _numbers,
    "names": _names,
    "mangled names": _mangled_names,
    "random letters": _letters,
    "any characters": _any_characters,
    "emoji": _with(EMOJI, 0.3),
    "marks of direction": _with(MARKS, 0.3),
    "control characters": _with(CONTROLS, 0.2),
    "zalgo": _with(COMBINING, 0.9),
    "broken bytes": _bytes,
    "syntax": _syntax,
    "5,000 characters": _long,
}
"""Kind of input -> what makes one."""
