"""Announcements shown outside of their delivery: what went out during a pause, and what one would look like."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from telegram import Bot
from telegram.constants import MessageLimit, ParseMode

from bot.announcing.example import example_of
from bot.storage.announcements import OPEN, SENT, Announcement
from bot.storage.subscriptions import USUAL_TOPICS, Subscription
from bot.telegram.bulletins import Bulletin
from bot.telegram.callbacks import EditSubscription
from bot.telegram.followed import ALL
from bot.telegram.markup import escape
from bot.telegram.sending import Place, quote, send_anywhere, send_html
from bot.telegram.services import Services
from bot.telegram.told import Told, button

MOST_SHOWN = 5
"""Announcements that are shown after a pause."""
_LONGEST = int(MessageLimit.MAX_TEXT_LENGTH)


class CatchingUp:
    """Shows announcements to those who ask for them."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def offer(self, subscription: Subscription, since: int) -> Told:
        """Say what went out since a moment (seconds since 1970), and offer to show it. Raises StorageError."""
        words = self._services.words
        count = len(await self.missed(subscription, since))
        if not count:
            return Told(words.say("missed_nothing"))
        text = words.say("missed_one") if count == 1 else words.say("missed_some", count=count)
        label = words.say("show_last" if count > MOST_SHOWN else "show_missed", count=MOST_SHOWN)
        return Told(text, ((button(label, EditSubscription(subscription.number, "missed", str(since))),),))

    async def missed(self, subscription: Subscription, since: int) -> list[Announcement]:
        """Return what began to be sent since a moment and is for a subscriber, the oldest first.

        Raises StorageError.
        """
        renderer = self._services.bulletins.renderer
        return [
            one
            for one in await self._services.announcements.missed(subscription.number, since)
            if one.topic in subscription.topics and renderer.is_meant(one, subscription.scopes)
        ]

    async def show_missed(self, bot: Bot, place: Place, subscription: Subscription, since: int) -> None:
        """Send the last of what went out since a moment. Raises StorageError and TelegramError."""
        # Shown elsewhere, as to an administrator in private, it is not for that chat to unsubscribe.
        number = subscription.number if place.chat_id == subscription.chat_id else None
        for one in (await self.missed(subscription, since))[-MOST_SHOWN:]:
            bulletin = self._services.bulletins.of(one, subscription.language, subscription.scopes, number)
            await send_bulletin(bot, place, bulletin)

    async def preview(self, bot: Bot, place: Place, subscription: Subscription | None) -> None:
        """Send what the next announcement of changes would look like for a subscription, or without one.

        Where there is none yet, it is that of the latest round. Raises StorageError and TelegramError.
        """
        words, bulletins = self._services.words, self._services.bulletins
        one, wording = await self._next_changes(), "preview"
        if one is None:
            one, wording = self._example, "preview_example"
        if one is None:
            await send_html(bot, place, escape(words.say("preview_none")))
            return
        is_active = subscription is not None and subscription.is_subscribed
        scopes = subscription.scopes if subscription is not None and is_active else ALL
        topics = subscription.topics if subscription is not None and is_active else USUAL_TOPICS
        language = subscription.language if subscription is not None else self._services.engine.pack.code
        if one.topic not in topics or not bulletins.renderer.is_meant(one, scopes):
            await send_html(bot, place, escape(words.say("preview_not_here")))
            return
        bulletin = bulletins.of(one, language, scopes, None)
        first = escape(words.say(wording))
        if len(first) + len(bulletin.html) + 2 > _LONGEST:
            await send_html(bot, place, first)
            await send_bulletin(bot, place, bulletin)
            return
        await send_html(bot, place, f"{first}\n\n{bulletin.html}", bulletin.keyboard)

    @cached_property
    def _example(self) -> Announcement | None:
        return example_of(self._services.engine.dataset)

    async def _next_changes(self) -> Announcement | None:
        """The last announcement of changes, whether it was sent or not; a note of the operators only if it was."""
        found = [
            one
            for one in await self._services.announcements.in_states((*OPEN, *SENT))
            if one.kind == "changes"
        ]
        if not found or found[-1].state in SENT:
            return found[-1] if found else None
        facts = {name: value for name, value in found[-1].content.items() if name != "note"}
        return replace(found[-1], content=facts)


async def send_bulletin(bot: Bot, place: Place, bulletin: Bulletin) -> None:
    """Send an announcement to who asked for it. Raises TelegramError."""
    photo = bulletin.photo
    if photo is None:
        await send_html(bot, place, bulletin.html, bulletin.keyboard)
        return
    await send_anywhere(
        place,
        lambda where: bot.send_photo(
            where.chat_id,
            photo,
            caption=bulletin.html,
            parse_mode=ParseMode.HTML,
            message_thread_id=where.thread_id,
            reply_markup=bulletin.keyboard,
            reply_parameters=quote(where),
        ),
    )
