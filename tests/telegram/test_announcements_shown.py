"""Announcements that are asked for: /preview, what was missed in a pause, and the button under each of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from bot_api_server import BotApiServer
from updates import channel, group, message, person, post, press, private_chat

from bot.announcing.example import example_of
from bot.announcing.rendering import Renderer
from bot.announcing.words import announcement_languages
from bot.chat_words import ChatWords
from bot.dataset.changes import compare
from bot.dataset.loading import load_dataset
from bot.dataset.snapshots import Snapshot, snapshot_of
from bot.settings import Settings
from bot.storage.announcements import Announcement, AnnouncementStore, State
from bot.storage.opening import open_database
from bot.storage.subscriptions import SubscriberStore
from bot.telegram.bulletins import Bulletins

AMARA, BO = person(501), person(502, "Bo")
PRIVATE = private_chat(AMARA)
GROUP = group()
NOTE = "A word that the operators have not sent"


@pytest.fixture(scope="module")
def today() -> Snapshot:
    return snapshot_of(load_dataset(Settings.from_env({}).data_dir))


@pytest.fixture(scope="module")
def of_a_round(today: Snapshot) -> dict[str, Any]:
    """The content of an announcement of a whole round."""
    return {"changes": compare(today.without_round("2025"), today).model_dump(mode="json")}


@pytest.fixture(scope="module")
def of_kenya(today: Snapshot) -> dict[str, Any]:
    """The content of an announcement that concerns Kenya only."""
    members = {key: member for key, member in today.members.items() if key != "nairobi-ke"}
    before = today.model_copy(update={"members": members})
    return {"changes": compare(before, today).model_dump(mode="json")}


@pytest.fixture(scope="module")
def bulletins() -> Bulletins:
    return Bulletins(Renderer(announcement_languages(Settings.from_env({}).intents_dir)))


class Room:
    """A bot that runs, its stores, and what people hear of it."""

    def __init__(
        self, server: BotApiServer, announcements: AnnouncementStore, subscribers: SubscriberStore
    ) -> None:
        self.server, self.announcements, self.subscribers = server, announcements, subscribers

    async def announced(
        self,
        name: str,
        content: dict[str, Any],
        state: State = "done",
        kind: str = "changes",
        topic: str = "members",
    ) -> Announcement:
        """An announcement in a state, without being delivered now."""
        made = await self.announcements.propose(name, kind, topic, content)  # type: ignore[arg-type]
        assert made is not None
        if state != "proposed":
            changed = await self.announcements.change_state(made.number, ("proposed",), state)
            assert changed is not None
            return changed
        return made

    async def says(self, text: str, chat: dict[str, Any] = PRIVATE, count: int = 1) -> list[dict[str, Any]]:
        """Let Amara write, and return the next messages of the bot."""
        before = len(self.server.messages)
        if chat["type"] == "channel":
            await self.server.push(channel_post=post(text, chat))
        else:
            await self.server.push(message=message(text, chat=chat, sender=AMARA))
        return (await self.server.wait_for_messages(before + count))[before:]

    async def presses(self, data: str, on: dict[str, Any], who: dict[str, Any] = AMARA) -> str | None:
        """Press a button and return the notice."""
        before = len(self.server.called("answerCallbackQuery"))
        await self.server.wait_handled(await self.server.push(callback_query=press(data, on, who)))
        (notice,) = self.server.called("answerCallbackQuery")[before:]
        text = notice.get("text")
        return None if text is None else str(text)


@pytest.fixture
async def room(server: BotApiServer, settings: Settings, bot: None) -> AsyncIterator[Room]:
    # In a thread: the bot, which runs on this loop, may just be writing.
    database = await asyncio.to_thread(open_database, settings.database_url)
    yield Room(server, AnnouncementStore(database), SubscriberStore(database))
    await database.close()


def plain(bulletins: Bulletins, one: Announcement, language: str, scopes: str) -> str:
    """What an announcement says to one subscriber."""
    return bulletins.renderer.render(one, language, scopes).text


def button(sent: dict[str, Any], label: str) -> str:
    """The data of the button with a label."""
    rows = sent["reply_markup"]["inline_keyboard"]
    (data,) = (one["callback_data"] for row in rows for one in row if one["text"] == label)
    return str(data)


# /preview


async def test_without_an_announcement_a_preview_shows_the_latest_round(
    room: Room, words: ChatWords, bulletins: Bulletins, of_a_round: dict[str, Any]
) -> None:
    await room.says("/subscribe Zambia")
    (sent,) = await room.says("/preview")
    one = await room.announced("members-2025-12-04", of_a_round, "discarded")
    expected = plain(bulletins, one, "en", "country:ZM")
    assert sent["text"] == f"{words.say('preview_example')}\n\n{expected}"
    assert "Lusaka" in expected


def test_without_a_round_there_is_nothing_to_show() -> None:
    dataset = load_dataset(Settings.from_env({}).data_dir)
    assert example_of(replace(dataset, rounds={})) is None


@pytest.mark.parametrize("state", ["proposed", "scheduled", "done", "live"])
async def test_a_preview_is_the_announcement_for_this_chat(
    room: Room, words: ChatWords, bulletins: Bulletins, of_a_round: dict[str, Any], state: State
) -> None:
    one = await room.announced("members-2025-12-04", of_a_round, state)
    await room.says("/subscribe Kenya")
    found = await room.subscribers.find(PRIVATE["id"])
    assert found is not None
    await room.subscribers.choose(found.number, language="fr")
    (sent,) = await room.says("/preview")
    expected = plain(bulletins, one, "fr", "country:KE")
    assert sent["text"] == f"{words.say('preview')}\n\n{expected}"
    assert "Kenya" in expected
    labels = [one["text"] for row in sent["reply_markup"]["inline_keyboard"] for one in row]
    assert labels == [bulletins.renderer.words("fr").say("source_button")], "nothing to unsubscribe from"


async def test_who_is_not_subscribed_sees_it_as_all_would(
    room: Room, words: ChatWords, bulletins: Bulletins, of_a_round: dict[str, Any]
) -> None:
    one = await room.announced("members-2025-12-04", of_a_round)
    for chat in (PRIVATE, GROUP):
        room.server.set_member(GROUP["id"], AMARA["id"], "creator")
        (sent,) = await room.says("/preview", chat)
        assert sent["text"].endswith(plain(bulletins, one, "en", "all"))


async def test_what_operators_have_not_sent_is_not_shown(
    room: Room, words: ChatWords, bulletins: Bulletins, of_a_round: dict[str, Any]
) -> None:
    await room.announced("hello", {"text": {"en": NOTE}}, "proposed", "message", "news")
    (sent,) = await room.says("/preview")
    assert NOTE not in sent["text"]
    noted = of_a_round | {"note": {"en": NOTE}}
    one = await room.announced("members-2025-12-04", noted, "proposed")
    (sent,) = await room.says("/preview")
    assert NOTE not in sent["text"]
    await room.announcements.change_state(one.number, ("proposed",), "done")
    (sent,) = await room.says("/preview")
    assert NOTE in sent["text"], "it was sent meanwhile"


@pytest.mark.parametrize("state", ["discarded", "withdrawn", "missed"])
async def test_what_was_given_up_is_not_shown(
    room: Room, words: ChatWords, of_kenya: dict[str, Any], state: State
) -> None:
    await room.announced("members-2025-12-05", of_kenya, state)
    (sent,) = await room.says("/preview")
    assert sent["text"].startswith(words.say("preview_example"))
    assert "Nairobi" not in sent["text"]


async def test_what_would_not_come_here_is_not_shown(
    room: Room, words: ChatWords, of_kenya: dict[str, Any]
) -> None:
    await room.announced("members-2025-12-05", of_kenya)
    await room.says("/subscribe Chile")
    (sent,) = await room.says("/preview")
    assert sent["text"] == words.say("preview_not_here")
    await room.says("/subscribe Kenya")
    (sent,) = await room.says("/preview")
    assert sent["text"].startswith(words.say("preview"))
    found = await room.subscribers.find(PRIVATE["id"])
    assert found is not None
    await room.subscribers.choose(found.number, topics=frozenset({"news"}))
    (sent,) = await room.says("/preview")
    assert sent["text"] == words.say("preview_not_here")


async def test_a_preview_in_a_channel(room: Room, words: ChatWords, of_a_round: dict[str, Any]) -> None:
    news = channel()
    room.server.set_member(news["id"], room.server.me["id"], "administrator", can_post_messages=True)
    await room.announced("members-2025-12-04", of_a_round)
    (sent,) = await room.says("/preview", news)
    assert sent["text"].startswith(words.say("preview"))


async def test_a_very_long_announcement_comes_behind_the_line(
    room: Room, words: ChatWords, bulletins: Bulletins, of_a_round: dict[str, Any]
) -> None:
    one = await room.announced("members-2025-12-04", of_a_round, "proposed")
    room_left = 4096 - len(plain(bulletins, one, "en", "all")) - 2
    await room.announcements.edit(one.number, of_a_round | {"note": {"en": "x" * room_left}})
    changed = await room.announcements.change_state(one.number, ("proposed",), "done")
    assert changed is not None
    first, second = await room.says("/preview", count=2)
    assert first["text"] == words.say("preview")
    assert second["text"] == plain(bulletins, changed, "en", "all")


# After a pause


async def test_what_was_missed_is_offered_and_then_shown(
    room: Room, words: ChatWords, bulletins: Bulletins, of_a_round: dict[str, Any], of_kenya: dict[str, Any]
) -> None:
    await room.says("/subscribe Chile")
    found = await room.subscribers.find(PRIVATE["id"])
    assert found is not None
    (menu,) = await room.says("/subscriptions")
    await room.presses(button(menu, words.say("pause")), menu)
    shown = await room.announced("members-2025-12-04", of_a_round)
    await room.announced("members-2025-12-05", of_kenya)
    await room.announced("weekly-2026-W48", {"weekly": {}}, "done", "weekly", "weekly")
    await room.announced("hello", {"text": {"en": NOTE}}, "proposed", "message", "news")
    also = await room.announced("hello-again", {"text": {"en": "Hello <all>"}}, "stopped", "message", "news")
    before = len(room.server.messages)
    await room.presses(button(menu, words.say("resume")), menu)
    (offer,) = (await room.server.wait_for_messages(before + 1))[before:]
    assert offer["text"] == words.say("missed_some", count=2)
    await room.presses(button(offer, words.say("show_missed")), offer)
    got = (await room.server.wait_for_messages(before + 3))[before + 1 :]
    assert [sent["text"] for sent in got] == [
        plain(bulletins, shown, "en", "country:CL"),
        plain(bulletins, also, "en", "country:CL"),
    ]
    notice = await room.presses(button(got[0], "Unsubscribe"), got[0])
    assert notice == words.say("unsubscribed", where="here", chat="")


async def test_at_most_five_are_shown_the_last_ones(room: Room, words: ChatWords) -> None:
    await room.says("/subscribe")
    found = await room.subscribers.find(PRIVATE["id"])
    assert found is not None
    await room.subscribers.pause(found.number)
    for number in range(7):
        text = {"en": f"Message {number}"}
        await room.announced(f"message-{number}", {"text": text}, "done", "message", "news")
    _, offer = await room.says("/subscribe", count=2)
    assert offer["text"] == words.say("missed_some", count=7)
    before = len(room.server.messages)
    await room.presses(button(offer, words.say("show_last", count=5)), offer)
    got = (await room.server.wait_for_messages(before + 5))[before:]
    assert [sent["text"] for sent in got] == [f"Message {number}" for number in range(2, 7)]


async def test_one_that_was_missed(room: Room, words: ChatWords) -> None:
    await room.says("/subscribe")
    found = await room.subscribers.find(PRIVATE["id"])
    assert found is not None
    await room.subscribers.pause(found.number)
    await room.announced("message", {"text": {"en": "Hello"}}, "live", "message", "news")
    _, offer = await room.says("/subscribe", count=2)
    assert offer["text"] == words.say("missed_one")


# The button under an announcement


async def test_in_a_group_only_administrators_unsubscribe(room: Room, words: ChatWords) -> None:
    room.server.set_member(GROUP["id"], AMARA["id"], "creator")
    (told,) = await room.says("/subscribe", GROUP)
    found = await room.subscribers.find(GROUP["id"])
    assert found is not None
    data = f"u:{found.number}"
    assert await room.presses(data, told, BO) == words.say("administrators_only")
    assert await room.presses(data, told) == words.say("unsubscribed", where="here", chat="")
    assert await room.presses(data, told) == words.say("not_subscribed", where="here")
    found = await room.subscribers.find(GROUP["id"])
    assert found is not None and not found.is_subscribed


async def test_the_number_of_another_place_means_this_place(room: Room, words: ChatWords) -> None:
    room.server.set_member(GROUP["id"], AMARA["id"], "creator")
    (told,) = await room.says("/subscribe", GROUP)
    await room.says("/subscribe")
    other = await room.subscribers.find(PRIVATE["id"])
    assert other is not None
    for number in (other.number, 987_654):
        await room.subscribers.subscribe(GROUP["id"], 0, "en", "all")
        assert await room.presses(f"u:{number}", told) == words.say("unsubscribed", where="here", chat="")
    found = await room.subscribers.find(PRIVATE["id"])
    assert found is not None and found.is_subscribed, "the other place is left alone"


async def test_an_announcement_in_a_topic_ends_what_the_topic_follows(room: Room, words: ChatWords) -> None:
    forum = group(-1_001_777, forum=True)
    room.server.set_member(forum["id"], AMARA["id"], "creator")
    await room.says("/subscribe", forum)
    await room.server.push(message=message("/subscribe", chat=forum, sender=AMARA, thread=5))
    told = (await room.server.wait_for_messages(2))[-1]
    assert await room.presses("u:987654", told) == words.say("unsubscribed", where="here", chat="")
    states = {one.thread_id: one.is_subscribed for one in await room.subscribers.of_chat(forum["id"])}
    assert states == {0: True, 5: False}
