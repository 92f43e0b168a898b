"""Place names tagged by language, from the gettext catalogues of Debian's `libgeonames-common`.

A catalogue maps a GeoNames id (`909137`), a country (`ZM`) or a first-level region (`ZM.09`) to its name in
one language. The names are GeoNames data (CC BY 4.0).
"""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from pathlib import Path

from bot.errors import BotError

DEFAULT_DIR = Path("/usr/share/locale")
_CODES = """
af am ar az be bg bn bs ca cs cy da de el en es et eu fa fi fil fr ga gl gu ha he hi hr hu hy id ig
is it ja ka kk km kn ko ku ky lo lt lv mg mk ml mn mr ms mt my nb ne nl nn pa pl pt ro ru si sk sl
so sq sr sv sw ta te tg th tk tr uk ur uz vi yo zh zu
"""
LANGUAGES = frozenset(_CODES.split())
"""Languages whose names are kept; regional catalogues (`pt_BR`, `zh_TW`) count as their language."""


@dataclass(frozen=True)
class LanguageNames:
    """Names by key and language; a language may have several, the most general catalogue first."""

    names: dict[str, dict[str, tuple[str, ...]]]

    def of(self, key: str | int) -> dict[str, tuple[str, ...]]:
        """Names of a place, country or region by language; empty when none is known."""
        return self.names.get(str(key), {})

    def region(self, country: str, admin: str) -> str:
        """English name of a first-level region, or an empty text."""
        return self.of(f"{country}.{admin}").get("en", ("",))[0]


def load_language_names(directory: Path | None = None) -> LanguageNames:
    """Read all catalogues below a folder that holds `<language>/LC_MESSAGES/geonames.mo`.

    BotError when there is none; the default is where the Debian package puts them.
    """
    directory = directory or DEFAULT_DIR
    files = sorted(directory.glob("*/LC_MESSAGES/geonames.mo"))
    if not files:
        raise BotError(
            f"{directory}: no geonames.mo below it; install or unpack the Debian package libgeonames-common"
        )
    collected: dict[str, dict[str, list[str]]] = {}
    for file in files:
        language = file.parent.parent.name.split("_")[0]
        if language not in LANGUAGES:
            continue
        for key, name in _catalogue(file).items():
            names = collected.setdefault(key, {}).setdefault(language, [])
            if name not in names:
                names.append(name)
    return LanguageNames(
        {key: {tag: tuple(names) for tag, names in sorted(tags.items())} for key, tags in collected.items()}
    )


def _catalogue(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    entries: dict[object, object] = vars(catalogue)["_catalog"]
    return {
        key: name for key, name in entries.items() if key and isinstance(key, str) and isinstance(name, str)
    }
