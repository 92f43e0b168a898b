"""Queries about the Learning City Award and the International Conferences on Learning Cities."""

from __future__ import annotations

from bot.answering.results import Query, Result, in_years, meets_areas
from bot.answering.wording import Words
from bot.dataset.models import Award, City, Conference
from bot.text import tokens

OTHER_MEETINGS = "other_meetings"
"""Id of the fact on meetings beside the conferences."""


def award_winners(query: Query, words: Words) -> Result:
    """Winners of the Learning City Award by year, country or region; the latest edition when none is given."""
    editions = [award for award in query.dataset.awards if in_years(query, award.year)]
    by_city = bool(query.reading.cities) and not query.intent.preset.get("whole_area")
    narrowed = by_city or bool(query.filters.areas) or query.filters.among is not None
    if query.filters.round or (
        not query.filters.has_time and not narrowed and not query.intent.preset.get("all")
    ):
        editions = [max(query.dataset.awards, key=lambda award: award.year)]
    if query.intent.preset.get("first"):
        editions = [min(query.dataset.awards, key=lambda award: award.year)]
    result = Result()
    result.year = query.filters.single_year
    named = (
        {member for mention in query.reading.cities for member in mention.members[:1]} if by_city else set()
    )
    shown = 0
    for award in sorted(editions, key=lambda award: award.year):
        winners = [query.dataset.cities[city] for city in award.winners]
        winners = [c for c in winners if (not named or c.id in named) and meets_areas(query, c)]
        if by_city and not named:
            winners = []
        shown += len(winners)
        if winners:
            _say_edition(award, winners, narrowed, words, result)
    result.count = result.published = shown
    if not shown:
        _say_no_winner(query, editions, words, result)
    result.as_of = result.as_of or str(max(award.year for award in query.dataset.awards))
    return result


def conferences(query: Query, words: Words) -> Result:
    """The conferences of a year, place or all of them."""
    found = [c for c in query.dataset.conferences if in_years(query, c.year) and _in_place(query, c)]
    said = tokens(query.reading.question)
    ordinal = next((query.pack.ordinals[word] for word in said if word in query.pack.ordinals), None)
    if ordinal:
        found = [c for c in found if c.number == ordinal]
    result = Result()
    year = query.filters.single_year
    nowhere = not (query.reading.cities or query.filters.areas)
    in_vain = not found
    if in_vain:
        result.say("none")
        other = query.dataset.facts[OTHER_MEETINGS]
        if not nowhere or str(year) in other.statement:
            result.say("statement", statement=other.statement)
            result.cite(other.sources)
        found = _around_year(query, year) if year and nowhere else []
    for conference in found:
        wording = "one" if len(found) == 1 and not in_vain else "line"
        result.say(
            wording if conference.place else f"{wording}_unknown",
            number=conference.number,
            year=conference.year,
            place=conference.place,
            country=words.country(conference.country) if conference.country else "",
            dates=conference.dates,
            statement=conference.statement,
        )
        result.cite(conference.sources)
        result.as_of = max(result.as_of, conference.as_of)
        if conference.country:
            result.countries.append(conference.country)
    result.count = result.published = 0 if in_vain else len(found)
    result.year = year if in_vain else found[0].year if len(found) == 1 else None
    return result


def _around_year(query: Query, year: int) -> list[Conference]:
    """The last conference before a year without one, and the first after it."""
    known = sorted(query.dataset.conferences, key=lambda c: c.year)
    return [c for c in known if c.year < year][-1:] + [c for c in known if c.year > year][:1]


def _say_edition(award: Award, winners: list[City], narrowed: bool, words: Words, result: Result) -> None:
    result.cities += [city for city in winners if city not in result.cities]
    result.cite(award.sources)
    names = ", ".join(words.full(city) for city in winners)
    result.say("won" if narrowed else "edition", year=award.year, winners=names, ceremony=award.ceremony)
    result.as_of = max(result.as_of, str(award.year))


def _say_no_winner(query: Query, editions: list[Award], words: Words, result: Result) -> None:
    for award in editions or query.dataset.awards:
        result.cite(award.sources)
    if not editions:
        years = words.listing([str(award.year) for award in query.dataset.awards])
        result.say("no_edition", asked=words.asked_time(query.filters), years=years)
    else:
        named = [query.dataset.cities[m.members[0]].name for m in query.reading.cities if m.members]
        named += [words.place(m.places[0]) for m in query.reading.cities if m.places and not m.members]
        named += [words.areas([area]) for area in query.filters.areas]
        wording = "no_winner" if named else "no_winner_there"
        wording = wording if query.filters.among is None else "no_winner_among"
        time = (
            words.time(query.filters, "asked")
            or f" ({query.dataset.awards[0].year}–{query.dataset.awards[-1].year})"
        )
        result.say(wording, names=words.listing(named) if named else "", time=time)
        _say_winners_nearby(query, editions, words, result)


def _say_winners_nearby(query: Query, editions: list[Award], words: Words, result: Result) -> None:
    """Winners from the country of a named place, which may have been mixed up with one of them."""
    codes = {query.dataset.cities[m.members[0]].country for m in query.reading.cities if m.members}
    codes |= {m.places[0].country for m in query.reading.cities if m.places and not m.members}
    for award in sorted(editions, key=lambda award: award.year):
        for city in (query.dataset.cities[winner] for winner in award.winners):
            if city.country in codes and meets_areas(query, city):
                result.say("winner_nearby", city=words.full(city), year=award.year)
                result.cities += [city] if city not in result.cities else []


def _in_place(query: Query, conference: Conference) -> bool:
    if query.filters.areas and not any(conference.country in area.countries for area in query.filters.areas):
        return False
    named = [query.dataset.cities[member].name for m in query.reading.cities for member in m.members]
    named += [place.name for m in query.reading.cities for place in m.places[:1] if not m.members]
    return not query.reading.cities or any(name.split(" ")[0] in (conference.place or "") for name in named)
