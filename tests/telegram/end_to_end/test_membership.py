"""The bot comes into groups and leaves them, is blocked, and groups become supergroups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bot_api_server import BotApiServer, Fault
from chat_members import chat_member
from living import Live
from people import Someone, new_basic_group, new_group
from reactions import FAULTS, handle, reactions, says, sent_to
from updates import anonymous, channel, message, person, press, private_chat

from bot.chat_words import ChatWords

LUSAKA = "Is Lusaka a learning city?"


def change(server: BotApiServer, chat: dict[str, Any], before: Any, now: Any) -> dict[str, Any]:
    """The update on the bot's own membership; each side is a status, or a whole member."""
    sides = [side if isinstance(side, dict) else chat_member(server.me, side) for side in (before, now)]
    adder = person(74_001)
    return {
        "my_chat_member": {
            "chat": chat,
            "from": adder,
            "date": 1_790_000_000,
            "old_chat_member": sides[0],
            "new_chat_member": sides[1],
        }
    }


async def texts(live: Live, chat: dict[str, Any], *changes: tuple[Any, Any]) -> list[str]:
    """What the bot says in a chat upon changes of its membership."""
    updates = [change(live.server, chat, *one) for one in changes]
    return [sent["text"] for sent in await reactions(live, chat["id"], *updates)]


@pytest.mark.parametrize("status", ["member", "administrator"])
@pytest.mark.parametrize("make", [new_group, lambda: new_group(forum=True), new_basic_group])
async def test_it_introduces_itself_once(
    live: Live, words: ChatWords, status: str, make: Callable[[], dict[str, Any]]
) -> None:
    chat = make()
    joined = {"message": message(None, chat=chat, new_chat_members=[live.server.me])}
    (sent,) = await reactions(live, chat["id"], change(live.server, chat, "left", status), joined)
    assert sent["text"] == words.say("introduction")
    assert "reply_to_message" not in sent and "message_thread_id" not in sent


async def test_a_promotion_and_a_demotion_change_nothing(live: Live, words: ChatWords) -> None:
    steps = (("left", "member"), ("member", "administrator"), ("administrator", "member"))
    assert await texts(live, new_group(), *steps) == [words.say("introduction")]


async def test_a_group_that_it_was_in_before_is_not_greeted_upon_a_promotion(live: Live) -> None:
    assert await texts(live, new_group(), ("member", "administrator")) == []


async def test_coming_back_is_no_reason_to_introduce_itself_again(live: Live, words: ChatWords) -> None:
    steps = (
        ("left", "member"),
        ("member", "left"),
        ("left", "member"),
        ("member", "kicked"),
        ("kicked", "member"),
    )
    assert await texts(live, new_group(), *steps) == [words.say("introduction")]


async def test_settings_survive_leaving_and_coming_back(live: Live) -> None:
    chat = new_group()
    await switch_on(live, chat)
    live.server.set_member(chat["id"], live.server.me["id"], "member")
    await reactions(live, chat["id"], change(live.server, chat, "member", "kicked"))
    await reactions(live, chat["id"], change(live.server, chat, "kicked", "member"))
    assert len(await says(live, message(LUSAKA, chat=chat))) == 1


async def test_where_it_may_not_write_it_is_silent_and_introduces_itself_when_it_may(
    live: Live, words: ChatWords
) -> None:
    chat = new_group()
    muted = chat_member(live.server.me, "restricted")
    assert await texts(live, chat, ("left", muted)) == []
    assert not [call for call in live.server.called("sendMessage") if call["chat_id"] == chat["id"]]
    assert await texts(live, chat, (muted, "member")) == [words.say("introduction")]


async def test_restricted_but_free_to_write_it_introduces_itself(live: Live) -> None:
    chat = new_group()
    free = chat_member(live.server.me, "restricted", can_send_messages=True)
    refused = Fault(400, "Bad Request: not enough rights to send text messages to the chat")
    live.server.fail("sendMessage", refused, chat_id=chat["id"])
    assert await texts(live, chat, ("left", free)) == [], "refused, and no fault in the log"
    assert len([call for call in live.server.called("sendMessage") if call["chat_id"] == chat["id"]]) == 1


async def test_a_channel_is_not_greeted(live: Live) -> None:
    chat = channel(-1_009_000_000_777)
    assert await texts(live, chat, ("left", "administrator"), ("administrator", "left")) == []


async def test_blocked_and_unblocked_in_private_it_never_writes_first(live: Live) -> None:
    chat = private_chat(person(74_002))
    assert await texts(live, chat, ("member", "kicked"), ("kicked", "member")) == []


async def test_a_question_of_somebody_who_then_blocks_it_is_no_fault(live: Live) -> None:
    amara = Someone(live.server)
    blocked = Fault(403, "Forbidden: bot was blocked by the user")
    live.server.fail("sendMessage", blocked, chat_id=amara.chat["id"])
    before = len(live.bot.log())
    await handle(live, {"message": amara.writes(LUSAKA)})
    log = live.bot.log()[before:]
    assert "ERROR" not in log and "Traceback" not in log
    assert FAULTS[0] + "forbidden" in log
    assert len(await says(live, amara.writes(LUSAKA))) == 1


async def switch_on(live: Live, chat: dict[str, Any]) -> None:
    """Let the bot answer unasked questions in a group."""
    owner = Someone(live.server, chat)
    live.server.set_member(chat["id"], owner.user["id"], "creator")
    menu = await owner.says("/settings")
    await reactions(live, chat["id"], {"callback_query": press("g:listen:on", menu, owner.user)})


@pytest.mark.parametrize("order", ["old first", "new first"])
async def test_a_group_keeps_its_settings_when_it_becomes_a_supergroup(live: Live, order: str) -> None:
    old, new = new_basic_group(), new_group()
    assert len(await texts(live, old, ("left", "member"))) == 1
    await switch_on(live, old)
    told = [
        {"message": message(None, chat=old, migrate_to_chat_id=new["id"])},
        {"message": message(None, chat=new, migrate_from_chat_id=old["id"])},
    ]
    if order == "new first":
        told.reverse()
    for update in told:
        assert await reactions(live, new["id"], update) == []
    assert await texts(live, old, ("member", "left")) == []
    assert await texts(live, new, ("left", "member")) == [], "it was introduced before"
    assert len(await says(live, message(LUSAKA, chat=new))) == 1
    (exported,) = await reactions(live, new["id"], {"message": anonymous("/export", new)})
    assert str(new["id"]).encode() in live.server.sent_messages.files[exported["document"]["file_id"]].content


async def test_both_at_once_keep_the_settings_too(live: Live) -> None:
    old, new = new_basic_group(), new_group()
    await switch_on(live, old)
    await reactions(
        live,
        new["id"],
        {"message": message(None, chat=old, migrate_to_chat_id=new["id"])},
        {"message": message(None, chat=new, migrate_from_chat_id=old["id"])},
    )
    assert len(await says(live, message(LUSAKA, chat=new))) == 1


async def test_an_answer_to_a_group_that_has_just_moved_goes_to_the_supergroup_once(live: Live) -> None:
    old, new = new_basic_group(), new_group()
    await says(live, message("hello", chat=new))
    moved = Fault(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        migrate_to_chat_id=new["id"],
    )
    live.server.fail_always("sendMessage", moved, chat_id=old["id"])
    (sent,) = await reactions(live, new["id"], {"message": message(f"/ask {LUSAKA}", chat=old)})
    assert "Lusaka" in sent["text"]
    assert sent_to(live.server, old["id"]) == []
