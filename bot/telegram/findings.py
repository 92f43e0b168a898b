"""What getMe and getWebhookInfo tell about the bot's account, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from telegram import User, WebhookInfo

from bot.settings import Settings

_RECENT = timedelta(hours=1)
"""A failed delivery of so long ago still says something about now."""


@dataclass(frozen=True)
class Finding:
    """The outcome of one check."""

    level: Literal["ok", "warning", "problem"]
    what: str
    text: str
    """What was found and, unless all is well, what to do."""

    def __str__(self) -> str:
        return f"{self.level + ':':<9}{self.what}: {' '.join(self.text.split())}"


def flags(user: User) -> Iterator[Finding]:
    """Check what is set in BotFather only; `user` is of getMe. A server older than a setting does not tell it."""
    if user.can_join_groups:
        yield Finding("ok", "groups", "the bot can be added")
    else:
        yield Finding(
            "warning", "groups", "the bot cannot be added to any; send /setjoingroups to @BotFather, Enable"
        )
    if user.can_read_all_group_messages:
        yield Finding(
            "warning",
            "privacy",
            "the bot receives all messages of its groups, although it needs none but those meant for it; send "
            "/setprivacy to @BotFather, Enable, then remove the bot from its groups and add it again",
        )
    else:
        yield Finding("ok", "privacy", "in groups the bot receives only what is meant for it")
    if user.supports_inline_queries:
        yield Finding("ok", "inline", f"@{user.username} can be asked in any chat")
    else:
        yield Finding(
            "warning",
            "inline",
            f"@{user.username} cannot be asked in other chats; send /setinline to @BotFather with a hint such as "
            '"city or country"',
        )
    if user.supports_guest_queries:
        yield Finding("ok", "guest", "the bot can be called into chats that it is not in")
    elif user.supports_guest_queries is False:
        yield Finding(
            "warning",
            "guest",
            "the bot cannot be called into chats that it is not in; send /mybots to @BotFather, choose the bot and "
            "switch on guest queries in its settings",
        )


def updates(info: WebhookInfo, settings: Settings) -> Iterator[Finding]:
    """Compare how Telegram hands over updates with what `run` will use."""
    waiting = count(info.pending_update_count, "update")
    if settings.webhook_url is None:
        if info.url:
            yield Finding(
                "warning",
                "webhook",
                f"Telegram sends updates to {_host(info.url)}, but BOT_WEBHOOK_URL is not set; set it, or let "
                "`run` remove the webhook, and stop the program that is called there",
            )
        elif info.pending_update_count:
            yield Finding(
                "warning",
                "polling",
                f"{waiting} not fetched yet: start the bot with `run`; if it is running, see whether its log tells "
                "of another program with the same token",
            )
        else:
            yield Finding(
                "ok", "polling", "no update waits; of another program with the same token, `run` tells"
            )
    elif info.url != settings.webhook_url:
        now = f"updates go to {_host(info.url)}" if info.url else "there is none"
        yield Finding("warning", "webhook", f"{now} instead of the one in BOT_WEBHOOK_URL; `run` sets it")
    else:
        yield _delivery(info, waiting)
        yield _secret(settings)


def _delivery(info: WebhookInfo, waiting: str) -> Finding:
    if info.last_error_date is not None and datetime.now(UTC) - info.last_error_date < _RECENT:
        return Finding(
            "problem" if info.pending_update_count else "warning",
            "webhook",
            f"at {info.last_error_date:%H:%M} UTC Telegram could not deliver: {info.last_error_message}; {waiting} "
            f"waiting; see that {_host(info.url)} leads to BOT_WEBHOOK_LISTEN, and that the bot is running",
        )
    if info.pending_update_count:
        return Finding("warning", "webhook", f"{waiting} waiting; see that the bot is running")
    return Finding("ok", "webhook", f"Telegram delivers to {_host(info.url)}; no update waits")


def _secret(settings: Settings) -> Finding:
    if settings.webhook_secret is None:
        return Finding(
            "ok",
            "secret",
            "made anew at each start; set BOT_WEBHOOK_SECRET to keep one",
        )
    return Finding("ok", "secret", "BOT_WEBHOOK_SECRET is set")


def _host(url: str) -> str:
    # The path may be secret.
    return urlsplit(url).hostname or "an address"


def count(number: int, noun: str) -> str:
    """Return "no updates", "1 update" or "2 updates"."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
