"""The message of /subscriptions: what it shows, and what its buttons change, however old they are."""

from __future__ import annotations

from typing import Any

import pytest
from bot_api_server import BotApiServer, Fault
from living import Live
from people import Someone, data_of, labels
from reactions import handle, says
from subscriptions import Group, pressed, scopes_of, stored_on
from updates import inaccessible, press

from bot.chat_words import ChatWords

SWITCHES = [
    *("New members: on", "News of the network: on", "Calls for applications: on", "Events: on"),
    *("Learning city of the week: off", "Sound: on", "Language: English"),
]


class Menu:
    """The message in a chat, and a person who presses its buttons."""

    def __init__(self, live: Live, someone: Someone, sent: dict[str, Any]) -> None:
        self.live, self.someone, self.sent = live, someone, sent

    @classmethod
    async def of(cls, live: Live, asked: str = "/subscribe") -> Menu:
        """The message after a subscription in private."""
        someone = Someone(live.server)
        await someone.says(asked)
        return cls(live, someone, await someone.says("/subscriptions"))

    async def press(self, label: str) -> str | None:
        """Press a button and return the notice; the message has changed then."""
        return await pressed(self.live, data_of(self.sent, label), self.sent, self.someone.user)

    async def stored(self) -> dict[str, Any]:
        """What is stored."""
        (one,) = await stored_on(self.live, self.someone)
        return one


async def test_it_shows_all_that_can_be_changed(live: Live, words: ChatWords) -> None:
    menu = await Menu.of(live)
    kinds = "new members, news, calls and events"
    assert menu.sent["text"] == words.say("subscribed", where="here", places="the whole network", kinds=kinds)
    assert labels(menu.sent) == [*SWITCHES, words.say("pause"), words.say("unsubscribe")]


@pytest.mark.parametrize(
    ("label", "topic"),
    [
        ("New members", "members"),
        ("News of the network", "news"),
        ("Calls for applications", "calls"),
        ("Events", "events"),
        ("Learning city of the week", "weekly"),
    ],
)
async def test_each_topic_switches(live: Live, words: ChatWords, label: str, topic: str) -> None:
    menu = await Menu.of(live)
    was_on = topic in (await menu.stored())["topics"]
    before, after = ("on", "off") if was_on else ("off", "on")
    assert await menu.press(f"{label}: {before}") == words.say("saved")
    assert (topic in (await menu.stored())["topics"]) is not was_on
    assert f"{label}: {after}" in labels(menu.sent)
    await menu.press(f"{label}: {after}")
    assert (topic in (await menu.stored())["topics"]) is was_on


async def test_with_all_topics_off_that_is_said(live: Live, words: ChatWords) -> None:
    menu = await Menu.of(live)
    for label in SWITCHES[:4]:
        await menu.press(label)
    assert words.say("no_kind") in menu.sent["text"]
    assert (await menu.stored())["topics"] == []


async def test_sound_and_language_switch(live: Live) -> None:
    menu = await Menu.of(live)
    await menu.press("Sound: on")
    await menu.press("Language: English")
    stored = await menu.stored()
    assert (stored["silent"], stored["language"]) == (True, "fr")
    assert {"Sound: off", "Language: Français"} <= set(labels(menu.sent))
    await menu.press("Sound: off")
    await menu.press("Language: Français")
    stored = await menu.stored()
    assert (stored["silent"], stored["language"]) == (False, "en")


async def test_places_are_left_one_by_one_save_the_last(live: Live, words: ChatWords) -> None:
    menu = await Menu.of(live, "/subscribe Kenya, Lusaka and Africa")
    leaving = [label for label in labels(menu.sent) if label.startswith("✕")]
    assert leaving == ["✕ Africa", "✕ Kenya", "✕ Lusaka (Zambia)"]
    stale = data_of(menu.sent, "✕ Lusaka (Zambia)")
    await menu.press("✕ Africa")
    assert await scopes_of(live, menu.someone) == ["city:lusaka-zm country:KE"]
    await menu.press("✕ Kenya")
    assert not [label for label in labels(menu.sent) if label.startswith("✕")]
    assert await pressed(live, stale, menu.sent, menu.someone.user) == words.say("old_button")
    assert await scopes_of(live, menu.someone) == ["city:lusaka-zm"]
    await menu.press(words.say("follow_all"))
    assert await scopes_of(live, menu.someone) == ["all"]
    assert words.say("follow_all") not in labels(menu.sent)


async def test_many_places_come_in_pages(live: Live, words: ChatWords) -> None:
    menu = await Menu.of(live, "/subscribe EU")
    first = [label for label in labels(menu.sent) if label.startswith("✕")]
    assert len(first) == 10 and words.say("back") not in labels(menu.sent)
    assert await menu.press(words.say("more")) is None
    second = [label for label in labels(menu.sent) if label.startswith("✕")]
    await menu.press(words.say("more"))
    third = [label for label in labels(menu.sent) if label.startswith("✕")]
    assert len({*first, *second, *third}) == 27
    assert words.say("more") not in labels(menu.sent)
    await menu.press(third[-1])
    assert third[0] in labels(menu.sent), "the page on which something was left stays"
    await menu.press(words.say("back"))
    assert [label for label in labels(menu.sent) if label.startswith("✕")] == second


async def test_pause_and_resume(live: Live, words: ChatWords) -> None:
    menu = await Menu.of(live)
    stale = data_of(menu.sent, words.say("pause"))
    await menu.press(words.say("pause"))
    since = (await menu.stored())["paused_at"]
    assert since is not None and words.say("is_paused") in menu.sent["text"]
    await pressed(live, stale, menu.sent, menu.someone.user)
    assert (await menu.stored())["paused_at"] == since, "the first pause counts"
    before = len(menu.someone.received())
    await menu.press(words.say("resume"))
    assert (await menu.stored())["paused_at"] is None
    assert words.say("is_paused") not in menu.sent["text"]
    (told, _) = menu.someone.received()[before:]
    assert told["text"] == words.say("missed_nothing")
    assert labels(told) == []


async def test_subscribing_ends_a_pause(live: Live, words: ChatWords) -> None:
    menu = await Menu.of(live, "/subscribe Kenya")
    await menu.press(words.say("pause"))
    told = await says(live, menu.someone.writes("/subscribe"))
    assert told[1:] == [words.say("missed_nothing")]
    stored = await menu.stored()
    assert (stored["paused_at"], stored["scopes"]) == (None, "country:KE")


async def test_unsubscribing_and_an_old_menu(live: Live, words: ChatWords) -> None:
    menu = await Menu.of(live, "/subscribe Kenya")
    stale = data_of(menu.sent, "Sound: on")
    assert await menu.press(words.say("unsubscribe")) == words.say("unsubscribed", where="here", chat="")
    assert menu.sent["text"] == words.say("not_subscribed", where="here")
    nothing = await pressed(live, stale, menu.sent, menu.someone.user)
    assert nothing == words.say("not_subscribed", where="here")
    assert not (await menu.stored())["silent"]
    await menu.press(words.say("subscribe_again"))
    assert await scopes_of(live, menu.someone) == ["country:KE"]


async def test_a_menu_of_before_everything_was_erased_says_so(live: Live, words: ChatWords) -> None:
    menu = await Menu.of(live)
    await menu.someone.says("/delete")
    await menu.press("Sound: on")
    assert menu.sent["text"] == words.say("not_subscribed", where="here")
    assert labels(menu.sent) == [words.say("subscribe_all")]


async def test_a_message_too_old_to_be_seen_still_switches(live: Live, words: ChatWords) -> None:
    menu = await Menu.of(live)
    gone = inaccessible(menu.sent)
    data = data_of(menu.sent, "Sound: on")
    assert await pressed(live, data, gone, menu.someone.user) == words.say("saved")
    assert (await menu.stored())["silent"]


async def test_a_press_that_telegram_no_longer_confirms_is_carried_out(live: Live) -> None:
    menu = await Menu.of(live)
    too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    live.server.fail("answerCallbackQuery", Fault(400, too_old))
    query = press(data_of(menu.sent, "Sound: on"), menu.sent, menu.someone.user)
    await handle(live, {"callback_query": query})
    assert (await menu.stored())["silent"]


async def test_administrators_change_one_message_in_turn(
    live: Live, server: BotApiServer, words: ChatWords
) -> None:
    group = Group(server)
    await group.owner.says("/subscribe")
    sent = await group.owner.says("/subscriptions")
    for someone in (group.administrator, group.owner):
        await Menu(live, someone, sent).press(next(label for label in labels(sent) if "Sound" in label))
    assert await Menu(live, group.member, sent).press("Sound: on") == words.say("administrators_only")
    assert "Sound: on" in labels(sent)
