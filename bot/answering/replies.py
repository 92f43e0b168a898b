"""From a result to the answer: wordings filled in, sources named, names listed."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer import Answer, CityRef
from bot.answering.claims import correct_number
from bot.answering.places import corrections
from bot.answering.results import Part, Query, Result
from bot.answering.wording import Words
from bot.dataset.models import City, Dataset
from bot.errors import DataError

NAMED_SOURCES = 2
"""Publishers named in the source line; the rest is counted."""
UNSOURCED = ("sources", "say")
"""Queries whose answers are about the bot or are sources themselves."""


def reply(query: Query, result: Result, words: Words) -> Answer:
    """Put a result into words."""
    correct_number(query, result)
    wordings = {**query.pack.wordings, **query.intent.answers}
    lines = [words.piece("read_as", typed=typed, read=read) for typed, read in corrections(query, words)]
    lines += [_line(query, wordings, part) for part in result.parts]
    as_of = result.as_of or query.dataset.latest_round.announced
    if result.kind == "answer" and query.intent.query not in UNSOURCED:
        if not result.sources:
            result.cite(query.dataset.latest_round.sources)
        lines.append(_source_line(query.dataset, result.sources, as_of, words))
    countries = list(dict.fromkeys([*(city.country for city in result.cities), *result.countries]))
    return Answer(
        question=query.reading.question,
        kind=result.kind,
        text="\n".join(line.strip() for line in lines if line.strip()),
        intent=query.intent.name,
        language=query.pack.code,
        verdict=result.verdict,
        cities=tuple(_ref(city) for city in result.cities),
        countries=tuple(countries),
        count=result.count,
        year=result.year,
        choices=tuple(result.choices),
        sources=tuple(query.dataset.sources[source].address for source in result.sources),
        as_of=as_of,
        confidence=round(query.reading.score, 2),
    )


def _line(query: Query, wordings: dict[str, str], part: Part) -> str:
    try:
        return wordings[part.wording].format_map(part.fields)
    except KeyError as missing:
        raise DataError(
            query.intent.path,
            0,
            f"the answer {part.wording!r} is missing or holds an unknown field ({missing})",
            f"fields here are {', '.join(part.fields) or 'none'}",
        ) from None


def _ref(city: City) -> CityRef:
    return CityRef(city.id, city.name, city.country, city.year)


def _source_line(dataset: Dataset, sources: Sequence[str], as_of: str, words: Words) -> str:
    publishers = list(dict.fromkeys(dataset.sources[source].publisher for source in sources))
    named = publishers[:NAMED_SOURCES]
    more = len(publishers) - len(named)
    if more:
        return words.piece("sources_more", publishers=", ".join(named), more=more, day=words.day(as_of))
    return words.piece("sources_line", publishers=words.listing(named), day=words.day(as_of))
