"""What the operators' commands, buttons and messages on announcements share."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from babel import Locale

from bot.announcing.amending import Amending
from bot.announcing.message_files import LONGEST_CAPTION, LONGEST_TEXT
from bot.announcing.progress import Estimate, estimate, number
from bot.announcing.rendering import DEFAULT_LANGUAGE, Renderer
from bot.announcing.steering import Steering
from bot.chat_words import ChatWords
from bot.storage.announcements import Announcement, AnnouncementStore
from bot.storage.claiming import Pace
from bot.storage.database import Database
from bot.storage.ledger import Ledger
from bot.storage.outbox import Outbox
from bot.telegram.bulletins import Bulletin
from bot.telegram.followed import ALL, Followed
from bot.telegram.markup import clean
from bot.telegram.services import Services

_UNREAD = ("for", "scopes", "data", "before", "digest")
"""Parts of the content that no subscriber reads."""
FREQUENT_SCOPES = 3
"""Filters for which a preview is offered."""


@dataclass(frozen=True)
class Variant:
    """One of the forms in which an announcement is read."""

    key: str
    """What a button carries for it."""
    label: str
    language: str
    scopes: str


@dataclass(frozen=True)
class Newsroom:
    """One for the whole bot."""

    services: Services
    followed: Followed
    outbox: Outbox
    ledger: Ledger
    pace: Pace
    amending: Amending
    now: Callable[[], float] = time.time
    editing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while the content of an announcement is read, changed and written."""

    @classmethod
    def of(cls, services: Services, database: Database, pace: Pace) -> Newsroom:
        """Return the newsroom of a database."""
        outbox, ledger = Outbox(database), Ledger(database)
        amending = Amending(services.announcements, outbox, ledger)
        followed = Followed(services.engine, services.words)
        return cls(services, followed, outbox, ledger, pace, amending)

    @property
    def words(self) -> ChatWords:
        """What the bot says to operators."""
        return self.services.words

    @property
    def announcements(self) -> AnnouncementStore:
        """Where they are kept."""
        return self.services.announcements

    @property
    def renderer(self) -> Renderer:
        """Puts them into the words that subscribers read."""
        return self.services.bulletins.renderer

    @property
    def steering(self) -> Steering:
        """What is done with them."""
        return Steering(self.announcements, self.outbox)

    def amount(self, value: int) -> str:
        """Write a number."""
        return number(value, self.words)

    def counted(self, noun: str, value: int) -> str:
        """Write a number with its noun: "1 chat", "312 chats"."""
        return self.words.say(f"{noun}_{'one' if value == 1 else 'many'}", count=self.amount(value))

    async def estimate(self, announcement: Announcement) -> Estimate:
        """Return what sending it now would mean. Raises StorageError."""
        lines = await self.outbox.lines_of_scopes(announcement.topic)
        return estimate(announcement, lines, self.renderer, self.pace)

    def language_name(self, code: str) -> str:
        """The name of a language in the language of the operators: "French"."""
        name = Locale.parse(code).get_display_name(self.words.path.parent.name)
        return str(name or code)

    def languages_of(self, content: Mapping[str, Any]) -> list[str]:
        """The languages in which it is worded, the default one first."""
        worded = content.get("text", self.renderer.languages)
        return sorted(worded, key=lambda code: (code != DEFAULT_LANGUAGE, code))

    def lacking_languages(self, content: Mapping[str, Any]) -> list[str]:
        """The languages of subscribers in which a message has no text."""
        return sorted(self.renderer.languages.keys() - content["text"]) if "text" in content else []

    def bulletin(self, announcement: Announcement, language: str, scopes: str = ALL) -> Bulletin:
        """The message as it would arrive, without the button to unsubscribe. Raises DataError."""
        return self.services.bulletins.of(announcement, language, scopes, None)

    async def variants(self, announcement: Announcement) -> list[Variant]:
        """The forms in which it is read: each language, and the most frequent filters. Raises StorageError."""
        found = [
            Variant(f"l.{code}", self.language_name(code), code, ALL)
            for code in self.languages_of(announcement.content)
        ]
        if announcement.kind != "changes":
            # Whatever they follow, all who get it read the same.
            return found
        chats: dict[str, dict[str, int]] = {}
        for scopes, language, count in await self.outbox.lines_of_scopes(announcement.topic):
            if scopes != ALL and self.renderer.is_meant(announcement, scopes):
                chats.setdefault(scopes, {})[language] = count
        frequent = sorted(chats, key=lambda scopes: (-sum(chats[scopes].values()), scopes))
        for scopes in frequent[:FREQUENT_SCOPES]:
            language = max(chats[scopes], key=lambda code: chats[scopes][code])
            label = self.words.say("variant_scopes", places=self.followed.places(scopes))
            found.append(Variant(f"s.{_key_of(scopes)}", label, language, scopes))
        return found

    async def fault(self, announcement: Announcement) -> str | None:
        """Say why Telegram would not take it as it is; None where it would. Raises StorageError."""
        for variant in await self.variants(announcement):
            rendered = self.renderer.render(announcement, variant.language, variant.scopes)
            text = clean(rendered.text)
            most = LONGEST_TEXT if rendered.picture is None else LONGEST_CAPTION
            if not text.strip():
                return self.words.say("text_is_empty")
            if len(text) > most:
                return self.words.say(
                    "text_is_long",
                    count=self.amount(len(text)),
                    most=self.amount(most),
                    variant=variant.label,
                )
        return None


def with_content(announcement: Announcement, content: dict[str, Any]) -> Announcement:
    """Return an announcement that says something else."""
    return replace(announcement, content=content)


def content_key(announcement: Announcement) -> str:
    """Return what changes whenever subscribers would read something else."""
    said = {key: value for key, value in announcement.content.items() if key not in _UNREAD}
    return _key_of(repr(sorted(said.items())))


def _key_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
