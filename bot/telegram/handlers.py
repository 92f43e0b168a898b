"""All handlers of the bot, in the order in which they are tried."""

from __future__ import annotations

from typing import Any

from telegram.ext import BaseHandler

from bot.telegram.administrators import Administrators
from bot.telegram.answering import Answering
from bot.telegram.cards import Cards
from bot.telegram.catching_up import CatchingUp
from bot.telegram.chat_settings import ChatSettingsMenu
from bot.telegram.commands import Commands
from bot.telegram.followed import Followed
from bot.telegram.following import Following
from bot.telegram.guest import Guest
from bot.telegram.inline import Inline
from bot.telegram.membership import Membership
from bot.telegram.operators import Operators
from bot.telegram.presses import Presses
from bot.telegram.privacy import Privacy
from bot.telegram.questions import Questions
from bot.telegram.services import Services
from bot.telegram.subscribing import Subscribing
from bot.telegram.subscription_menu import SubscriptionMenu
from bot.telegram.subscription_view import SubscriptionView


def all_handlers(services: Services) -> list[BaseHandler[Any, Any, Any]]:
    """Return the handlers; the first that takes an update is the only one to handle it."""
    answering = Answering(services)
    administrators = Administrators()
    settings = ChatSettingsMenu(services, answering, administrators)
    followed, catching_up = Followed(services.engine, services.words), CatchingUp(services)
    following = Following(services, followed, catching_up)
    view = SubscriptionView(services, followed, following)
    subscriptions = SubscriptionMenu(services, administrators, followed, following, view, catching_up)
    cards = Cards(services.engine, services.words)
    rooms = (
        Operators(services),
        Commands(services, answering),
        settings,
        Subscribing(services, administrators, following, view, catching_up),
        Privacy(services, answering, administrators),
        Membership(services),
        Questions(services, answering),
        Presses(services, answering, settings, subscriptions),
        Inline(services, cards),
        Guest(services, cards),
    )
    return [handler for room in rooms for handler in room.handlers()]
