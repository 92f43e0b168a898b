"""What becomes of subscriptions when chats block the bot, remove it, come back, move, or want to be forgotten."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bot_api_server import BotApiServer, Fault
from chat_members import chat_member
from living import Live
from people import Someone, new_basic_group, new_group
from reactions import handle, reactions, says
from subscriptions import Channel, Group, scopes_of, stored, stored_on
from updates import anonymous, message, person

from bot.chat_words import ChatWords
from bot.storage.opening import open_database
from bot.storage.subscriptions import SubscriberStore, Subscription


async def subscriptions(live: Live, chat: dict[str, Any]) -> list[Subscription]:
    """What the database holds on a chat."""
    database = open_database(live.database)
    try:
        return await SubscriberStore(database).of_chat(chat["id"])
    finally:
        await database.close()


async def is_on(live: Live, chat: dict[str, Any]) -> bool:
    """Whether the one subscription of a chat is believed to be within reach."""
    (one,) = await subscriptions(live, chat)
    assert one.is_subscribed, "the choice stays, whatever happens"
    return one.off_at is None


async def becomes(live: Live, chat: dict[str, Any], before: Any, now: Any) -> None:
    """Tell the bot of a change of its own membership; each side is a status, or a whole member."""
    sides = [side if isinstance(side, dict) else chat_member(live.server.me, side) for side in (before, now)]
    change = {"chat": chat, "from": person(77_001), "date": 1_790_000_000}
    change |= {"old_chat_member": sides[0], "new_chat_member": sides[1]}
    await reactions(live, chat["id"], {"my_chat_member": change})


async def test_who_blocks_it_is_off_until_they_unblock_it(live: Live, server: BotApiServer) -> None:
    amara = Someone(server)
    await amara.says("/subscribe Kenya")
    await becomes(live, amara.chat, "member", "kicked")
    (one,) = await subscriptions(live, amara.chat)
    assert (one.off_at is not None, one.off_reason) == (True, "the bot is kicked there")
    await becomes(live, amara.chat, "kicked", "member")
    assert await is_on(live, amara.chat)
    assert await scopes_of(live, amara) == ["country:KE"]


async def test_a_refused_answer_switches_off_and_start_switches_on(live: Live, server: BotApiServer) -> None:
    amara = Someone(server)
    await amara.says("/subscribe")
    server.fail("sendMessage", Fault(403, "Forbidden: bot was blocked by the user"), chat_id=amara.chat["id"])
    await handle(live, {"message": amara.writes("Lusaka")})
    assert not await is_on(live, amara.chat)
    await amara.says("/start")
    assert await is_on(live, amara.chat)


@pytest.mark.parametrize("status", ["left", "kicked"])
async def test_a_group_that_removes_it_keeps_its_choices(
    live: Live, server: BotApiServer, status: str
) -> None:
    group = Group(server)
    await group.owner.says("/subscribe Kenya")
    await becomes(live, group.chat, "member", status)
    assert not await is_on(live, group.chat)
    await becomes(live, group.chat, status, "member")
    assert await is_on(live, group.chat)
    assert await scopes_of(live, group.owner) == ["country:KE"]


async def test_a_group_that_mutes_it_is_off_meanwhile(live: Live, server: BotApiServer) -> None:
    group = Group(server)
    await group.owner.says("/subscribe")
    muted = chat_member(server.me, "restricted")
    free = chat_member(server.me, "restricted", can_send_messages=True)
    for before, now, reached in (
        ("member", muted, False),
        (muted, free, True),
        (free, "administrator", True),
    ):
        await becomes(live, group.chat, before, now)
        assert await is_on(live, group.chat) is reached


async def test_a_channel_where_it_may_not_post_is_off_meanwhile(live: Live, server: BotApiServer) -> None:
    channel = Channel(server)
    await reactions(live, channel.chat["id"], channel.post("/subscribe"))
    may = chat_member(server.me, "administrator", can_post_messages=True)
    may_not = chat_member(server.me, "administrator", can_post_messages=False)
    steps = [(may, may_not, False), (may_not, may, True), (may, "left", False), ("left", may, True)]
    for before, now, reached in [*steps, (may, "member", False), ("member", may, True)]:
        await becomes(live, channel.chat, before, now)
        assert await is_on(live, channel.chat) is reached


async def test_subscribing_anew_switches_on(live: Live, server: BotApiServer) -> None:
    amara = Someone(server)
    await amara.says("/subscribe")
    await becomes(live, amara.chat, "member", "kicked")
    server.set_member(amara.chat["id"], server.me["id"], "member")
    await amara.says("/subscribe")
    assert await is_on(live, amara.chat)


@pytest.mark.parametrize("removed", ["told before", "told between", "told after"])
@pytest.mark.parametrize("order", ["old first", "new first"])
async def test_a_group_takes_its_subscription_along(
    live: Live, server: BotApiServer, order: str, removed: str
) -> None:
    group, new = Group(server, new_basic_group()), new_group()
    await group.owner.says("/subscribe Kenya")
    await reactions(live, group.chat["id"], {"message": anonymous("/subscriptions", group.chat)})
    (before,) = await subscriptions(live, group.chat)
    told = [
        {"message": message(None, chat=group.chat, migrate_to_chat_id=new["id"])},
        {"message": message(None, chat=new, migrate_from_chat_id=group.chat["id"])},
    ]
    if order == "new first":
        told.reverse()
    for moment in ("told before", "told between", "told after"):
        if moment == removed:
            await becomes(live, group.chat, "member", "left")
            await becomes(live, new, "left", "member")
        if told and moment != "told after":
            await reactions(live, new["id"], told.pop(0))
    assert await subscriptions(live, group.chat) == []
    (after,) = await subscriptions(live, new)
    assert (after.number, after.scopes, after.off_at) == (before.number, "country:KE", None)


async def test_moving_twice_changes_nothing_that_was_chosen_since(live: Live, server: BotApiServer) -> None:
    group, new = Group(server, new_basic_group()), new_group()
    await group.owner.says("/subscribe Kenya")
    await reactions(
        live, new["id"], {"message": message(None, chat=group.chat, migrate_to_chat_id=new["id"])}
    )
    await reactions(live, new["id"], {"message": anonymous("/unsubscribe", new)})
    await reactions(
        live, new["id"], {"message": message(None, chat=new, migrate_from_chat_id=group.chat["id"])}
    )
    (one,) = await subscriptions(live, new)
    assert not one.is_subscribed


async def test_a_copy_holds_the_subscriptions_with_the_settings(live: Live, server: BotApiServer) -> None:
    group = Group(server, new_group(forum=True))
    await group.owner.says("/subscribe Kenya")
    await reactions(live, group.chat["id"], {"message": anonymous("/subscribe", group.chat, thread=9)})
    found = await stored(live, anonymous("/export", group.chat))
    assert [(one["thread_id"], one["scopes"]) for one in found] == [(0, "country:KE"), (9, "all")]
    (sent,) = await reactions(live, group.chat["id"], {"message": anonymous("/export", group.chat)})
    content = json.loads(server.sent_messages.files[sent["document"]["file_id"]].content)
    assert set(content) == {"chat_id", "subscriptions"}
    text = json.dumps(content)
    assert str(group.owner.user["id"]) not in text, "who subscribed is stored nowhere"


async def test_what_is_erased_ends_and_is_gone(live: Live, server: BotApiServer, words: ChatWords) -> None:
    group = Group(server, new_group(forum=True))
    await group.owner.says("/subscribe Kenya")
    await reactions(live, group.chat["id"], {"message": anonymous("/subscribe", group.chat, thread=9)})
    assert await says(live, group.member.writes("/delete")) == [words.say("administrators_only")]
    assert len(await stored_on(live, group.owner)) == 2
    assert await says(live, group.owner.writes("/delete")) == [words.say("deleted")]
    assert await subscriptions(live, group.chat) == []
    assert await says(live, group.owner.writes("/export")) == [words.say("export_nothing")]


async def test_privacy_tells_of_subscriptions(live: Live, server: BotApiServer) -> None:
    told = (await Someone(server).says("/privacy"))["text"]
    assert "if you subscribe to announcements" in told
