"""What stands on top of an announcement: what concerns the regions, countries and cities that are followed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.announcing.change_lines import ChangeLines, Detail
from bot.announcing.followed import has_news
from bot.announcing.scopes import Scope
from bot.announcing.words import AnnouncementWords
from bot.dataset.changes import Changes

MOST_PARTS = 5
"""Regions, countries and cities told of one by one to who follows more."""


@dataclass(frozen=True)
class Followed:
    """One scope that is followed, with the part of the changes that concerns it."""

    scope: Scope
    part: Changes

    @property
    def has_news(self) -> bool:
        """Whether anything changed there."""
        return has_news(self.part)

    def name(self, words: AnnouncementWords) -> str:
        """The name of the scope; that of a city is known only where there is news of it."""
        if self.scope.kind == "region":
            return words.region(self.scope.key)
        if self.scope.kind == "country":
            return ChangeLines(self.part, words, Detail.NAMES).country(self.scope.key)
        return self.part.members[0].name if self.part.members else self.scope.key

    @property
    def lists_all(self) -> bool:
        """Whether the list named all members of the country after the latest new round was announced."""
        land = self.part.countries.get(self.scope.key)
        as_of = land.complete_as_of if land else None
        if not as_of or not self.part.new_rounds:
            return False
        announced = self.part.new_rounds[-1].intake.announced
        # "2025-12" may lie before or after the fourth of that month.
        return as_of >= announced if len(as_of) == len(announced) else as_of > announced[: len(as_of)]


def followed_paragraphs(
    followed: Sequence[Followed], words: AnnouncementWords, detail: Detail
) -> Iterator[str]:
    """Yield a paragraph for each scope, those with news first, and one that sums up what is left.

    Where a new round was announced, it is also said that there is nothing new; else such scopes are left out.
    """
    quiet = [one for one in followed if one.part.new_rounds and not one.has_news]
    told = [one for one in followed if one.has_news] + [one for one in quiet if one.scope.kind != "city"]
    most = MOST_PARTS if detail < Detail.LEAST else 0
    for one in told[:most]:
        heading = words.heading(one.scope.key, one.name(words))
        yield "\n".join([heading, *_part(one, words, detail)])
    more = [one for one in told[most:] if one.has_news]
    rest = []
    if more and detail is Detail.NAMES:
        rest.append(words.say("more_news", names=words.listing([one.name(words) for one in more])))
    elif more:
        rest.append(words.count("more_news_number", len(more)))
    if number := len(told[most:]) - len(more):
        rest.append(words.count("quiet_more", number))
    if number := sum(one.scope.kind == "city" for one in quiet):
        rest.append(words.count("quiet_cities", number))
    if rest:
        yield "\n".join(rest)


def _part(one: Followed, words: AnnouncementWords, detail: Detail) -> Iterator[str]:
    lines = ChangeLines(one.part, words, detail)
    if one.scope.kind == "region":
        yield from _region(one.part, lines, words, detail)
    elif one.scope.kind == "country":
        yield from _country(one, lines, words, detail)
    elif one.part.joined:
        yield words.say("city_joined")
    yield from lines.others()


def _country(one: Followed, lines: ChangeLines, words: AnnouncementWords, detail: Detail) -> Iterator[str]:
    part = one.part
    if part.joined and detail is Detail.NAMES:
        names = words.listing([lines.label(member, "capital") for member in part.joined])
        yield words.count("country_joined", len(part.joined), cities=names)
    elif part.joined:
        yield words.count("region_joined", len(part.joined))
    elif part.new_rounds and not part.first_time:
        yield words.say("none" if one.lists_all else "none_named")
    if part.first_time:
        unnamed = any(new.unnamed for new in part.new_rounds)
        yield words.say("first_time_unnamed" if unnamed else "first_time_country")


def _region(part: Changes, lines: ChangeLines, words: AnnouncementWords, detail: Detail) -> Iterator[str]:
    if part.joined:
        yield words.count("region_joined", len(part.joined))
        if detail <= Detail.COUNTRIES:
            yield from lines.by_country(part.joined, "capital")
    elif part.new_rounds:
        yield words.say("none_named")
    if part.first_time and detail < Detail.NUMBERS:
        yield words.say("first_time_here", names=lines.countries(part.first_time))
    yield from lines.unnamed()
