"""Where an announcement has its facts from: addresses, and a last line that names publishers and date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.announcing.words import AnnouncementWords
from bot.dataset.changes import Changes
from bot.dataset.snapshots import Page

NAMED_PUBLISHERS = 2
"""Publishers named in the last line; the rest is counted."""


def pages_behind(told: Iterable[Changes]) -> tuple[Page, ...]:
    """Return the pages that changes, or parts of them, rest on: those on rounds first, then those on members."""
    rounds: dict[str, Page] = {}
    members: dict[str, Page] = {}
    for part in told:
        of_rounds = (source for intake in part.intakes for source in intake.sources)
        of_members = (source for member in part.members for source in member.sources)
        for found, ids in ((rounds, of_rounds), (members, of_members)):
            found.update({source: part.pages[source] for source in ids if source in part.pages})
    return tuple({**rounds, **members}.values())


def source_line(
    pages: Iterable[Page], as_of: str, words: AnnouncementWords, *, with_names: bool = True
) -> str:
    """Return the last line: who published it (or only how many did) and the date of what they say."""
    publishers: Sequence[str] = list(dict.fromkeys(page.publisher for page in pages))
    day = words.day(as_of)
    if not publishers:
        return words.say("as_of", day=day)
    if not with_names:
        return words.count("sources_number", len(publishers), day=day)
    named, more = publishers[:NAMED_PUBLISHERS], len(publishers) - NAMED_PUBLISHERS
    if more > 0:
        return words.count("sources_more", more, publishers=words.commas(named), day=day)
    name = "source_line" if len(named) == 1 else "sources_line"
    return words.say(name, publishers=words.listing(named), day=day)
