"""Queries about named cities: membership, joining date, profile, highlight, names."""

from __future__ import annotations

from bot.answering.claims import conflict_on_time
from bot.answering.places import each_member
from bot.answering.results import Query, Result
from bot.answering.wording import Words
from bot.dataset.models import City
from bot.text import fold, tokens
from bot.understanding.names import Mention

BIG_HOMONYM = 100_000
"""Inhabitants from which a place of the same name is worth a word."""
MAX_HOMONYMS = 2
MAX_NAMES = 8
CONFLICT_CITIES = 2
"""A conflict about more members than this is none of a single one's."""


def membership(query: Query, words: Words) -> Result:
    """Is each named city a member? Corrects wrong countries and says what is not known."""

    def write(city: City, mention: Mention, result: Result) -> None:
        result.say("member" if city.year else "member_no_year", **_fields(city, words))
        _check_year(query, city, words, result)
        _caveats(query, city, result)
        _homonyms(mention, city, words, result)

    return each_member(query, words, write)


def member_in_year(query: Query, words: Words) -> Result:
    """Had each named city joined by the year asked about?"""
    by = query.filters.year_to
    if by is None:
        return membership(query, words)

    def write(city: City, mention: Mention, result: Result) -> None:
        fields = _fields(city, words)
        if city.year is None:
            result.say("then_unknown", **fields)
        elif (city.year, city.month or 1) <= (by, query.filters.month or 12):
            result.say("member", **fields)
        else:
            result.verdicts[-1] = "not_member"
            result.say("not_yet", asked=words.asked_time(query.filters), **fields)
        _caveats(query, city, result)
        _homonyms(mention, city, words, result)

    return each_member(query, words, write)


def joined_when(query: Query, words: Words) -> Result:
    """When did each named city join?"""

    def write(city: City, mention: Mention, result: Result) -> None:
        result.year = city.year
        result.say("joined" if city.year else "joined_no_year", **_fields(city, words))
        _say_why_other_time(query, city, result)
        if query.intent.preset.get("reason"):
            result.say("no_reason")
        _caveats(query, city, result)
        _homonyms(mention, city, words, result)

    return each_member(query, words, write)


def member_how_long(query: Query, words: Words) -> Result:
    """When each named city joined, and how long ago that is."""

    def write(city: City, mention: Mention, result: Result) -> None:
        result.year = city.year
        span = words.span(city.year, city.month, query.today.year, query.today.month) if city.year else ""
        result.say("since_long" if city.year else "joined_no_year", span=span, **_fields(city, words))
        _caveats(query, city, result)
        _homonyms(mention, city, words, result)

    return each_member(query, words, write)


def city_profile(query: Query, words: Words) -> Result:
    """Everything the data holds on each named member."""

    def write(city: City, mention: Mention, result: Result) -> None:
        _profile_lines(query, city, words, result)
        _caveats(query, city, result)
        _homonyms(mention, city, words, result)

    return each_member(query, words, write)


def city_highlight(query: Query, words: Words) -> Result:
    """What each named member does as a learning city, or that nothing is known."""

    def write(city: City, mention: Mention, result: Result) -> None:
        fields = _fields(city, words)
        highlight = query.dataset.highlights.get(city.id)
        if highlight is None:
            result.say("no_highlight", **fields)
            result.say("member_brief" if city.year else "member_brief_no_year", **fields)
            return
        result.cite(highlight.sources)
        result.as_of = max(result.as_of, highlight.as_of)
        result.say("highlight", statement=highlight.statement, **fields)
        if highlight.confidence != "high":
            result.say("highlight_caveat")

    return each_member(query, words, write)


def city_names(query: Query, words: Words) -> Result:
    """The forms of a member's name that the data holds, in one language where the question names it."""
    asked = next((w for w in tokens(query.reading.question) if w in query.pack.languages), None)
    code = query.pack.languages[asked] if asked else None
    language = next((name for name, tag in query.pack.languages.items() if tag == code), "").capitalize()

    def write(city: City, mention: Mention, result: Result) -> None:
        known = query.gazetteer.city_names.get(city.id, [])
        forms = dict.fromkeys(name for language, name in known if (language == code if code else language))
        shown = [name for name in forms if code or name != city.name][:MAX_NAMES]
        wording = ("names_in" if shown else "names_in_none") if asked else ("names" if shown else "names_one")
        names = words.listing(shown) if shown else ""
        result.say(wording, names=names, language=language, **_fields(city, words))

    result = each_member(query, words, write)
    if len(result.cities) > 1:
        result.say("different", count=len(result.cities))
    return result


def highlights_by_theme(query: Query, words: Words) -> Result:
    """Members whose highlight has the theme of the intent's preset."""
    theme = query.intent.preset["theme"]
    result = Result()
    found = [h for h in query.dataset.highlights.values() if theme in h.themes]
    result.say("theme", count=len(found))
    for highlight in found:
        city = query.dataset.cities[highlight.city]
        result.cities.append(city)
        result.cite(highlight.sources)
        result.as_of = max(result.as_of, highlight.as_of)
        result.say("theme_city", city=words.full(city), statement=highlight.statement)
    return result


def _fields(city: City, words: Words) -> dict[str, object]:
    where = words.country(city.country)
    if city.capital:
        where = words.piece("capital_of", country=words.the_country(city.country))
    return {
        "city": city.name,
        "full": f"{city.name} ({where})",
        "since": words.since(city),
        "deduced": words.piece("deduced") if city.confidence != "high" and city.year else "",
    }


def _check_year(query: Query, city: City, words: Words, result: Result) -> None:
    """Say so when the question named another year than the data."""
    filters = query.filters
    if not filters.has_time:
        return
    if query.intent.query == "membership":
        result.year = filters.single_year or result.year
    if city.year is None:
        result.say("year_unknown", city=city.name)
        return
    if filters.may_hold(city) or _say_why_other_time(query, city, result):
        return
    result.say("year_not", since=words.since(city), asked=words.asked_time(filters))


def _say_why_other_time(query: Query, city: City, result: Result) -> bool:
    """Settle it where a page gives the year or month that the question names, and the data another."""
    conflict = None if query.filters.may_hold(city) else conflict_on_time(query, city)
    if conflict is None:
        return False
    result.cite(claim.source for claim in conflict.claims if claim.source)
    result.say("settled", resolution=conflict.resolution)
    return True


def _profile_lines(query: Query, city: City, words: Words, result: Result) -> None:
    fields = _fields(city, words)
    country = query.dataset.countries[city.country]
    result.say("profile", region=query.gazetteer.region_areas[country.region].label, **fields)
    result.say("profile_joined" if city.year else "profile_no_year", **fields)
    wins = [award.year for award in query.dataset.awards if city.id in award.winners]
    if wins:
        result.say("profile_award", years=words.listing([str(year) for year in wins]))
    highlight = query.dataset.highlights.get(city.id)
    if highlight:
        result.say("profile_highlight", statement=highlight.statement)
        result.cite(highlight.sources)
    if city.latitude is not None and city.longitude is not None:
        result.say("profile_position", position=words.position(city.latitude, city.longitude))


def _caveats(query: Query, city: City, result: Result) -> None:
    if city.confidence == "high" and city.year is None:
        return
    for conflict in query.dataset.conflicts.values():
        concerns = city.id in conflict.cities and len(conflict.cities) <= CONFLICT_CITIES
        if conflict.status == "open" and concerns:
            result.say("conflict", resolution=conflict.resolution)
            return
    if city.confidence != "high":
        result.say("medium_confidence")


def _homonyms(mention: Mention, city: City, words: Words, result: Result) -> None:
    """Mention a big place of the same name, so that nobody takes one for the other."""
    if mention.corrected or mention.qualifiers:
        return
    official = mention.text == fold(city.name)
    floor = min(BIG_HOMONYM, max(city.population or 0, 15_000)) if official else 0
    rivals = [p for p in mention.places if p.population >= floor and p.country != city.country][:MAX_HOMONYMS]
    if rivals:
        result.say("homonyms", names=words.listing([words.place(place) for place in rivals]))
