"""Settings from the environment: the only place that reads it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import SettingsError

_PACKAGE = Path(__file__).parent
_LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


@dataclass(frozen=True)
class Settings:
    """Everything that can be configured; each field names its environment variable."""

    data_dir: Path
    """BOT_DATA_DIR: the curated data set."""
    intents_dir: Path
    """BOT_INTENTS_DIR: phrasings and answers."""
    telegram_token: str | None = field(default=None, repr=False)
    """TELEGRAM_BOT_TOKEN: from BotFather; needed by `run` only."""
    telegram_api_url: str = "https://api.telegram.org"
    """TELEGRAM_API_URL: root of the Bot API server, without a slash at the end."""
    database_url: str = "sqlite:///learning-cities.sqlite3"
    """BOT_DATABASE_URL: SQLAlchemy address of the database."""
    admin_ids: frozenset[int] = frozenset()
    """BOT_ADMIN_IDS: Telegram user ids separated by commas or spaces."""
    webhook_url: str | None = None
    """BOT_WEBHOOK_URL: public https address; empty means long polling."""
    webhook_listen: str = "127.0.0.1:8080"
    """BOT_WEBHOOK_LISTEN: host:port on which the webhook server listens."""
    webhook_secret: str | None = field(default=None, repr=False)
    """BOT_WEBHOOK_SECRET: 1 to 256 characters of A-Z a-z 0-9 _ -."""
    log_level: str = "INFO"
    """BOT_LOG_LEVEL."""

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Read and check the environment; raises SettingsError naming the variable."""
        raw = os.environ if env is None else env
        values = {name: value.strip() for name, value in raw.items() if value.strip()}
        return cls(
            data_dir=_folder("BOT_DATA_DIR", values.get("BOT_DATA_DIR"), "data"),
            intents_dir=_folder("BOT_INTENTS_DIR", values.get("BOT_INTENTS_DIR"), "intents"),
            telegram_token=values.get("TELEGRAM_BOT_TOKEN"),
            telegram_api_url=_api_url(values.get("TELEGRAM_API_URL", cls.telegram_api_url)),
            database_url=values.get("BOT_DATABASE_URL", cls.database_url),
            admin_ids=_ids(values.get("BOT_ADMIN_IDS", "")),
            webhook_url=values.get("BOT_WEBHOOK_URL"),
            webhook_listen=values.get("BOT_WEBHOOK_LISTEN", cls.webhook_listen),
            webhook_secret=values.get("BOT_WEBHOOK_SECRET"),
            log_level=_log_level(values.get("BOT_LOG_LEVEL", cls.log_level)),
        )


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


def _api_url(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise SettingsError(
            f"TELEGRAM_API_URL: {value!r} is not an http address; write e.g. http://127.0.0.1:8081"
        )
    return value.rstrip("/")


def _ids(value: str) -> frozenset[int]:
    try:
        return frozenset(int(part) for part in value.replace(",", " ").split())
    except ValueError:
        raise SettingsError(
            f"BOT_ADMIN_IDS: {value!r} is not a list of numbers; write e.g. 12345,67890"
        ) from None


def _log_level(value: str) -> str:
    level = value.upper()
    if level not in _LOG_LEVELS:
        raise SettingsError(f"BOT_LOG_LEVEL: {value!r} is no log level; use one of {', '.join(_LOG_LEVELS)}")
    return level
