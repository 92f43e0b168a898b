"""What people see, and what is sent how often, when Telegram or the way to it fails.

`SENDING` is the table: fault -> requests that were made, messages that arrived, what the log's line on the update
tells. Whatever happened, the next question in the same chat is answered.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any

import pytest
from bot_api_server import BROKEN_JSON, DROPPED_AFTER, DROPPED_BEFORE, BotApiServer, Fault
from living import Live
from people import Someone, data_of, labels, new_basic_group, new_group
from updates import edited, guest_message, inline_query, message, person, press, private_chat
from watching import line_on, sent_to

from bot.chat_words import ChatWords
from bot.engine import Engine

QUESTION = "Is Lusaka a learning city?"
OTHER = "Is Lisbon a learning city?"
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
LONG = "list all learning cities"


@dataclass(frozen=True)
class Expected:
    """What is to come of one question whose answer fails to be sent at first."""

    faults: tuple[Fault, ...]
    requests: int
    messages: int
    told: str
    """What the log's line on the update holds; empty for an ordinary line."""


def once(fault: Fault, requests: int, messages: int, told: str) -> Expected:
    return Expected((fault,), requests, messages, told)


def refused(status: int, description: str, told: str) -> Expected:
    return once(Fault(status, description), 1, 0, told)


BAD_GATEWAY = Fault(502, body=b"<html><body>Bad Gateway</body></html>")
SENDING = {
    "429 for a second": once(
        Fault(429, "Too Many Requests: retry after 1", retry_after=1), 2, 1, "flood_wait=1"
    ),
    "429 for too long": once(
        Fault(429, "Too Many Requests: retry after 31", retry_after=31), 1, 0, "failed=RetryAfter"
    ),
    "500": once(Fault(500, "Internal Server Error"), 2, 1, "tries=2"),
    "502 with HTML": once(BAD_GATEWAY, 2, 1, "tries=2"),
    "502 without end": Expected((BAD_GATEWAY,) * 4, 4, 0, "failed=NetworkError"),
    "401": refused(401, "Unauthorized", "failed=InvalidToken"),
    "404": refused(404, "Not Found", "failed=InvalidToken"),
    "409": refused(409, "Conflict: terminated by other getUpdates request", "failed=Conflict"),
    "dropped before it was read": once(DROPPED_BEFORE, 1, 0, "failed=MaybeSent"),
    "dropped after it was read": once(DROPPED_AFTER, 1, 1, "failed=MaybeSent"),
    "malformed JSON": once(BROKEN_JSON, 1, 0, "failed=MaybeSent"),
    "malformed JSON after it was sent": once(replace(BROKEN_JSON, processed=True), 1, 1, "failed=MaybeSent"),
    "slow": once(Fault(hang=0.5), 1, 1, ""),
    "blocked": refused(403, "Forbidden: bot was blocked by the user", "failed=forbidden"),
    "deactivated": refused(403, "Forbidden: user is deactivated", "failed=forbidden"),
    "chat not found": refused(400, "Bad Request: chat not found", "failed=BadRequest"),
    "may not write": refused(400, "Bad Request: CHAT_WRITE_FORBIDDEN", "failed=BadRequest"),
}


@pytest.mark.parametrize("name", SENDING)
async def test_an_answer_that_fails_to_be_sent(
    live: Live, server: BotApiServer, engine: Engine, name: str
) -> None:
    expected, amara = SENDING[name], Someone(server)
    server.fail("sendMessage", *expected.faults, chat_id=amara.chat["id"])
    line = await line_on(live.bot, await server.push(message=amara.writes(QUESTION)), timeout=8)
    assert expected.told in line
    assert ("failed=" in line) == expected.told.startswith("failed=")
    assert len(sent_to(server, amara.chat["id"])) == expected.requests
    assert [sent["text"] for sent in amara.received()] == [engine.ask(QUESTION).text] * expected.messages
    assert (await amara.says(OTHER))["text"] == engine.ask(OTHER).text


async def test_a_flood_wait_is_kept_to_and_others_do_not_wait(server: BotApiServer) -> None:
    amara, bo = Someone(server), Someone(server)
    server.fail("sendMessage", Fault(429, "Too Many Requests", retry_after=1), chat_id=amara.chat["id"])
    await server.push(message=amara.writes(QUESTION))
    await server.wait_until(lambda: len(sent_to(server, amara.chat["id"])) == 1, "the first try")
    asked_at = time.monotonic()
    await bo.says(QUESTION)
    assert time.monotonic() - asked_at < 1
    await server.wait_until(lambda: len(amara.received()) == 1, "the second try")
    first, second = (call.at for call in server.calls if call.parameters.get("chat_id") == amara.chat["id"])
    assert second - first >= 1


async def test_an_inline_query_does_not_wait_for_an_answer_in_private(server: BotApiServer) -> None:
    amara = Someone(server)
    server.fail("sendMessage", Fault(hang=1), chat_id=amara.chat["id"])
    await server.push(message=amara.writes(QUESTION))
    await server.wait_until(lambda: len(sent_to(server, amara.chat["id"])) == 1, "the answer in private")
    await server.inline_answer(inline_query("lusaka", amara.user))
    assert amara.received() == []
    await server.wait_until(lambda: len(amara.received()) == 1, "the answer in private")


async def test_a_line_on_a_failure_is_one_line_without_words(live: Live, server: BotApiServer) -> None:
    amara = Someone(server)
    server.fail("sendMessage", Fault(400, "Bad Request: chat not found"), chat_id=amara.chat["id"])
    update_id = await server.push(message=amara.writes("Is Ouagadougou a learning city?"))
    await line_on(live.bot, update_id)
    lines = [line for line in live.bot.log().splitlines() if f"update={update_id} " in line]
    assert sum("level=error" in line for line in lines) == 1
    assert not any("Ouagadougou" in line for line in lines)


async def test_who_blocked_the_bot_and_comes_back_is_answered(server: BotApiServer) -> None:
    amara = Someone(server)
    await amara.says(QUESTION)
    server.set_member(amara.chat["id"], server.me["id"], "kicked")
    await server.push(message=amara.writes(OTHER))
    await server.wait_until(lambda: len(sent_to(server, amara.chat["id"])) == 2, "a try")
    server.set_member(amara.chat["id"], server.me["id"], "member")
    await amara.says(OTHER)
    assert len(sent_to(server, amara.chat["id"])) == 3


# Groups that move


@pytest.mark.parametrize("first", ["the old group tells first", "the new group tells first"])
async def test_a_group_that_became_a_supergroup_keeps_its_settings(
    live: Live, server: BotApiServer, first: str
) -> None:
    old = new_basic_group()
    new = new_group()
    amara = Someone(server, old)
    await amara.says(f"/ask {QUESTION}")
    notices = [
        message(None, chat=old, migrate_to_chat_id=new["id"]),
        message(None, chat=new, migrate_from_chat_id=old["id"]),
    ]
    for notice in notices if first.startswith("the old") else reversed(notices):
        assert "failed=" not in await line_on(live.bot, await server.push(message=notice))
    there = Someone(server, new)
    assert (await there.says(f"/ask {OTHER}"))["chat"]["id"] == new["id"]
    assert len(amara.received()) == 1


async def test_an_answer_follows_a_group_that_moved_meanwhile(live: Live, server: BotApiServer) -> None:
    old = new_basic_group()
    new = new_group()
    amara, there = Someone(server, old), Someone(server, new)
    server.chats.known[new["id"]] = new
    server.fail(
        "sendMessage",
        Fault(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=new["id"],
        ),
        chat_id=old["id"],
    )
    update_id = await server.push(message=amara.writes(f"/ask {QUESTION}"))
    assert "failed=" not in await line_on(live.bot, update_id)
    assert len(sent_to(server, old["id"])) == 1
    assert len(there.received()) == 1


# Topics


@pytest.mark.parametrize("fault", ["message thread not found", "TOPIC_CLOSED", "TOPIC_DELETED"])
async def test_an_answer_to_a_topic_that_is_gone_goes_to_the_general_one(
    live: Live, server: BotApiServer, fault: str
) -> None:
    amara = Someone(server, new_group(forum=True), thread=77)
    server.fail("sendMessage", Fault(400, f"Bad Request: {fault}"), chat_id=amara.chat["id"])
    sent = await amara.says(f"/ask {QUESTION}")
    assert "message_thread_id" not in sent
    first, second = sent_to(server, amara.chat["id"])
    assert first["message_thread_id"] == 77
    assert "message_thread_id" not in second
    # A reply to a message in the topic would be sent into the topic.
    assert "reply_parameters" not in second


async def test_an_answer_to_a_closed_topic(server: BotApiServer) -> None:
    amara = Someone(server, new_group(forum=True), thread=77)
    await amara.says(f"/ask {QUESTION}")
    await server.push(message=amara.writes(None, forum_topic_closed={}), whatever_allowed=True)
    assert "message_thread_id" not in await amara.says(f"/ask {OTHER}")


# Edits and queries


async def test_a_page_that_is_shown_already_is_no_error(
    live: Live, server: BotApiServer, words: ChatWords
) -> None:
    amara = Someone(server)
    sent = await amara.says(LONG)
    data = data_of(sent, words.say("more"))
    for _ in range(2):
        line = await line_on(live.bot, await server.push(callback_query=press(data, sent, amara.user)))
        assert "failed=" not in line
    assert len(sent_to(server, amara.chat["id"], "editMessageText")) == 2
    assert "Page 2 of" in sent["text"]
    assert len(amara.received()) == 1


async def test_an_edit_that_changes_nothing_is_no_error(live: Live, server: BotApiServer) -> None:
    amara = Someone(server)
    asked = amara.writes(QUESTION)
    sent = await amara.gets(message=asked)
    before = sent["text"]
    line = await line_on(live.bot, await server.push(edited_message=edited(asked, QUESTION + " ")))
    assert "failed=" not in line
    assert sent["text"] == before
    assert len(amara.received()) == 1


@pytest.mark.parametrize(
    ("fault", "requests"),
    [(Fault(500, "Internal Server Error"), 2), (DROPPED_AFTER, 1)],
    ids=["500", "dropped after it was read"],
)
async def test_an_edit_that_fails(
    live: Live, server: BotApiServer, engine: Engine, fault: Fault, requests: int
) -> None:
    amara = Someone(server)
    asked = amara.writes(QUESTION)
    sent = await amara.gets(message=asked)
    server.fail("editMessageText", fault, chat_id=amara.chat["id"])
    await line_on(live.bot, await server.push(edited_message=edited(asked, OTHER)))
    assert sent["text"] == engine.ask(OTHER).text
    assert len(sent_to(server, amara.chat["id"], "editMessageText")) == requests


async def test_a_press_that_is_too_old_to_be_confirmed_is_answered(
    live: Live, server: BotApiServer, words: ChatWords
) -> None:
    amara = Someone(server)
    welcome = await amara.says("/start")
    server.fail("answerCallbackQuery", Fault(400, TOO_OLD))
    data = data_of(welcome, labels(welcome)[0])
    before = len(server.called("answerCallbackQuery"))
    line = await line_on(live.bot, await server.push(callback_query=press(data, welcome, amara.user)))
    assert "failed=" not in line
    assert "confirm=BadRequest" in line
    assert len(server.called("answerCallbackQuery")) == before + 1
    assert len(amara.received()) == 2


@pytest.mark.parametrize("kind", ["inline_query", "guest_message"])
async def test_a_query_that_is_too_old_to_be_answered_is_let_go(
    live: Live, server: BotApiServer, kind: str
) -> None:
    method = {"inline_query": "answerInlineQuery", "guest_message": "answerGuestQuery"}[kind]
    update = {
        "inline_query": inline_query("lusaka"),
        "guest_message": guest_message(f"@cities_bot {QUESTION}"),
    }[kind]
    before = len(server.called(method))
    server.fail(method, Fault(400, TOO_OLD))
    line = await line_on(live.bot, await server.push(**{kind: update}))
    assert "failed=" not in line
    assert "too_late" in line
    assert len(server.called(method)) == before + 1


# Updates as they should not be


async def test_the_same_update_three_times_is_answered_once(server: BotApiServer) -> None:
    amara = Someone(server)
    asked = amara.writes(QUESTION)
    update_id = await server.push(message=asked)
    for _ in range(2):
        await server.push(update_id=update_id, message=asked)
    await server.wait_until(lambda: len(amara.received()) == 1, "the answer")
    await amara.says(OTHER)
    await server.push(update_id=update_id, message=asked)
    await amara.says(OTHER)
    assert len(amara.received()) == 3


UNKNOWN: dict[str, dict[str, Any]] = {
    "a kind of the future": {"brain_wave": {"id": 1, "from": person()}},
    "not asked for": {"channel_post": {"message_id": 1, "date": 1, "chat": {"id": -100, "type": "channel"}}},
    "a message of the future": {"message": message(None, hologram={"file_id": "a"}, chat=new_group())},
    "two kinds at once": {"poll_wave": {"id": 1}, "other_wave": {"id": 2}},
}


@pytest.mark.parametrize("name", UNKNOWN)
async def test_an_unknown_update_is_passed_over(live: Live, server: BotApiServer, name: str) -> None:
    before = len(server.called("sendMessage"))
    await line_on(live.bot, await server.push(whatever_allowed=True, **UNKNOWN[name]))
    assert len(server.called("sendMessage")) == before
    await Someone(server).says(QUESTION)


MALFORMED: dict[str, dict[str, Any]] = {
    "fields missing": {"poll": {"question": "?"}},
    "a list for an object": {"poll_answer": {"poll_id": "1", "option_ids": [0], "user": [1, 2]}},
    "a date that is no number": {"message": message(QUESTION) | {"date": "soon"}},
    "a date out of all range": {"message": message(QUESTION) | {"date": 10**20}},
    "a date of the year 58860": {"message": message(QUESTION) | {"date": 1_795_000_000_000}},
}


@pytest.mark.parametrize("name", MALFORMED)
async def test_an_unreadable_update_is_dropped_with_a_line(
    live: Live, server: BotApiServer, name: str
) -> None:
    before = len(server.called("sendMessage"))
    update_id = await server.push(whatever_allowed=True, **MALFORMED[name])
    await Someone(server).says(QUESTION)
    await server.wait_until(lambda: update_id not in server.pending, "the update to be taken")
    assert live.bot.log().count(f"update={update_id} cannot be read") == 1
    assert len(server.called("sendMessage")) == before + 1
    assert [one.status for one in server.deliveries if one.update_id == update_id] in ([], [200])


ODD: dict[str, dict[str, Any]] = {
    "a text that is a number": {"text": 7},
    "marks outside of the text": {"entities": [{"type": "bot_command", "offset": 500, "length": 90}]},
    "marks before the text": {"entities": [{"type": "mention", "offset": -5, "length": 2}]},
    "a mark of the future": {"entities": [{"type": "hologram", "offset": 0, "length": 2}]},
    "a quoted message without a sender": {
        "reply_to_message": {"message_id": 1, "date": 0, "chat": private_chat(person())}
    },
    "no sender": {"from": None},
}


@pytest.mark.parametrize("name", ODD)
async def test_an_odd_message_does_no_harm(live: Live, server: BotApiServer, name: str) -> None:
    amara = Someone(server)
    odd = {field: value for field, value in (amara.writes(QUESTION) | ODD[name]).items() if value is not None}
    await line_on(live.bot, await server.push(message=odd))
    before = len(amara.received())
    await amara.says(OTHER)
    assert len(amara.received()) == before + 1


async def test_a_press_without_a_person_does_no_harm(live: Live, server: BotApiServer) -> None:
    forged = {"id": "1", "chat_instance": "2", "data": "s:1"}
    await line_on(live.bot, await server.push(callback_query=forged))
    await Someone(server).says(QUESTION)
