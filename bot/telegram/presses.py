"""What happens when somebody presses a button, however old it is and whoever was asked."""

from __future__ import annotations

import logging
from typing import Any

from telegram import Bot, CallbackQuery, Update
from telegram.constants import ChatType
from telegram.error import BadRequest
from telegram.ext import BaseHandler, CallbackQueryHandler, ContextTypes

from bot.answer import Answer
from bot.errors import StorageError
from bot.telegram.answering import Answering
from bot.telegram.callbacks import (
    Ask,
    AskStored,
    EditSubscription,
    Follow,
    OnSubscription,
    Press,
    SetUp,
    ShowMap,
    ShowPage,
    ShowSources,
    Unsubscribe,
    decode,
)
from bot.telegram.chat_settings import ChatSettingsMenu
from bot.telegram.composing import Composed
from bot.telegram.memories import Speaker
from bot.telegram.outcomes import note
from bot.telegram.sending import (
    Place,
    Sent,
    confirm_press,
    edit_html,
    message_of,
    place_of,
    quote,
    send_anywhere,
    send_html,
)
from bot.telegram.services import Services
from bot.telegram.subscription_menu import SubscriptionMenu

logger = logging.getLogger(__name__)


class Presses:
    """The handler of all buttons under messages."""

    def __init__(
        self,
        services: Services,
        answering: Answering,
        settings: ChatSettingsMenu,
        subscriptions: SubscriptionMenu,
    ) -> None:
        self._services = services
        self._answering = answering
        self._settings = settings
        self._subscriptions = subscriptions

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """The one handler."""
        return [CallbackQueryHandler(self._pressed)]

    async def _pressed(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        assert query is not None
        press = decode(query.data or "")
        note(press=type(press).__name__ if press else "unknown")
        if press is None:
            await self._confirm(query, "old_button")
        elif isinstance(press, SetUp):
            await self._settings.pressed(context.bot, query, press)
        elif not isinstance(press, OnSubscription) and not self._may_press(query):
            await self._confirm(query, "slow_down")
        else:
            await self._do(context.bot, query, press)

    async def _do(self, bot: Bot, query: CallbackQuery, press: Press) -> None:
        try:
            match press:
                case Follow() | EditSubscription() | Unsubscribe():
                    await self._subscriptions.pressed(bot, query, press)
                case ShowPage():
                    await self._show_page(bot, query, press)
                case Ask(question):
                    await self._ask(bot, query, question)
                case AskStored():
                    await self._ask(bot, query, await self._services.composer.question(press))
                case ShowSources():
                    await self._name_sources(bot, query, press)
                case ShowMap(city):
                    await self._show_map(bot, query, city)
        except StorageError as error:
            logger.error("what is behind a button cannot be read: %s", error)
            await self._confirm(query, "failed")

    async def _ask(self, bot: Bot, query: CallbackQuery, question: str | None) -> None:
        if question is None:
            await self._confirm(query, "old_button")
            return
        await self._confirm(query)
        place = _place(query)
        if place is None:
            answer = self._services.engine.ask(question)
            await self._show(bot, query, await self._services.composer.compose(answer))
        else:
            speaker = Speaker(place.chat_id, query.from_user.id, place.thread_id)
            await self._answering.send(bot, place, self._answering.read(speaker, question))

    async def _name_sources(self, bot: Bot, query: CallbackQuery, press: ShowSources) -> None:
        answer = await self._services.composer.sources(press)
        place = _place(query)
        if answer is None:
            await self._confirm(query, "old_button")
        elif place is None:
            # A message that somebody shared inline belongs to its readers, and stays as it is.
            await confirm_press(query, self._publishers(answer), alert=True)
        else:
            await self._confirm(query)
            await self._show(bot, query, await self._services.composer.compose(answer, suggest=False))

    def _publishers(self, answer: Answer) -> str:
        sources = self._services.engine.dataset.sources.values()
        named = [source.publisher for source in sources if source.address in answer.sources]
        return ", ".join(dict.fromkeys(named))

    async def _show(self, bot: Bot, query: CallbackQuery, composed: Composed) -> None:
        """Send a message to the chat of the button; an inline message, in a chat unknown here, changes itself."""
        place = _place(query)
        if place is None:
            await edit_html(bot, _pressed(query), composed.html, composed.keyboard)
        else:
            await send_html(bot, place, composed.html, composed.keyboard)

    def _may_press(self, query: CallbackQuery) -> bool:
        """Take a question from what may be asked by whoever pressed, and by the group."""
        chat = query.message.chat if query.message else None
        group_id = chat.id if chat and chat.type != ChatType.PRIVATE else None
        return self._services.limits.question(query.from_user.id, group_id)[0] == "answer"

    async def _show_page(self, bot: Bot, query: CallbackQuery, press: ShowPage) -> None:
        composed = await self._services.composer.page(press)
        if composed is None:
            await self._confirm(query, "old_button")
            return
        try:
            await edit_html(bot, _pressed(query), composed.html, composed.keyboard)
        except BadRequest as error:
            note(edit=error.message)
            await self._confirm(query, "gone_message")
        else:
            await self._confirm(query)

    async def _show_map(self, bot: Bot, query: CallbackQuery, city_id: str) -> None:
        dataset = self._services.engine.dataset
        city = dataset.cities.get(city_id)
        place = _place(query)
        if city is None or city.latitude is None or city.longitude is None:
            await self._confirm(query, "old_button")
            return
        country = dataset.countries[city.country].name
        if place is None:
            notice = self._services.words.say(
                "map_notice",
                city=city.name,
                country=country,
                latitude=city.latitude,
                longitude=city.longitude,
            )
            await confirm_press(query, notice, alert=True)
            return
        await self._confirm(query)
        latitude, longitude = city.latitude, city.longitude
        await send_anywhere(
            place,
            lambda where: bot.send_venue(
                where.chat_id,
                latitude,
                longitude,
                city.name,
                country,
                message_thread_id=where.thread_id,
                reply_parameters=quote(where),
            ),
        )

    async def _confirm(self, query: CallbackQuery, wording: str | None = None) -> None:
        await confirm_press(query, self._services.words.say(wording) if wording else None)


def _pressed(query: CallbackQuery) -> Sent:
    """The message under which the button is."""
    if query.message is None:
        return Sent(inline_message_id=query.inline_message_id)
    return Sent(query.message.chat.id, query.message.message_id)


def _place(query: CallbackQuery) -> Place | None:
    """Where the button is; None for one under an inline message."""
    if (message := message_of(query)) is not None:
        return place_of(message)
    # The message with the button is too old to be seen, and its topic with it.
    return Place(query.message.chat.id) if query.message else None
