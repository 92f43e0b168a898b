"""What a subscription follows: words or a button ask to follow places, or to leave them, and the answer to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.announcing.scopes import Scope, read_scopes
from bot.answering.named_places import NamedPlace, PlacesNamed, Unsettled
from bot.storage.subscriptions import Subscription
from bot.telegram.callbacks import Follow
from bot.telegram.catching_up import CatchingUp
from bot.telegram.followed import ALL, Followed, narrowed, scopes_of, shortened, widened
from bot.telegram.named_chats import NamedChat
from bot.telegram.services import Services
from bot.telegram.told import Told, button

MAX_CHARACTERS = 400
"""Of the names behind /subscribe; more is no list of places that somebody follows."""
AGAIN = "again"


@dataclass(frozen=True)
class Target:
    """The chat or topic whose subscription is meant."""

    chat_id: int
    thread_id: int = 0
    named: NamedChat | None = None
    """None for the chat in which it was asked."""

    @property
    def behind_command(self) -> str:
        """What stands behind a command that is to be about it."""
        return "" if self.named is None else f" {self.named.asked}"

    @property
    def button_id(self) -> int:
        """What `Follow` carries for it."""
        return 0 if self.named is None else self.chat_id


class Following:
    """Subscribes chats and topics; what is said of it is plain text in the language of the engine."""

    def __init__(self, services: Services, followed: Followed, catching_up: CatchingUp) -> None:
        self._services = services
        self._followed = followed
        self._catching_up = catching_up

    def where(self, target: Target) -> str:
        """Return in words where something is announced: "here", "in @city_news"."""
        words = self._services.words
        return words.say("here") if target.named is None else words.say("in_chat", name=target.named.name)

    async def ask(self, target: Target, text: str, language_code: str | None) -> list[Told]:
        """Follow what a text names, nothing of it where a part is not understood. Raises StorageError.

        `language_code` is that of who asks, as Telegram tells it.
        """
        if not text:
            return await self.take(target, AGAIN, language_code)
        if self._followed.is_everything(text):
            return await self.take(target, ALL, language_code)
        words = self._services.words
        if len(text) > MAX_CHARACTERS:
            return [Told(words.say("follow_too_long"))]
        named = self._followed.named(text)
        if named.leaves_out:
            return [Told(words.say("follow_leaves_out"))]
        if named.unknown:
            return [Told(words.say("follow_unknown", names=self._followed.either(named.unknown)))]
        told = []
        if named.places:
            told = await self._add(target, scopes_of(named.places), language_code)
            told[0] = told[0].with_lines(above=self._corrections(named))
        if named.no_members:
            told.append(self._offer_countries(target, named))
        told += [self._ask_which(target, one) for one in named.unsettled]
        return told

    async def leave(self, target: Target, before: Subscription, text: str) -> list[Told] | None:
        """Follow what a text names no longer, nothing of it where a part is not understood.

        Return what to say; None where nothing would be left, so that the subscription is to be ended. Raises
        StorageError.
        """
        words = self._services.words
        if not text or self._followed.is_everything(text):
            return None
        if len(text) > MAX_CHARACTERS:
            return [Told(words.say("follow_too_long"))]
        named = self._followed.named(text)
        if named.unknown:
            unknown = self._followed.either(named.unknown)
            return [Told(words.say("leave_unknown", names=unknown, chat=target.behind_command))]
        if named.leaves_out or before.scopes == ALL:
            return [Told(words.say("follow_leaves_out"))]
        meant = _meant(named, read_scopes(before.scopes))
        if not meant:
            return [Told(self._not_followed(target, before, text))]
        kept = narrowed(before, {str(scope) for scope in meant})
        if kept is None:
            return None
        after = await self._services.subscribers.choose(before.number, scopes=kept) or before
        pause = (words.say("is_paused"),) if after.paused_at is not None else ()
        return [Told(self._said(target, after)).with_lines(below=pause)]

    def _not_followed(self, target: Target, before: Subscription, text: str) -> str:
        return self._services.words.say(
            "leave_not_followed",
            places=shortened(text),
            where=self.where(target),
            followed=self._followed.places(before.scopes),
        )

    async def take(self, target: Target, what: str, language_code: str | None) -> list[Told]:
        """Follow a scope, "all", or what was followed before ("again").

        Raises StorageError, and ValueError for anything else.
        """
        if what not in (ALL, AGAIN):
            return await self._add(target, read_scopes(what), language_code)
        before = await self._services.subscribers.find(target.chat_id, target.thread_id)
        if what == ALL or before is None:
            return await self._subscribe(target, before, ALL, language_code)
        told = await self._subscribe(target, before, before.scopes, language_code)
        if before.scopes != ALL:
            hint = self._services.words.say("widen_hint", chat=target.behind_command)
            told[0] = told[0].with_lines(below=(hint,))
        return told

    async def _add(self, target: Target, scopes: Iterable[Scope], code: str | None) -> list[Told]:
        before = await self._services.subscribers.find(target.chat_id, target.thread_id)
        told = await self._subscribe(target, before, widened(before, scopes), code)
        if before is not None and before.is_subscribed and before.scopes == ALL:
            told[0] = told[0].with_lines(below=(self._services.words.say("narrowed"),))
        return told

    async def _subscribe(
        self, target: Target, before: Subscription | None, scopes: str, code: str | None
    ) -> list[Told]:
        subscription = await self._services.subscribers.subscribe(
            target.chat_id, target.thread_id, self._language(code), scopes
        )
        told = [Told(self._said(target, subscription))]
        if before is not None and before.is_subscribed and before.paused_at is not None:
            told.append(await self._catching_up.offer(subscription, before.paused_at))
        return told

    def _said(self, target: Target, subscription: Subscription) -> str:
        words = self._services.words
        first = words.say(
            "subscribed",
            where=self.where(target),
            places=self._followed.places(subscription.scopes),
            kinds=self._followed.kinds(subscription),
        )
        return f"{first} {words.say('how_to_change', chat=target.behind_command)}"

    def _corrections(self, named: PlacesNamed) -> tuple[str, ...]:
        words = self._services.words
        return tuple(
            words.say("follow_read_as", typed=shortened(typed), name=name) for typed, name in named.corrected
        )

    def _offer_countries(self, target: Target, named: PlacesNamed) -> Told:
        """Say which places cannot be followed, and offer the countries in which they lie."""
        words = self._services.words
        lines = [
            words.say("follow_no_member" if one.is_city else "follow_no_country", place=one.label)
            for one in named.no_members
        ]
        countries = dict.fromkeys(one.country for one in named.no_members)
        rows = tuple(
            (button(words.say("follow_place", place=country.label), self._press(target, country)),)
            for country in countries
        )
        return Told("\n".join(lines), rows)

    def _ask_which(self, target: Target, name: Unsettled) -> Told:
        typed = shortened(name.typed)
        rows = tuple((button(place.label, self._press(target, place)),) for place in name.options)
        return Told(self._services.words.say("follow_which", typed=typed), rows)

    def _press(self, target: Target, place: NamedPlace) -> Follow:
        (scope,) = scopes_of([place])
        return Follow(target.button_id, str(scope))

    def _language(self, code: str | None) -> str:
        language = (code or "").partition("-")[0].lower()
        is_spoken = language in self._services.bulletins.renderer.languages
        return language if is_spoken else self._services.engine.pack.code


def _meant(named: PlacesNamed, followed: Collection[Scope]) -> set[Scope]:
    """The places of a list that are followed; of those that a doubtful name can stand for, the only such one."""
    found = {scope for scope in scopes_of(named.places) if scope in followed}
    for one in named.unsettled:
        can_be = [scope for scope in scopes_of(one.options) if scope in followed]
        found |= set(can_be) if len(can_be) == 1 else set()
    return found
