"""What a name in a question stands for: one member, several, a non-member, a country, or nothing known."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.answer import Choice, Verdict
from bot.answering.meant import (
    MAX_OFFERED_PLACES,
    candidates,
    in_any,
    is_doubtful,
    is_elsewhere,
    member_meant,
    names_read,
    place_in,
    place_in_any,
    place_meant,
)
from bot.answering.results import Query, Result, coverage
from bot.answering.wording import Words
from bot.dataset.models import City, Conflict
from bot.text import fold
from bot.understanding.gazetteer import Place
from bot.understanding.names import Mention

RIVAL = 5
"""A namesake is as likely meant when its population times this reaches the other's."""
MAX_NAMED_TOGETHER = 3
"""A conflict on more places than this says nothing of a single one."""


def each_member(query: Query, words: Words, write: Callable[[City, Mention, Result], None]) -> Result:
    """Let `write` speak of each named member; everything else that was named is told apart on the way."""
    result = Result()
    for mention in query.reading.cities:
        city = _settle(query, mention, words, result)
        if city is None or city in result.cities:
            continue
        if city.status == "withdrawn":
            _has_left(city, words, result)
            continue
        add_city(result, city)
        if is_elsewhere(query, mention, city):
            result.verdicts.append("not_listed")
            result.say(
                "other_part", city=city.name, wrong=words.areas(mention.qualifiers), full=words.full(city)
            )
            continue
        result.verdicts.append("member")
        _correct_country(mention, city, words, result)
        if query.filters.capital and not city.capital:
            _say_capital(query, city.name, city.country, words, result)
        write(city, mention, result)
    if result.verdicts and result.kind == "unknown_name":
        result.kind = "answer"
    return result


def _has_left(city: City, words: Words, result: Result) -> None:
    """A former member is none, and is listed nowhere."""
    result.verdicts.append("not_member")
    result.countries.append(city.country)
    result.say(
        "has_left" if city.year else "has_left_no_year", full=words.full(city), since=words.since(city)
    )
    result.cite(city.sources)


def add_city(result: Result, city: City) -> None:
    """Put a member and its sources into the result."""
    if city not in result.cities:
        result.cities.append(city)
    result.cite(city.sources)


def ask_which_place(query: Query, words: Words) -> Result | None:
    """Ask before anything is answered where no named place is certain; None when one is.

    That is a name of several countries ("Congo"), or one that may be no misspelt member at all ("Wymondham").
    """
    result = Result()
    for mention in query.reading.areas:
        labels = [area.label for area in mention.areas]
        labels += [words.place(place) for place in mention.places[:MAX_OFFERED_PLACES] if mention.corrected]
        if len(labels) > 1:
            offer(query, mention, labels, result, words)
            return result
    for mention in query.reading.cities:
        if not (is_doubtful(query, mention) and mention.members):
            return None
        labels = candidates(query, mention, words)
        if len(labels) > 1:
            return None
        _ask_whether(query, mention, labels[0], words, result)
    return result if result.parts else None


def corrections(query: Query, words: Words) -> list[tuple[str, str]]:
    """What was typed and the name it was read as, for each misspelt name that is not asked about."""
    found = []
    for mention in (*query.reading.cities, *query.reading.areas, *query.reading.excluded):
        certain = len(mention.areas) <= 1 and (
            not is_doubtful(query, mention) or mention in query.reading.excluded
        )
        if mention.corrected and certain and len(candidates(query, mention, words)) <= 1:
            found += [(mention.text, name) for name in names_read(query, mention)[:1]]
    return found


def offer(query: Query, mention: Mention, labels: Sequence[str], result: Result, words: Words) -> None:
    """Ask which of several places is meant; each choice asks in the intent's own words about that place."""
    result.kind = "choose"
    result.say("choose", typed=mention.typed, names=words.either(labels))
    _add_choices(query, labels, result, words)


def is_asked_which(query: Query, mention: Mention, words: Words, result: Result) -> bool:
    """Ask where a name can equally stand for several places; tell whether it does."""
    labels = candidates(query, mention, words)
    if len(labels) > 1:
        offer(query, mention, labels, result, words)
    return len(labels) > 1


def _add_choices(query: Query, labels: Sequence[str], result: Result, words: Words) -> None:
    for label in dict.fromkeys(labels):
        question = query.intent.label.format(city=label, area=label).rstrip("?")
        result.choices.append(Choice(label, f"{question}{words.time(query.filters)}?"))


def _ask_whether(query: Query, mention: Mention, label: str, words: Words, result: Result) -> None:
    """Ask whether a member is meant by a word that is more than a misspelling ("Wymondham", a town itself)."""
    result.kind = "unknown_name" if not result.verdicts else result.kind
    result.say("unsure_name", name=mention.typed, read=label)
    _add_choices(query, [label], result, words)


def _settle(query: Query, mention: Mention, words: Words, result: Result) -> City | None:
    """The member that is meant; where there is none, the result says what is."""
    if mention.unknown:
        if not _follows_a_name(query, mention):
            result.kind = "unknown_name" if not result.cities and not result.verdicts else result.kind
            result.say("unknown_name", name=mention.typed)
        return None
    if is_asked_which(query, mention, words, result):
        return None
    if is_doubtful(query, mention) and mention.members:
        _ask_whether(query, mention, candidates(query, mention, words)[0], words, result)
        return None
    city = member_meant(query, mention)
    if city is None:
        _not_a_member(query, mention, words, result)
    return city


def _follows_a_name(query: Query, mention: Mention) -> bool:
    """True for unknown words right behind a known name ("Rome, the eternal city"): they only describe it."""
    return any(other.end == mention.start for other in query.reading.cities if not other.unknown)


def _not_a_member(query: Query, mention: Mention, words: Words, result: Result) -> None:
    place = place_meant(mention)
    country = query.dataset.countries[place.country]
    if _is_region(query, mention, words, result) or _several(query, mention, words, result):
        return
    conflict = _conflict_on(query, place)
    named = not mention.corrected or place_in_any(place, mention.qualifiers)
    certain = named and (country.complete or (conflict is not None and conflict.withdrawn))
    verdict: Verdict = "not_member" if certain else "not_listed"
    result.verdicts.append(verdict)
    result.countries.append(place.country)
    fields = {
        "place": words.place(place),
        "in_country": words.the_country(place.country),
        **coverage(query),
    }
    if conflict:
        result.say(f"{verdict}_conflict", resolution=conflict.resolution, **fields)
        result.cite(claim.source for claim in conflict.claims if claim.source)
    else:
        result.say(verdict, as_of=words.day(country.stated_as_of or ""), **fields)
        result.cite(country.sources if certain else query.dataset.latest_round.sources[:1])
    if query.filters.capital:
        _say_capital(query, place.name, place.country, words, result)
    if country.first_round and place.country not in query.dataset.members_by_country:
        announced = query.dataset.rounds[country.first_round].announced
        result.say("unnamed_country", country=country.name, month=words.day(announced[:7]))
    if mention.qualifiers and not any(place_in(place, area) for area in mention.qualifiers):
        result.say("other_place", wrong=words.areas(mention.qualifiers), **fields)
    _relatives(query, mention, place, words, result)


def _is_region(query: Query, mention: Mention, words: Words, result: Result) -> bool:
    """A province or state is no city; its country is offered instead."""
    region = mention.places[0]
    if not region.is_region:
        return False
    result.countries.append(region.country)
    result.say(
        "is_region",
        place=region.name,
        country=words.country(region.country),
        in_country=words.the_country(region.country),
    )
    result.cite(query.dataset.latest_round.sources[:1])
    return True


def _several(query: Query, mention: Mention, words: Words, result: Result) -> bool:
    """Speak of all big cities of a name at once: a No for one of them must not be taken for the other."""
    first = mention.places[0]
    rivals = [
        p
        for p in mention.places[1:]
        if p.country != first.country and p.population * RIVAL >= first.population
    ]
    rivals = [p for p in rivals if fold(p.name) == fold(first.name)][:MAX_OFFERED_PLACES]
    if not rivals or mention.qualifiers or mention.members:
        return False
    result.verdicts.append("not_listed")
    result.countries += [place.country for place in (first, *rivals)]
    result.say(
        "not_listed_several",
        names=words.listing([words.place(place) for place in (first, *rivals)]),
        **coverage(query),
    )
    result.cite(query.dataset.latest_round.sources[:1])
    return True


def _relatives(query: Query, mention: Mention, place: Place, words: Words, result: Result) -> None:
    """Members of the same name, or that belong to the place."""
    for city in (query.dataset.cities[member] for member in mention.members):
        add_city(result, city)
        result.say("homonym_member", city=words.full(city))
    related = [query.dataset.cities[city] for city in query.gazetteer.related.get(place.row, ())]
    for city in related:
        add_city(result, city)
    if related:
        names = words.listing([city.name for city in related])
        result.say("related_one" if len(related) == 1 else "related", names=names, place=place.name)


def _conflict_on(query: Query, place: Place) -> Conflict | None:
    key = (fold(place.name), place.country)
    for conflict in query.dataset.conflicts.values():
        if len(conflict.not_members) > MAX_NAMED_TOGETHER:
            continue
        for named in conflict.not_members:
            name, _, code = named.partition("|")
            if (fold(name), code) == key:
                return conflict
    return None


def _say_capital(query: Query, name: str, country: str, words: Words, result: Result) -> None:
    """Correct a question that takes a city for the capital of its country."""
    capitals = query.gazetteer.capitals.get(country, ())
    if not capitals or fold(name) in map(fold, capitals):
        return
    fields = {"city": name, "in_country": words.the_country(country)}
    result.say("other_capital", capital=words.listing(capitals), **fields)


def _correct_country(mention: Mention, city: City, words: Words, result: Result) -> None:
    if mention.qualifiers and not in_any(city, mention.qualifiers):
        result.say(
            "wrong_country",
            city=city.name,
            in_country=words.the_country(city.country),
            wrong=words.areas(mention.qualifiers),
        )
