"""Which country a cell names: any name the gazetteer knows, official long forms, and ISO codes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from bot.dataset.generated import read_lines
from bot.dataset.models import Dataset
from bot.text import edit_budget, fold, tokens
from bot.understanding.gazetteer import Gazetteer
from bot.understanding.gazetteer_files import ISO
from bot.understanding.nearness import KeyIndex

_BRACKETS = re.compile(r"(?P<outside>[^(]*\S)\s*\((?P<inside>[^)]+)\)\W*\Z")
_COMMA = re.compile(r"(?P<outside>[^,]*\S)\s*,\s*(?P<inside>[^,]+)\Z")
_FORMS = frozenset(
    tokens("the of republic kingdom state states islamic plurinational bolivarian federated federal arab")
)
"""Words that say what kind of state it is; "democratic" is none of them, for it tells two Koreas apart."""


class CountryNames:
    """Names and codes of all countries."""

    def __init__(self, data_dir: Path, dataset: Dataset, gazetteer: Gazetteer) -> None:
        """Raises DataError when the file of country names cannot be read."""
        self._countries = dataset.countries
        self._names: dict[str, set[str]] = {}
        areas = [(key, m.area) for key, meanings in gazetteer.known.items() for m in meanings if m.area]
        self._add((key, area.key) for key, area in areas if area.kind == "country")
        # Names that a question may not use for the country, because they are words too, mean it in its column;
        # and there ID is Indonesia before it is Idaho.
        rows = [row.split("\t") for row in read_lines(data_dir / "gazetteer" / "country_names.tsv")[1:]]
        self._add((key, code) for code, languages, _, _, key in rows if languages == ISO)
        self._add((key, code) for code, _, _, _, key in rows)
        self._add((key, code) for key, area in areas if area.kind == "part" for code in area.countries)
        self._index = KeyIndex(key for key in self._names if key.isascii())

    def _add(self, names: Iterable[tuple[str, str]]) -> None:
        """File the keys that mean nothing yet."""
        new: defaultdict[str, set[str]] = defaultdict(set)
        for key, code in names:
            if key not in self._names and code in self._countries:
                new[key].add(code)
        self._names.update(new)

    def codes(self, cell: str) -> frozenset[str]:
        """Return the ISO codes that a cell can mean; none for an unknown name, several for "Congo"."""
        for key in self._keys(cell):
            if codes := self._names.get(key):
                return frozenset(codes)
        return frozenset()

    def is_country(self, cell: str) -> bool:
        """Tell whether a cell names a country."""
        return bool(self.codes(cell))

    def like(self, cell: str) -> str:
        """Return the name in daily use of the country that a cell misspells; empty where none is near."""
        key = fold(cell)
        budget = edit_budget(len(key))
        near = self._index.nearest(key, budget) if key.isascii() and budget else []
        codes = {code for found, _ in near for code in self._names[found]}
        return self._countries[codes.pop()].name if len(codes) == 1 else ""

    def name(self, code: str) -> str:
        """Return a country's name in daily use."""
        return self._countries[code].name

    def _keys(self, cell: str) -> list[str]:
        """Folded forms of a cell, the most telling first: "Korea (Republic of)" is "republic of korea" too."""
        keys = [fold(cell)]
        parts = _BRACKETS.match(cell) or _COMMA.match(cell)
        if parts:
            outside, inside = fold(parts["outside"]), fold(parts["inside"])
            keys += [f"{inside} {outside}", f"{outside} {inside}"]
            if _FORMS.issuperset(inside.split()):
                keys.append(outside)
        return [form for key in keys for form in (key, key.removeprefix("the ").removesuffix(" the")) if form]
