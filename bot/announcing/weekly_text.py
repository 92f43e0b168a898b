"""The learning city of the week: which one it is, and what is said of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from bot.announcing.composing import LONGEST, Announced
from bot.announcing.sourcing import source_line
from bot.announcing.words import AnnouncementWords
from bot.dataset.models import Dataset
from bot.dataset.snapshots import Page

UNREPEATED_DAYS = 365
_DAYS_OF_A_WEEK = 7


def city_of_the_week(
    highlight_city_ids: Collection[str],
    picked: Mapping[str, date],
    week_start: date,
    regions: Mapping[str, str] | None = None,
) -> str | None:
    """Choose a city for the week that begins on `week_start`; None when each was chosen within the last year.

    `picked` holds the day on which each city was chosen last. Within the same week the answer stays the same. With
    `regions` (by city), it is one of the region whose turn was the longest ago; else chance decides, but the same
    way on every machine.
    """
    ages = {city_id: (week_start - day).days for city_id, day in picked.items()}
    for city_id, age in sorted(ages.items()):
        if -_DAYS_OF_A_WEEK < age <= 0 and city_id in highlight_city_ids:
            return city_id
    free = [
        city_id for city_id in highlight_city_ids if ages.get(city_id, UNREPEATED_DAYS + 1) > UNREPEATED_DAYS
    ]
    region_of = regions or {}
    last_turn: dict[str, date] = {}
    for city_id, day in picked.items():
        region = region_of.get(city_id, "")
        last_turn[region] = max(day, last_turn.get(region, day))

    def order(city_id: str) -> tuple[date, str]:
        lot = sha256(f"{week_start.isoformat()} {city_id}".encode()).hexdigest()
        return last_turn.get(region_of.get(city_id, ""), date.min), lot

    return min(free, key=order, default=None)


def weekly_content(dataset: Dataset, city_id: str) -> dict[str, Any]:
    """Return what `weekly_text` takes on a city that has a highlight, as it can be kept as JSON."""
    city, highlight = dataset.cities[city_id], dataset.highlights[city_id]
    ids = dict.fromkeys((*highlight.sources, *city.sources))
    sources = [dataset.sources[source] for source in ids]
    return {
        "city": city.name,
        "country": city.country,
        "country_name": dataset.countries[city.country].name,
        "year": city.year,
        "statement": highlight.statement,
        "as_of": highlight.as_of,
        "sources": [{"address": source.address, "publisher": source.publisher} for source in sources],
    }


def weekly_text(
    words: AnnouncementWords,
    *,
    city: str,
    country: str,
    country_name: str,
    year: int | None,
    statement: str,
    as_of: str,
    sources: Sequence[Mapping[str, str]],
) -> Announced:
    """Compose the learning city of the week.

    `country` is an ISO code and `country_name` its English name; `statement` is in English; `sources` hold an
    `address` and a `publisher` each. A statement that no message can hold is left to be asked for.
    """
    pages = [Page.model_validate(source) for source in sources]
    place = {"city": city, "country": words.country(country, country_name)}
    since = words.say("weekly_since", **place, year=year) if year else words.say("weekly_undated", **place)
    text = ""
    for told in (words.say("weekly_statement", statement=statement), words.say("weekly_ask", city=city)):
        parts = [words.say("weekly_title"), since, told, source_line(pages, as_of, words)]
        text = "\n\n".join(parts)
        if len(text) <= LONGEST:
            break
    return Announced(text, tuple(dict.fromkeys(page.address for page in pages)))
