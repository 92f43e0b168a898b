"""/subscribe, /subscriptions, /unsubscribe and /preview: here, or in a group or channel named in private."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from telegram import Bot, Message, Update
from telegram.constants import ChatType
from telegram.error import BadRequest
from telegram.ext import BaseHandler, CommandHandler, ContextTypes, filters

from bot.storage.subscriptions import Subscription
from bot.telegram.administrators import Administrators
from bot.telegram.catching_up import CatchingUp
from bot.telegram.command_words import command_in
from bot.telegram.following import Following, Target
from bot.telegram.named_chats import NotAllowedError, find_chat, named_chat_in
from bot.telegram.outcomes import note
from bot.telegram.sending import Place, patiently, place_of
from bot.telegram.services import Services
from bot.telegram.standing import may_write
from bot.telegram.subscription_view import SubscriptionView
from bot.telegram.told import Told
from bot.telegram.writers import OWN, writer_of


class Posted(filters.MessageFilter):
    """Posts of a channel that were written there: only its administrators can."""

    def filter(self, message: Message) -> bool:
        """Tell whether the message is one."""
        return message.via_bot is None and message.forward_origin is None and not message.is_automatic_forward


HEARD = OWN | (filters.UpdateType.CHANNEL_POST & Posted())


@dataclass(frozen=True)
class Request:
    """A command of somebody who may give it."""

    message: Message
    target: Target
    text: str
    """The words behind the command and the name of a chat."""

    @property
    def place(self) -> Place:
        """Where it is answered."""
        return place_of(self.message)

    @property
    def language_code(self) -> str | None:
        """The language of who asks, as Telegram tells it; None where it does not."""
        return self.message.from_user.language_code if self.message.from_user else None


class Subscribing:
    """Handlers of the commands; in groups for administrators only."""

    def __init__(
        self,
        services: Services,
        administrators: Administrators,
        following: Following,
        view: SubscriptionView,
        catching_up: CatchingUp,
    ) -> None:
        self._services = services
        self._administrators = administrators
        self._following = following
        self._view = view
        self._catching_up = catching_up

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """The handlers of the four commands."""
        return [
            CommandHandler("subscribe", self._subscribe, filters=HEARD),
            CommandHandler("subscriptions", self._subscriptions, filters=HEARD),
            CommandHandler("unsubscribe", self._unsubscribe, filters=HEARD),
            CommandHandler("preview", self._preview, filters=HEARD),
        ]

    async def _subscribe(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        request = await self._request(update, context.bot, to_write=True)
        if request is not None:
            told = await self._following.ask(request.target, request.text, request.language_code)
            await self._say(context.bot, request.message, told)

    async def _subscriptions(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        request = await self._request(update, context.bot)
        if request is None:
            return
        target, subscription = request.target, await self._find(request)
        if request.message.chat.type != ChatType.CHANNEL:
            await self._say(context.bot, request.message, [await self._view.of(target, subscription)])
            return
        # All readers would see the buttons.
        is_on = subscription is not None and subscription.is_subscribed
        text = (
            self._view.summary(target, subscription) if subscription and is_on else self._view.nothing(target)
        )
        hint = self._services.words.say("edit_in_private", chat=_name_of(request.message))
        await self._say(context.bot, request.message, [Told(text).with_lines(below=(hint,))])

    async def _unsubscribe(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        request = await self._request(update, context.bot)
        if request is None:
            return
        subscription = await self._find(request)
        if subscription is None or not subscription.is_subscribed:
            await self._say(context.bot, request.message, [await self._view.of(request.target, subscription)])
            return
        told = await self._following.leave(request.target, subscription, request.text)
        if told is None:
            await self._services.subscribers.end(subscription.number)
            told = [Told(self._view.ended(request.target))]
        await self._say(context.bot, request.message, told)

    async def _preview(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        request = await self._request(update, context.bot)
        if request is not None:
            await self._catching_up.preview(context.bot, request.place, await self._find(request))

    async def _find(self, request: Request) -> Subscription | None:
        return await self._services.subscribers.find(request.target.chat_id, request.target.thread_id)

    async def _request(self, update: Update, bot: Bot, *, to_write: bool = False) -> Request | None:
        """What is asked, where whoever asks may; else they are told what lacks, and None is returned."""
        message = update.effective_message
        assert message is not None, "the handlers are filtered by HEARD"
        command, words_behind = command_in(message.text or "")
        note(command=command)
        if not self._services.limits.allow_request(writer_of(message).id):
            return None
        name, text = named_chat_in(words_behind)
        if name is not None and name.casefold() == f"@{bot.username}".casefold():
            name, words_behind = None, text
        try:
            if message.chat.type == ChatType.CHANNEL:
                return await self._posted(bot, message, words_behind)
            target = await self._target(bot, message, name, to_write=to_write)
        except NotAllowedError as lack:
            note(answer=lack.wording)
            await Told(self._services.words.say(lack.wording, name=lack.name)).send(bot, place_of(message))
            return None
        return Request(message, target, text)

    async def _target(self, bot: Bot, message: Message, name: str | None, *, to_write: bool) -> Target:
        """The place that is meant. Raises NotAllowedError."""
        if name is None:
            if not await self._administrators.wrote(bot, message):
                raise NotAllowedError("administrators_only", "")
            return Target(message.chat.id, place_of(message).thread_id or 0)
        if message.chat.type != ChatType.PRIVATE:
            raise NotAllowedError("name_in_private", name)
        named = await find_chat(bot, name, writer_of(message).id, to_write=to_write)
        return Target(named.id, named=named)

    async def _posted(self, bot: Bot, message: Message, text: str) -> Request | None:
        """The request of a post; None where the bot could not answer it, nor announce anything later."""
        with contextlib.suppress(BadRequest):
            own = await patiently(lambda: bot.get_chat_member(message.chat.id, bot.id))
            if may_write(own, message.chat.type):
                return Request(message, Target(message.chat.id), text)
        note(answer="chat_no_post")
        return None

    async def _say(self, bot: Bot, message: Message, told: Sequence[Told]) -> None:
        for one in told:
            await one.send(bot, place_of(message))


def _name_of(message: Message) -> str:
    """What names a channel behind a command: its @name, or its number."""
    return f"@{message.chat.username}" if message.chat.username else str(message.chat.id)
