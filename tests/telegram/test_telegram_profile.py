"""`set-profile`: commands and descriptions, set when they differ and only then."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bot_api_server import BotApiServer, Fault
from telegram.constants import BotDescriptionLimit

from bot.chat_words import ChatWords, load_chat_words
from bot.errors import BotError, SettingsError
from bot.settings import Settings
from bot.telegram.connecting import connected
from bot.telegram.profile import print_set_profile, set_profile

REFUSED = "1234567:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw2"


@pytest.fixture(scope="module")
def words() -> ChatWords:
    return load_chat_words(Settings.from_env({}).intents_dir / "en")


async def lines(settings: Settings, words: ChatWords) -> list[str]:
    """What `set-profile` prints."""
    async with connected(settings) as connection:
        return [line async for line in set_profile(connection, words, settings.admin_ids)]


async def test_all_is_set_once(server: BotApiServer, settings: Settings, words: ChatWords) -> None:
    settings = replace(settings, admin_ids=frozenset({501}))
    first = await lines(settings, words)
    calls = len(server.calls)
    second = await lines(settings, words)
    assert first == [
        "commands for all chats: set",
        "commands for private chats: set",
        "commands for groups: set",
        "commands for administrators of groups: set",
        "commands for operator 501: set",
        "description: set",
        "short description: set",
    ]
    assert second == [line.replace(": set", ": already so") for line in first]
    assert not [call for call in server.calls[calls:] if call.method.lower().startswith("set")]


async def test_only_what_differs_is_set(server: BotApiServer, settings: Settings, words: ChatWords) -> None:
    await lines(settings, words)
    async with connected(settings) as connection:
        await connection.set_my_short_description("An older one.")
    assert [line for line in await lines(settings, words) if line.endswith(": set")] == [
        "short description: set"
    ]


async def test_an_operator_who_never_wrote_to_the_bot_is_told(
    server: BotApiServer, settings: Settings, words: ChatWords
) -> None:
    await lines(settings, words)
    server.fail("getMyCommands", *[Fault()] * 4, Fault(400, "Bad Request: chat not found"))
    told = await lines(replace(settings, admin_ids=frozenset({501})), words)
    assert "commands for operator 501: not possible before they write to the bot" in told


def test_the_words_are_within_telegrams_limits(words: ChatWords) -> None:
    description, short = words.say("profile_description"), words.say("profile_short")
    assert 0 < len(description) <= BotDescriptionLimit.MAX_DESCRIPTION_LENGTH
    assert 0 < len(short) <= BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH


@pytest.mark.parametrize(
    ("token", "fault", "told"),
    [
        (None, None, "TELEGRAM_BOT_TOKEN: not set"),
        (REFUSED, None, "TELEGRAM_BOT_TOKEN: Telegram does not accept this token"),
        ("", Fault(502, body=b"<html>Bad Gateway</html>"), "the profile could not be set"),
    ],
)
async def test_what_prevents_it_is_one_line(
    server: BotApiServer,
    settings: Settings,
    words: ChatWords,
    token: str | None,
    fault: Fault | None,
    told: str,
) -> None:
    if fault is not None:
        server.fail("setMyDescription", fault)
    if token != "":
        settings = replace(settings, telegram_token=token)
    with pytest.raises(BotError) as error:
        await print_set_profile(settings, words)
    assert str(error.value).startswith(told)
    assert "\n" not in str(error.value)
    assert REFUSED not in str(error.value)
    assert isinstance(error.value, SettingsError) == (fault is None)
