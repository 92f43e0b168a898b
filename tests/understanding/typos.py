"""Misspellings as fingers make them: a letter dropped, changed, added, or two in the wrong order."""

from __future__ import annotations

import random
import string


def one_letter_typo(name: str, chance: random.Random) -> str:
    """Return the name with one slip; it may be the same name where two equal letters changed places."""
    at = chance.choice([index for index, char in enumerate(name) if char.isalpha()])
    slip = chance.choice(("drop", "change", "add", "swap"))
    if slip == "add":
        return name[:at] + chance.choice(string.ascii_lowercase) + name[at:]
    if slip == "change":
        return name[:at] + chance.choice(string.ascii_lowercase) + name[at + 1 :]
    if slip == "swap" and name[at + 1 : at + 2].isalpha():
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return name[:at] + name[at + 1 :]


SLIPS = (
    "neighbouring key",
    "letters swapped",
    "dropped letter",
    "doubled letter",
    "key hit as well",
    "spelt by ear",
)
"""Kinds of one slip, as `slips` makes them."""
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
"""The letters of an English keyboard; each row stands half a key to the right of the one above."""
SOUNDS_LIKE = {
    "ph": ("f",),
    "ck": ("k",),
    "ou": ("u",),
    "oo": ("u",),
    "ee": ("i",),
    "qu": ("kw",),
    "c": ("k", "s"),
    "k": ("c", "q"),
    "f": ("ph",),
    "s": ("z",),
    "z": ("s",),
    "y": ("i",),
    "i": ("y",),
    "v": ("w",),
    "w": ("v",),
    "x": ("ks",),
    "j": ("y",),
    "g": ("j",),
}
"""Letters and what people write for them who know a name by ear only."""


def neighbours(letter: str) -> str:
    """The keys around a letter's; empty for what is no letter of an English keyboard."""
    row = next((number for number, keys in enumerate(ROWS) if letter in keys), None)
    if row is None:
        return ""
    at = ROWS[row].index(letter)
    places = (
        (row, at - 1),
        (row, at + 1),
        (row - 1, at),
        (row - 1, at + 1),
        (row + 1, at - 1),
        (row + 1, at),
    )
    return "".join(ROWS[r][c] for r, c in places if 0 <= r < len(ROWS) and 0 <= c < len(ROWS[r]))


def slips(name: str) -> dict[str, list[str]]:
    """All slips that can happen to a folded name, by kind; none of them gives the name itself."""
    found: dict[str, set[str]] = {kind: set() for kind in SLIPS}
    for at, letter in enumerate(name):
        if not letter.isalpha():
            continue
        before, after = name[:at], name[at + 1 :]
        found["dropped letter"].add(before + after)
        found["doubled letter"].add(before + letter + letter + after)
        for key in neighbours(letter):
            found["neighbouring key"].add(before + key + after)
            found["key hit as well"] |= {before + letter + key + after, before + key + letter + after}
        if after[:1].isalpha():
            found["letters swapped"].add(before + after[0] + letter + after[1:])
        for sound, spellings in SOUNDS_LIKE.items():
            if name.startswith(sound, at):
                found["spelt by ear"] |= {before + other + name[at + len(sound) :] for other in spellings}
    return {
        kind: sorted({" ".join(typo.split()) for typo in typos} - {name}) for kind, typos in found.items()
    }
