"""Logging to standard error: one line an event, and never the token."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable

# No \b in front: in the address "/bot123:..." there is no word boundary before the digits.
_TOKEN = re.compile(r"(?<!\d)\d{6,12}:[A-Za-z0-9_-]{30,}")
_HIDDEN = "<token>"
_CHATTY = ("httpx", "httpcore", "aiosqlite")


class Redaction(logging.Filter):
    """Takes tokens and other secrets out of a record, with its traceback."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        self._secrets = tuple(secrets)

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record in place; it is always kept."""
        record.msg = self.redact(record.getMessage())
        record.args = None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self.redact(record.exc_text)
        if record.stack_info:
            record.stack_info = self.redact(record.stack_info)
        return True

    def redact(self, text: str) -> str:
        """Return the text without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        return _TOKEN.sub(_HIDDEN, text)


class _OneLine(logging.Formatter):
    """Writes the last line of a traceback behind the message instead of the whole."""

    def format(self, record: logging.LogRecord) -> str:
        message = f"{self.formatTime(record)} {record.levelname} {record.name}: {record.getMessage()}"
        if record.exc_text:
            message += f" ({record.exc_text.strip().splitlines()[-1]})"
        return message


def configure_logging(level: str, secrets: Iterable[str]) -> None:
    """Log at `level` ("DEBUG" ... "CRITICAL") to standard error, without the secrets.

    Handlers that are there already are kept and get the same filter. Tracebacks are shown at DEBUG only.
    """
    root = logging.getLogger()
    root.setLevel(level)
    for name in _CHATTY:
        # They write each address with the token, or each statement with its values.
        logging.getLogger(name).setLevel(logging.WARNING)
    if not root.handlers:
        handler = logging.StreamHandler()
        plain = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
        handler.setFormatter(plain if level == "DEBUG" else _OneLine())
        root.addHandler(handler)
    redaction = Redaction(secrets)
    for present in root.handlers:
        for old in [f for f in present.filters if isinstance(f, Redaction)]:
            present.removeFilter(old)
        present.addFilter(redaction)
