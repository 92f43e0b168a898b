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
