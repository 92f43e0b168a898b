"""What an import does not settle by itself, for the operator to look at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.dataset.models import Dataset
from bot.importing.atlas import Atlas
from bot.importing.findings import Kind, Review
from bot.strict_yaml import load_mapping
from bot.text import fold

_MANY = 20
"""One in so many members is rarely taken off the list at once; it may be that the list was cut short."""


def many_left(review: Review, dataset: Dataset) -> int:
    """Return how many members would be withdrawn, if they are too many to be believed unasked; else 0."""
    gone = len(review.of(Kind.LEFT))
    return gone if gone * _MANY > len(dataset.members) else 0


def consequences(review: Review, atlas: Atlas, data_dir: Path) -> Iterator[str]:
    """Yield the points one by one; they hold no more than is known."""
    dataset = atlas.dataset
    joined = review.of(Kind.JOINED)
    if many := many_left(review, dataset):
        yield f"{many} members are not on the list: is it whole? say --whole or --part"
    codes = [
        code for code in dict.fromkeys(f.country for f in joined) if code not in dataset.members_by_country
    ]
    if codes:
        first = ", ".join(f"{dataset.countries[code].name} ({code})" for code in codes)
        yield f"first members on the list: {first}; if the announcement says so, set first_round in countries.csv"
    yield from _complete_countries(review, dataset)
    parts = load_mapping(data_dir / "aliases" / "countries.yaml").get("parts", {})
    divided = {part["country"] for part in parts.values()}
    if inside := [finding.city_id for finding in joined if finding.country in divided]:
        yield f"where one lies in one of the `parts` of aliases/countries.yaml, add its id: {', '.join(inside)}"
    if nowhere := [finding.city_id for finding in joined if finding.place is None]:
        yield (
            f"without a position: {', '.join(nowhere)}; what `build-data` does not link needs an entry in "
            "gazetteer/member_overrides.yaml"
        )
    for finding in joined:
        seats = atlas.gazetteer.capitals.get(finding.country, ())
        if len(seats) > 1 and fold(finding.name) in map(fold, seats):
            yield f"{finding.city_id} is one of several seats ({', '.join(seats)}): `capital` stays empty"
    for finding in review.of(Kind.RENAMED):
        if finding.city and finding.city.capital:
            yield f"{finding.city.id} is a capital: correct the name in bot/building/capitals.py as well"


def _complete_countries(review: Review, dataset: Dataset) -> Iterator[str]:
    changed = [f.country for kind in (Kind.JOINED, Kind.LEFT) for f in review.of(kind)]
    for code in dict.fromkeys(changed):
        country = dataset.countries[code]
        if country.complete:
            yield (
                f"{country.name} ({code}) is marked complete with {country.stated_members} members of "
                f"{country.stated_as_of}: the mark goes; set it again with the new total and its date"
            )
