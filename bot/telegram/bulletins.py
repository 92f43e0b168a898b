"""From an announcement to the message that one subscriber gets: HTML, and the buttons under it."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.announcing.rendering import Renderer
from bot.storage.announcements import Announcement
from bot.telegram.callbacks import Unsubscribe, encode
from bot.telegram.markup import escape


@dataclass(frozen=True)
class Bulletin:
    """A message ready to be sent."""

    html: str
    keyboard: InlineKeyboardMarkup | None
    photo: str | None = None
    """Address of a picture; the text is then its caption."""


class Bulletins:
    """Makes messages of announcements."""

    def __init__(self, renderer: Renderer) -> None:
        self.renderer = renderer

    def of(self, announcement: Announcement, language: str, scopes: str, subscriber: int | None) -> Bulletin:
        """Return the message; without a subscriber, as in a preview, it has no button to unsubscribe."""
        rendered = self.renderer.render(announcement, language, scopes)
        words = self.renderer.words(language)
        row = []
        if rendered.link is not None:
            row.append(InlineKeyboardButton(words.say("link_button"), url=rendered.link))
        elif rendered.sources:
            row.append(InlineKeyboardButton(words.say("source_button"), url=rendered.sources[0]))
        if subscriber is not None:
            data = encode(Unsubscribe(subscriber))
            row.append(InlineKeyboardButton(words.say("unsubscribe_button"), callback_data=data))
        keyboard = InlineKeyboardMarkup([row]) if row else None
        return Bulletin(escape(rendered.text), keyboard, rendered.picture)

    def withdrawn(self, language: str) -> str:
        """Return the HTML of what stands in the place of an announcement that was withdrawn."""
        return escape(self.renderer.words(language).say("withdrawn"))
