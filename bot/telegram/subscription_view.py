"""The message of /subscriptions: what is announced in one place, and a button for everything that can change."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton

from bot.storage.subscriptions import TOPICS, Subscription
from bot.telegram.callbacks import EditSubscription, Follow
from bot.telegram.followed import ALL, Followed
from bot.telegram.following import AGAIN, Following, Target
from bot.telegram.services import Services
from bot.telegram.told import Told, button

PLACES_ON_A_PAGE = 10

Row = tuple[InlineKeyboardButton, ...]


class SubscriptionView:
    """Makes the message; in the language of the engine."""

    def __init__(self, services: Services, followed: Followed, following: Following) -> None:
        self._services = services
        self._followed = followed
        self._following = following

    async def of(self, target: Target, subscription: Subscription | None, page: int = 0) -> Told:
        """Return the message on a subscription, or on none; `page` (from 0) is that of its places.

        Raises StorageError.
        """
        others = await self._others(target)
        if subscription is None or not subscription.is_subscribed:
            told = self._nothing(target, has_choices=subscription is not None)
        else:
            told = Told(self.summary(target, subscription), tuple(self._rows(subscription, page)))
        return told.with_lines(below=others)

    def summary(self, target: Target, subscription: Subscription) -> str:
        """Return in words what is announced, and whether it is."""
        words = self._services.words
        lines = [
            words.say(
                "subscribed",
                where=self._following.where(target),
                places=self._followed.places(subscription.scopes),
                kinds=self._followed.kinds(subscription),
            )
        ]
        if subscription.paused_at is not None:
            lines.append(words.say("is_paused"))
        if subscription.off_at is not None:
            lines.append(words.say("cannot_write"))
        return "\n".join(lines)

    def nothing(self, target: Target) -> str:
        """Return in words that nothing is announced."""
        return self._services.words.say("not_subscribed", where=self._following.where(target))

    def ended(self, target: Target) -> str:
        """Return in words that a subscription has just ended."""
        where, chat = self._following.where(target), target.behind_command
        return self._services.words.say("unsubscribed", where=where, chat=chat)

    def _nothing(self, target: Target, *, has_choices: bool) -> Told:
        words = self._services.words
        rows: list[Row] = []
        if has_choices:
            rows.append((button(words.say("subscribe_again"), Follow(target.button_id, AGAIN)),))
        rows.append((button(words.say("subscribe_all"), Follow(target.button_id, ALL)),))
        return Told(self.nothing(target), tuple(rows))

    async def _others(self, target: Target) -> tuple[str, ...]:
        """A line on the other topics of the group that are subscribed."""
        found = await self._services.subscribers.of_chat(target.chat_id)
        others = [one for one in found if one.is_subscribed and one.thread_id != target.thread_id]
        if not others:
            return ()
        words = self._services.words
        if len(others) == 1:
            return (words.say("other_topic" if others[0].thread_id else "general_topic"),)
        return (words.say("other_topics", count=len(others)),)

    def _rows(self, subscription: Subscription, page: int) -> list[Row]:
        words, number = self._services.words, subscription.number
        topics = [self._topic(subscription, topic) for topic in TOPICS]
        is_paused = subscription.paused_at is not None
        pause = ("resume", "resume") if is_paused else ("pause", "pause")
        return [
            *(tuple(topics[at : at + 2]) for at in range(0, len(topics), 2)),
            (self._sound(subscription), *self._language(subscription)),
            *self._places(subscription, page),
            (
                button(words.say(pause[0]), EditSubscription(number, pause[1])),
                button(words.say("unsubscribe"), EditSubscription(number, "end")),
            ),
        ]

    def _topic(self, subscription: Subscription, topic: str) -> InlineKeyboardButton:
        is_on = topic in subscription.topics
        names = self._services.bulletins.renderer.words(self._services.engine.pack.code)
        label = self._switch(names.say(f"topic_{topic}"), is_on)
        return button(label, EditSubscription(subscription.number, "without" if is_on else "with", topic))

    def _sound(self, subscription: Subscription) -> InlineKeyboardButton:
        is_on = not subscription.silent
        label = self._switch(self._services.words.say("sound"), is_on)
        return button(label, EditSubscription(subscription.number, "sound", "off" if is_on else "on"))

    def _switch(self, name: str, is_on: bool) -> str:
        words = self._services.words
        return words.say("switch", name=name, state=words.say("is_on" if is_on else "is_off"))

    def _language(self, subscription: Subscription) -> Row:
        """The button to the next language; none where there is but one."""
        renderer = self._services.bulletins.renderer
        codes = sorted(renderer.languages)
        if len(codes) < 2:
            return ()
        at = codes.index(subscription.language) if subscription.language in codes else -1
        name = renderer.words(subscription.language).say("language_name")
        label = self._services.words.say("language", name=name[:1].upper() + name[1:])
        return (button(label, EditSubscription(subscription.number, "lang", codes[(at + 1) % len(codes)])),)

    def _places(self, subscription: Subscription, page: int) -> list[Row]:
        """Buttons that leave single places, and one that follows everything; the last place stays."""
        words, number = self._services.words, subscription.number
        scopes = self._followed.sorted(subscription.scopes)
        if not scopes:
            return []
        rows: list[Row] = []
        if len(scopes) > 1:
            page = min(max(page, 0), (len(scopes) - 1) // PLACES_ON_A_PAGE)
            first = page * PLACES_ON_A_PAGE
            for scope in scopes[first : first + PLACES_ON_A_PAGE]:
                label = words.say("leave_place", place=self._followed.label(scope))
                rows.append((button(label, EditSubscription(number, "leave", str(scope))),))
            pages: Row = ()
            if page:
                pages += (button(words.say("back"), EditSubscription(number, "page", str(page - 1))),)
            if first + PLACES_ON_A_PAGE < len(scopes):
                pages += (button(words.say("more"), EditSubscription(number, "page", str(page + 1))),)
            rows += [pages] if pages else []
        rows.append((button(words.say("follow_all"), EditSubscription(number, "all")),))
        return rows


def page_of(places: Sequence[object], place: object) -> int:
    """Return the page (from 0) on which one of the places stands."""
    return places.index(place) // PLACES_ON_A_PAGE if place in places else 0
