"""What the handlers share."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from bot.answer import Answer
from bot.chat_words import ChatWords
from bot.engine import Engine
from bot.errors import StorageError
from bot.storage.announcements import AnnouncementStore
from bot.storage.button_texts import ButtonTexts
from bot.storage.chats import ChatSettings, ChatStore
from bot.storage.database import Database
from bot.storage.seen_updates import SeenUpdates
from bot.storage.subscriptions import SubscriberStore
from bot.storage.unanswered import UnansweredStore
from bot.telegram.bulletins import Bulletins
from bot.telegram.composing import Composer
from bot.telegram.limits import Limits
from bot.telegram.memories import ConversationMemory

logger = logging.getLogger(__name__)

PURGE_SECONDS = 6 * 3600
"""How often what is old is erased from the database."""


@dataclass(frozen=True)
class Services:
    """One of each for the whole bot."""

    engine: Engine
    words: ChatWords
    composer: Composer
    chats: ChatStore
    unanswered: UnansweredStore
    subscribers: SubscriberStore
    announcements: AnnouncementStore
    bulletins: Bulletins
    memory: ConversationMemory
    limits: Limits
    admin_ids: frozenset[int]
    """Operators: the people who run the bot, BOT_ADMIN_IDS."""

    async def settings(self, chat_id: int) -> ChatSettings:
        """Return the settings of a chat; the defaults where the database fails, for they cost nobody an answer."""
        try:
            return await self.chats.settings(chat_id)
        except StorageError as error:
            logger.error("the settings of a chat cannot be read: %s", error)
            return ChatSettings()

    async def note_reached(self, chat_id: int) -> None:
        """Note that a chat can be written to again, as somebody wrote there; announcements go on."""
        try:
            await self.subscribers.switch_on(chat_id)
        except StorageError as error:
            logger.error("cannot remember that a chat is reached again: %s", error)

    async def keep_unanswered(self, answer: Answer) -> None:
        """Keep a question that was not understood, without its author, for the operators to improve phrasings."""
        if answer.kind not in ("nothing", "unknown_name") or not answer.question.strip():
            return
        try:
            await self.unanswered.add(answer.question, answer.kind, answer.language)
        except StorageError as error:
            logger.error("an unanswered question cannot be kept: %s", error)


@dataclass(frozen=True)
class Stores:
    """All that is kept in the database."""

    button_texts: ButtonTexts
    chats: ChatStore
    seen: SeenUpdates
    unanswered: UnansweredStore
    subscribers: SubscriberStore
    announcements: AnnouncementStore

    def services(
        self, engine: Engine, words: ChatWords, bulletins: Bulletins, admin_ids: frozenset[int]
    ) -> Services:
        """Return what the handlers share, with these stores."""
        return Services(
            engine=engine,
            words=words,
            composer=Composer(words, engine, self.button_texts),
            chats=self.chats,
            unanswered=self.unanswered,
            subscribers=self.subscribers,
            announcements=self.announcements,
            bulletins=bulletins,
            memory=ConversationMemory(),
            limits=Limits(),
            admin_ids=admin_ids,
        )

    async def purge(self) -> None:
        """Erase what is older than each store keeps it. Raises StorageError."""
        await self.button_texts.purge()
        await self.chats.purge()
        await self.unanswered.purge()
        await self.subscribers.purge()

    async def keep_purged(self) -> None:
        """Erase what is old, now and then, until cancelled."""
        while True:
            await asyncio.sleep(PURGE_SECONDS)
            try:
                await self.purge()
            except StorageError as error:
                logger.error("what is old cannot be erased: %s", error)


async def open_stores(database: Database) -> Stores:
    """Return the stores of a database, without what is old. Raises StorageError."""
    stores = Stores(
        ButtonTexts(database),
        ChatStore(database),
        SeenUpdates(database),
        UnansweredStore(database),
        SubscriberStore(database),
        AnnouncementStore(database),
    )
    await stores.purge()
    await stores.seen.load()
    await stores.chats.load()
    return stores
