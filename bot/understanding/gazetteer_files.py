"""Reading the gazetteer's files.

They hold the folded key beside each name because folding a hundred thousand names at start would take a second;
`learning-cities check` verifies that the keys are still right.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.dataset.generated import REBUILD, read_lines
from bot.dataset.models import Dataset, Region
from bot.dataset.selecting import Area, region_area
from bot.errors import DataError
from bot.strict_yaml import Mapping, load_mapping
from bot.text import flag, fold
from bot.understanding.gazetteer import Gazetteer, Meaning, Place

PLACE_COLUMNS = 6
ISO = "iso"
"""Stands in the place of the languages where a name of a country is its code."""
SHORT_DEMONYM = 4
"""Demonyms of so few letters are no target of corrections: "Dave" is no Dane."""


def load_gazetteer(
    data_dir: Path, dataset: Dataset, region_names: dict[Region, tuple[str, ...]]
) -> Gazetteer:
    """Read all name files of `data/`; `region_names` are a language's phrases for UNESCO's regions, label first.

    Raises DataError with file and line.
    """
    gazetteer = Gazetteer()
    for region, names in region_names.items():
        area = region_area(dataset, region, names[0])
        gazetteer.region_areas[region] = area
        for name in names:
            gazetteer.add(name, Meaning(area=area), fuzzy=False)
    _add_countries(data_dir, dataset, gazetteer)
    _add_members(data_dir, dataset, gazetteer)
    _add_places(data_dir / "gazetteer" / "places.tsv.gz", gazetteer)
    _add_regions(data_dir / "gazetteer" / "regions.tsv.gz", dataset, gazetteer)
    for _, (city_id, _, place, country) in _rows(data_dir / "gazetteer" / "related.tsv", 4):
        for row in gazetteer.place_rows_of(fold(place)):
            if gazetteer.place_at(row).country == country:
                gazetteer.related.setdefault(row, []).append(city_id)
    for _, (code, capitals) in _rows(data_dir / "gazetteer" / "capitals.tsv", 2):
        gazetteer.capitals[code] = tuple(capitals.split("|"))
    gazetteer.confusables = frozenset(_words(data_dir / "gazetteer" / "confusables.txt"))
    gazetteer.english_words = frozenset(read_lines(data_dir / "gazetteer" / "english_words.txt.gz"))
    gazetteer.ordinary_words = frozenset(_words(data_dir / "gazetteer" / "ordinary_words.txt"))
    return gazetteer


def _add_countries(data_dir: Path, dataset: Dataset, gazetteer: Gazetteer) -> None:
    path = data_dir / "aliases" / "countries.yaml"
    content = load_mapping(path, "countries", "parts", "groups")
    gazetteer.exact_case = frozenset(fold(name) for name in content.get("exact_case", ()))
    for code, country in dataset.countries.items():
        area = Area("country", code, country.name, frozenset({code}))
        gazetteer.country_areas[code] = area
        gazetteer.add(country.name, Meaning(area=area), fuzzy=True)
    for code, names in content["countries"].items():
        if code not in gazetteer.country_areas:
            line = content["countries"].key_lines[code]
            raise DataError(path, line, f"unknown country {code!r}", "use an ISO code of countries.csv")
        meaning = Meaning(area=gazetteer.country_areas[code])
        for name in names.get("names", ()):
            gazetteer.add(name, meaning, fuzzy=True)
        for name in names.get("demonyms", ()):
            gazetteer.add(name, meaning, fuzzy=len(name) > SHORT_DEMONYM)
    for name, codes in content.get("ambiguous", {}).items():
        gazetteer.known[fold(name)] = [Meaning(area=gazetteer.country_areas[code]) for code in codes]
    for name, part in content.get("parts", {}).items():
        area = Area("part", fold(name), name, frozenset({part["country"]}), frozenset(part.get("cities", ())))
        gazetteer.add(name, Meaning(area=area), fuzzy=False)
        for other in part.get("names", ()):
            gazetteer.add(other, Meaning(area=area), fuzzy=False)
        if "shares_name_with" in part:
            gazetteer.named_like_parts.add(part["shares_name_with"])
        if "abbreviation" in part:
            gazetteer.exact_case |= {fold(part["abbreviation"])}
            gazetteer.add(part["abbreviation"], Meaning(area=area), fuzzy=False)
    for key, group in content.get("groups", {}).items():
        area = Area("group", key, group["label"], frozenset(group["countries"]))
        gazetteer.groups[key] = area
        for name in group["names"]:
            if fold(name) not in gazetteer.known:
                gazetteer.add(name, Meaning(area=area), fuzzy=False)
    not_as_codes = {fold(name) for name in content.get("not_as_codes", ())}
    meanings = {code: Meaning(area=area) for code, area in gazetteer.country_areas.items()}
    for code, meaning in meanings.items():
        gazetteer.known[flag(code)] = [meaning]
    for line, (code, languages, name, word, key) in _rows(data_dir / "gazetteer" / "country_names.tsv", 5):
        if code not in gazetteer.country_areas:
            raise DataError(
                data_dir / "gazetteer" / "country_names.tsv",
                line,
                f"unknown country {code!r} for {name!r}",
                REBUILD,
            )
        if languages == ISO and key not in not_as_codes:
            gazetteer.country_codes[key] = [meanings[code]]
        elif languages != ISO and not word and key not in gazetteer.known:
            gazetteer.known[key] = [meanings[code]]


def _add_members(data_dir: Path, dataset: Dataset, gazetteer: Gazetteer) -> None:
    for city in dataset.members:
        gazetteer.add(city.name, Meaning(member=city.id), fuzzy=True)
    for path in sorted((data_dir / "aliases").glob("*.yaml")):
        content = load_mapping(path)
        cities = content.get("cities", Mapping())
        for city_id, names in cities.items():
            if city_id not in dataset.cities:
                raise DataError(
                    path, cities.key_lines[city_id], f"unknown city {city_id!r}", "use an id of cities.csv"
                )
            for name in names:
                gazetteer.add(name, Meaning(member=city_id), fuzzy=path.stem == "en")
                gazetteer.city_names.setdefault(city_id, []).append((path.stem, name))
        for name, city_ids in content.get("ambiguous", {}).items() if path.stem != "countries" else ():
            gazetteer.known[fold(name)] = [Meaning(member=city_id) for city_id in city_ids]
    for city_id, highlight in dataset.highlights.items():
        for keyword in highlight.keywords:
            if fold(keyword) not in gazetteer.known:
                gazetteer.add(keyword, Meaning(member=city_id, programme=True), fuzzy=False)
    gazetteer.curated = set(gazetteer.known)
    for _, (city_id, language, name, key) in _rows(data_dir / "gazetteer" / "member_names.tsv", 4):
        if city_id in dataset.cities:
            gazetteer.add(name, Meaning(member=city_id), fuzzy=language == "en", key=key)
            gazetteer.city_names.setdefault(city_id, []).append((language, name))


def _add_places(path: Path, gazetteer: Gazetteer) -> None:
    keys = gazetteer.place_keys
    for row, line in enumerate(read_lines(path)[1:]):
        if line.count("\t") != PLACE_COLUMNS - 1:
            raise DataError(path, row + 2, f"not {PLACE_COLUMNS} cells", REBUILD)
        place, folded = line.rsplit("\t", 1)
        gazetteer.place_rows.append(place)
        for key in folded.split("|"):
            other = keys.setdefault(key, row)
            if isinstance(other, list):
                other.append(row)
            elif other != row:
                keys[key] = [other, row]


def _add_regions(path: Path, dataset: Dataset, gazetteer: Gazetteer) -> None:
    """A region's name goes before the same name as an old or foreign one of a city."""
    for _, (name, country, folded) in _rows(path, 3):
        for key in folded.split("|"):
            if key not in gazetteer.curated and not _is_seat(
                dataset, gazetteer.known.get(key, []), key, country
            ):
                gazetteer.known.pop(key, None)
                gazetteer.regions.setdefault(key, Place(name, country, "", 0, is_region=True))


def _is_seat(dataset: Dataset, meanings: list[Meaning], key: str, country: str) -> bool:
    """Tell whether a region bears the name of a member in it, in some spelling ("Nabul" for Nabeul)."""
    members = [dataset.cities[meaning.member] for meaning in meanings if meaning.member]
    return any(city.country == country and fold(city.name)[0] == key[0] for city in members)


def _rows(path: Path, columns: int) -> Iterator[tuple[int, list[str]]]:
    for line, row in enumerate(read_lines(path), start=1):
        cells = row.split("\t")
        if len(cells) != columns:
            raise DataError(path, line, f"{len(cells)} cells, not {columns}", REBUILD)
        if line > 1:
            yield line, cells


def _words(path: Path) -> Iterator[str]:
    for line in read_lines(path):
        if line and not line.startswith("#"):
            yield line.split("\t", 1)[0]
