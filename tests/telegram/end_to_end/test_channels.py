"""Channels and groups that are chosen for from elsewhere: by a post, or by naming them in private."""

from __future__ import annotations

from typing import Any

import pytest
from bot_api_server import BotApiServer, Fault
from chat_members import chat_member
from living import Live
from people import Someone, data_of, labels, new_group
from reactions import reactions, says, sent_to
from subscriptions import Channel, Group, pressed, texts
from updates import edited, person

from bot.chat_words import ChatWords
from bot.storage.opening import open_database
from bot.storage.subscriptions import SubscriberStore, Subscription

HOSTILE_TITLE = "</b><i>News &\u202e 'x'"


@pytest.fixture
def channel(server: BotApiServer) -> Channel:
    """A channel that no other test uses."""
    return Channel(server)


async def followed(live: Live, chat: dict[str, Any]) -> Subscription | None:
    """What is stored on a chat that has nobody to ask for an export."""
    database = open_database(live.database)
    try:
        return await SubscriberStore(database).find(chat["id"])
    finally:
        await database.close()


async def scopes(live: Live, chat: dict[str, Any]) -> str | None:
    """The line of scopes that a channel follows now."""
    found = await followed(live, chat)
    return found.scopes if found is not None and found.is_subscribed else None


def subscribed(words: ChatWords, where: str, places: str, chat: str) -> str:
    """The answer to /subscribe."""
    kinds = "new members (and each new round), news, calls and events"
    said = words.say("subscribed", where=where, places=places, kinds=kinds)
    return f"{said} {words.say('how_to_change', chat=chat)}"


# By posts


async def test_posts_subscribe_and_unsubscribe(live: Live, channel: Channel, words: ChatWords) -> None:
    updates = [
        channel.post(text) for text in ("/subscribe Kenya", "/subscriptions", "/unsubscribe@cities_bot")
    ]
    (first, shown, ended) = await reactions(live, channel.chat["id"], *updates)
    assert first["text"] == subscribed(words, "here", "Kenya", "")
    hint = words.say("edit_in_private", chat=channel.asked)
    assert shown["text"].endswith(f"\n{hint}") and "Kenya" in shown["text"]
    assert labels(shown) == [], "all readers would see them"
    assert ended["text"] == words.say("unsubscribed", where="here", chat="")
    assert await scopes(live, channel.chat) is None


async def test_where_nothing_is_subscribed_a_post_says_so(
    live: Live, channel: Channel, words: ChatWords
) -> None:
    (shown,) = await reactions(live, channel.chat["id"], channel.post("/subscriptions"))
    assert shown["text"].startswith(words.say("not_subscribed", where="here"))


@pytest.mark.parametrize("lack", ["no right to post", "no rank", "unknown"])
async def test_where_the_bot_may_not_post_a_post_does_nothing(
    live: Live, channel: Channel, lack: str
) -> None:
    bot_id = live.server.me["id"]
    match lack:
        case "no right to post":
            live.server.set_member(channel.chat["id"], bot_id, "administrator", can_post_messages=False)
        case "no rank":
            live.server.set_member(channel.chat["id"], bot_id, "member")
        case "unknown":
            live.server.fail(
                "getChatMember", Fault(400, "Bad Request: member not found"), chat_id=channel.chat["id"]
            )
    assert await reactions(live, channel.chat["id"], channel.post("/subscribe")) == []
    assert await followed(live, channel.chat) is None


async def test_forwarded_posts_edits_and_captions_do_nothing(live: Live, channel: Channel) -> None:
    origin = {"type": "channel", "date": 1, "chat": channel.chat, "message_id": 7}
    posted = channel.post("hello")
    updates = [
        channel.post("/subscribe", forward_origin=origin),
        posted,
        {"edited_channel_post": edited(posted["channel_post"], "/subscribe")},
        channel.post(None, caption="/subscribe", photo=[]),
    ]
    assert await reactions(live, channel.chat["id"], *updates) == []
    assert await followed(live, channel.chat) is None


async def test_readers_cannot_press_what_a_post_asked(live: Live, channel: Channel, words: ChatWords) -> None:
    (asked,) = await reactions(live, channel.chat["id"], channel.post("/subscribe Congo"))
    data, reader = data_of(asked, labels(asked)[0]), person(76_001)
    live.server.set_member(channel.chat["id"], reader["id"], "member")
    assert await pressed(live, data, asked, reader) == words.say("administrators_only")
    assert await followed(live, channel.chat) is None
    assert await pressed(live, data, asked, channel.owner.user) == words.say("saved")
    assert await scopes(live, channel.chat) == "country:CG"


# By naming them in private


async def test_the_owner_subscribes_a_channel_by_its_name(
    live: Live, channel: Channel, words: ChatWords
) -> None:
    sent = await channel.owner.says(f"/subscribe {channel.asked} Kenya and Uganda")
    where = words.say("in_chat", name=channel.asked)
    assert sent["text"] == subscribed(words, where, "Kenya and Uganda", f" {channel.asked}")
    assert await scopes(live, channel.chat) == "country:KE country:UG"
    assert sent_to(live.server, channel.chat["id"]) == [], "the channel is not written to"


@pytest.mark.parametrize("way", ["number", "link", "capitals"])
async def test_other_ways_to_name_it(live: Live, channel: Channel, way: str) -> None:
    name = {
        "number": str(channel.chat["id"]),
        "link": f"https://t.me/{channel.chat['username']}",
        "capitals": channel.asked,
    }[way]
    await channel.owner.says(f"/subscribe {name}")
    assert await scopes(live, channel.chat) == "all"


async def test_a_private_channel_is_named_by_its_number_and_shown_by_its_title(
    live: Live, words: ChatWords
) -> None:
    channel = Channel(live.server, title=HOSTILE_TITLE, named=False)
    sent = await channel.owner.says(f"/subscribe {channel.asked}")
    assert "“</b><i>News & 'x'”" in sent["text"]
    assert f"/subscriptions {channel.asked}" in sent["text"]
    assert {entity["type"] for entity in sent.get("entities", ())} <= {"bot_command", "mention"}


@pytest.mark.parametrize("status", ["member", "left", "kicked", "nobody"])
async def test_others_are_refused(live: Live, channel: Channel, words: ChatWords, status: str) -> None:
    stranger = Someone(live.server)
    if status != "nobody":
        live.server.set_member(channel.chat["id"], stranger.user["id"], status)
    number = str(channel.chat["id"])
    told = await says(live, stranger.writes(f"/subscribe {number}"))
    assert told == [words.say("chat_not_yours", name=number)], "a number does not give away what it is called"
    refused = words.say("chat_not_yours", name=channel.asked)
    for command in ("subscribe", "subscriptions", "unsubscribe", "preview"):
        assert await says(live, stranger.writes(f"/{command} {channel.asked}")) == [refused]
    assert await followed(live, channel.chat) is None


async def test_each_lack_of_the_bot_is_told(live: Live, channel: Channel, words: ChatWords) -> None:
    async def told() -> str:
        return str((await channel.owner.says(f"/subscribe {channel.asked}"))["text"])

    bot_id, chat_id = live.server.me["id"], channel.chat["id"]
    live.server.set_member(chat_id, bot_id, "administrator", can_post_messages=False)
    assert await told() == words.say("chat_no_post", name=channel.asked)
    live.server.set_member(chat_id, bot_id, "member")
    assert await told() == words.say("chat_no_post", name=channel.asked)
    for status in ("left", "kicked"):
        live.server.set_member(chat_id, bot_id, status)
        assert await told() == words.say("chat_not_in", name=channel.asked)
    assert await followed(live, channel.chat) is None


@pytest.mark.parametrize(
    ("name", "wording"),
    [
        ("@nobody_knows_it", "chat_unknown"),
        ("-1009999999999", "chat_unknown"),
        ("t.me/nobody_knows_it", "chat_unknown"),
    ],
)
async def test_what_cannot_be_found_is_said(live: Live, words: ChatWords, name: str, wording: str) -> None:
    shown = "@nobody_knows_it" if "nobody" in name else name
    sent = await Someone(live.server).says(f"/subscribe {name} Kenya")
    assert sent["text"] == words.say(wording, name=shown)


async def test_who_may_not_see_the_members_is_nobody(live: Live, channel: Channel, words: ChatWords) -> None:
    owner = channel.owner
    group = Group(live.server)
    live.server.chats.known[group.chat["id"]] = group.chat
    live.server.fail(
        "getChatMember", Fault(400, "Bad Request: CHAT_ADMIN_REQUIRED"), chat_id=group.chat["id"]
    )
    sent = await owner.says(f"/subscribe {group.chat['id']}")
    assert sent["text"] == words.say("chat_not_yours", name=str(group.chat["id"]))


async def test_a_group_is_named_in_private_only(live: Live, server: BotApiServer, words: ChatWords) -> None:
    group, other = Group(server), Group(server)
    server.chats.known[other.chat["id"]] = other.chat
    owner = Someone(server, user_id=other.owner.user["id"])
    server.set_member(group.chat["id"], owner.user["id"], "creator")
    here = Someone(server, group.chat, user_id=owner.user["id"])
    number = str(other.chat["id"])
    assert (await here.says(f"/subscribe {number}"))["text"] == words.say("name_in_private", name=number)
    sent = await owner.says(f"/subscribe {number} Kenya")
    assert words.say("in_chat", name=f"“{other.chat['title']}”") in sent["text"]
    assert await scopes(live, other.chat) == "country:KE"
    assert await followed(live, group.chat) is None
    muted = chat_member(server.me, "restricted")
    server.chats.members.set(other.chat["id"], muted)
    sent = await owner.says(f"/subscribe {number}")
    assert sent["text"] == words.say("chat_no_write", name=number)


async def test_a_chat_of_somebody_is_no_channel(live: Live, server: BotApiServer, words: ChatWords) -> None:
    sent = await Someone(server).says("/subscribe @cities_bot")
    assert words.say("whole_network") in sent["text"], "its own name is nobody else's"


async def test_the_menu_of_a_channel_works_in_private(live: Live, channel: Channel, words: ChatWords) -> None:
    owner = channel.owner
    nothing = await owner.says(f"/subscriptions {channel.asked}")
    where = words.say("in_chat", name=channel.asked)
    assert nothing["text"] == words.say("not_subscribed", where=where)
    await pressed(live, data_of(nothing, words.say("subscribe_all")), nothing, owner.user)
    assert await scopes(live, channel.chat) == "all"
    menu = await owner.says(f"/subscriptions {channel.asked}")
    assert where in menu["text"]
    await pressed(live, data_of(menu, "Sound: on"), menu, owner.user)
    found = await followed(live, channel.chat)
    assert found is not None and found.silent and where in menu["text"]
    ended = await owner.says(f"/unsubscribe {channel.asked}")
    assert ended["text"] == words.say("unsubscribed", where=where, chat=f" {channel.asked}")
    assert await scopes(live, channel.chat) is None
    assert await followed(live, owner.chat) is None, "nothing was done to the private chat"


async def test_who_lost_the_channel_cannot_press(live: Live, channel: Channel, words: ChatWords) -> None:
    owner = channel.owner
    await owner.says(f"/subscribe {channel.asked}")
    asked = await owner.says(f"/subscribe {channel.asked} Congo")
    menu = await owner.says(f"/subscriptions {channel.asked}")
    live.server.set_member(channel.chat["id"], owner.user["id"], "left")
    lost = words.say("chat_not_yours", name=str(channel.chat["id"]))
    for message, refused in ((asked, lost), (menu, words.say("administrators_only"))):
        for label in labels(message):
            assert await pressed(live, data_of(message, label), message, owner.user) == refused, label
    live.server.set_member(channel.chat["id"], live.server.me["id"], "kicked")
    notice = await pressed(live, data_of(asked, labels(asked)[0]), asked, owner.user)
    assert notice == words.say("chat_not_in", name=str(channel.chat["id"]))
    found = await followed(live, owner.chat)
    assert found is None and await scopes(live, channel.chat) == "all"


async def test_a_button_that_names_a_channel_does_nothing_in_a_group(
    live: Live, channel: Channel, words: ChatWords
) -> None:
    group = Group(live.server)
    menu = await group.owner.says("/subscriptions")
    live.server.set_member(channel.chat["id"], group.owner.user["id"], "creator")
    data = f"f:{channel.chat['id']}:all"
    assert await pressed(live, data, menu, group.owner.user) == words.say("old_button")
    assert await followed(live, channel.chat) is None


async def test_a_group_that_moved_is_found_by_its_old_number(live: Live, server: BotApiServer) -> None:
    group, new = Group(server), new_group()
    server.chats.known |= {group.chat["id"]: group.chat, new["id"]: new}
    server.chats.migrated[group.chat["id"]] = new["id"]
    owner = Someone(server)
    server.set_member(new["id"], owner.user["id"], "creator")
    server.set_member(new["id"], server.me["id"], "member")
    await owner.says(f"/subscribe {group.chat['id']}")
    assert await scopes(live, new) == "all"
    assert texts(server, new) == []
