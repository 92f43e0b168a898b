"""Numbers and years that a question claims ("the 13 new countries"), held against the figures of the answer."""

from __future__ import annotations

from collections.abc import Iterator

from bot.answering.results import Part, Query, Result
from bot.dataset.models import City, Conflict
from bot.text import tokens

UNITS = {
    "list_cities": "city",
    "count_cities": "city",
    "country_profile": "city",
    "only_one": "city",
    "totals": "city",
    "round_profile": "city",
    "list_countries": "country",
    "count_countries": "country",
    "first_time_countries": "country",
    "award_winners": "winner",
    "conferences": "conference",
}
"""Queries whose answer is a number, and what they count."""
_NOUNS = {"~city": "city", "~member": "city", "~country": "country", "~firsttime": "country"}
_NOUNS |= {"~win": "winner", "~conference": "conference"}
_OTHER_NOUNS = ("~region", "~round", "~award")
_REQUESTS = (("~list",), ("~any",))
"""A number right behind one of these says how many are wanted: "name 3 cities"."""
_PART = "of"
"""A number behind this word counts what the question takes a part of: "how many of the 60 Korean cities"."""
CLOSE = 2
"""A conflict about more members than this is none of a single one's."""


def correct_number(query: Query, result: Result) -> None:
    """Say at the start which figure is right, where the question claims another."""
    if result.kind != "answer" or result.count is None or query.intent.query not in UNITS:
        return
    claimed, said = _claimed(query, UNITS[query.intent.query])
    stated = {value for part in result.parts for value in map(_number, part.fields.values())}
    stated.add(result.count)
    if not claimed or stated & said:
        return
    wording = "number_listed" if result.published is None else "number_figure"
    figure = result.count if result.published is None else result.published
    parts = [Part(wording, {"figure": figure, "claimed": claimed[0]})]
    conflict = _conflict_on_figure(query, claimed[0])
    if conflict:
        result.cite(claim.source for claim in conflict.claims if claim.source)
        parts.append(Part("settled", {"resolution": conflict.resolution}))
    result.parts[:0] = parts


def conflict_on_time(query: Query, city: City) -> Conflict | None:
    """The conflict on one member in which a page claims the year or month that the question names."""
    filters = query.filters
    conflicts = [c for c in query.dataset.conflicts.values() if city.id in c.cities]
    for conflict in sorted(conflicts, key=lambda c: len(c.cities)):
        if len(conflict.cities) > CLOSE:
            return None
        if city.year == filters.single_year:
            said = [query.pack.months.get(word) for claim in conflict.claims for word in tokens(claim.claim)]
            claimed = filters.month in said if filters.month and filters.month != city.month else False
        else:
            claimed = filters.single_year in set(_numbers_said(query, conflict))
        if claimed:
            return conflict
    return None


def _claimed(query: Query, unit: str) -> tuple[list[int], set[int]]:
    """Bare numbers that claim how many there are of what the answer counts, and all bare numbers."""
    reading = query.reading
    if reading.asked is None or not reading.ranked:
        return [], set()
    sequence = reading.asked.sequence
    numbers = {at: number for at, word in enumerate(sequence) if (number := _value(query, word)) is not None}
    claimed = []
    for at, number in numbers.items():
        before = sequence[max(0, at - 2) : at]
        wanted = before[-1:] in _REQUESTS or _PART in before
        if wanted or sequence[at] not in reading.ranked[0].uncovered:
            continue
        noun = _noun_behind(sequence[at + 1 :])
        if noun is None and sequence[at + 1 : at + 2] == ("AREA",):
            # "All three Baltic states" counts the states.
            continue
        if noun is None or _NOUNS.get(noun) == unit:
            claimed.append(number)
    return claimed, set(numbers.values())


def _noun_behind(words: tuple[str, ...]) -> str | None:
    """The noun that a number in front of the words counts; of "member countries" it is the second."""
    at = next((at for at, word in enumerate(words) if word in _NOUNS or word in _OTHER_NOUNS), None)
    if at is None:
        return None
    while words[at + 1 : at + 2] and words[at + 1] in _NOUNS:
        at += 1
    return words[at]


def _conflict_on_figure(query: Query, claimed: int) -> Conflict | None:
    """The conflict on the rounds or countries asked about in which a page claims the number."""
    filters = query.filters
    countries = {area.key for area in filters.areas if area.kind == "country"}
    if filters.areas and not countries:
        return None
    rounds = {r.id for r in query.dataset.rounds.values() if _is_asked(query, int(r.announced[:4]), r.id)}
    for conflict in query.dataset.conflicts.values():
        near = countries & set(conflict.countries) if countries else rounds & set(conflict.rounds)
        if near and claimed in _numbers_said(query, conflict):
            return conflict
    return None


def _is_asked(query: Query, year: int, round_id: str) -> bool:
    if not query.filters.has_time:
        return round_id == query.dataset.latest_round.id
    return query.filters.round == round_id or query.filters.single_year == year


def _numbers_said(query: Query, conflict: Conflict) -> Iterator[int]:
    for claim in conflict.claims:
        for word in tokens(claim.claim):
            number = _value(query, word)
            if number is not None:
                yield number


def _value(query: Query, word: str) -> int | None:
    if word.isdecimal() and word.isascii():
        return int(word)
    return None if word in query.pack.light else query.pack.numbers.get(word)


def _number(value: object) -> int | None:
    if isinstance(value, int):
        return value
    digits = value.replace(",", "") if isinstance(value, str) else ""
    return int(digits) if digits.isdecimal() else None
