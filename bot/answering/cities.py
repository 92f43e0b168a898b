"""Queries about named cities: membership, joining date, profile, highlight, names."""

from __future__ import annotations

from collections.abc import Callable

from bot.answer import Choice, Verdict
from bot.answering.results import Query, Result
from bot.answering.wording import Words
from bot.dataset.models import City, Conflict
from bot.text import fold
from bot.understanding.gazetteer import Place
from bot.understanding.names import Mention

BIG_HOMONYM = 100_000
"""Inhabitants from which a place of the same name is worth a word."""
MAX_HOMONYMS = 2
MAX_NAMES = 8


def membership(query: Query, words: Words) -> Result:
    """Is each named city a member? Corrects wrong countries and says what is not known."""

    def write(city: City, result: Result) -> None:
        result.say("member" if city.year else "member_no_year", **_city_fields(city, words))
        _check_year(query, city, words, result)

    return _each_member(query, words, write)


def joined_when(query: Query, words: Words) -> Result:
    """When did each named city join?"""

    def write(city: City, result: Result) -> None:
        result.year = city.year
        years = query.today.year - city.year if city.year else 0
        result.say("joined" if city.year else "joined_no_year", years=years, **_city_fields(city, words))
        _check_year(query, city, words, result)

    return _each_member(query, words, write)


def city_profile(query: Query, words: Words) -> Result:
    """Everything the data holds on each named member."""
    return _each_member(query, words, lambda city, result: _profile_lines(query, city, words, result))


def city_highlight(query: Query, words: Words) -> Result:
    """What each named member does as a learning city, or that nothing is known."""

    def write(city: City, result: Result) -> None:
        fields = _city_fields(city, words)
        highlight = query.dataset.highlights.get(city.id)
        if highlight is None:
            result.say("no_highlight", **fields)
            result.say("member_brief" if city.year else "member_brief_no_year", **fields)
            return
        result.cite(highlight.sources)
        result.as_of = max(result.as_of, highlight.as_of)
        result.say("highlight", statement=highlight.statement, as_of=words.day(highlight.as_of), **fields)
        if highlight.confidence != "high":
            result.say("highlight_caveat")

    return _each_member(query, words, write, caveats=False)


def city_names(query: Query, words: Words) -> Result:
    """The forms of a member's name that the data holds."""

    def write(city: City, result: Result) -> None:
        forms = dict.fromkeys(
            name for language, name in query.gazetteer.city_names.get(city.id, ()) if language
        )
        others = [name for name in forms if name != city.name][:MAX_NAMES]
        wording = "names" if others else "names_one"
        result.say(wording, names=words.listing(others) if others else "", **_city_fields(city, words))

    return _each_member(query, words, write, caveats=False)


def highlights_by_theme(query: Query, words: Words) -> Result:
    """Members whose highlight has the theme of the intent's preset."""
    theme = query.intent.preset["theme"]
    result = Result()
    found = [h for h in query.dataset.highlights.values() if theme in h.themes]
    result.say("theme", count=len(found))
    for highlight in found[:3]:
        city = query.dataset.cities[highlight.city]
        result.cities.append(city)
        result.cite(highlight.sources)
        result.as_of = max(result.as_of, highlight.as_of)
        result.say("theme_city", city=words.full(city), statement=highlight.statement)
    return result


def _each_member(
    query: Query, words: Words, write: Callable[[City, Result], None], *, caveats: bool = True
) -> Result:
    """Let `write` speak of each named member; everything else that was named is told apart on the way."""
    result = Result()
    for mention in query.reading.cities:
        if not _settled(query, mention, words, result):
            continue
        city = _member(query, mention)
        if city is None:
            _not_a_member(query, mention, words, result)
            continue
        result.verdict = result.verdict or "member"
        _add(result, city)
        _correct_country(mention, city, words, result)
        write(city, result)
        if caveats:
            _caveats(query, city, result)
            _homonyms(mention, city, words, result)
    return result


def _settled(query: Query, mention: Mention, words: Words, result: Result) -> bool:
    """False when the name is unknown or must be asked; then the result says so."""
    if mention.unknown:
        result.kind = "unknown_name" if not result.cities and not result.verdict else result.kind
        result.say("unknown_name", name=_typed(query, mention))
        return False
    if len(mention.members) + bool(mention.places and mention.corrected and mention.members) > 1:
        _offer(query, mention, words, result)
        return False
    if mention.corrected:
        read = query.dataset.cities[mention.members[0]].name if mention.members else mention.places[0].name
        result.say("read_as", typed=mention.text, read=read)
    return True


def _typed(query: Query, mention: Mention) -> str:
    """The name as the user wrote it, capitals and accents kept."""
    parts = query.reading.question.split()
    size = mention.end - mention.start
    for start in range(len(parts) - size + 1):
        piece = " ".join(parts[start : start + size])
        if fold(piece) == mention.text:
            return piece.strip(".,;:!?\"'()[]{}<>“”«»")
    return mention.text


def _offer(query: Query, mention: Mention, words: Words, result: Result) -> None:
    labels = [words.full(query.dataset.cities[city]) for city in mention.members]
    if mention.corrected:
        labels += [f"{place.name} ({words.country(place.country)})" for place in mention.places[:2]]
    result.kind = "choose"
    result.say("choose", typed=_typed(query, mention), names=words.listing(labels))
    for label in dict.fromkeys(labels):
        replaced = f" {' '.join(query.reading.words)} ".replace(f" {mention.text} ", f" {label} ").strip()
        result.choices.append(
            Choice(label, query.pack.wordings["choice_question"].format(city=label, asked=replaced))
        )


def _member(query: Query, mention: Mention) -> City | None:
    """The member that is meant; None when the country given, or the name, is that of a non-member."""
    if not mention.members:
        return None
    city = query.dataset.cities[mention.members[0]]
    given = [code for area in mention.qualifiers for code in area.countries]
    if given and city.country not in given and any(place.country in given for place in mention.places):
        return None
    return city


def _place(mention: Mention) -> Place:
    given = [code for area in mention.qualifiers for code in area.countries]
    return next((place for place in mention.places if place.country in given), mention.places[0])


def _not_a_member(query: Query, mention: Mention, words: Words, result: Result) -> None:
    place = _place(mention)
    country = query.dataset.countries[place.country]
    conflict = _conflict_on(query, place)
    verdict: Verdict = "not_member" if conflict or country.complete else "not_listed"
    result.verdict = verdict if result.verdict is None else result.verdict
    result.countries.append(place.country)
    fields = {
        "place": place.name,
        "country": words.country(place.country),
        "in_country": words.the_country(place.country),
        "named": len(query.dataset.members),
        "total": query.dataset.latest_round.total_cities,
        "count": len(query.dataset.members_by_country.get(place.country, ())),
    }
    if conflict:
        result.say("not_member_conflict", resolution=conflict.resolution, **fields)
        result.cite(claim.source for claim in conflict.claims if claim.source)
    else:
        result.say(verdict, as_of=words.day(country.stated_as_of or ""), **fields)
        result.cite(country.sources if country.complete else query.dataset.latest_round.sources)
    given = [code for area in mention.qualifiers for code in area.countries]
    if given and place.country not in given:
        result.say("place_country", wrong=words.the_country(given[0]), **fields)
    for member in mention.members:
        city = query.dataset.cities[member]
        _add(result, city)
        result.say("homonym_member", city=words.full(city))
    related = [
        query.dataset.cities[city]
        for city in query.gazetteer.related.get((fold(place.name), place.country), ())
    ]
    for city in related:
        _add(result, city)
    if related:
        names = words.listing([city.name for city in related])
        result.say("related_one" if len(related) == 1 else "related", names=names, place=place.name)


def _conflict_on(query: Query, place: Place) -> Conflict | None:
    key = f"{fold(place.name)}|{place.country}"
    for conflict in query.dataset.conflicts.values():
        for named in conflict.not_members:
            name, _, code = named.partition("|")
            if f"{fold(name)}|{code}" == key:
                return conflict
    return None


def _add(result: Result, city: City) -> None:
    if city not in result.cities:
        result.cities.append(city)
    result.cite(city.sources)


def _correct_country(mention: Mention, city: City, words: Words, result: Result) -> None:
    given = [area for area in mention.qualifiers if city.country not in area.countries]
    right = any(city.country in area.countries for area in mention.qualifiers)
    if given and not right:
        result.say(
            "wrong_country",
            city=city.name,
            in_country=words.the_country(city.country),
            wrong=words.areas(given),
        )


def _city_fields(city: City, words: Words) -> dict[str, object]:
    return {
        "city": city.name,
        "country": words.country(city.country),
        "in_country": words.the_country(city.country),
        "since": words.since(city),
        "year": city.year or "",
        "full": f"{city.name} ({_where(city, words)})",
        "deduced": words.piece("deduced") if city.confidence != "high" and city.year else "",
    }


def _where(city: City, words: Words) -> str:
    if city.capital:
        return words.piece("capital_of", country=words.the_country(city.country))
    return words.country(city.country)


def _check_year(query: Query, city: City, words: Words, result: Result) -> None:
    """Say so when the question named another year than the data."""
    first, last = query.filters.year_from, query.filters.year_to
    if not query.filters.has_time:
        return
    result.year = first if first == last else result.year
    if city.year is None:
        result.say("year_unknown", city=city.name)
    elif (first is not None and city.year < first) or (last is not None and city.year > last):
        result.say("year_not", city=city.name, year=city.year, asked=words.time(query.filters).strip())


def _profile_lines(query: Query, city: City, words: Words, result: Result) -> None:
    fields = _city_fields(city, words)
    country = query.dataset.countries[city.country]
    result.say("profile", region=query.gazetteer.region_areas[country.region].label, **fields)
    result.say("profile_joined" if city.year else "profile_no_year", **fields)
    if city.latitude is not None and city.longitude is not None:
        result.say("profile_position", position=words.position(city.latitude, city.longitude))
    wins = [award.year for award in query.dataset.awards if city.id in award.winners]
    if wins:
        result.say("profile_award", years=words.listing([str(year) for year in wins]))
    highlight = query.dataset.highlights.get(city.id)
    if highlight:
        result.say("profile_highlight", statement=highlight.statement)
        result.cite(highlight.sources)


def _caveats(query: Query, city: City, result: Result) -> None:
    if city.confidence == "high":
        return
    for conflict in query.dataset.conflicts.values():
        if conflict.status == "open" and city.id in conflict.cities and len(conflict.cities) <= 2:
            result.say("conflict", resolution=conflict.resolution)
            return
    result.say("medium_confidence")


def _homonyms(mention: Mention, city: City, words: Words, result: Result) -> None:
    """Mention a big place of the same name, so that nobody takes one for the other."""
    if mention.corrected or mention.qualifiers:
        return
    floor = min(BIG_HOMONYM, max(city.population or 0, 15_000))
    rivals = [p for p in mention.places if p.population >= floor and p.country != city.country][:MAX_HOMONYMS]
    if rivals:
        result.say(
            "homonyms", names=words.listing([f"{p.name} ({words.country(p.country)})" for p in rivals])
        )
