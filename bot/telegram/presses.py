"""What happens when somebody presses a button, however old it is and whoever was asked."""

from __future__ import annotations

from typing import Any

from telegram import Bot, CallbackQuery, Message, Update
from telegram.error import BadRequest
from telegram.ext import BaseHandler, CallbackQueryHandler, ContextTypes

from bot.telegram.answering import Answering
from bot.telegram.callbacks import Ask, AskStored, SetUp, ShowMap, ShowPage, ShowSources, decode
from bot.telegram.chat_settings import ChatSettingsMenu
from bot.telegram.composing import Composed
from bot.telegram.memories import Speaker
from bot.telegram.outcomes import note
from bot.telegram.sending import (
    Place,
    Sent,
    confirm_press,
    edit_html,
    place_of,
    quote,
    send_anywhere,
    send_html,
)
from bot.telegram.services import Services


class Presses:
    """The handler of all buttons under messages."""

    def __init__(self, services: Services, answering: Answering, settings: ChatSettingsMenu) -> None:
        self._services = services
        self._answering = answering
        self._settings = settings

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """The one handler."""
        return [CallbackQueryHandler(self._pressed)]

    async def _pressed(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        assert query is not None
        press = decode(query.data or "")
        note(press=type(press).__name__ if press else "unknown")
        match press:
            case SetUp():
                await self._settings.pressed(context.bot, query, press)
            case ShowPage():
                await self._show_page(context.bot, query, press)
            case Ask(question):
                await self._ask(context.bot, query, question)
            case AskStored():
                await self._ask(context.bot, query, await self._services.composer.question(press))
            case ShowSources():
                await self._name_sources(context.bot, query, press)
            case ShowMap(city):
                await self._show_map(context.bot, query, city)
            case None:
                await self._confirm(query, "old_button")

    async def _ask(self, bot: Bot, query: CallbackQuery, question: str | None) -> None:
        if question is None:
            await self._confirm(query, "old_button")
            return
        await self._confirm(query)
        place = _place(query)
        if not await self._may_ask(bot, query, place):
            return
        if place is None:
            answer = self._services.engine.ask(question)
            await self._show(bot, query, await self._services.composer.compose(answer))
        else:
            speaker = Speaker(place.chat_id, query.from_user.id, place.thread_id)
            await self._answering.send(bot, place, self._answering.read(speaker, question))

    async def _name_sources(self, bot: Bot, query: CallbackQuery, press: ShowSources) -> None:
        composed = await self._services.composer.sources(press)
        await self._confirm(query, None if composed else "old_button")
        if composed and await self._may_ask(bot, query, _place(query)):
            await self._show(bot, query, composed)

    async def _show(self, bot: Bot, query: CallbackQuery, composed: Composed) -> None:
        """Send a message to the chat of the button; an inline message, in a chat unknown here, changes itself."""
        place = _place(query)
        if place is None:
            await edit_html(bot, _pressed(query), composed.html, composed.keyboard)
        else:
            await send_html(bot, place, composed.html, composed.keyboard)

    async def _may_ask(self, bot: Bot, query: CallbackQuery, place: Place | None) -> bool:
        """Take a question from what may be asked by whoever pressed."""
        if place is None or query.message is None:
            return self._services.limits.question(query.from_user.id, None)[0] == "answer"
        return await self._answering.may_ask(bot, place, query.from_user, query.message.chat)

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
    if isinstance(query.message, Message):
        place = place_of(query.message)
        return Place(place.chat_id, place.thread_id)
    # The message with the button is too old to be seen, and its topic with it.
    return Place(query.message.chat.id) if query.message else None
