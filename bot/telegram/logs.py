"""Logging to standard error: one line of key=value pairs an event, and never a secret or a text of a person.

    time=2026-11-22T10:30:00.125Z level=info logger=bot.telegram.intake msg=answered update=7 kind=message ms=4

`logger.info("answered", extra=fields(update=7, kind="message", ms=4))` writes such a line.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote, quote_plus

from bot.errors import BotError

logger = logging.getLogger(__name__)

HIDDEN = "<hidden>"
# No \b in front: in the address "/bot123:..." there is no word boundary before the digits.
_TOKEN = r"(?<!\d)\d{6,12}(?::|%3[Aa])[A-Za-z0-9_-]{30,}"
_NAMED = re.compile(r"(secret[_-]token['\"]?\s?[:=]\s?['\"]?)[\w-]+", re.IGNORECASE)
"""A webhook secret in the parameters or headers of a request, also one that was made after logging was set up."""
_SHORT = 8
"""A shorter secret is taken out as a whole word only, or it would riddle every line and so give itself away."""
_CHATTY = ("httpx", "httpcore", "aiohttp.access", "aiohttp.client", "aiosqlite", "sqlalchemy")
"""They write each address with the token or secret path, or each statement with its values."""
_QUOTING = ("asyncio", "py.warnings")
"""Their messages go on in further lines that quote an error or code, which may hold a text of a person."""
_BARE = re.compile(r"[\w.:/<>@+,%-]+")


def fields(**values: object) -> dict[str, dict[str, object]]:
    """The `extra` of a log call: pairs written behind the message; None is left out."""
    return {"fields": {name: value for name, value in values.items() if value is not None}}


class Redaction(logging.Filter):
    """Takes tokens and other secrets out of a record, with its fields and traceback."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        forms = {form for secret in secrets for form in _forms(secret)}
        self._long = sorted((form for form in forms if len(form) >= _SHORT), key=len, reverse=True)
        short = [rf"(?<![\w-]){re.escape(form)}(?![\w-])" for form in forms if len(form) < _SHORT]
        self._others = re.compile("|".join([_TOKEN, *short]))

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record in place; it is always kept."""
        record.msg = self.redact(_message(record))
        record.args = None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self.redact(record.exc_text)
        if record.stack_info:
            record.stack_info = self.redact(record.stack_info)
        extra = getattr(record, "fields", None)
        if extra:
            record.fields = {
                name: value if isinstance(value, int) else self.redact(str(value))
                for name, value in extra.items()
            }
        return True

    def redact(self, text: str) -> str:
        """Return the text without secrets."""
        for secret in self._long:
            text = text.replace(secret, HIDDEN)
        if "oken" in text:
            text = _NAMED.sub(rf"\1{HIDDEN}", text)
        return self._others.sub(HIDDEN, text)


class Logfmt(logging.Formatter):
    """Writes a record that passed the redaction as one line of key=value pairs.

    Unless `debug`, an error is told by its type and place only: its text may quote what a person wrote.
    """

    def __init__(self, redaction: Redaction, *, debug: bool) -> None:
        super().__init__()
        self._redaction = redaction
        self._debug = debug

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, which has no line break whatever the record holds."""
        return " ".join(f"{key}={_quoted(text)}" for key, text in self._pairs(record))

    def _pairs(self, record: logging.LogRecord) -> Iterator[tuple[str, str]]:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        yield "time", moment.replace("+00:00", "Z")
        yield "level", record.levelname.lower()
        yield "logger", record.name
        message = _message(record).strip()
        if record.name in _QUOTING and not self._debug:
            message = message.partition("\n")[0]
        yield "msg", message
        for name, value in getattr(record, "fields", {}).items():
            yield name, str(value)
        if record.exc_info and record.exc_info[1] is not None:
            yield "error", self._redaction.redact(_told(record.exc_info[1]))
        if self._debug and record.exc_text:
            yield "traceback", record.exc_text
        if self._debug and record.stack_info:
            yield "stack", record.stack_info


def configure_logging(level: str, secrets: Iterable[str]) -> None:
    """Log at `level` ("DEBUG" ... "CRITICAL") to standard error, without the secrets.

    Handlers that are there already, of whatever logger, are kept and get the same filter; records for those that
    come later are filtered as they are made. Warnings and errors that nobody caught are logged as well.
    """
    redaction = Redaction(secrets)
    root = logging.getLogger()
    root.setLevel(level)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    ours = [handler for handler in root.handlers if isinstance(handler.formatter, Logfmt)]
    if not root.handlers:
        ours = [logging.StreamHandler()]
        root.addHandler(ours[0])
    for handler in ours:
        handler.setFormatter(Logfmt(redaction, debug=level == "DEBUG"))
    for handler in _handlers():
        for old in [f for f in handler.filters if isinstance(f, Redaction)]:
            handler.removeFilter(old)
        handler.addFilter(redaction)
    _redact_new_records(redaction)
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_thread
    sys.unraisablehook = _log_unraisable


def _handlers() -> set[logging.Handler]:
    loggers = [
        known for known in logging.root.manager.loggerDict.values() if isinstance(known, logging.Logger)
    ]
    found = {handler for known in [logging.root, *loggers] for handler in known.handlers}
    return found | ({logging.lastResort} if logging.lastResort else set())


def _redact_new_records(redaction: Redaction) -> None:
    def make(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = logging.LogRecord(*args, **kwargs)
        redaction.filter(record)
        return record

    logging.setLogRecordFactory(make)


def _forms(secret: str) -> Iterator[str]:
    """How a secret may be written: as it is, the part behind the number of a token, and inside an address."""
    number, _, key = secret.partition(":")
    for part in (secret, key if number.isdigit() else ""):
        yield from filter(None, (part, quote(part, safe=""), quote_plus(part)))


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:
        # A faulty call of a library must neither raise in a filter nor make `logging` print the raw arguments.
        return f"{record.msg} {record.args!r}"


def _told(error: BaseException) -> str:
    """Type and place of an error, with its text where that was written for the person who runs the bot."""
    text = f": {error}" if isinstance(error, BotError | OSError) and str(error) else ""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{text}{place}"


def _quoted(text: str) -> str:
    if _BARE.fullmatch(text):
        return text
    return '"' + "".join(_escaped(letter) for letter in text) + '"'


def _escaped(letter: str) -> str:
    if letter == '"':
        return '\\"'
    # Line breaks of all kinds, control and bidirectional characters could forge or turn round a line.
    return letter if letter.isprintable() and letter != "\\" else letter.encode("unicode_escape").decode()


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logger.critical("ended by an error", exc_info=(kind, error, trace))


def _log_thread(caught: threading.ExceptHookArgs) -> None:
    if caught.exc_value is not None and caught.exc_type is not SystemExit:
        trace = (caught.exc_type, caught.exc_value, caught.exc_traceback)
        logger.error("a thread ended by an error", exc_info=trace)


def _log_unraisable(caught: sys.UnraisableHookArgs) -> None:
    if caught.exc_value is not None:
        trace = (caught.exc_type, caught.exc_value, caught.exc_traceback)
        logger.error("an error that could not be raised", exc_info=trace)
