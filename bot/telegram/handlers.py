"""All handlers of the bot, in the order in which they are tried."""

from __future__ import annotations

from typing import Any

from telegram.ext import BaseHandler

from bot.telegram.administrators import Administrators
from bot.telegram.answering import Answering
from bot.telegram.cards import Cards
from bot.telegram.chat_settings import ChatSettingsMenu
from bot.telegram.commands import Commands
from bot.telegram.guest import Guest
from bot.telegram.inline import Inline
from bot.telegram.membership import Membership
from bot.telegram.operators import Operators
from bot.telegram.presses import Presses
from bot.telegram.privacy import Privacy
from bot.telegram.questions import Questions
from bot.telegram.services import Services


def all_handlers(services: Services) -> list[BaseHandler[Any, Any, Any]]:
    """Return the handlers; the first that takes an update is the only one to handle it."""
    answering = Answering(services)
    administrators = Administrators()
    settings = ChatSettingsMenu(services, answering, administrators)
    cards = Cards(services.engine, services.words)
    rooms = (
        Operators(services),
        Commands(services, answering),
        settings,
        Privacy(services, answering, administrators),
        Membership(services),
        Questions(services, answering),
        Presses(services, answering, settings),
        Inline(services, cards),
        Guest(services, cards),
    )
    return [handler for room in rooms for handler in room.handlers()]
