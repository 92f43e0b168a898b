"""What operators write about announcements, behind a command or as replies: texts, notes, times and places."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from telegram import Bot, Message

from bot.announcing.message_files import TOPICS
from bot.storage.announcements import OPEN, Announcement
from bot.telegram.corrections import Corrections
from bot.telegram.newsroom import Newsroom
from bot.telegram.operator_chat import OperatorChat
from bot.telegram.operator_prompts import Prompt, Prompts
from bot.telegram.proposals import time_menu
from bot.telegram.rewording import UnfitError, narrowed, new_content, reworded
from bot.telegram.send_times import SendTime, UnknownZoneError, read_send_time
from bot.telegram.sending import Place
from bot.telegram.told import Told
from bot.zoned_times import shown_time

NAME = "message"
"""Begins the names of announcements that are written in a chat."""


class TooLateError(Exception):
    """The announcement was sent, changed or given up meanwhile; the text tells the operator."""


class Replies:
    """Takes what operators wrote; what does not fit is asked for again."""

    def __init__(
        self, newsroom: Newsroom, prompts: Prompts, corrections: Corrections, wake: Callable[[], None]
    ) -> None:
        self._newsroom = newsroom
        self._words = newsroom.words
        self._prompts = prompts
        self._corrections = corrections
        self._wake = wake
        """Lets the messages of all operators follow."""

    async def replied(self, bot: Bot, chat: OperatorChat, message: Message) -> None:
        """Take a reply to a question of `Prompts`. Raises StorageError and TelegramError."""
        prompt, operator, text = self._prompts.take(message), message.chat.id, message.text or ""
        if prompt is None:
            await Told(self._words.say("prompt_forgotten")).send(bot, Place(operator))
            return
        await self.take(bot, chat, operator, prompt, text)

    async def take(self, bot: Bot, chat: OperatorChat, operator: int, prompt: Prompt, text: str) -> None:
        """Take what was asked for by a prompt. Raises StorageError and TelegramError."""
        takers: dict[str, Callable[[OperatorChat, Prompt, str], Awaitable[None]]] = {
            "announce": self._announce,
            "schedule": self._schedule,
            "only": self._narrow,
            "text": self._reword,
            "note": self._reword,
        }
        try:
            if prompt.is_correction:
                await self._corrections.reword(bot, operator, prompt, text)
            else:
                await takers[prompt.asks](chat, prompt, text)
        except UnfitError as fault:
            await self._prompts.ask(bot, operator, prompt, fault=str(fault))
        except TooLateError as told:
            await Told(str(told)).send(bot, Place(operator))

    async def _announce(self, _chat: OperatorChat, _prompt: Prompt, text: str) -> None:
        """Propose a message; its preview follows."""
        content = await new_content(self._newsroom, text)
        day = f"{NAME}-{datetime.fromtimestamp(self._newsroom.now(), UTC):%Y-%m-%d}"
        name, made = day, 1
        while not await self._newsroom.announcements.propose(name, "message", TOPICS[0], content):
            made += 1
            name = f"{day}-{made}"
        self._wake()

    async def _schedule(self, chat: OperatorChat, prompt: Prompt, text: str) -> None:
        """Ask whether a time is right."""
        at = self._time(text)
        announcement = await self._open(prompt)
        if announcement.nonce != prompt.nonce:
            raise TooLateError(self._words.say("proposal_changed"))
        if announcement.expires_at is not None and announcement.expires_at <= at.moment:
            expiry = shown_time(announcement.expires_at)
            raise UnfitError(self._words.say("time_after_expiry", time=expiry))
        chat.show_again(prompt.number, time_menu(at))

    def _time(self, text: str) -> SendTime:
        try:
            at = read_send_time(text, self._newsroom.now())
        except UnknownZoneError as fault:
            wording = "time_zone_unknown" if str(fault) else "time_zone_lacks"
            raise UnfitError(self._words.say(wording, zone=fault)) from None
        except ValueError:
            raise UnfitError(self._words.say("time_unclear")) from None
        if at.moment < self._newsroom.now():
            raise UnfitError(self._words.say("time_is_over", time=shown_time(at.moment, at.zone)))
        return at

    async def _narrow(self, chat: OperatorChat, prompt: Prompt, text: str) -> None:
        async with self._newsroom.editing:
            announcement = await self._open(prompt)
            await self._edit(announcement, narrowed(self._newsroom, announcement.content, text))
        chat.show_again(prompt.number)
        self._wake()

    async def _reword(self, _chat: OperatorChat, prompt: Prompt, text: str) -> None:
        async with self._newsroom.editing:
            announcement = await self._open(prompt)
            content = await reworded(self._newsroom, announcement, prompt.language, text)
            await self._edit(announcement, content)
        self._wake()

    async def _open(self, prompt: Prompt) -> Announcement:
        """The announcement that is asked about, which must not be sent or given up. Raises TooLateError."""
        announcement = await self._newsroom.announcements.numbered(prompt.number)
        assert announcement is not None, "announcements are never deleted"
        if announcement.state not in OPEN:
            raise TooLateError(self._too_late(announcement))
        return announcement

    async def _edit(self, announcement: Announcement, content: dict[str, Any]) -> None:
        if await self._newsroom.announcements.edit(announcement.number, content) is None:
            raise TooLateError(self._words.say("proposal_gone"))

    def _too_late(self, announcement: Announcement) -> str:
        return self._words.say("too_late", state=self._words.say(f"state_{announcement.state}"))
