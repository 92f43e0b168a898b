"""What one subscriber reads of an announcement: its content in the subscriber's language, for what is followed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.announcing.composing import LONGEST, Announced, changes_text, concerns
from bot.announcing.scopes import read_scopes
from bot.announcing.weekly_text import weekly_text
from bot.announcing.words import AnnouncementWords
from bot.dataset.changes import Changes
from bot.storage.announcements import Announcement

DEFAULT_LANGUAGE = "en"
_REMEMBERED = 4_000
_UNREAD = ("data", "before")
"""Parts of content that no subscriber reads: whole versions of the data, which are large."""


@dataclass(frozen=True)
class Rendered:
    """An announcement as plain text, and what goes with it."""

    text: str
    sources: tuple[str, ...] = ()
    """Addresses."""
    link: str | None = None
    picture: str | None = None
    """Address of a picture that stands above the text."""


class Renderer:
    """Renders announcements; what was rendered is remembered, for most subscribers read the same.

    Content of an announcement, by kind:
    `changes`: `changes` (of `Changes`) and, if the operators wrote one, a `note` that stands above;
    `message`: `text` by language, `link`, `picture`, `scopes` (a line; whom it is for);
    `weekly`: `city`, `country`, `year`, `statement`, `as_of`, `sources` as `weekly_text` takes them.
    All of them: `corrected`, true once it was corrected after it had been sent; other keys are for the operators.
    """

    def __init__(self, languages: Mapping[str, AnnouncementWords]) -> None:
        self.languages = languages
        self._remembered: dict[str, Callable[[str, str], Rendered]] = {}

    def words(self, language: str) -> AnnouncementWords:
        """Return the wordings of a language, the default ones where it has none."""
        return self.languages.get(language) or self.languages[DEFAULT_LANGUAGE]

    def is_meant(self, announcement: Announcement, scopes: str) -> bool:
        """Tell whether an announcement is for a subscriber who follows a line of scopes."""
        followed = read_scopes(scopes)
        if announcement.kind == "changes":
            return concerns(_changes(announcement.content), followed)
        wanted = read_scopes(announcement.content.get("scopes") or "all")
        return not wanted or not followed or bool(set(wanted) & set(followed))

    def render(self, announcement: Announcement, language: str, scopes: str) -> Rendered:
        """Return what a subscriber reads, at most 4,096 characters."""
        said = {name: value for name, value in announcement.content.items() if name not in _UNREAD}
        key = f"{announcement.number} {said!r}"
        if key not in self._remembered:
            if len(self._remembered) > 8:
                self._remembered.clear()
            self._remembered[key] = lru_cache(_REMEMBERED)(
                lambda language, scopes: self._render(announcement, language, scopes)
            )
        return self._remembered[key](language, scopes)

    def _render(self, announcement: Announcement, language: str, scopes: str) -> Rendered:
        words, content = self.words(language), announcement.content
        first = [words.say("corrected")] if content.get("corrected") else []
        first += [note] if (note := _in_language(content.get("note"), words.code)) else []
        above = "".join(f"{line}\n\n" for line in first)
        rendered = self._of_kind(announcement, words, scopes, LONGEST - len(above))
        return Rendered(above + rendered.text, rendered.sources, rendered.link, rendered.picture)

    def _of_kind(
        self, announcement: Announcement, words: AnnouncementWords, scopes: str, limit: int
    ) -> Rendered:
        content = announcement.content
        if announcement.kind == "message":
            text = _in_language(content["text"], words.code)
            return Rendered(text, link=content.get("link"), picture=content.get("picture"))
        if announcement.kind == "weekly":
            told = weekly_text(words, **content["weekly"])
        else:
            told = changes_text(_changes(content), read_scopes(scopes), words, limit)
        return _rendered(told)


def _rendered(told: Announced) -> Rendered:
    return Rendered(told.text, told.sources)


def _changes(content: Mapping[str, Any]) -> Changes:
    return Changes.model_validate(content["changes"])


def _in_language(texts: Mapping[str, str] | None, language: str) -> str:
    """The text in a language, else in the default one, else in whichever there is."""
    if not texts:
        return ""
    return texts.get(language) or texts.get(DEFAULT_LANGUAGE) or next(iter(texts.values()))
