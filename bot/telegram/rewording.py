"""What operators write for subscribers: a new message, another text, a note above facts; and what does not fit."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from bot.announcing.audience import audience
from bot.announcing.message_files import TOPICS
from bot.announcing.rendering import DEFAULT_LANGUAGE
from bot.announcing.scopes import write_scopes
from bot.storage.announcements import Announcement
from bot.telegram.followed import scopes_of, shortened
from bot.telegram.newsroom import Newsroom, with_content

REMOVE = "-"
"""Written instead of a text, a note or places, it takes them away."""
LONGEST_PLACES = 400
"""Characters; more is no list of places."""
_ADDRESS = re.compile(r"https://\S{1,2040}")


class UnfitError(Exception):
    """What was written cannot be used; the text tells the operator why."""


async def new_content(newsroom: Newsroom, text: str) -> dict[str, Any]:
    """Return the content of a message that says `text`, in the default language.

    An https address that is the last line is the link under it. Raises UnfitError and StorageError.
    """
    draft = Announcement(0, "", "message", TOPICS[0], "proposed", {"text": {}}, made_at=0)
    return await reworded(newsroom, draft, DEFAULT_LANGUAGE, text)


async def reworded(
    newsroom: Newsroom, announcement: Announcement, language: str, text: str
) -> dict[str, Any]:
    """Return the content with another text in a language, or with a note above it where it is made of facts.

    Raises UnfitError and StorageError.
    """
    content, text = dict(announcement.content), text.strip()
    part = "text" if announcement.kind == "message" else "note"
    said = dict(content.get(part) or {})
    if text == REMOVE:
        said.pop(language, None)
        if part == "text" and not said:
            raise UnfitError(newsroom.words.say("text_must_stay"))
    else:
        if part == "text":
            text, link = _split_link(text)
            content |= {"link": link} if link else {}
        said[language] = text
    content[part] = said
    if fault := await newsroom.fault(with_content(announcement, content)):
        raise UnfitError(fault)
    return content


def narrowed(newsroom: Newsroom, content: dict[str, Any], text: str) -> dict[str, Any]:
    """Return the content for those only whom some places concern, named in a text; "-" for everybody.

    Raises UnfitError.
    """
    followed, dataset = newsroom.followed, newsroom.services.engine.dataset
    content = {key: value for key, value in content.items() if key not in ("for", "scopes")}
    if text.strip() == REMOVE or followed.is_everything(text):
        return content
    if len(text) > LONGEST_PLACES:
        raise UnfitError(newsroom.words.say("places_too_long"))
    named, words = followed.named(text), newsroom.words
    if named.leaves_out:
        raise UnfitError(words.say("places_left_out"))
    if named.unknown:
        raise UnfitError(words.say("places_unknown", names=followed.either(named.unknown)))
    if named.no_members:
        raise UnfitError(words.say("places_no_member", place=named.no_members[0].label))
    if named.unsettled:
        one = named.unsettled[0]
        options = ", ".join(option.label for option in one.options)
        raise UnfitError(words.say("places_unsettled", typed=shortened(one.typed), options=options))
    scopes = scopes_of(named.places)
    return content | {"for": write_scopes(scopes), "scopes": write_scopes(audience(scopes, dataset))}


def _split_link(text: str) -> tuple[str, str | None]:
    """The text without its last line, and that line, where it is an address and nothing else."""
    before, _, last = text.rpartition("\n")
    address = last.strip()
    if not _ADDRESS.fullmatch(address) or not _is_address(address):
        return text, None
    return before.rstrip(), address


def _is_address(text: str) -> bool:
    try:
        url = urlsplit(text)
        # Reading the port checks it.
        return bool(url.hostname) and url.port != 0
    except ValueError:
        return False
