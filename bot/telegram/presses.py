"""What happens when somebody presses a button, however old it is and whoever was asked."""

from __future__ import annotations

from typing import Any

from telegram import Bot, CallbackQuery, InlineKeyboardMarkup, Message, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError
from telegram.ext import BaseHandler, CallbackQueryHandler, ContextTypes

from bot.telegram.answering import Answering
from bot.telegram.callbacks import Ask, AskStored, SetUp, ShowMap, ShowPage, ShowSources, decode
from bot.telegram.chat_settings import ChatSettingsMenu
from bot.telegram.composing import Composed
from bot.telegram.markup import NO_PREVIEW
from bot.telegram.memories import Speaker
from bot.telegram.outcomes import note
from bot.telegram.sending import (
    Place,
    edit_html,
    is_unchanged,
    patiently,
    place_of,
    quote,
    send_anywhere,
    send_html,
)
from bot.telegram.services import Services

MAX_NOTICE = 200
"""Characters of the notice that Telegram shows for a press."""


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
                await self._show(context.bot, query, await self._services.composer.sources(press))
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
            # Under an inline message there is no chat to write to: the message itself changes.
            answer = self._services.engine.ask(question)
            await self._edit(bot, query, await self._services.composer.compose(answer))
        else:
            speaker = Speaker(place.chat_id, query.from_user.id, place.thread_id)
            await self._answering.send(bot, place, self._answering.read(speaker, question))

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
            await self._edit(bot, query, composed)
        except BadRequest as error:
            note(edit=error.message)
            await self._confirm(query, "gone_message")
        else:
            await self._confirm(query)

    async def _show(self, bot: Bot, query: CallbackQuery, composed: Composed | None) -> None:
        """Send a message beside the one with the button, or change that where it is an inline message."""
        if composed is None:
            await self._confirm(query, "old_button")
            return
        await self._confirm(query)
        place = _place(query)
        if not await self._may_ask(bot, query, place):
            return
        if place is None:
            await self._edit(bot, query, composed)
        else:
            await send_html(bot, place, composed.html, composed.keyboard)

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
            await self._notify(query, notice, alert=True)
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

    async def _edit(self, bot: Bot, query: CallbackQuery, composed: Composed) -> None:
        if query.message is not None:
            await edit_html(
                bot, query.message.chat.id, query.message.message_id, composed.html, composed.keyboard
            )
        elif query.inline_message_id is not None:
            await _edit_inline(bot, query.inline_message_id, composed.html, composed.keyboard)

    async def _confirm(self, query: CallbackQuery, wording: str | None = None) -> None:
        await self._notify(query, self._services.words.say(wording) if wording else None)

    async def _notify(self, query: CallbackQuery, text: str | None, *, alert: bool = False) -> None:
        # Telegram refuses to confirm a press after some minutes; what it asked for is done all the same.
        try:
            await query.answer(text[:MAX_NOTICE] if text else None, show_alert=alert)
        except TelegramError as error:
            note(confirm=type(error).__name__)


async def _edit_inline(bot: Bot, message_id: str, html: str, keyboard: InlineKeyboardMarkup | None) -> None:
    try:
        await patiently(
            lambda: bot.edit_message_text(
                html,
                inline_message_id=message_id,
                parse_mode=ParseMode.HTML,
                link_preview_options=NO_PREVIEW,
                reply_markup=keyboard,
            )
        )
    except BadRequest as error:
        if not is_unchanged(error):
            raise


def _place(query: CallbackQuery) -> Place | None:
    """Where the button is; None for one under an inline message."""
    if isinstance(query.message, Message):
        place = place_of(query.message)
        return Place(place.chat_id, place.thread_id)
    # The message with the button is too old to be seen, and its topic with it.
    return Place(query.message.chat.id) if query.message else None
