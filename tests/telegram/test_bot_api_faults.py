"""The server fails as it is told, and tells what came of it."""

from __future__ import annotations

import asyncio
import time

import pytest
from aiohttp import ClientError, ClientSession, ClientTimeout
from bare_calls import call, refused, sent
from bot_api_server import BROKEN_JSON, DROPPED_AFTER, DROPPED_BEFORE, HUNG_AFTER, TOKEN, BotApiServer, Fault
from updates import message, person


@pytest.fixture(autouse=True)
async def two_chats(server: BotApiServer) -> None:
    """The chats 501 and 502 are known."""
    for number in (501, 502):
        await server.push(message=message("hello", sender=person(number)))


async def post(server: BotApiServer, timeout: float = 5) -> tuple[int, str]:
    """Send a message to chat 501; return status and body."""
    form = {"chat_id": "501", "text": "a"}
    limit = ClientTimeout(total=timeout)
    async with (
        ClientSession(timeout=limit) as session,
        session.post(f"{server.url}/bot{TOKEN}/sendMessage", data=form) as response,
    ):
        return response.status, await response.text()


async def test_errors_carry_what_helps_to_go_on(server: BotApiServer) -> None:
    server.fail("sendMessage", Fault(429, "Too Many Requests: retry after 3", retry_after=3))
    server.fail("sendMessage", Fault(400, "Bad Request: upgraded", migrate_to_chat_id=-100777))
    wait = await call(server, "sendMessage", chat_id=501, text="a")
    assert (wait["error_code"], wait["parameters"]) == (429, {"retry_after": 3})
    moved = await call(server, "sendMessage", chat_id=501, text="a")
    assert moved["parameters"] == {"migrate_to_chat_id": -100777}
    assert server.messages == []


async def test_a_fault_may_concern_one_chat_or_any_method(server: BotApiServer) -> None:
    server.fail("*", Fault(403, "Forbidden: bot was blocked by the user"), chat_id=502)
    await sent(server, chat_id=501, text="a")
    assert "blocked" in await refused(server, "sendMessage", chat_id=502, text="a")
    await sent(server, chat_id=502, text="a")
    server.fail_always("*", Fault(500, "Internal Server Error"))
    for _ in range(2):
        assert "Internal" in await refused(server, "getMe")
    server.heal()
    await sent(server, "getMe")


@pytest.mark.parametrize(("fault", "times_sent"), [(DROPPED_BEFORE, 0), (DROPPED_AFTER, 1)])
async def test_a_dropped_connection_leaves_the_bot_in_the_dark(
    server: BotApiServer, fault: Fault, times_sent: int
) -> None:
    server.fail("sendMessage", fault)
    with pytest.raises(ClientError):
        await post(server)
    assert len(server.messages) == times_sent


@pytest.mark.parametrize(("fault", "times_sent"), [(Fault(hang=0.3), 0), (HUNG_AFTER, 1)])
async def test_a_hanging_request_counts_or_not(server: BotApiServer, fault: Fault, times_sent: int) -> None:
    server.fail("sendMessage", fault)
    with pytest.raises(TimeoutError):
        await post(server, timeout=0.1)
    await asyncio.sleep(0.3)
    assert len(server.messages) == times_sent


async def test_bodies_are_sent_as_they_are(server: BotApiServer) -> None:
    server.fail("sendMessage", Fault(502, body=b"<html>Bad Gateway</html>"), BROKEN_JSON)
    assert await post(server) == (502, "<html>Bad Gateway</html>")
    assert await post(server) == (200, '{"ok":true,"result":')


async def test_latency_is_added_to_every_answer(server: BotApiServer) -> None:
    server.latency = 0.05
    started = time.monotonic()
    await sent(server, chat_id=501, text="a")
    assert time.monotonic() - started >= 0.05


async def test_the_flood_meter_finds_the_fastest_stretch(server: BotApiServer) -> None:
    for chat_id in (501, 501, 502):
        await sent(server, chat_id=chat_id, text="a")
    assert (server.flood.peak(), server.flood.peak(chat_id=501), server.flood.peak_of_a_group()) == (3, 2, 0)
    assert server.flood.sent_twice() == {(501, "a"): 2}
