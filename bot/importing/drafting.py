"""The review turned into changed files: rows, sources, the round, aliases, and the generated names.

The build would find more about a new member (its GeoNames row, names in other languages); what is written here is
what `learning-cities check` asks for and what keeps the bot from taking the member for another place.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from bot.dataset.models import City, Dataset, Round
from bot.errors import BotError
from bot.importing.atlas import Atlas
from bot.importing.editing import CsvText, with_alias
from bot.importing.findings import Finding, Kind, Review
from bot.importing.names_files import NameFiles
from bot.importing.options import Options, host_of
from bot.strict_yaml import load_mapping
from bot.text import fold

FILES = (
    "sources.csv",
    "rounds.yaml",
    "countries.csv",
    "cities.csv",
    "aliases/en.yaml",
    "gazetteer/extra_places.tsv",
    "gazetteer/capitals.tsv",
    "gazetteer/member_names.tsv",
    "gazetteer/near_pairs.txt",
    "gazetteer/places.tsv.gz",
)
"""Files that an import may change, each after those that it refers to."""
_OFFICIAL_HOST = "unesco.org"


class Draft:
    """The new content of all files that one import changes."""

    def __init__(self, data_dir: Path, atlas: Atlas, review: Review, options: Options, today: date) -> None:
        self._data_dir = data_dir
        self._dataset: Dataset = atlas.dataset
        self._review = review
        self._options = options
        self._today = today
        self._texts: dict[str, str] = {}
        self._names = NameFiles(data_dir, atlas)
        self.told: list[str] = []
        """What was changed, one line a file."""

    def changes(self, chosen: Round | None) -> dict[str, bytes]:
        """Return the changed files with their content, in the order in which to replace them."""
        joined, renamed, gone = (self._review.of(k) for k in (Kind.JOINED, Kind.RENAMED, Kind.LEFT))
        is_new_round = chosen is not None and chosen.id not in self._dataset.rounds
        if not (joined or renamed or gone or is_new_round):
            return {}
        sources = self._sources()
        if chosen is not None and is_new_round:
            self._add_round(chosen, sources)
        self._unmark_complete({finding.country for finding in (*joined, *gone)})
        self._edit_cities(joined, renamed, gone, sources)
        self._keep_old_names(renamed)
        self._names.edit(joined, renamed)
        self.told += self._names.told
        contents = {name: text.encode() for name, text in self._texts.items()} | self._names.contents
        return {name: contents[name] for name in FILES if name in contents}

    def _read(self, name: str) -> str:
        return (self._data_dir / name).read_bytes().decode()

    def _sources(self) -> tuple[str, ...]:
        """Ids of the sources; those whose address is new are added."""
        table = CsvText(self._read("sources.csv"))
        known = {source.address: source.id for source in self._dataset.sources.values()}
        taken = set(self._dataset.sources)
        added: list[str] = []
        publishers = iter(self._options.publishers)
        for address in self._options.sources:
            host = host_of(address)
            publisher = " ".join(next(publishers, "").split()) or host
            if address in known:
                continue
            known[address] = source_id = _free_id(host, taken)
            taken.add(source_id)
            added.append(source_id)
            read_on = self._today.isoformat()
            table.add({"id": source_id, "address": address, "publisher": publisher, "read_on": read_on})
        if added:
            self._texts["sources.csv"] = table.text
            self.told.append(f"sources.csv: {_listed('added', added)}")
        return tuple(dict.fromkeys(known[address] for address in self._options.sources))

    def _add_round(self, chosen: Round, sources: Iterable[str]) -> None:
        path = self._data_dir / "rounds.yaml"
        if list(load_mapping(path, "rounds")) != ["rounds"]:
            raise BotError(f"{path}: more than `rounds` stands in it; add round {chosen.id} by hand")
        figures = ("cities", "countries", "total_cities", "total_countries")
        given = [(name, getattr(chosen, name)) for name in figures if getattr(chosen, name) is not None]
        text = self._read("rounds.yaml")
        self._texts["rounds.yaml"] = "".join(
            (
                text if text.endswith("\n") else f"{text}\n",
                f'\n  - id: "{chosen.id}"\n    announced: "{chosen.announced}"\n',
                *(f"    {name}: {value}\n" for name, value in given),
                f"    sources: [{', '.join(sources)}]\n",
            )
        )
        self.told.append(f"rounds.yaml: round {chosen.id} added")

    def _unmark_complete(self, codes: Iterable[str]) -> None:
        """A total that was counted before this list no longer vouches that a country's list is complete."""
        table = CsvText(self._read("countries.csv"))
        marked = [code for code in sorted(codes) if self._dataset.countries[code].complete]
        for code in marked:
            table.change(code, {"complete": ""})
        if marked:
            self._texts["countries.csv"] = table.text
            self.told.append(f"countries.csv: no longer marked complete: {', '.join(marked)}")

    def _edit_cities(
        self,
        joined: Iterable[Finding],
        renamed: Iterable[Finding],
        gone: Iterable[Finding],
        sources: tuple[str, ...],
    ) -> None:
        table = CsvText(self._read("cities.csv"))
        confidence = "high" if len(sources) > 1 or self._is_official() else "medium"
        for finding in joined:
            table.add(_row(finding, self._names.is_capital(finding), confidence, sources))
        for finding in renamed:
            city = _member(finding)
            table.change(city.id, {"name": finding.name, "sources": _with_sources(city, sources)})
        for finding in gone:
            city = _member(finding)
            table.change(city.id, {"status": "withdrawn", "sources": _with_sources(city, sources)})
        done = (
            _listed("added", [finding.city_id for finding in joined]),
            _listed("renamed", [_member(finding).id for finding in renamed]),
            _listed("withdrawn", [_member(finding).id for finding in gone]),
        )
        if any(done):
            self._texts["cities.csv"] = table.text
            self.told.append(f"cities.csv: {'; '.join(filter(None, done))}")

    def _is_official(self) -> bool:
        hosts = map(host_of, self._options.sources)
        return any(host == _OFFICIAL_HOST or host.endswith(f".{_OFFICIAL_HOST}") for host in hosts)

    def _keep_old_names(self, renamed: Iterable[Finding]) -> None:
        for finding in renamed:
            city = _member(finding)
            text = self._texts.get("aliases/en.yaml") or self._read("aliases/en.yaml")
            self._texts["aliases/en.yaml"] = with_alias(text, city.id, city.name)
            self.told.append(f"aliases/en.yaml: {city.id} is still found as {city.name}")


def _row(finding: Finding, is_capital: bool, confidence: str, sources: tuple[str, ...]) -> dict[str, str]:
    """A row of cities.csv; the columns that only the build can fill stay empty."""
    when, place = finding.admission, finding.place
    latitude, longitude = place.position if place and place.position else (None, None)
    return {
        "id": finding.city_id,
        "name": finding.name,
        "country": finding.country,
        "year": str(when.year or ""),
        "month": str(when.month or ""),
        "round": when.round or "",
        "capital": "true" if is_capital else "",
        "status": "member",
        "latitude": "" if latitude is None else f"{latitude:.4f}",
        "longitude": "" if longitude is None else f"{longitude:.4f}",
        "population": str(place.population or "") if place else "",
        "geonames_id": "",
        "confidence": confidence,
        "sources": " ".join(sources),
    }


def _member(finding: Finding) -> City:
    assert finding.city is not None, finding
    return finding.city


def _with_sources(city: City, sources: Iterable[str]) -> str:
    return " ".join(dict.fromkeys((*city.sources, *sources)))


def _free_id(host: str, taken: set[str]) -> str:
    """The host as an id, with the first number from 2 on that makes it unique where it is taken."""
    wanted = "-".join(word for word in fold(host).split() if word.isascii()) or "page"
    number, source_id = 1, wanted
    while source_id in taken:
        number += 1
        source_id = f"{wanted}-{number}"
    return source_id


def _listed(what: str, ids: list[str]) -> str:
    return f"{what} {', '.join(ids)}" if ids else ""
