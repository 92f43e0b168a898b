"""Composes the announcement of changes as one subscriber reads it, from facts and never by hand.

What the subscriber follows stands on top, then what was announced of the network. Nothing is ever cut off: a text
that is too long is written again with numbers in the place of names, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.announcing.change_lines import ChangeLines, Detail
from bot.announcing.followed import has_news, part_of
from bot.announcing.followed_lines import Followed, followed_paragraphs
from bot.announcing.scopes import Scope
from bot.announcing.sourcing import pages_behind, source_line
from bot.announcing.words import AnnouncementWords
from bot.dataset.changes import Changes

LONGEST = 4096
"""Characters of a message, by Telegram."""
_NOTES = {
    Detail.COUNTRIES: "by_country",
    Detail.REGIONS: "by_region",
    Detail.NUMBERS: "by_number",
    Detail.LEAST: "by_number",
}


@dataclass(frozen=True)
class Announced:
    """An announcement as one subscriber reads it."""

    text: str
    """Plain text, complete, at most as long as a message may be."""
    sources: tuple[str, ...]
    """Addresses of the pages it rests on."""


def concerns(changes: Changes, scopes: Sequence[Scope]) -> bool:
    """Tell whether changes concern who follows these scopes (all, where there are none).

    A new round concerns everybody; other changes those who follow the city, its country, its region, or all.
    """
    if changes.new_rounds or not scopes:
        return not changes.is_empty
    return any(has_news(part_of(changes, scope)) for scope in scopes)


def changes_text(
    changes: Changes, scopes: Sequence[Scope], words: AnnouncementWords, limit: int = LONGEST
) -> Announced:
    """Compose the announcement of changes for who follows these scopes (all, where there are none).

    The text has at most `limit` characters, which must be 1,000 or more. Raises DataError for a language pack that
    lacks a wording.
    """
    followed = [Followed(scope, part_of(changes, scope)) for scope in scopes]
    pages = pages_behind([one.part for one in followed] or [changes])
    text = ""
    for detail in Detail:
        last = source_line(pages, changes.as_of, words, with_names=detail < Detail.LEAST)
        text = "\n\n".join([*_paragraphs(changes, followed, words, detail), last])
        if len(text) <= limit:
            break
    return Announced(text, tuple(dict.fromkeys(page.address for page in pages)))


def _paragraphs(
    changes: Changes, followed: Sequence[Followed], words: AnnouncementWords, detail: Detail
) -> Iterator[str]:
    lines = ChangeLines(changes, words, detail)
    paragraphs = lines.network()
    if followed:
        yield from followed_paragraphs(followed, words, detail)
    else:
        if not any(paragraphs):
            paragraphs = [[words.say("list_changed")]]
        paragraphs += [[entry] for entry in lines.joined()]
        paragraphs += [list(lines.unnamed()), [*lines.others(), *lines.new_countries()]]
    if detail:
        paragraphs.append([words.say(_NOTES[detail])])
    yield from ("\n".join(paragraph) for paragraph in paragraphs if paragraph)
