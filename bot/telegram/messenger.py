"""Announcements on their way to Telegram: one request each, and what its answer means for the outbox."""

from __future__ import annotations

import time
from collections.abc import Callable

from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.announcing.outcomes import (
    Arrived,
    Later,
    Lost,
    Moved,
    NoTopic,
    Outcome,
    Refused,
    Troubled,
    Unreached,
    Unsure,
)
from bot.errors import DataError, StorageError
from bot.storage.announcements import Announcement, AnnouncementStore
from bot.storage.claiming import Claim
from bot.telegram.bulletins import Bulletin, Bulletins
from bot.telegram.markup import NO_PREVIEW
from bot.telegram.sending import NO_TOPIC, Place, seconds_of, send_once
from bot.telegram.transport import MaybeSent, NeverSent

DELETABLE_SECONDS = 48 * 3600
"""Telegram lets a bot delete messages that are younger."""
_FRESH_SECONDS = 2.0
"""For so long an announcement is taken as it was read; a correction is seen after that."""
_LOST = (
    "chat not found",
    "chat_write_forbidden",
    "not enough rights to send",
    "have no rights to send",
    "need administrator rights in the channel",
    "user is deactivated",
    "bot was kicked",
    "bot was blocked",
    "group chat was deleted",
    "group chat was deactivated",
    "peer_id_invalid",
    "user_is_blocked",
    "chat_restricted",
)
"""What Telegram answers as 400 where nothing can be sent to a chat any more."""
_SAME = "message is not modified"
_GONE = ("message to edit not found", "message to delete not found", "message_id_invalid")


class TelegramMessenger:
    """Carries out deliveries over a connection of its own, so that replies never wait for it."""

    def __init__(
        self,
        bot: Bot,
        announcements: AnnouncementStore,
        bulletins: Bulletins,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._bot = bot
        self._announcements = announcements
        self._bulletins = bulletins
        self._now = now
        self._known: dict[int, tuple[float, Announcement]] = {}

    async def carry_out(self, claim: Claim) -> Outcome:
        """Send, correct or withdraw the message of a claim, and tell what became of it."""
        try:
            # A message is corrected to what is said now, not to what was known a moment ago.
            announcement = await self._announcement(claim.announcement, fresh=claim.todo == "correct")
            bulletin = self._bulletins.of(announcement, claim.language, claim.scopes, claim.subscriber)
        except StorageError as error:
            return Unreached(str(error))
        except (DataError, ValueError, LookupError) as error:
            return Refused(f"it cannot be worded: {error}")
        try:
            match claim.todo:
                case "send":
                    return Arrived(await self._send(claim, bulletin))
                case "correct":
                    await self._edit(claim, bulletin)
                case "withdraw":
                    await self._withdraw(claim, bulletin)
        except TelegramError as error:
            return outcome_of(error)
        return Arrived(claim.message_id or 0)

    async def _send(self, claim: Claim, bulletin: Bulletin) -> int:
        place = Place(claim.chat_id, claim.thread_id)
        if bulletin.photo is None:
            return await send_once(self._bot, place, bulletin.html, bulletin.keyboard, silent=claim.silent)
        sent = await self._bot.send_photo(
            claim.chat_id,
            bulletin.photo,
            caption=bulletin.html,
            parse_mode=ParseMode.HTML,
            message_thread_id=claim.thread_id,
            disable_notification=claim.silent or None,
            reply_markup=bulletin.keyboard,
        )
        return sent.message_id

    async def _edit(self, claim: Claim, bulletin: Bulletin) -> None:
        """Change the message. Raises TelegramError; one that says the same already is as it should be."""
        assert claim.message_id is not None, "only messages that arrived are changed"
        try:
            if bulletin.photo is None:
                await self._bot.edit_message_text(
                    bulletin.html,
                    claim.chat_id,
                    claim.message_id,
                    parse_mode=ParseMode.HTML,
                    link_preview_options=NO_PREVIEW,
                    reply_markup=bulletin.keyboard,
                )
            else:
                await self._bot.edit_message_caption(
                    claim.chat_id,
                    claim.message_id,
                    caption=bulletin.html,
                    parse_mode=ParseMode.HTML,
                    reply_markup=bulletin.keyboard,
                )
        except BadRequest as error:
            if _SAME not in error.message.casefold():
                raise

    async def _withdraw(self, claim: Claim, bulletin: Bulletin) -> None:
        assert claim.message_id is not None, "only messages that arrived are withdrawn"
        if claim.done_at is None or self._now() - claim.done_at >= DELETABLE_SECONDS:
            await self._edit(claim, Bulletin(self._bulletins.withdrawn(claim.language), None, bulletin.photo))
            return
        try:
            await self._bot.delete_message(claim.chat_id, claim.message_id)
        except BadRequest as error:
            if not any(text in error.message.casefold() for text in _GONE):
                raise

    async def _announcement(self, number: int, *, fresh: bool) -> Announcement:
        read_at, known = self._known.get(number, (0.0, None))
        if known is not None and not fresh and self._now() - read_at < _FRESH_SECONDS:
            return known
        found = await self._announcements.numbered(number)
        assert found is not None, "the outbox names announcements that exist"
        self._known[number] = (self._now(), found)
        return found


def outcome_of(error: TelegramError) -> Outcome:
    """Tell what an error of a request means for the message that it was to send."""
    text = str(error)
    match error:
        case RetryAfter():
            return Later(seconds_of(error.retry_after) + 0.1)
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case Forbidden():
            return Lost(text)
        case BadRequest():
            folded = error.message.casefold()
            if any(known in folded for known in NO_TOPIC):
                return NoTopic(text)
            return Lost(text) if any(known in folded for known in _LOST) else Refused(text)
        case InvalidToken():
            # Its own text quotes the token.
            return Unreached("Telegram refused the token")
        case NeverSent():
            return Unreached(text)
        case MaybeSent():
            return Unsure(text)
        case NetworkError():
            return Troubled(text)
    return Refused(text)
