"""Settings from the environment: the only place that reads it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from bot.errors import SettingsError
from bot.zoned_times import WeeklyTime, read_weekly

_PACKAGE = Path(__file__).parent
_LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_TELEGRAM_HOST = "api.telegram.org"
_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{20,}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LISTEN = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s:/\[\]]+):(?P<port>[0-9]{1,5})")
_WEBHOOK_PORTS = (443, 80, 88, 8443)
"""Telegram's own servers call no others."""
_MONDAY_MORNING = WeeklyTime(weekday=0, hour=9, minute=0, zone=UTC)
_TELEGRAMS_PACE, _OWN_PACE = 30, 1000
"""Messages a second that a bot may send: by Telegram's servers, and through a server of one's own."""


@dataclass(frozen=True)
class Settings:
    """Everything that can be configured; each field names its environment variable.

    What may hold a password or a token is not shown by `repr`.
    """

    data_dir: Path
    """BOT_DATA_DIR: the curated data set."""
    intents_dir: Path
    """BOT_INTENTS_DIR: phrasings and answers."""
    telegram_token: str | None = field(default=None, repr=False)
    """TELEGRAM_BOT_TOKEN: from BotFather; needed by `run` and the commands that speak with Telegram."""
    telegram_api_url: str = f"https://{_TELEGRAM_HOST}"
    """TELEGRAM_API_URL: root of the Bot API server, without a slash at the end."""
    database_url: str = field(default="sqlite:///learning-cities.sqlite3", repr=False)
    """BOT_DATABASE_URL: SQLAlchemy address of the database."""
    admin_ids: frozenset[int] = frozenset()
    """BOT_ADMIN_IDS: Telegram user ids separated by commas or spaces."""
    webhook_url: str | None = field(default=None, repr=False)
    """BOT_WEBHOOK_URL: public https address; empty means long polling. Its path may be a secret."""
    webhook_listen: str = "127.0.0.1:8080"
    """BOT_WEBHOOK_LISTEN: host:port on which the webhook server listens; an IPv6 address stands in brackets."""
    webhook_secret: str | None = field(default=None, repr=False)
    """BOT_WEBHOOK_SECRET: 1 to 256 characters of A-Z a-z 0-9 _ -."""
    sends_changes: bool = False
    """BOT_ANNOUNCE: whether changes of the data go out by themselves (`auto`) or an operator is asked (`ask`)."""
    weekly: WeeklyTime | None = _MONDAY_MORNING
    """BOT_WEEKLY: when the learning city of the week goes out; None for never (`off`)."""
    resends_weekly: bool = False
    """BOT_WEEKLY_UNKNOWN: whether it is sent again (`send_again`, else `leave`) where it may not have arrived."""
    messages_per_second: float = 25.0
    """BOT_MESSAGES_PER_SECOND: pace of announcements in all chats together."""
    log_level: str = "INFO"
    """BOT_LOG_LEVEL."""

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Read and check the environment; raises SettingsError naming the variable."""
        raw = os.environ if env is None else env
        values = {name: value.strip() for name, value in raw.items() if value.strip()}
        api_url = _api_url(values.get("TELEGRAM_API_URL", cls.telegram_api_url))
        return cls(
            data_dir=_folder("BOT_DATA_DIR", values.get("BOT_DATA_DIR"), "data"),
            intents_dir=_folder("BOT_INTENTS_DIR", values.get("BOT_INTENTS_DIR"), "intents"),
            telegram_token=_token(values.get("TELEGRAM_BOT_TOKEN")),
            telegram_api_url=api_url,
            database_url=values.get("BOT_DATABASE_URL", cls.database_url),
            admin_ids=_ids(values.get("BOT_ADMIN_IDS", "")),
            webhook_url=_webhook_url(values.get("BOT_WEBHOOK_URL"), api_url),
            webhook_listen=_listen(values.get("BOT_WEBHOOK_LISTEN", cls.webhook_listen)),
            webhook_secret=_webhook_secret(values.get("BOT_WEBHOOK_SECRET")),
            sends_changes=_choice("BOT_ANNOUNCE", values, ("ask", "auto")) == "auto",
            weekly=_weekly(values.get("BOT_WEEKLY"), cls.weekly),
            resends_weekly=_choice("BOT_WEEKLY_UNKNOWN", values, ("leave", "send_again")) == "send_again",
            messages_per_second=_pace(
                values.get("BOT_MESSAGES_PER_SECOND"), cls.messages_per_second, api_url
            ),
            log_level=_log_level(values.get("BOT_LOG_LEVEL", cls.log_level)),
        )

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be written to a log or shown: token, webhook secret, password of the database."""
        found = re.search(r"://[^/@:]*:([^@]*)@", self.database_url)
        password = found.group(1) if found else ""
        secrets = (self.telegram_token, self.webhook_secret, password, unquote(password))
        return tuple(dict.fromkeys(secret for secret in secrets if secret))


def _folder(variable: str, value: str | None, name: str) -> Path:
    if value is None:
        shipped = _PACKAGE / name
        return shipped if shipped.is_dir() else _PACKAGE.parent / name
    folder = Path(value).expanduser()
    if not folder.is_dir():
        raise SettingsError(
            f"{variable}: no folder {value!r}; give the path of an existing folder or unset it"
        )
    return folder


def _token(value: str | None) -> str | None:
    if value is None or _TOKEN.fullmatch(value):
        return value
    # What was given may be a real token with one letter too many, so it is not quoted.
    fault = "holds white space" if re.search(r"\s", value) else "is no token of a bot"
    raise SettingsError(
        f"TELEGRAM_BOT_TOKEN: the value {fault}; copy it once more from @BotFather: "
        "digits, a colon, then 35 letters, digits, _ or -, without quotation marks"
    )


def _api_url(value: str) -> str:
    url = _split(value)
    if url is None or url.scheme not in ("http", "https") or url.query or url.fragment:
        raise SettingsError(
            "TELEGRAM_API_URL: not the http address of a Bot API server; write e.g. http://127.0.0.1:8081"
        )
    if re.search(r"/bot(\d+:.*)?$", url.path.rstrip("/")):
        raise SettingsError("TELEGRAM_API_URL: give the root of the server only, without /bot and the token")
    return value.rstrip("/")


def _webhook_url(value: str | None, api_url: str) -> str | None:
    if value is None:
        return None
    # The path may be secret, so no line quotes it.
    variable, example = "BOT_WEBHOOK_URL", "https://bot.example.org/telegram"
    url = _split(value)
    if url is None or url.scheme not in ("http", "https") or url.fragment:
        raise SettingsError(f"{variable}: not an https address; write e.g. {example}")
    if url.username is not None or url.password is not None:
        raise SettingsError(f"{variable}: an address with a user name; protect it by BOT_WEBHOOK_SECRET")
    is_telegrams = urlsplit(api_url).hostname == _TELEGRAM_HOST
    if url.scheme == "http" and is_telegrams and not _is_loopback(url.hostname or ""):
        raise SettingsError(
            f"{variable}: Telegram calls https addresses only; write e.g. {example} "
            "(http is for a self-hosted server, see TELEGRAM_API_URL)"
        )
    if url.scheme == "https" and is_telegrams and (url.port or 443) not in _WEBHOOK_PORTS:
        ports = ", ".join(map(str, _WEBHOOK_PORTS))
        raise SettingsError(f"{variable}: Telegram does not call port {url.port}; use one of {ports}")
    return value


def _split(value: str) -> SplitResult | None:
    """The parts of an address with a host; None when it is not one."""
    if not value.isprintable() or " " in value:
        return None
    try:
        url = urlsplit(value)
        # Reading the port checks it: beyond 65535 it raises.
        return url if url.hostname and url.port != 0 else None
    except ValueError:
        return None


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _listen(value: str) -> str:
    match = _LISTEN.fullmatch(value)
    if match is None or not 1 <= int(match["port"]) <= 65535 or not _is_host(match["host"]):
        raise SettingsError(
            f"BOT_WEBHOOK_LISTEN: {value!r} is not host:port; write e.g. 127.0.0.1:8080, 0.0.0.0:8080 or "
            "[::1]:8080"
        )
    return value


def _is_host(host: str) -> bool:
    if not host.startswith("["):
        return True
    try:
        return ip_address(host.strip("[]")).version == 6
    except ValueError:
        return False


def _webhook_secret(value: str | None) -> str | None:
    if value is not None and not _SECRET.fullmatch(value):
        raise SettingsError(
            "BOT_WEBHOOK_SECRET: it must be 1 to 256 characters of A-Z a-z 0-9 _ -; make one with "
            "`python3 -c 'import secrets; print(secrets.token_urlsafe(32))'`"
        )
    return value


def _ids(value: str) -> frozenset[int]:
    parts = value.replace(",", " ").split()
    if not all(re.fullmatch(r"[0-9]{1,16}", part) and int(part) for part in parts):
        raise SettingsError(
            f"BOT_ADMIN_IDS: {value!r} is not a list of ids of users, which are positive numbers; "
            "write e.g. 12345,67890"
        )
    return frozenset(int(part) for part in parts)


def _choice(variable: str, values: Mapping[str, str], choices: tuple[str, str]) -> str:
    """The value of a variable that has two; the first where it is not set."""
    value = values.get(variable, choices[0]).lower()
    if value not in choices:
        raise SettingsError(f"{variable}: {value!r} is not known; write {' or '.join(choices)}")
    return value


def _weekly(value: str | None, default: WeeklyTime | None) -> WeeklyTime | None:
    if value is None or value.lower() == "off":
        return default if value is None else None
    try:
        return read_weekly(value)
    except ValueError as fault:
        raise SettingsError(f"BOT_WEEKLY: {fault}; or write off") from None


def _pace(value: str | None, default: float, api_url: str) -> float:
    if value is None:
        return default
    most = _TELEGRAMS_PACE if urlsplit(api_url).hostname == _TELEGRAM_HOST else _OWN_PACE
    if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,3})?", value) or not 1 <= float(value) <= most:
        own = (
            ""
            if most == _OWN_PACE
            else f" (up to {_OWN_PACE} through a server of your own, see TELEGRAM_API_URL)"
        )
        raise SettingsError(f"BOT_MESSAGES_PER_SECOND: {value!r} is no number from 1 to {most}{own}")
    return float(value)


def _log_level(value: str) -> str:
    level = value.upper()
    if level not in _LOG_LEVELS:
        raise SettingsError(f"BOT_LOG_LEVEL: {value!r} is no log level; use one of {', '.join(_LOG_LEVELS)}")
    return level
