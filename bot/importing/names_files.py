"""The generated name files, brought up to what a new or renamed member needs until the next build.

A city that joined was one of the world's other cities so far; left there, it would be its own namesake.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from bot.dataset.generated import read_lines
from bot.importing.atlas import Atlas
from bot.importing.editing import lines_of, with_lines, with_rows
from bot.importing.findings import Finding
from bot.text import edit_budget, fold
from bot.understanding.nearness import KeyIndex

_ENGLISH = "en"
_SHORTEST_UNTAGGED = 5
"""Letters of a Latin name of no known language; shorter ones are abbreviations more often than names."""


class NameFiles:
    """Changed content of the files in `gazetteer/`."""

    def __init__(self, data_dir: Path, atlas: Atlas) -> None:
        self._folder = data_dir / "gazetteer"
        self._atlas = atlas
        self.contents: dict[str, bytes] = {}
        """Path below the data folder -> content."""
        self.told: list[str] = []

    def is_capital(self, joined: Finding) -> bool:
        """Tell whether a city that joined is itself the national capital."""
        return self._atlas.is_capital(fold(joined.name), joined.country)

    def edit(self, joined: list[Finding], renamed: list[Finding]) -> None:
        """Change the files for the cities that joined and for new names of members."""
        names = {finding.city_id: list(self._names(finding)) for finding in joined}
        names |= {finding.city.id: [(_ENGLISH, finding.name)] for finding in renamed if finding.city}
        self._add_names(names)
        self._add_pairs(names)
        self._drop_places(joined)
        self._drop_extra_places([*joined, *renamed])
        self._rename_capitals(renamed)
        if self.contents:
            self.told.append(f"names: {', '.join(self.contents)}")

    def _names(self, finding: Finding) -> Iterator[tuple[str, str]]:
        """The names of a city that joined, as (language, name): the official one, then those of the known place."""
        yield _ENGLISH, finding.name
        if finding.place is None:
            return
        gazetteer, own = self._atlas.gazetteer, fold(finding.name)
        main = fold(finding.place.name)
        if main != own and main not in gazetteer.known:
            yield _ENGLISH, finding.place.name
        for key in self._places[finding.place.row].rsplit("\t", 1)[1].split("|"):
            is_short = key.isascii() and len(key) < _SHORTEST_UNTAGGED
            is_word = key.isascii() and all(word in gazetteer.english_words for word in key.split())
            if key not in (own, main) and key not in gazetteer.known and not is_short and not is_word:
                yield "", key

    @cached_property
    def _places(self) -> list[str]:
        return read_lines(self._folder / "places.tsv.gz")[1:]

    def _add_names(self, names: dict[str, list[tuple[str, str]]]) -> None:
        text = self._read("member_names.tsv")
        before = text
        for city_id, own in names.items():
            rows = [f"{city_id}\t{language}\t{name}\t{fold(name)}" for language, name in own]
            text = with_rows(text, city_id, [row for row in rows if f"\n{row}\n" not in text])
        self._put("member_names.tsv", before, text)

    def _add_pairs(self, names: dict[str, list[tuple[str, str]]]) -> None:
        """List the pairs of English names within a slip of each other, of which one is new."""
        owners: dict[str, set[str]] = {}
        for key, meanings in self._atlas.gazetteer.fuzzy_known.items():
            if found := {m.member for m in meanings if m.member is not None and not m.programme}:
                owners[key] = found
        new = [
            (fold(name), city_id) for city_id, own in names.items() for tag, name in own if tag == _ENGLISH
        ]
        for key, city_id in new:
            owners.setdefault(key, set()).add(city_id)
        lines: set[str] = set()
        for key, city_id in new:
            near = KeyIndex(other for other in owners if other != key).nearest(key, edit_budget(len(key)))
            for other, edits in ((key, 0), *near):
                for other_id in owners[other] - {city_id}:
                    (first, one), (second, two) = sorted(((city_id, key), (other_id, other)))
                    lines.add(f"member\t{edits}\t{first}\t{second}\t{one}\t{two}")
        before = self._read("near_pairs.txt")
        self._put("near_pairs.txt", before, with_lines(before, sorted(lines)))

    def _drop_places(self, joined: Iterable[Finding]) -> None:
        rows = {finding.place.row for finding in joined if finding.place}
        if rows:
            header = read_lines(self._folder / "places.tsv.gz")[0]
            kept = [header, *(line for row, line in enumerate(self._places) if row not in rows)]
            packed = gzip.compress("".join(f"{line}\n" for line in kept).encode(), compresslevel=9, mtime=0)
            self.contents["gazetteer/places.tsv.gz"] = packed

    def _drop_extra_places(self, members: list[Finding]) -> None:
        """Hand-written other places that are members now go; of others only the name that is taken."""
        before = self._read("extra_places.tsv")
        taken = {(fold(finding.name), finding.country) for finding in members}
        gone = {(f.place.name, f.country, f.place.admin) for f in members if f.place}
        kept: list[str] = []
        for line in lines_of(before):
            name, code, admin, others = line.split("\t")
            if (fold(name), code) in taken or gone & {(name, code, admin), (name, code, "")}:
                continue
            free = [other for other in others.split("|") if (fold(other), code) not in taken]
            kept.append("\t".join((name, code, admin, "|".join(free))))
        self._put("extra_places.tsv", before, "".join(f"{line}\n" for line in kept))

    def _rename_capitals(self, renamed: Iterable[Finding]) -> None:
        """A member that is a national capital is the capital under its new name."""
        before = text = self._read("capitals.tsv")
        for finding in renamed:
            if finding.city and finding.city.capital:
                code = finding.city.country
                old = f"{code}\t{'|'.join(self._atlas.gazetteer.capitals.get(code, ()))}"
                names = [
                    finding.name if fold(n) == fold(finding.city.name) else n for n in old[3:].split("|")
                ]
                text = text.replace(f"{old}\n", f"{code}\t{'|'.join(names)}\n")
        self._put("capitals.tsv", before, text)

    def _read(self, name: str) -> str:
        return (self._folder / name).read_bytes().decode()

    def _put(self, name: str, before: str, after: str) -> None:
        if after != before:
            self.contents[f"gazetteer/{name}"] = after.encode()
