"""Queries about countries that joined for the first time."""

from __future__ import annotations

from dataclasses import replace

from bot.answering.results import Query, Result, round_asked, say_missing_round
from bot.answering.wording import Words
from bot.dataset.selecting import area_countries, is_first_time


def first_time_countries(query: Query, words: Words) -> Result:
    """Countries that joined for the first time in a round; the latest one unless a year is given."""
    dataset = query.dataset
    result = Result(as_of=dataset.latest_round.announced)
    round_id = round_asked(query) if query.filters.has_time else dataset.latest_round.id
    if round_id is None:
        result.say("no_such_round", asked=words.asked_time(query.filters))
        return result
    announced = dataset.rounds[round_id]
    say_missing_round(query, result, words)
    codes = [code for code in dataset.countries if is_first_time(dataset, code, round_id)]
    if query.filters.areas:
        codes = [code for code in codes if code in area_countries(query.filters.areas)]
    codes.sort(key=words.country)
    result.year = int(announced.announced[:4])
    result.count, result.countries = len(codes), codes
    result.as_of = announced.announced
    result.cite(announced.sources)
    others = [a.key for a in query.filters.areas if a.kind == "country" and a.key not in codes]
    scope = words.scope(replace(query.filters.without_time(), first_time=False))
    fields = {"count": len(codes), "day": words.day(announced.announced), "scope": scope}
    if codes:
        fields["countries"] = words.listing([words.country(code) for code in codes])
    complete = announced.first_time_countries is not None
    result.published = len(codes) if complete and not query.filters.areas else None
    if not codes:
        result.say("none_new" if complete else "none_new_known", **fields)
    else:
        result.say("new_one" if len(codes) == 1 else "new", **fields)
        if not complete:
            result.say("new_incomplete")
    for code in others:
        say_first_round(query, code, words, result)
    return result


def say_first_round(query: Query, code: str, words: Words, result: Result) -> None:
    """The round in which a country was new, where it is known."""
    country = query.dataset.countries[code]
    if country.first_round:
        month = words.day(query.dataset.rounds[country.first_round].announced[:7])
        result.say("new_in", country=words.the_country(code), month=month)
        result.countries += [code] if code not in result.countries else []
