"""The command that links the members with GeoNames and builds data/gazetteer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from babel import Locale

from bot.building.capitals import HEADER as CAPITALS_HEADER
from bot.building.capitals import capital_lines
from bot.building.countries import build_country_names
from bot.building.files import (
    members_of,
    read_city_rows,
    read_curated_names,
    read_extra_places,
    read_wrong_names,
    write_city_rows,
    write_gzip_lines,
    write_lines,
)
from bot.building.geonames import Places, load_places
from bot.building.language_names import LANGUAGES, load_language_names
from bot.building.linking import Link, Member, link_members, load_overrides
from bot.building.members import MemberNames, collect_names
from bot.building.neighbours import confusables, near_pairs, ordinary_names
from bot.building.regions import HEADER as REGIONS_HEADER
from bot.building.regions import region_lines
from bot.building.words import DEFAULT_LISTS, common_words, load_words
from bot.building.world import WorldCity, other_cities
from bot.dataset.loading import read_csv
from bot.dataset.models import Country
from bot.text import fold

_MEMBER_HEADER = "id\tlanguage\tname\tkey"
_PLACES_HEADER = "name\tcountry\tadmin\tpopulation\tposition\tkeys"
_PAIRS_HEADER = "kind\tdistance\tmember\tother\tmember_name\tother_name"
_RELATED_HEADER = "id\trelation\tplace\tcountry"
_TWIN_KM = 5.0
_METROPOLIS = 1_000_000


def build_data(
    data_dir: Path,
    language_names_dir: Path | None = None,
    word_lists: Sequence[Path] = (),
    common_word_lists: Sequence[Path] = (),
    report: Callable[[str], None] = print,
) -> int:
    """Fill the place columns of cities.csv and rebuild data/gazetteer from GeoNames and the word lists.

    The defaults are where Debian installs libgeonames-common and the word lists. What a person should review
    goes to `report`, one line at a time. Returns the number of members without a position. Raises BotError
    for a missing package or file and DataError for a faulty curated file.
    """
    words = load_words(word_lists, common_word_lists)
    tagged = load_language_names(language_names_dir)
    places = load_places()
    folder = data_dir / "gazetteer"
    rows = read_city_rows(data_dir / "cities.csv")
    overrides = load_overrides(folder / "member_overrides.yaml", (row["id"] for row in rows))
    links, missing = link_members(members_of(rows), overrides, places)
    curated, ambiguous = read_curated_names(data_dir / "aliases")
    countries = country_names()
    wrong = read_wrong_names(folder / "wrong_names.tsv")
    names = collect_names(links, missing, places, tagged, curated, words, countries | ambiguous)
    names.drop(links, wrong)
    extra = read_extra_places(folder / "extra_places.tsv")
    world = [city.without(wrong) for city in other_cities(links, names, places, tagged, words, extra)]

    capitals = write_city_rows(data_dir / "cities.csv", rows, links, places)
    write_lines(folder / "member_names.tsv", [_MEMBER_HEADER, *_member_lines(names)])
    write_gzip_lines(folder / "places.tsv.gz", [_PLACES_HEADER, *(city.line for city in world)])
    write_lines(folder / "related.tsv", [_RELATED_HEADER, *_related_lines(links)])
    pairs = near_pairs(names, world)
    write_lines(folder / "near_pairs.txt", [_PAIRS_HEADER, *pairs])
    metropolises = {key for key, link in links.items() if link.place and link.place.population >= _METROPOLIS}
    ordinary = ordinary_names(names, world, words, countries, metropolises)
    write_lines(folder / "ordinary_words.txt", ordinary)
    write_lines(
        folder / "confusables.txt",
        (f"{text}\t{kind}" for text, kind in confusables(names, world, places, words)),
    )
    taken = {fold(link.member.name) for link in links.values()} | {city.keys[0] for city in world} | countries
    regions = region_lines(tagged, frozenset(taken))
    write_gzip_lines(folder / "regions.tsv.gz", [REGIONS_HEADER, *regions])
    write_gzip_lines(folder / "english_words.txt.gz", common_words(words))
    codes = [row.code for _, row in read_csv(data_dir / "countries.csv", Country)]
    write_lines(folder / "capitals.tsv", [CAPITALS_HEADER, *capital_lines(places.capitals, codes)])
    build_country_names(data_dir, word_lists or DEFAULT_LISTS)
    for line in review(links, missing, names, places, world, capitals):
        report(line)
    report(f"{len(links)} members linked, {len(world)} other cities, {len(pairs)} near pairs")
    return len(missing)


def country_names() -> set[str]:
    """Folded names of all countries in the languages of the data set (CLDR)."""
    names: set[str] = set()
    for language in sorted(LANGUAGES):
        territories = Locale.parse(language).territories
        names.update(fold(name) for code, name in territories.items() if len(code) == 2 and code.isalpha())
    return names


def review(
    links: dict[str, Link],
    missing: list[Member],
    names: MemberNames,
    places: Places,
    world: list[WorldCity],
    capitals: list[str],
) -> list[str]:
    """What a person should look at after a build, one line each."""
    lines = [
        f"not linked: {member.id} ({member.name}, {member.country}); give it an entry in member_overrides.yaml"
        for member in missing
    ]
    lines += [f"doubtful: {link.member.id}: {doubt}" for link in links.values() for doubt in link.doubts]
    lines += [f"dropped: {line}" for line in names.dropped]
    lines += [f"shared: {line}" for line in names.shared]
    lines += _homonyms(names, world)
    lines += _twins(links, places)
    lines.append(f"national capitals ({len(capitals)}): {' '.join(capitals)}")
    return lines


def _member_lines(names: MemberNames) -> list[str]:
    return [
        f"{city_id}\t{language}\t{name}\t{fold(name)}"
        for city_id, rows in names.rows.items()
        for language, name in rows
    ]


def _related_lines(links: dict[str, Link]) -> list[str]:
    return [
        f"{city_id}\t{link.override.relation}\t{link.override.place}\t{link.member.country}"
        for city_id, link in sorted(links.items())
        if link.override and link.override.relation
    ]


def _homonyms(names: MemberNames, world: list[WorldCity]) -> list[str]:
    members: dict[str, list[str]] = {}
    for city_id, rows in names.rows.items():
        members.setdefault(fold(rows[0][1]), []).append(city_id)
    return [
        f"homonym: {' '.join(members[fold(city.name)])}: {city.name}, {city.country} ({city.population})"
        for city in world
        if fold(city.name) in members
    ]


def _twins(links: dict[str, Link], places: Places) -> list[str]:
    """Cities so close to a member and so like it in size that they may be the member under another name."""
    linked = {link.place.geonames_id for link in links.values() if link.place}
    lines: list[str] = []
    for link in links.values():
        for place in places.cities:
            if place.country != link.member.country or place.geonames_id in linked or link.place is None:
                continue
            near = place.distance_km(link.latitude, link.longitude) <= _TWIN_KM
            if near and place.population >= link.place.population:
                lines.append(
                    f"twin: {link.member.id}: {place.name} ({place.geonames_id}, {place.population})"
                )
    return lines
