"""The server delivers to a webhook as Telegram does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from bare_calls import call, refused, sent
from bot_api_server import BotApiServer
from updates import message, person

PUBLIC = "https://bot.example.org/hook/secret-path"
SECRET = "a-Secret_1"


class Receiver:
    """A web server that takes updates."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.requests: list[web.Request] = []
        self.answers: list[web.Response | float] = []
        """What the next updates are answered with; a number is seconds before the usual answer."""
        self.most_at_once = 0
        self._at_once = 0

    async def take(self, request: web.Request) -> web.Response:
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        self.requests.append(request)
        self.got.append(await request.json())
        answer = self.answers.pop(0) if self.answers else 0.0
        try:
            if isinstance(answer, web.Response):
                return answer
            await asyncio.sleep(answer)
            return web.Response()
        finally:
            self._at_once -= 1

    @property
    def ids(self) -> list[int]:
        """The updates in the order in which they came."""
        return [update["update_id"] for update in self.got]


@pytest.fixture
async def receiver(server: BotApiServer) -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook/secret-path", receiver.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.webhook.deliver_to = f"http://127.0.0.1:{runner.addresses[0][1]}"
    server.webhook.first_delay = 0.01
    yield receiver
    await runner.cleanup()


async def all_taken(server: BotApiServer) -> None:
    await server.wait_until(lambda: not server.pending, "all updates to be taken")


async def test_updates_are_posted_with_the_secret(server: BotApiServer, receiver: Receiver) -> None:
    waiting = await server.push(message=message("before"))
    await sent(server, "setWebhook", url=PUBLIC, secret_token=SECRET, max_connections=500)
    later = await server.push(message=message("after"))
    await all_taken(server)
    assert receiver.ids == [waiting, later]
    assert receiver.requests[0].headers["X-Telegram-Bot-Api-Secret-Token"] == SECRET
    assert receiver.requests[0].content_type == "application/json"
    assert server.webhook.secret == SECRET
    info = await sent(server, "getWebhookInfo")
    assert (info["url"], info["pending_update_count"], info["max_connections"]) == (PUBLIC, 0, 100)
    assert (await call(server, "getUpdates"))["error_code"] == 409


async def test_an_update_is_repeated_until_it_is_taken_and_holds_up_only_its_chat(
    server: BotApiServer, receiver: Receiver
) -> None:
    receiver.answers = [web.Response(status=500), web.Response(status=403), web.Response(status=202)]
    first = await server.push(message=message("a"))
    second = await server.push(message=message("b"))
    await sent(server, "setWebhook", url=PUBLIC)
    await all_taken(server)
    assert receiver.ids == [first, first, first, second]
    assert [delivery.status for delivery in server.deliveries] == [500, 403, 202, 200]
    assert "403" in (await sent(server, "getWebhookInfo"))["last_error_message"]


async def test_chats_are_served_side_by_side_up_to_the_limit(
    server: BotApiServer, receiver: Receiver
) -> None:
    receiver.answers = [0.1] * 6
    await sent(server, "setWebhook", url=PUBLIC, max_connections=3)
    for number in range(6):
        await server.push(message=message("a", sender=person(number + 1)))
    await all_taken(server)
    assert receiver.most_at_once == 3


async def test_a_server_that_is_down_gets_the_update_when_it_is_back(server: BotApiServer) -> None:
    server.webhook.deliver_to = "http://127.0.0.1:9"
    server.webhook.first_delay = 0.01
    await sent(server, "setWebhook", url=PUBLIC)
    await server.push(message=message("a"))
    await server.wait_until(lambda: len(server.deliveries) >= 3, "three attempts")
    assert {delivery.status for delivery in server.deliveries} == {None}
    assert len(server.pending) == 1


async def test_the_seconds_asked_for_are_waited(server: BotApiServer, receiver: Receiver) -> None:
    receiver.answers = [web.Response(status=503, headers={"Retry-After": "1"})]
    await sent(server, "setWebhook", url=PUBLIC)
    await server.push(message=message("a"))
    await all_taken(server)
    first, second = server.deliveries
    assert second.at - first.at >= 1


async def test_a_method_in_the_answer_is_carried_out(server: BotApiServer, receiver: Receiver) -> None:
    reply = {"method": "sendMessage", "chat_id": 501, "text": "by answer"}
    receiver.answers = [web.json_response(reply), web.json_response({"method": "deleteWebhook"})]
    await sent(server, "setWebhook", url=PUBLIC)
    assert (await server.answer_to(message=message("a")))["text"] == "by answer"
    assert server.calls[-1].by_webhook
    await server.push(message=message("b"))
    await all_taken(server)
    assert server.webhook_url == PUBLIC


async def test_kinds_and_waiting_updates_can_be_left_out(server: BotApiServer, receiver: Receiver) -> None:
    await server.push(message=message("old"))
    await sent(
        server, "setWebhook", url=PUBLIC, allowed_updates=["edited_message"], drop_pending_updates=True
    )
    await server.push(message=message("not asked for"))
    wanted = await server.push(edited_message=message("new"))
    await all_taken(server)
    assert receiver.ids == [wanted]


async def test_what_a_webhook_did_not_take_goes_to_the_next_poll(
    server: BotApiServer, receiver: Receiver
) -> None:
    receiver.answers = [web.Response(status=500)] * 100
    await sent(server, "setWebhook", url=PUBLIC)
    update_id = await server.push(message=message("a"))
    await server.wait_until(lambda: bool(server.deliveries), "an attempt")
    await sent(server, "deleteWebhook")
    assert [update["update_id"] for update in (await call(server, "getUpdates"))["result"]] == [update_id]


@pytest.mark.parametrize(
    ("parameters", "why"),
    [
        ({"url": "http://bot.example.org/"}, "HTTPS"),
        ({"url": "https://bot.example.org:8080/"}, "ports"),
        ({"url": PUBLIC, "secret_token": "no spaces"}, "unallowed"),
    ],
)
async def test_a_bad_webhook_is_refused(server: BotApiServer, parameters: dict[str, str], why: str) -> None:
    assert why in await refused(server, "setWebhook", **parameters)
