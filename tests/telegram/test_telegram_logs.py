"""Each event is one line that a program can read, and no secret gets into it, in no place and in no form."""

from __future__ import annotations

import asyncio
import gc
import io
import logging
import re
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator

import pytest
from bot_api_server import TOKEN
from harness import ROOT
from telegram import Bot

from bot.errors import StorageError
from bot.telegram.logs import Logfmt, Redaction, configure_logging, fields

KEY = TOKEN.partition(":")[2]
SECRETS = [TOKEN, "an odd secret", "s3cr3t"]
LINE = re.compile(r'time=\S+Z level=[a-z]+ logger=\S+( [a-z_]+=([^\s"=]+|"([^"\\]|\\.)*"))+')


@pytest.fixture
def untouched() -> Iterator[None]:
    """Puts back what setting up changes in this process."""
    root, hooks = logging.getLogger(), (sys.excepthook, threading.excepthook, sys.unraisablehook)
    handlers, level, factory = root.handlers[:], root.level, logging.getLogRecordFactory()
    root.handlers[:] = []
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.setLogRecordFactory(factory)
    logging.captureWarnings(False)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    for handler in [*handlers, logging.lastResort]:
        for old in [f for f in handler.filters if isinstance(f, Redaction)] if handler else []:
            handler.removeFilter(old)


@pytest.fixture
def log(untouched: None, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What is written to standard error once the bot has set up logging at the level that is the default."""
    return set_up("INFO", monkeypatch)


@pytest.fixture
def debug_log(untouched: None, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """The same at the level that tells most."""
    return set_up("DEBUG", monkeypatch)


def set_up(level: str, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    configure_logging(level, SECRETS)
    return written


def assert_clean(text: str) -> None:
    assert text
    assert KEY not in text
    assert "odd" not in text
    assert "s3cr3t" not in text
    for line in text.splitlines():
        assert LINE.fullmatch(line), line


def fail_with(text: str) -> None:
    raise ValueError(text)


def test_secrets_are_taken_out_of_every_part_of_a_record(debug_log: io.StringIO) -> None:
    logger = logging.getLogger("some.library")
    address = f"http://localhost/bot{TOKEN}/getMe"
    logger.info("POST %s", address)
    logger.info(f"with {TOKEN!r} in the text")
    logger.debug("%(url)s", {"url": address})
    logger.warning("%r", Bot(TOKEN))
    logger.error("an odd secret", stack_info=True)
    logger.info("told", extra=fields(url=address, header="s3cr3t", absent=None))
    try:
        fail_with(address)
    except ValueError:
        logger.exception("failed")
    text = debug_log.getvalue()
    assert_clean(text)
    assert len(text.splitlines()) >= 7
    assert text.count("<hidden>") >= 9
    assert "Traceback" in text
    assert "absent" not in text


@pytest.mark.parametrize(
    "form",
    [
        TOKEN.replace(":", "%3A"),
        KEY,
        "an%20odd%20secret",
        "an+odd+secret",
        "?token=s3cr3t&x",
        "https://api.telegram.org/file/bot987654321:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw9/photos/1.jpg",
    ],
)
def test_secrets_are_known_in_every_form(form: str) -> None:
    redacted = Redaction(SECRETS).redact(f"before {form} after")
    assert redacted.startswith("before ")
    assert redacted.endswith(" after")
    assert "<hidden>" in redacted
    assert not re.search(r"AAHdq|odd|s3cr3t", redacted)


@pytest.mark.parametrize(
    "line",
    [
        "parameters {'url': 'https://h/', 'secret_token': 'R4nd0m-_'}",
        '{"secret_token": "R4nd0m-_"}',
        "secret_token=R4nd0m-_&url=x",
        "X-Telegram-Bot-Api-Secret-Token: R4nd0m-_",
        "<CIMultiDict('X-Telegram-Bot-Api-Secret-Token': 'R4nd0m-_')>",
    ],
)
def test_a_webhook_secret_made_later_is_known_by_its_name(line: str) -> None:
    assert Redaction([]).redact(line) == line.replace("R4nd0m-_", "<hidden>")


@pytest.mark.parametrize(
    "harmless",
    [
        "10:30",
        "update 900000001: not answered",
        "127.0.0.1:8081",
        "1234567:short",
        "classified",
        "as-is",
        "secret_token",
    ],
)
def test_other_words_and_numbers_stay(harmless: str) -> None:
    assert Redaction(["as", "password:is"]).redact(harmless) == harmless


def test_a_handler_of_a_logger_of_its_own_is_filtered_whenever_it_came(
    untouched: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    early, late = io.StringIO(), io.StringIO()
    logger = logging.getLogger("proud.library")
    logger.propagate = False
    logger.addHandler(logging.StreamHandler(early))
    set_up("INFO", monkeypatch)
    logger.addHandler(logging.StreamHandler(late))
    try:
        logger.error("POST %s", f"/bot{TOKEN}/getMe")
        try:
            fail_with(TOKEN)
        except ValueError:
            logger.exception("an odd secret")
    finally:
        logger.handlers.clear()
        logger.propagate = True
    for written in (early, late):
        assert "POST /bot<hidden>/getMe" in written.getvalue()
        assert "ValueError: <hidden>" in written.getvalue()
        assert KEY not in written.getvalue()


def test_a_line_cannot_be_forged_or_broken(log: io.StringIO) -> None:
    hostile = 'x" level=critical\nforged\r\u2028\u202e\x1b[31m\\'
    logging.getLogger("bot").info(hostile, extra=fields(kind=hostile, empty=""))
    assert_clean(log.getvalue())
    assert len(log.getvalue().splitlines()) == 1
    assert r"forged\r\u2028\u202e\x1b[31m\\" in log.getvalue()
    assert log.getvalue().endswith('empty=""\n')


def test_the_fields_stand_behind_the_message(log: io.StringIO) -> None:
    logging.getLogger("bot.telegram").info("answered", extra=fields(update=7, intent=None, ms=4))
    line = log.getvalue()
    assert line.endswith("Z level=info logger=bot.telegram msg=answered update=7 ms=4\n")


def test_what_a_person_wrote_is_not_in_the_trace_of_an_error(log: io.StringIO) -> None:
    logger = logging.getLogger("bot")
    for error in (ValueError("my question"), StorageError("BOT_DATABASE_URL: disk full")):
        try:
            raise error
        except Exception:
            logger.exception("update 7: not answered")
    text = log.getvalue()
    assert_clean(text)
    assert "my question" not in text
    assert 'error="ValueError at test_telegram_logs.py:' in text
    assert 'error="StorageError: BOT_DATABASE_URL: disk full at ' in text


async def test_a_task_that_nobody_awaited_is_one_line(log: io.StringIO) -> None:
    async def fail() -> None:
        fail_with(f"my question and {TOKEN}")

    task = asyncio.ensure_future(fail())
    await asyncio.wait({task})
    del task
    gc.collect()
    text = log.getvalue()
    assert_clean(text)
    assert 'msg="Task exception was never retrieved" error="ValueError at ' in text
    assert "my question" not in text


def test_a_warning_is_one_line(log: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        configure_logging("INFO", SECRETS)
        warnings.warn(f"old: {TOKEN}", UserWarning, stacklevel=1)
    assert_clean(log.getvalue())
    assert "logger=py.warnings" in log.getvalue()
    assert "UserWarning: old: <hidden>" in log.getvalue()


def test_an_error_in_a_thread_is_one_line(log: io.StringIO) -> None:
    thread = threading.Thread(target=fail_with, args=(TOKEN,))
    thread.start()
    thread.join()
    assert_clean(log.getvalue())
    assert 'msg="a thread ended by an error" error="ValueError at' in log.getvalue()


@pytest.mark.parametrize("level", ["INFO", "DEBUG"])
def test_an_error_that_ends_the_process_is_one_line(level: str) -> None:
    program = f"""
from bot.telegram.logs import configure_logging
configure_logging({level!r}, ["an odd secret"])
raise ValueError("an odd secret {TOKEN}")
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert_clean(done.stderr)
    assert 'level=critical logger=bot.telegram.logs msg="ended by an error"' in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_faulty_call_is_written_all_the_same(log: io.StringIO) -> None:
    logging.getLogger("some.library").error("%d of %s", "an odd secret")
    assert_clean(log.getvalue())
    assert "msg=\"%d of %s ('<hidden>',)\"" in log.getvalue()


def test_setting_up_again_changes_level_and_secrets(log: io.StringIO) -> None:
    configure_logging("DEBUG", ["another"])
    (handler,) = [h for h in logging.getLogger().handlers if isinstance(h.formatter, Logfmt)]
    assert len([f for f in handler.filters if isinstance(f, Redaction)]) == 1
    logging.getLogger("bot").debug("another day")
    assert 'msg="<hidden> day"' in log.getvalue()


def test_libraries_that_write_addresses_or_values_are_quiet(debug_log: io.StringIO) -> None:
    logging.getLogger("httpx").info("HTTP Request: POST ...")
    logging.getLogger("httpcore.http11").debug("send_request_headers ...")
    logging.getLogger("aiohttp.access").info("127.0.0.1 POST /secret/path")
    logging.getLogger("sqlalchemy.engine.Engine").info("INSERT ...")
    logging.getLogger("aiosqlite").debug("executing ...")
    assert debug_log.getvalue() == ""
