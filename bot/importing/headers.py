"""Which column of a list holds what, told by the meaning of its header in several languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.text import fold

_NAMES = {
    "city": """city cities town municipality name ville villes ciudad ciudades municipio cidade stadt città comune
        город 城市 都市 도시 مدينة المدينة|member city|member cities|learning city|learning cities|city name
        |name of city|name of the city|ville membre|villes membres|nom de la ville|ciudad miembro""",
    "country": """country countries nation state pays país países land staat paese страна 国家 国 국가 الدولة
        البلد iso|member state|member states|country name|country code|iso code|état membre|états membres
        |estado miembro""",
    "year": """year joined joining admitted admission since année adhésion depuis año ano ingreso jahr beitritt
        beitrittsjahr anno год 年 연도 السنة|year joined|year of joining|joining year|year of admission
        |member since|joined in|année d'adhésion|membre depuis|año de ingreso""",
    "decision": "decision decisions decide",
}
"""Role -> what a header may call it: single words, then phrases behind bars."""
_COUNTRY_IF_NOTHING_ELSE = frozenset({"state", "land", "iso"})
"""Words that stand in the names of other columns as well ("State/Province"), so the whole header must be it."""


@dataclass(frozen=True)
class Columns:
    """Where the cells of a list stand, counted from 0."""

    city: int
    country: int
    year: int | None = None
    decision: int | None = None
    count: int = 2
    """How many columns there are."""
    unused: tuple[str, ...] = ()
    """Headers of the columns that are not read."""


def columns_of(cells: Sequence[str]) -> Columns | None:
    """Return the columns that a row names as a header; None unless it names the city and the country."""
    keys = [fold(cell) for cell in cells]
    found = {role: place for role in _NAMES if (place := _place(role, keys)) is not None}
    if "city" not in found or "country" not in found:
        return None
    unused = (cell.strip() for at, cell in enumerate(cells) if at not in found.values())
    return Columns(
        city=found["city"],
        country=found["country"],
        year=found.get("year"),
        decision=found.get("decision"),
        count=len(cells),
        unused=tuple(filter(None, unused)),
    )


def _phrases(role: str) -> tuple[frozenset[str], frozenset[str]]:
    """Folded single words and phrases of a role."""
    words, *phrases = _NAMES[role].split("|")
    return frozenset(map(fold, words.split())), frozenset(map(fold, phrases))


_WORDS = {role: _phrases(role) for role in _NAMES}


def _place(role: str, keys: list[str]) -> int | None:
    """The first column called so; without one, the first whose header speaks of this role only."""
    words, phrases = _WORDS[role]
    whole = next((at for at, key in enumerate(keys) if key in words | phrases), None)
    if whole is not None:
        return whole
    return next((at for at, key in enumerate(keys) if _roles_in(key) == {role}), None)


def _roles_in(key: str) -> set[str]:
    found = set(key.split()) - _COUNTRY_IF_NOTHING_ELSE
    return {role for role, (words, _) in _WORDS.items() if words & found}
