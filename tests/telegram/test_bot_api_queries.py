"""Queries that wait for a short while, updates that grow old, the profile, and privacy mode."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bare_calls import call, refused, sent
from bot_api_server import BotApiServer
from contents import joined
from updates import (
    BOT,
    chosen,
    group,
    guest_message,
    inline_query,
    message,
    person,
    post,
    press,
    private_chat,
    reply,
)

GROUP = group()
ARTICLE = {"type": "article", "id": "1", "title": "A", "input_message_content": {"message_text": "a"}}


@pytest.mark.parametrize("late", [False, True])
async def test_queries_are_answered_once_and_in_time(server: BotApiServer, late: bool) -> None:
    pressed, typed, guest = press("x", message("a")), inline_query("lusaka"), guest_message("@cities_bot hi")
    await server.push(callback_query=pressed)
    await server.push(inline_query=typed)
    await server.push(guest_message=guest)
    calls: list[tuple[str, dict[str, Any]]] = [
        ("answerCallbackQuery", {"callback_query_id": pressed["id"]}),
        ("answerInlineQuery", {"inline_query_id": typed["id"], "results": [ARTICLE]}),
        ("answerGuestQuery", {"guest_query_id": guest["guest_query_id"], "result": ARTICLE}),
    ]
    server.clock.skip(200 if late else 0)
    for method, parameters in calls:
        if not late:
            await sent(server, method, **parameters)
        assert "query is too old" in await refused(server, method, **parameters)
    assert len(server.queries.inline_answers) == len(server.queries.guest_answers) == (0 if late else 1)


async def test_a_guest_answer_can_be_edited_but_its_chat_is_unknown(server: BotApiServer) -> None:
    guest = guest_message("@cities_bot hi")
    await server.push(guest_message=guest)
    answer = {"guest_query_id": guest["guest_query_id"], "result": ARTICLE}
    made = await sent(server, "answerGuestQuery", **answer)
    assert "not modified" in await refused(server, "editMessageText", **made, text="a")
    assert await sent(server, "editMessageText", **made, text="b") is True
    assert "chat not found" in await refused(server, "sendMessage", chat_id=guest["chat"]["id"], text="a")


async def test_old_updates_are_not_delivered(server: BotApiServer) -> None:
    await server.push(inline_query=inline_query("a"))
    await server.push(chosen_inline_result=chosen("1", "a"))
    await server.push(message=message("a"))
    server.clock.skip(31)
    kinds = [set(update) - {"update_id"} for update in (await call(server, "getUpdates"))["result"]]
    assert kinds == [{"chosen_inline_result"}, {"message"}]
    server.clock.skip(24 * 3600)
    assert await sent(server, "getUpdates") == []


async def test_the_last_updates_can_be_asked_for(server: BotApiServer) -> None:
    last = [await server.push(message=message("a")) for _ in range(3)][-1]
    assert [update["update_id"] for update in await sent(server, "getUpdates", offset=-1)] == [last]
    assert server.pending == [last]


async def test_asking_the_same_again_at_once_gets_one_update(server: BotApiServer) -> None:
    for _ in range(3):
        await server.push(message=message("a"))
    assert len(await sent(server, "getUpdates", offset=5)) == 3
    assert len(await sent(server, "getUpdates", offset=5)) == 1
    server.clock.skip(0.6)
    assert len(await sent(server, "getUpdates", offset=5)) == 3


async def test_the_profile_is_kept_by_scope_and_language(server: BotApiServer) -> None:
    commands = [{"command": "ask", "description": "Ask"}]
    scope = {"type": "all_private_chats"}
    await sent(server, "setMyCommands", commands=commands, scope=scope, language_code="fr")
    assert await sent(server, "getMyCommands", scope=scope) == []
    assert await sent(server, "getMyCommands", scope=scope, language_code="fr") == commands
    await sent(server, "deleteMyCommands", scope=scope, language_code="fr")
    assert server.profile.commands == {}
    for method, name in (("Description", "description"), ("ShortDescription", "short_description")):
        await sent(server, f"setMy{method}", **{name: "A"})
        assert await sent(server, f"getMy{method}") == {name: "A"}
        await sent(server, f"setMy{method}", **{name: ""})
        assert await sent(server, f"getMy{method}") == {name: ""}
    assert await sent(server, "getMyName") == {"name": BOT["first_name"]}
    assert "language" in await refused(server, "setMyName", name="A", language_code="french")


async def test_flags_of_the_bot_are_set_by_the_test(server: BotApiServer) -> None:
    server.me["can_join_groups"] = False
    assert (await sent(server, "getMe"))["can_join_groups"] is False


async def test_privacy_mode_hides_the_talk_of_groups(server: BotApiServer) -> None:
    server.privacy_mode = True
    bots = message("answer", chat=GROUP, sender=BOT)
    shown = [
        message("hello", chat=private_chat(person())),
        message("/ask@cities_bot a", chat=GROUP),
        message(None, chat=GROUP, **joined()),
        reply("and France?", bots),
        message("/ask a", chat=GROUP),
    ]
    hidden = [
        message("hello", chat=GROUP),
        message("@cities_bot a", chat=GROUP),
        message("/ask@weather_bot a", chat=GROUP),
        message("/ask a", chat=group(-100777)),
    ]
    for said in hidden + shown:
        await server.push(message=said)
    await server.push(channel_post=post("hello"))
    got = await sent(server, "getUpdates")
    assert [update["message"] for update in got[:-1]] == json.loads(json.dumps(shown))
    server.set_member(GROUP["id"], BOT["id"], "administrator")
    await server.push(message=hidden[0])
    assert len(server.pending) == len(got) + 1
