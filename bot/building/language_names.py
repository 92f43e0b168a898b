"""Place names tagged by language, from the gettext catalogues of Debian's `libgeonames-common`.

A catalogue maps a GeoNames id (`909137`), a country (`ZM`) or a first-level region (`ZM.09`) to its name in one
language. The names are GeoNames data (CC BY 4.0).
"""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from pathlib import Path

from bot.errors import BotError

DEFAULT_DIR = Path("/usr/share/locale")
LANGUAGES = frozenset(
    "en fr es pt de it nl ca gl eu ro pl cs sk sl hr sr bs mk sq hu fi et lv lt sv nb nn da is el tr az uz tk kk ky tg "
    "ru uk be bg hy ka he ar fa ur ku hi bn ta te ml mr gu pa kn ne si th lo km my vi id ms fil sw am so ha yo ig zu "
    "af mg mn ko ja zh ga cy mt".split()
)
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
