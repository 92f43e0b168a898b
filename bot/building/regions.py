"""Names of the world's first-level regions, so that "Guangdong" is not corrected to Gangdong-gu."""

from __future__ import annotations

from collections.abc import Iterator

from bot.building.language_names import LanguageNames
from bot.text import fold

HEADER = "name\tcountry\tkeys"
_KINDS = frozenset(
    [
        "province",
        "state",
        "region",
        "governorate",
        "oblast",
        "prefecture",
        "county",
        "department",
        "district",
        "wilaya",
        "sheng",
        "shi",
        "krai",
        "republic",
        "autonomous",
        "territory",
        "division",
        "emirate",
        "canton",
        "voivodeship",
        "parish",
        "municipality",
        "okrug",
    ]
)
"""Words for a kind of region; a name is also known without them ("Hunan" for "Hunan Province")."""
SHORTEST = 4


def region_lines(tagged: LanguageNames, taken: frozenset[str]) -> list[str]:
    """One line a region with its English name, country and folded keys; `taken` keys stand for other places."""
    lines = []
    for key in tagged.names:
        country, dot, _ = key.partition(".")
        name = tagged.of(key).get("en", ("",))[0]
        if not dot or not name:
            continue
        keys = [text for text in dict.fromkeys(_keys(name)) if text not in taken and len(text) >= SHORTEST]
        if keys:
            lines.append(f"{name}\t{country}\t{'|'.join(keys)}")
    return sorted(lines)


def _keys(name: str) -> Iterator[str]:
    words = fold(name).split()
    yield " ".join(words)
    plain = [word for word in words if word not in _KINDS]
    if plain and plain != ["of"]:
        yield " ".join(plain).removeprefix("of ")
