"""The token never gets into a log, in no place of a record and in no form."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from bot_api_server import TOKEN
from telegram import Bot

from bot.telegram.logs import Redaction, configure_logging


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What a handler on the root logger writes, after the bot has set up logging."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    written = io.StringIO()
    root.handlers[:] = [logging.StreamHandler(written)]
    configure_logging("DEBUG", ["an odd secret"])
    yield written
    root.handlers[:] = handlers
    root.setLevel(level)


def test_the_token_is_taken_out_of_every_part_of_a_record(log: io.StringIO) -> None:
    logger = logging.getLogger("some.library")
    address = f"http://localhost/bot{TOKEN}/getMe"
    logger.info("POST %s", address)
    logger.info(f"with {TOKEN!r} in the text")
    logger.debug("%(url)s", {"url": address})
    logger.warning("%r", Bot(TOKEN))
    logger.error("an odd secret", stack_info=True)
    try:
        raise ValueError(address)
    except ValueError:
        logger.exception("failed")
    text = log.getvalue()
    assert TOKEN.partition(":")[2] not in text
    assert "odd secret" not in text
    assert text.count("<token>") >= 6
    assert "Traceback" in text


@pytest.mark.parametrize(
    "harmless", ["10:30", "update 900000001: not answered", "127.0.0.1:8081", "1234567:short"]
)
def test_other_numbers_stay(harmless: str) -> None:
    assert Redaction([]).redact(harmless) == harmless


def test_setting_up_twice_filters_once(log: io.StringIO) -> None:
    configure_logging("DEBUG", ["another"])
    for handler in logging.getLogger().handlers:
        assert len([f for f in handler.filters if isinstance(f, Redaction)]) == 1


def test_libraries_that_write_addresses_are_quiet(log: io.StringIO) -> None:
    logging.getLogger("httpx").info("HTTP Request: POST ...")
    logging.getLogger("httpcore.http11").debug("send_request_headers ...")
    assert log.getvalue() == ""
