"""Settings: what is wrong is one line that names the variable and what to do, and no secret is quoted or shown."""

from __future__ import annotations

import pytest

from bot.errors import SettingsError
from bot.settings import Settings

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"
OWN_SERVER = {"TELEGRAM_API_URL": "http://127.0.0.1:8081"}


def refused(**variables: str) -> str:
    """The line by which settings are refused."""
    with pytest.raises(SettingsError) as error:
        Settings.from_env(variables)
    line = str(error.value)
    assert "\n" not in line
    return line


@pytest.mark.parametrize(
    "token",
    [TOKEN, f"  {TOKEN}\n", "123456:AAA-token_that_must_stay_secret_00000"],
)
def test_a_token_of_the_right_shape_is_taken(token: str) -> None:
    assert Settings.from_env({"TELEGRAM_BOT_TOKEN": token}).telegram_token == token.strip()


@pytest.mark.parametrize(
    ("token", "fault"),
    [
        (TOKEN.replace("TcvC", "Tcv C"), "white space"),
        (TOKEN.replace("TcvC", "Tcv\u00a0C"), "white space"),
        (TOKEN.replace(":", ""), "no token"),
        (f'"{TOKEN}"', "no token"),
        (f"bot{TOKEN}", "no token"),
        ("123456789:short", "no token"),
        ("cities_bot", "no token"),
        (f"{TOKEN}é", "no token"),
    ],
)
def test_a_token_of_another_shape_is_refused_and_not_quoted(token: str, fault: str) -> None:
    line = refused(TELEGRAM_BOT_TOKEN=token)
    assert line.startswith("TELEGRAM_BOT_TOKEN: ")
    assert fault in line
    assert "@BotFather" in line
    assert "AAHdq" not in line
    assert "cities_bot" not in line


@pytest.mark.parametrize(
    "url",
    [
        "https://bot.example.org",
        "https://bot.example.org/secret/path?x=1",
        "https://bot.example.org:8443/telegram",
        "https://[2001:db8::1]/telegram",
        "http://127.0.0.1:8080/telegram",
        "http://localhost/telegram",
        "http://[::1]:9000/telegram",
    ],
)
def test_a_webhook_that_telegram_can_call_is_taken_as_it_is(url: str) -> None:
    assert Settings.from_env({"BOT_WEBHOOK_URL": url}).webhook_url == url


@pytest.mark.parametrize(
    "url",
    [
        "bot.example.org/secret",
        "http://bot.example.org/secret",
        "ftp://bot.example.org/secret",
        "https:///secret",
        "https://bot.example.org:99999/secret",
        "https://bot.example.org:8080/secret",
        "https://bot.example.org/secret#part",
        "https://bot.example.org/se cret",
        "https://bot.example.org/secret\u202e",
        "https://user:secret@bot.example.org/",
        "https://[::1/secret",
    ],
)
def test_a_webhook_that_telegram_cannot_call_is_refused_and_not_quoted(url: str) -> None:
    line = refused(BOT_WEBHOOK_URL=url)
    assert line.startswith("BOT_WEBHOOK_URL: ")
    assert "secret" not in line


@pytest.mark.parametrize("url", ["http://bot.example.org/telegram", "https://bot.example.org:8080/telegram"])
def test_a_server_of_ones_own_may_call_more(url: str) -> None:
    assert Settings.from_env({"BOT_WEBHOOK_URL": url, **OWN_SERVER}).webhook_url == url


@pytest.mark.parametrize(
    "address", ["127.0.0.1:8080", "0.0.0.0:80", "localhost:65535", "[::1]:8080", "[2001:db8::1]:1"]
)
def test_an_address_to_listen_on(address: str) -> None:
    assert Settings.from_env({"BOT_WEBHOOK_LISTEN": address}).webhook_listen == address


@pytest.mark.parametrize(
    "address",
    [
        "8080",
        ":8080",
        "127.0.0.1",
        "127.0.0.1:",
        "127.0.0.1:0",
        "127.0.0.1:65536",
        "127.0.0.1:http",
        "::1:8080",
        "[::1]",
        "[127.0.0.1]:8080",
        "[::g]:8080",
        "http://127.0.0.1:8080",
        "127.0.0.1 :8080",
        "127.0.0.1:٨٠٨٠",
    ],
)
def test_what_is_no_address_to_listen_on(address: str) -> None:
    line = refused(BOT_WEBHOOK_LISTEN=address)
    assert line.startswith("BOT_WEBHOOK_LISTEN: ")
    assert "127.0.0.1:8080" in line


@pytest.mark.parametrize("secret", ["a", "A-z_0", "x" * 256])
def test_a_secret_that_telegram_takes(secret: str) -> None:
    assert Settings.from_env({"BOT_WEBHOOK_SECRET": secret}).webhook_secret == secret


@pytest.mark.parametrize("secret", ["x" * 257, "hush hush", "hush!", "hüsh", "hush\nhush"])
def test_a_secret_that_telegram_refuses_is_not_quoted(secret: str) -> None:
    line = refused(BOT_WEBHOOK_SECRET=secret)
    assert line.startswith("BOT_WEBHOOK_SECRET: ")
    assert "token_urlsafe" in line
    assert "hush" not in line
    assert "xxx" not in line


@pytest.mark.parametrize("ids", ["12345", "12345,67890", " 12345, 67890 ", "67890 12345 12345"])
def test_operators(ids: str) -> None:
    assert Settings.from_env({"BOT_ADMIN_IDS": ids}).admin_ids <= {12345, 67890}


@pytest.mark.parametrize("ids", ["-100123", "0", "@amara", "1.5", "1;2", "٣", "9" * 30])
def test_what_are_no_operators(ids: str) -> None:
    assert refused(BOT_ADMIN_IDS=ids).startswith("BOT_ADMIN_IDS: ")


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8081/", "https://example.org/telegram", "http://[::1]:8081"]
)
def test_the_root_of_a_server(url: str) -> None:
    assert Settings.from_env({"TELEGRAM_API_URL": url}).telegram_api_url == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    ["127.0.0.1:8081", "ftp://127.0.0.1", "http://", "http://h/?x", f"https://h/bot{TOKEN}/", "http://h/bot"],
)
def test_what_is_no_root_of_a_server(url: str) -> None:
    line = refused(TELEGRAM_API_URL=url)
    assert line.startswith("TELEGRAM_API_URL: ")
    assert "AAHdq" not in line


def test_announcements_wait_for_an_operator_and_go_at_telegrams_pace_unless_told_otherwise() -> None:
    settings = Settings.from_env({})
    assert (settings.sends_changes, settings.resends_weekly, settings.messages_per_second) == (
        False,
        False,
        25,
    )
    assert settings.weekly is not None
    assert (settings.weekly.weekday, settings.weekly.hour, str(settings.weekly.zone)) == (0, 9, "UTC")


def test_settings_of_announcements() -> None:
    settings = Settings.from_env(
        {
            "BOT_ANNOUNCE": "auto",
            "BOT_WEEKLY": "Friday 18:00 Europe/Vienna",
            "BOT_WEEKLY_UNKNOWN": "send_again",
        }
    )
    assert settings.sends_changes and settings.resends_weekly
    assert settings.weekly is not None
    assert (settings.weekly.weekday, settings.weekly.hour, settings.weekly.minute) == (4, 18, 0)
    assert str(settings.weekly.zone) == "Europe/Vienna"
    assert Settings.from_env({"BOT_WEEKLY": "off"}).weekly is None


@pytest.mark.parametrize(
    ("variable", "value", "advice"),
    [
        ("BOT_ANNOUNCE", "yes", "ask or auto"),
        ("BOT_WEEKLY", "monday", "friday 18:00 Europe/Vienna; or write off"),
        ("BOT_WEEKLY", "monday 09:00 Vienna", "Europe/Paris or UTC; or write off"),
        ("BOT_WEEKLY", "lundi 09:00 UTC", "friday 18:00 Europe/Vienna"),
        ("BOT_WEEKLY_UNKNOWN", "again", "leave or send_again"),
    ],
)
def test_what_is_no_setting_of_announcements(variable: str, value: str, advice: str) -> None:
    line = refused(**{variable: value})
    assert line.startswith(f"{variable}: ")
    assert advice in line


@pytest.mark.parametrize(("pace", "own"), [("1", False), ("30", False), ("0012.5", False), ("1000", True)])
def test_a_pace(pace: str, own: bool) -> None:
    settings = Settings.from_env({"BOT_MESSAGES_PER_SECOND": pace, **(OWN_SERVER if own else {})})
    assert settings.messages_per_second == float(pace)


@pytest.mark.parametrize("pace", ["0", "0.5", "31", "1000", "-5", "1e1", "nan", "fast", "٣"])
def test_a_pace_that_telegram_does_not_allow(pace: str) -> None:
    line = refused(BOT_MESSAGES_PER_SECOND=pace)
    assert line.startswith("BOT_MESSAGES_PER_SECOND: ")
    assert "from 1 to 30" in line and "TELEGRAM_API_URL" in line
    assert "from 1 to 1000" in refused(BOT_MESSAGES_PER_SECOND="1001", **OWN_SERVER)


def test_secrets_are_known_and_not_shown() -> None:
    settings = Settings.from_env(
        {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "BOT_WEBHOOK_SECRET": "hush-hush",
            "BOT_WEBHOOK_URL": "https://bot.example.org/hidden-path",
            "BOT_DATABASE_URL": "postgresql://bot:pass%40word@db.example.org/bot",
        }
    )
    assert settings.secrets == (TOKEN, "hush-hush", "pass%40word", "pass@word")
    shown = repr(settings) + str(settings)
    for secret in (*settings.secrets, "AAHdq", "hidden-path"):
        assert secret not in shown


@pytest.mark.parametrize(
    "address", ["sqlite:///bot.sqlite3", "sqlite:////var/a:b@c.sqlite3", "postgresql://bot@db/b"]
)
def test_an_address_without_a_password_has_none(address: str) -> None:
    assert Settings.from_env({"BOT_DATABASE_URL": address}).secrets == ()
