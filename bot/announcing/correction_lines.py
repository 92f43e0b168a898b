"""Corrections of the data as lines of text in one language: what is said now, and what was said before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.announcing.words import AnnouncementWords
from bot.dataset.changes import Changes, Corrected
from bot.text import fold


def country_name(code: str, changes: Changes, words: AnnouncementWords) -> str:
    """Return the name of a country; its code where neither the data nor the language has one."""
    land = changes.countries.get(code)
    return words.country(code, land.name if land else code)


def country_names(codes: Iterable[str], changes: Changes, words: AnnouncementWords) -> str:
    """Return the names of countries as a list."""
    return words.listing(sorted((country_name(code, changes, words) for code in codes), key=fold))


def renamed_lines(changes: Changes, words: AnnouncementWords) -> Iterator[str]:
    """Yield a line for each member that has another name."""
    for entry in changes.renamed:
        country = country_name(entry.member.country, changes, words)
        yield words.say("renamed", before=entry.before, country=country, name=entry.member.name)


def corrected_lines(changes: Changes, words: AnnouncementWords) -> Iterator[str]:
    """Yield a line for each thing that is said otherwise of a member."""
    for entry in changes.corrected:
        city, country = entry.member.name, country_name(entry.member.country, changes, words)
        if entry.what == "country":
            before, after = (country_name(code, changes, words) for code in (entry.before, entry.after))
            yield words.say("country_changed", city=city, before=before, after=after)
        elif entry.what == "capital":
            yield words.say("capital_now" if entry.after else "capital_no_more", city=city, country=country)
        else:
            yield _joined(entry, country, words)


def first_time_lines(changes: Changes, words: AnnouncementWords) -> Iterator[str]:
    """Yield which countries were, and were not, new in a round that was known before."""
    for entry in changes.corrected_first_time:
        for name, codes in (("first_time_found", entry.found), ("first_time_wrong", entry.wrong)):
            if codes:
                day = words.day(entry.intake.announced)
                yield words.say(name, day=day, names=country_names(codes, changes, words))


def figure_lines(changes: Changes, words: AnnouncementWords) -> Iterator[str]:
    """Yield a line for each figure of a round that is another one now."""
    for entry in changes.corrected_rounds:
        day, figure = words.day(entry.intake.announced), words.say(f"figure_{entry.figure}")
        before, after = (_figure(value, words) for value in (entry.before, entry.after))
        if not after:
            yield words.say("figure_unknown", day=day, figure=figure)
        elif not before:
            yield words.say("figure_known", day=day, figure=figure, after=after)
        else:
            yield words.say("figure", day=day, figure=figure, after=after, before=before)


def _joined(entry: Corrected, country: str, words: AnnouncementWords) -> str:
    """When a member joined; a date that only became more exact, or less, contradicts nothing said before."""
    city, before, after = entry.member.name, entry.before, entry.after
    if not after:
        return words.say("joined_unknown", city=city, country=country)
    if after.startswith(before):
        return words.say("joined_known", city=city, country=country, after=words.day(after))
    if before.startswith(after):
        return words.say("joined_vague", city=city, country=country, after=words.day(after))
    days = {"after": words.day(after), "before": words.day(before)}
    return words.say("joined_other", city=city, country=country, **days)


def _figure(value: int | str | None, words: AnnouncementWords) -> str:
    if value is None:
        return ""
    return words.day(value) if isinstance(value, str) else words.number(value)
