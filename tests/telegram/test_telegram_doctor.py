"""`doctor`: every check says what is the matter and what to do, and disturbs nobody."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bot_api_server import TOKEN, BotApiServer, Fault
from telegram import User
from updates import message

from bot.chat_words import load_chat_words
from bot.settings import Settings
from bot.storage.opening import open_database
from bot.telegram.connecting import connected
from bot.telegram.doctor import findings, flag_warnings, telegram_findings
from bot.telegram.findings import Finding
from bot.telegram.profile import set_profile

WEBHOOK = "https://bot.example.org/a-secret-path"
REFUSED = "1234567:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw2"


async def told_by_telegram(settings: Settings) -> dict[str, Finding]:
    """The findings on what Telegram knows."""
    return await by_what(telegram_findings(settings, load_chat_words(settings.intents_dir / "en")))


async def by_what(found: AsyncIterator[Finding]) -> dict[str, Finding]:
    """The findings by what they are on; there is one on each."""
    all_findings = [finding async for finding in found]
    named = {finding.what: finding for finding in all_findings}
    assert len(named) == len(all_findings)
    assert all("\n" not in str(finding) for finding in all_findings)
    assert TOKEN not in "".join(map(str, all_findings))
    return named


async def test_all_is_well(server: BotApiServer, settings: Settings) -> None:
    server.me |= {"supports_inline_queries": True, "supports_guest_queries": True}
    await open_database(settings.database_url).close()
    async with connected(settings) as bot:
        async for _ in set_profile(bot, load_chat_words(settings.intents_dir / "en")):
            pass
    results = await by_what(findings(settings, "en"))
    assert {finding.level for finding in results.values()} == {"ok"}, results
    checks = [
        "data",
        "database",
        "api",
        "token",
        "groups",
        "privacy",
        "inline",
        "guest",
        "profile",
        "polling",
    ]
    assert list(results) == checks
    assert "members as of 20" in results["data"].text
    assert "@cities_bot" in results["token"].text


async def test_a_running_bot_is_not_disturbed(server: BotApiServer, settings: Settings) -> None:
    await told_by_telegram(settings)
    assert {call.method.lower() for call in server.calls} == {
        "getme",
        "getmycommands",
        "getmydescription",
        "getmyshortdescription",
        "getwebhookinfo",
    }


@pytest.mark.parametrize(
    ("flag", "value", "what", "command"),
    [
        ("can_join_groups", False, "groups", "/setjoingroups"),
        ("can_read_all_group_messages", True, "privacy", "/setprivacy"),
        ("supports_inline_queries", False, "inline", "/setinline"),
        ("supports_guest_queries", False, "guest", "/mybots"),
    ],
)
async def test_each_setting_of_botfather_is_explained(
    server: BotApiServer, settings: Settings, flag: str, value: bool, what: str, command: str
) -> None:
    server.me |= {"supports_inline_queries": True, "supports_guest_queries": True, flag: value}
    results = await told_by_telegram(settings)
    warned = [name for name in ("groups", "privacy", "inline", "guest") if results[name].level == "warning"]
    assert warned == [what]
    assert command in results[what].text
    (line,) = flag_warnings(User(**server.me))
    assert line == f"{what}: {results[what].text}"


def test_a_flag_that_an_older_server_does_not_know_is_no_warning() -> None:
    user = User(1, "Bot", True, username="b", can_join_groups=True, supports_inline_queries=True)
    assert flag_warnings(user) == []


@pytest.mark.parametrize(("token", "told"), [(None, "not set"), (REFUSED, "does not accept")])
async def test_a_token_that_is_missing_or_refused(settings: Settings, token: str | None, told: str) -> None:
    results = await told_by_telegram(replace(settings, telegram_token=token))
    assert list(results) == ["token"]
    assert results["token"].level == "problem"
    assert told in results["token"].text
    assert "@BotFather" in results["token"].text
    assert REFUSED not in results["token"].text


@pytest.mark.parametrize("fault", [Fault(502, body=b"<html>Bad Gateway</html>"), Fault(500, "Internal")])
async def test_telegram_is_down(server: BotApiServer, settings: Settings, fault: Fault) -> None:
    server.fail("getMe", fault)
    results = await told_by_telegram(settings)
    assert list(results)[-1] == "api"
    assert results["api"].level == "problem"
    assert f"{server.url} cannot be reached" in results["api"].text


async def test_nothing_listens_there(settings: Settings) -> None:
    results = await told_by_telegram(replace(settings, telegram_api_url="http://127.0.0.1:9"))
    assert results["api"].level == "problem"
    assert "TELEGRAM_API_URL" in results["api"].text


async def test_a_hanging_server_is_not_waited_for(
    server: BotApiServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.doctor.PATIENCE_SECONDS", 0.2)
    server.fail("getMe", Fault(hang=3.0))
    started = time.monotonic()
    results = await told_by_telegram(settings)
    assert time.monotonic() - started < 2.5
    assert "no answer within 0.2 s" in results["api"].text


@pytest.mark.parametrize(("method", "what"), [("getMyDescription", "profile"), ("getWebhookInfo", "updates")])
async def test_a_check_that_fails_does_not_end_the_others(
    server: BotApiServer, settings: Settings, method: str, what: str
) -> None:
    server.fail(method, Fault(500, "Internal Server Error"))
    results = await told_by_telegram(settings)
    assert results[what].level == "warning"
    assert "try again" in results[what].text


async def test_a_profile_that_is_not_set_is_told(settings: Settings) -> None:
    finding = (await told_by_telegram(settings))["profile"]
    assert finding.level == "warning"
    assert "commands for groups" in finding.text
    assert "`learning-cities set-profile`" in finding.text


async def test_updates_that_nobody_fetches(server: BotApiServer, settings: Settings) -> None:
    await server.push(message=message("help"))
    finding = (await told_by_telegram(settings))["polling"]
    assert finding.level == "warning"
    assert finding.text.startswith("1 update not fetched yet")


async def test_a_webhook_that_is_left_over(server: BotApiServer, settings: Settings) -> None:
    server.webhook_url = "https://elsewhere.example.org/a-secret-path"
    finding = (await told_by_telegram(settings))["webhook"]
    assert finding.level == "warning"
    assert "elsewhere.example.org, but BOT_WEBHOOK_URL is not set" in finding.text
    assert "secret" not in finding.text


@pytest.mark.parametrize("present", ["", "https://elsewhere.example.org/a-secret-path"])
async def test_a_webhook_that_is_not_set_yet(server: BotApiServer, settings: Settings, present: str) -> None:
    server.webhook_url = present
    finding = (await told_by_telegram(replace(settings, webhook_url=WEBHOOK)))["webhook"]
    assert finding.level == "warning"
    assert "`run` sets it" in finding.text
    assert "a-secret-path" not in finding.text


@pytest.mark.parametrize(
    ("seconds_ago", "waiting", "level", "told"),
    [
        (None, 0, "ok", "delivers to bot.example.org"),
        (60, 3, "problem", "403 Forbidden; 3 updates waiting"),
        (60, 0, "warning", "403 Forbidden; no updates waiting"),
        (7200, 0, "ok", "delivers to bot.example.org"),
        (7200, 1, "warning", "1 update waiting"),
    ],
)
async def test_the_webhook_in_use(
    server: BotApiServer,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    seconds_ago: int | None,
    waiting: int,
    level: str,
    told: str,
) -> None:
    info: dict[str, Any] = {"url": WEBHOOK, "has_custom_certificate": False, "pending_update_count": waiting}
    if seconds_ago is not None:
        info["last_error_date"] = int(time.time()) - seconds_ago
        info["last_error_message"] = "Wrong response from the webhook: 403 Forbidden"
    monkeypatch.setattr(server.webhook, "info", lambda: info)
    results = await told_by_telegram(replace(settings, webhook_url=WEBHOOK, webhook_secret="s3cr3t-s3cr3t"))
    assert results["webhook"].level == level
    assert told in results["webhook"].text
    assert results["secret"].text == "BOT_WEBHOOK_SECRET is set"
    assert "s3cr3t" not in "".join(map(str, results.values()))


async def test_a_webhook_without_a_secret_of_its_own(server: BotApiServer, settings: Settings) -> None:
    server.webhook_url = WEBHOOK
    finding = (await told_by_telegram(replace(settings, webhook_url=WEBHOOK)))["secret"]
    assert finding.level == "ok"
    assert "BOT_WEBHOOK_SECRET" in finding.text


async def test_a_database_is_not_made(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "new.sqlite3"
    finding = (await by_what(findings(replace(settings, database_url=f"sqlite:///{file}"), "en")))["database"]
    assert finding.level == "ok"
    assert f"{file} does not exist yet" in finding.text
    assert not file.exists()


async def test_a_database_that_cannot_be_used(settings: Settings) -> None:
    address = "postgresql://bot:passw0rd@db.example.org/bot"
    finding = (await by_what(findings(replace(settings, database_url=address), "en")))["database"]
    assert finding.level == "problem"
    assert "BOT_DATABASE_URL" in finding.text
    assert "passw0rd" not in finding.text


async def test_data_or_words_that_are_spoilt(settings: Settings, tmp_path: Path) -> None:
    results = await by_what(findings(replace(settings, data_dir=tmp_path), "en"))
    assert results["data"].level == "problem"
    assert str(tmp_path) in results["data"].text
    assert results["profile"].text.startswith("not as intended")
    results = await by_what(findings(replace(settings, intents_dir=tmp_path), "en"))
    assert results["data"].level == "problem"
    assert "could not be loaded" in results["profile"].text
