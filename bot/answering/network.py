"""Queries about the network as a whole: totals, rounds, awards, conferences, facts, conflicts, sources."""

from __future__ import annotations

from bot.answering.results import Query, Result
from bot.answering.wording import Words
from bot.dataset.models import Award, City, Conference, Round
from bot.dataset.selecting import in_area
from bot.text import fold

OTHER_MEETINGS = "other_meetings"
"""Id of the fact on meetings beside the conferences."""
HISTORY = "history"
"""Topic of the facts that state the size of the network in a year."""


def totals(query: Query, words: Words) -> Result:
    """The published size of the network, now or in the years asked for."""
    latest = query.dataset.latest_round
    result = Result(as_of=latest.announced)
    if query.no_round_in is not None:
        result.say("no_round", year=query.no_round_in, day=words.day(latest.announced))
    if not query.filters.has_time or query.filters.round:
        _say_total(latest, words, result)
        result.say("named", named=len(query.dataset.members))
        return result
    first, last = query.filters.year_from, query.filters.year_to
    result.year = first if first == last else None
    published = [
        f for f in query.dataset.facts.values() if f.topic == HISTORY and f.year and _in_years(query, f.year)
    ]
    for fact in sorted(published, key=lambda fact: fact.as_of):
        result.say("statement", statement=fact.statement)
        if fact.caveat:
            result.say("caveat", caveat=fact.caveat)
        result.cite(fact.sources)
        result.count, result.as_of = fact.count, fact.as_of
    if len(published) != 1:
        result.count = None
    if not published:
        result.cite(latest.sources)
        result.say("total_unknown", asked=words.asked_time(query.filters))
        result.say("rounds_known", rounds=words.listing([words.day(r.announced[:7]) for r in _all(query)]))
    return result


def _say_total(latest: Round, words: Words, result: Result) -> None:
    result.count = latest.total_cities
    result.cite(latest.sources)
    result.say(
        "total",
        cities=latest.total_cities,
        countries=latest.total_countries,
        day=words.day(latest.announced),
    )


def round_profile(query: Query, words: Words) -> Result:
    """When a round was announced and how large it was; the latest one unless a year is given."""
    result = Result()
    rounds = _rounds(query)
    latest = query.dataset.latest_round
    if query.no_round_in is not None:
        result.say("no_round", year=query.no_round_in, day=words.day(latest.announced))
    if query.filters.has_time and not rounds:
        result.say("no_such_round", asked=words.asked_time(query.filters))
        result.say("rounds_known", rounds=words.listing([words.day(r.announced[:7]) for r in _all(query)]))
        result.cite(latest.sources)
        return result
    for announced in rounds or [latest]:
        _say_round(announced, query, words, result)
    result.year = int((rounds or [latest])[-1].announced[:4])
    return result


def growth(query: Query, words: Words) -> Result:
    """All announced rounds in order, with the size of the network after each."""
    result = Result(as_of=query.dataset.latest_round.announced)
    result.say("header")
    for announced in _all(query):
        known = announced.total_cities is not None
        result.say(
            "line" if known else "line_no_total",
            month=words.day(announced.announced[:7]),
            new=announced.cities,
            cities=announced.total_cities,
            countries=announced.total_countries,
        )
        result.cite(announced.sources)
    result.say("gaps")
    return result


def oldest_members(query: Query, words: Words) -> Result:
    """Members with the earliest year on the list."""
    dated = [city for city in query.dataset.members if city.year and _meets_areas(query, city)]
    return _by_year(query, dated, min((c.year for c in dated if c.year), default=None), "oldest", words)


def newest_members(query: Query, words: Words) -> Result:
    """Members with the latest year on the list."""
    dated = [city for city in query.dataset.members if city.year and _meets_areas(query, city)]
    return _by_year(query, dated, max((c.year for c in dated if c.year), default=None), "newest", words)


def award_winners(query: Query, words: Words) -> Result:
    """Winners of the Learning City Award by year, country or region; the latest edition when none is given."""
    editions = [award for award in query.dataset.awards if _in_years(query, award.year)]
    by_city = bool(query.reading.cities)
    narrowed = by_city or bool(query.filters.areas)
    if query.filters.round or (
        not query.filters.has_time and not narrowed and not query.intent.preset.get("all")
    ):
        editions = [max(query.dataset.awards, key=lambda award: award.year)]
    if query.intent.preset.get("first"):
        editions = [min(query.dataset.awards, key=lambda award: award.year)]
    result = Result()
    if query.filters.year_from == query.filters.year_to:
        result.year = query.filters.year_from
    named = {member for mention in query.reading.cities for member in mention.members[:1]}
    shown = 0
    for award in sorted(editions, key=lambda award: award.year):
        winners = [query.dataset.cities[city] for city in award.winners]
        winners = [c for c in winners if (not named or c.id in named) and _meets_areas(query, c)]
        if by_city and not named:
            winners = []
        shown += len(winners)
        if winners:
            _say_edition(award, winners, narrowed, words, result)
    result.count = shown
    if not shown:
        _say_no_winner(query, editions, words, result)
    result.as_of = result.as_of or max(award.year for award in query.dataset.awards).__str__()
    return result


def conferences(query: Query, words: Words) -> Result:
    """The conferences of a year, place or all of them."""
    found = [c for c in query.dataset.conferences if _in_years(query, c.year) and _in_place(query, c)]
    said = fold(query.reading.question).split()
    ordinal = next((query.pack.ordinals[word] for word in said if word in query.pack.ordinals), None)
    if ordinal:
        found = [c for c in found if c.number == ordinal]
    result = Result()
    if not found:
        other = query.dataset.facts[OTHER_MEETINGS]
        result.say("none")
        result.say("statement", statement=other.statement)
        result.cite(other.sources)
    for conference in found:
        wording = "one" if len(found) == 1 else "line"
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
    result.count = len(found)
    result.year = found[0].year if len(found) == 1 else None
    return result


def fact(query: Query, words: Words) -> Result:
    """One statement of facts.yaml."""
    found = query.dataset.facts[query.intent.id or ""]
    result = Result(count=found.count, year=found.year, as_of=found.as_of)
    result.cities = [query.dataset.cities[city] for city in found.cities]
    result.countries = list(found.countries)
    result.cite(found.sources)
    result.say("statement", statement=found.statement)
    if found.caveat:
        result.say("caveat", caveat=found.caveat)
    return result


def conflict(query: Query, words: Words) -> Result:
    """What is used where pages disagree."""
    found = query.dataset.conflicts[query.intent.id or ""]
    result = Result(as_of=query.dataset.latest_round.announced)
    result.cities = [query.dataset.cities[city] for city in found.cities]
    result.countries = list(found.countries)
    result.cite(claim.source for claim in found.claims if claim.source)
    result.say("settled" if found.status == "settled" else "open", resolution=found.resolution)
    return result


def last_sources(query: Query, words: Words) -> Result:
    """The pages behind the last answer, or behind the data set."""
    ids = query.conversation.sources or query.dataset.latest_round.sources
    result = Result(as_of=query.dataset.latest_round.announced)
    result.say("header" if query.conversation.sources else "header_data")
    for source in (query.dataset.sources[source] for source in ids):
        result.say(
            "line", publisher=source.publisher, address=source.address, read_on=words.day(source.read_on)
        )
    result.cite(ids)
    return result


def say(query: Query, words: Words) -> Result:
    """A fixed reply: help, greeting, thanks."""
    result = Result(as_of=query.dataset.latest_round.announced)
    latest = query.dataset.latest_round
    result.say(
        "text",
        cities=latest.total_cities,
        countries=latest.total_countries,
        day=words.day(latest.announced),
        named=len(query.dataset.members),
    )
    return result


def ask_place(query: Query, words: Words) -> Result:
    """The question is about a place that it does not name."""
    result = Result(kind="nothing", as_of=query.dataset.latest_round.announced)
    result.say("text")
    return result


def _say_round(announced: Round, query: Query, words: Words, result: Result) -> None:
    fields = {
        "day": words.day(announced.announced),
        "cities": announced.cities,
        "countries": announced.countries,
        "total_cities": announced.total_cities,
        "total_countries": announced.total_countries,
        "capitals": announced.capitals,
        "people": announced.people,
    }
    result.say("latest" if announced is query.dataset.latest_round else "round", **fields)
    if announced.total_cities:
        result.say("after", **fields)
    if announced.capitals and announced.first_time_countries is not None:
        result.say("capitals_and_new", new=len(announced.first_time_countries), **fields)
    if announced.first_release:
        result.say("first_release", figures=announced.first_release)
    result.cite(announced.sources)
    result.as_of = max(result.as_of, announced.announced)
    result.count = announced.cities


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
        time = (
            words.time(query.filters, "asked")
            or f" ({query.dataset.awards[0].year}–{query.dataset.awards[-1].year})"
        )
        result.say(wording, names=words.listing(named) if named else "", time=time)


def _by_year(query: Query, dated: list[City], year: int | None, wording: str, words: Words) -> Result:
    result = Result(year=year, as_of=query.dataset.latest_round.announced)
    found = [city for city in dated if city.year == year]
    result.cities, result.count = found, len(found)
    for city in found:
        result.cite(city.sources)
    if not found:
        result.say("none", scope=words.scope(query.filters))
        return result
    result.say(wording, year=year, count=len(found), scope=words.scope(query.filters.without_time()))
    result.say("names", names=", ".join(words.full(city) for city in found))
    result.say("undated_members", count=len([c for c in query.dataset.members if not c.year]))
    return result


def _rounds(query: Query) -> list[Round]:
    if not query.filters.has_time:
        return []
    if query.filters.round:
        return [query.dataset.rounds[query.filters.round]]
    return [r for r in _all(query) if _in_years(query, int(r.announced[:4]))]


def _all(query: Query) -> list[Round]:
    return sorted(query.dataset.rounds.values(), key=lambda r: r.announced)


def _in_years(query: Query, year: int) -> bool:
    filters = query.filters
    if filters.round:
        return True
    return (filters.year_from is None or year >= filters.year_from) and (
        filters.year_to is None or year <= filters.year_to
    )


def _in_place(query: Query, conference: Conference) -> bool:
    if query.filters.areas and not any(conference.country in area.countries for area in query.filters.areas):
        return False
    named = [query.dataset.cities[member].name for m in query.reading.cities for member in m.members]
    named += [place.name for m in query.reading.cities for place in m.places[:1] if not m.members]
    return not query.reading.cities or any(name.split(" ")[0] in (conference.place or "") for name in named)


def _meets_areas(query: Query, city: City) -> bool:
    return not query.filters.areas or any(in_area(city, area) for area in query.filters.areas)
