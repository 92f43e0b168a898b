"""A connection for commands that make a few calls and end, also beside a bot that is running."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram import Bot

from bot.errors import SettingsError
from bot.settings import Settings
from bot.telegram.transport import AiohttpRequest, Timeouts

PATIENCE_SECONDS = 10.0
"""How long a call may take."""
_TIMEOUTS = Timeouts(
    read=PATIENCE_SECONDS, write=PATIENCE_SECONDS, connect=PATIENCE_SECONDS, pool=PATIENCE_SECONDS
)
REFUSED_TOKEN = (
    "TELEGRAM_BOT_TOKEN: Telegram does not accept this token; copy it once more from @BotFather "
    "(and check TELEGRAM_API_URL, if you set it)"
)
"""Said instead of the library's own words, which quote the token."""


def checked_token(settings: Settings) -> str:
    """Return the token. Raises SettingsError without one."""
    if settings.telegram_token is None:
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN: not set; get a token from @BotFather on Telegram and set it, "
            "or talk to the bot here with `learning-cities chat`"
        )
    return settings.telegram_token


@asynccontextmanager
async def connected(settings: Settings) -> AsyncIterator[Bot]:
    """Yield a bot to call methods on, of which Telegram knows nothing yet; raises SettingsError without a token."""
    token = checked_token(settings)
    async with AiohttpRequest(connections=1, timeouts=_TIMEOUTS) as request:
        yield Bot(
            token,
            base_url=f"{settings.telegram_api_url}/bot",
            base_file_url=f"{settings.telegram_api_url}/file/bot",
            request=request,
            get_updates_request=request,
        )
