"""What happens when somebody presses a button on subscriptions, however old it is and whoever presses it."""

from __future__ import annotations

import re
from typing import assert_never

from telegram import Bot, CallbackQuery
from telegram.constants import ChatType

from bot.announcing.scopes import read_scopes
from bot.storage.subscriptions import TOPICS, Subscription
from bot.telegram.administrators import Administrators
from bot.telegram.callbacks import EditSubscription, Follow, OnSubscription, Unsubscribe
from bot.telegram.catching_up import CatchingUp
from bot.telegram.followed import ALL, Followed, narrowed
from bot.telegram.following import AGAIN, Following, Target
from bot.telegram.named_chats import NotAllowedError, find_chat
from bot.telegram.sending import Place, Sent, confirm_press, message_of, place_of
from bot.telegram.services import Services
from bot.telegram.subscription_view import SubscriptionView, page_of
from bot.telegram.told import Told

_MOMENT = re.compile(r"\d{1,12}", re.ASCII)
_PAGE = re.compile(r"\d{1,3}", re.ASCII)


class SubscriptionMenu:
    """Carries out presses; the right to it is asked for at each of them."""

    def __init__(
        self,
        services: Services,
        administrators: Administrators,
        followed: Followed,
        following: Following,
        view: SubscriptionView,
        catching_up: CatchingUp,
    ) -> None:
        self._services = services
        self._administrators = administrators
        self._followed = followed
        self._following = following
        self._view = view
        self._catching_up = catching_up

    async def pressed(self, bot: Bot, query: CallbackQuery, press: OnSubscription) -> None:
        """Do what a button says, if who pressed it may. Raises StorageError and TelegramError."""
        if query.message is None:
            # Under a message that somebody shared inline no such button was ever put.
            await self._confirm(query, "old_button")
            return
        if not self._services.limits.allow_press(query.from_user.id):
            await self._confirm(query, "slow_down")
            return
        try:
            match press:
                case Follow():
                    await self._follow(bot, query, press)
                case EditSubscription():
                    await self._edit(bot, query, press)
                case Unsubscribe():
                    await self._unsubscribe(bot, query, press)
                case _:
                    assert_never(press)
        except NotAllowedError as lack:
            await confirm_press(query, self._services.words.say(lack.wording, name=lack.name), alert=True)

    async def _follow(self, bot: Bot, query: CallbackQuery, press: Follow) -> None:
        if press.chat_id == 0:
            target = await self._here(bot, query)
        else:
            target = await self._elsewhere(bot, query, press.chat_id, to_write=True)
        if target is None or not self._is_known(press.what):
            await self._confirm(query, "old_button")
            return
        told = await self._following.take(target, press.what, query.from_user.language_code)
        await self._confirm(query, "saved")
        await self._show(bot, query, told[0])
        for more in told[1:]:
            await more.send(bot, _place(query))

    async def _edit(self, bot: Bot, query: CallbackQuery, press: EditSubscription) -> None:
        target, found = await self._meant(bot, query, press.number)
        if target is None:
            await self._confirm(query, "old_button")
            return
        if found is None or not found.is_subscribed:
            await confirm_press(query, self._view.nothing(target))
            await self._show(bot, query, await self._view.of(target, found))
            return
        if press.change == "missed" and _MOMENT.fullmatch(press.value):
            await self._confirm(query)
            await self._catching_up.show_missed(bot, _place(query), found, int(press.value))
            return
        await self._change(bot, query, target, found, press)

    async def _change(
        self, bot: Bot, query: CallbackQuery, target: Target, before: Subscription, press: EditSubscription
    ) -> None:
        """Make a change, confirm it, and let the message show what is so now."""
        page = self._page(before, press)
        after = await self._changed(before, press)
        if after is None:
            await self._confirm(query, "old_button")
            return
        if press.change == "end":
            await confirm_press(query, self._view.ended(target))
        else:
            await self._confirm(query, None if press.change == "page" else "saved")
        await self._show(bot, query, await self._view.of(target, after, page))
        if press.change == "resume" and before.paused_at is not None:
            offered = await self._catching_up.offer(after, before.paused_at)
            await offered.send(bot, _place(query))

    async def _changed(self, before: Subscription, press: EditSubscription) -> Subscription | None:
        """The subscription after a change; None for one that cannot be made."""
        store, number, value = self._services.subscribers, before.number, press.value
        match press.change:
            case "with" | "without" if value in TOPICS:
                change = frozenset({value})
                topics = before.topics | change if press.change == "with" else before.topics - change
                return await store.choose(number, topics=topics)
            case "sound" if value in ("on", "off"):
                return await store.choose(number, silent=value == "off")
            case "lang" if value in self._services.bulletins.renderer.languages:
                return await store.choose(number, language=value)
            case "leave":
                kept = narrowed(before, {value})
                return None if kept is None else await store.choose(number, scopes=kept)
            case "all":
                return await store.choose(number, scopes=ALL)
            case "pause":
                return before if before.paused_at is not None else await store.pause(number)
            case "resume":
                return await store.resume(number)
            case "end":
                return await store.end(number)
            case "page" if _PAGE.fullmatch(value):
                return before
        return None

    def _page(self, before: Subscription, press: EditSubscription) -> int:
        """The page of places that is shown after a press: where the place that was left stood."""
        if press.change == "page" and _PAGE.fullmatch(press.value):
            return int(press.value)
        places = [str(scope) for scope in self._followed.sorted(before.scopes)]
        return page_of(places, press.value) if press.change == "leave" else 0

    async def _unsubscribe(self, bot: Bot, query: CallbackQuery, press: Unsubscribe) -> None:
        assert query.message is not None, "`pressed` has seen to that"
        here = Target(query.message.chat.id)
        await self._check_rank(bot, query)
        found = await self._services.subscribers.numbered(press.number)
        if found is None or found.chat_id != here.chat_id:
            # The number went with the group when it moved, or was erased; it never says more than the place does.
            found = await self._of_place(query)
        if found is None or not found.is_subscribed:
            await confirm_press(query, self._view.nothing(here), alert=True)
            return
        await self._services.subscribers.end(found.number)
        await confirm_press(query, self._view.ended(here), alert=True)

    async def _meant(
        self, bot: Bot, query: CallbackQuery, number: int
    ) -> tuple[Target | None, Subscription | None]:
        """The subscription of a number and its place; raises NotAllowedError to whom it is not for."""
        assert query.message is not None, "`pressed` has seen to that"
        chat = query.message.chat
        found = await self._services.subscribers.numbered(number)
        if found is not None and found.chat_id == chat.id:
            await self._check_rank(bot, query)
            return Target(chat.id, found.thread_id), found
        if found is not None and chat.type == ChatType.PRIVATE:
            try:
                return await self._elsewhere(bot, query, found.chat_id, to_write=False), found
            except NotAllowedError:
                # The number of a chat is not told to who only guessed that of a subscription.
                raise NotAllowedError("administrators_only", "") from None
        return await self._here(bot, query), await self._of_place(query)

    async def _here(self, bot: Bot, query: CallbackQuery) -> Target | None:
        """The chat and topic of a button; None where it cannot be seen which topic that is."""
        assert query.message is not None, "`pressed` has seen to that"
        await self._check_rank(bot, query)
        thread_id = _thread(query)
        return None if thread_id is None else Target(query.message.chat.id, thread_id)

    async def _elsewhere(
        self, bot: Bot, query: CallbackQuery, chat_id: int, *, to_write: bool
    ) -> Target | None:
        """A chat that was named in private."""
        assert query.message is not None, "`pressed` has seen to that"
        if query.message.chat.type != ChatType.PRIVATE:
            return None
        named = await find_chat(bot, str(chat_id), query.from_user.id, to_write=to_write)
        return Target(named.id, named=named)

    async def _of_place(self, query: CallbackQuery) -> Subscription | None:
        assert query.message is not None, "`pressed` has seen to that"
        thread_id = _thread(query)
        if thread_id is None:
            return None
        return await self._services.subscribers.find(query.message.chat.id, thread_id)

    async def _check_rank(self, bot: Bot, query: CallbackQuery) -> None:
        """Raise NotAllowedError where who pressed is not administrator of the group or channel."""
        assert query.message is not None, "`pressed` has seen to that"
        chat = query.message.chat
        if chat.type != ChatType.PRIVATE and not await self._administrators.holds(
            bot, chat.id, query.from_user.id
        ):
            raise NotAllowedError("administrators_only", "")

    def _is_known(self, what: str) -> bool:
        if what in (ALL, AGAIN):
            return True
        try:
            scopes = read_scopes(what)
        except ValueError:
            return False
        return all(self._followed.is_known(scope) for scope in scopes)

    async def _show(self, bot: Bot, query: CallbackQuery, told: Told) -> None:
        """Change the message of the button, where Telegram still knows it."""
        if (message := message_of(query)) is not None:
            await told.put_in_place_of(bot, Sent(message.chat.id, message.message_id))

    async def _confirm(self, query: CallbackQuery, wording: str | None = None) -> None:
        await confirm_press(query, self._services.words.say(wording) if wording else None)


def _thread(query: CallbackQuery) -> int | None:
    """The topic of a button, 0 outside of topics; None where the message is too old for Telegram to tell."""
    if (message := message_of(query)) is not None:
        return place_of(message).thread_id or 0
    return None if query.message is None or query.message.chat.is_forum else 0


def _place(query: CallbackQuery) -> Place:
    """Where to say more than fits into the message of a button."""
    if (message := message_of(query)) is not None:
        return place_of(message)
    assert query.message is not None, "`pressed` has seen to that"
    return Place(query.message.chat.id)
