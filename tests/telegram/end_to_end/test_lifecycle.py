"""Starting, running and stopping: whatever Telegram, the network or the settings are like."""

from __future__ import annotations

import asyncio
import io
import json
import re
import signal
import socket
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from bot_api_server import TOKEN, BotApiServer, Fault
from harness import SECRET, BotProcess
from living import Live, ready
from people import Someone
from telegram.ext import ApplicationBuilder
from updates import message, person, press
from watching import environment, line_on, until

from bot.chat_words import ChatWords
from bot.storage.opening import open_database
from bot.storage.seen_updates import SeenUpdates
from bot.telegram import polling
from bot.telegram.intake import Intake
from bot.telegram.transport import AiohttpRequest
from tests.free_ports import free_port

QUESTION = "Is Lusaka a learning city?"
CONFLICT = Fault(409, "Conflict: terminated by other getUpdates request")
KEY = TOKEN.partition(":")[2]
PUBLIC = "https://bot.example.org/a-secret-path"


class OwnBot:
    """Makes bots of a test's own, all with one database, and ends those that are left."""

    def __init__(self, server: BotApiServer, folder: Path, data_dir: Path) -> None:
        self.server = server
        self.folder = folder
        self._data_dir = data_dir
        self._made: list[BotProcess] = []

    async def start(self, **changes: str) -> BotProcess:
        """Start a bot with other settings than usual."""
        log = self.folder / f"bot{len(self._made)}.log"
        bot = BotProcess(environment(self.server, self.folder, self._data_dir, **changes), log)
        self._made.append(bot)
        await bot.start()
        return bot

    async def polling(self, **changes: str) -> BotProcess:
        """Start a bot and wait for its first long poll."""
        bot = await self.start(**changes)
        await ready(self.server, "polling")
        return bot

    async def close(self) -> None:
        """Kill those that are left."""
        for bot in self._made:
            await bot.stop(signal.SIGKILL)


@pytest_asyncio.fixture(loop_scope="session")
async def own(tmp_path: Path, data_dir: Path) -> AsyncIterator[OwnBot]:
    """Bots of this test's own, and their server."""
    server = BotApiServer(short_polls_wait=True)
    await server.start()
    own = OwnBot(server, tmp_path, data_dir)
    yield own
    await own.close()
    await server.stop()
    assert server.complaints == []


def messages_of(bot: BotProcess, logger: str) -> list[str]:
    """The lines of one module in the log."""
    return [line for line in bot.log().splitlines() if f" logger={logger} " in line]


async def only_fault(bot: BotProcess) -> str:
    """Wait until the bot has ended as for a wrong setting; return the one line that says so, its last."""
    assert await bot.ended() == 2, bot.log()
    *before, line = bot.log().splitlines()
    assert all(re.search(r" level=(info|warning) ", earlier) for earlier in before), bot.log()
    assert TOKEN not in bot.log()
    return line


# Starting


async def test_it_starts_although_telegram_is_down(tmp_path: Path, data_dir: Path) -> None:
    """Nobody listens at first, then only errors come, then Telegram is there; what waited is answered."""
    server, port = BotApiServer(), free_port()
    server.url = f"http://127.0.0.1:{port}"
    bot = BotProcess(environment(server, tmp_path, data_dir), tmp_path / "bot.log")
    await bot.start()
    await until(lambda: bot.log() != "", "a line", timeout=20)
    amara = Someone(server)
    await server.push(message=amara.writes(QUESTION))
    server.fail("getMe", Fault(502, body=b"<html>Bad Gateway</html>"))
    server.fail("deleteWebhook", Fault(429, "Too Many Requests: retry after 1", retry_after=1))
    server.fail("setMyCommands", Fault(500, "Internal Server Error"))
    await server.start(port)
    await server.wait_until(lambda: len(amara.received()) == 1, "the answer", timeout=20)
    assert bot.log().count("Telegram cannot be reached") <= 2
    assert "level=error" not in bot.log()
    assert await bot.stop() == 0
    await server.stop()


async def test_it_can_be_stopped_while_telegram_is_down(own: OwnBot) -> None:
    bot = await own.start(TELEGRAM_API_URL="http://127.0.0.1:9")
    await until(lambda: "Telegram cannot be reached" in bot.log(), "a line", timeout=20)
    stopped_at = time.monotonic()
    assert await bot.stop(signal.SIGINT) == 0
    assert time.monotonic() - stopped_at < 2
    assert len(bot.log().splitlines()) == 1


async def test_a_refused_token_is_one_line(own: OwnBot) -> None:
    own.server.fail("getMe", Fault(401, "Unauthorized"))
    line = await only_fault(await own.start())
    assert line.startswith("error: TELEGRAM_BOT_TOKEN: Telegram does not accept this token; ")


WRONG_SETTINGS = {
    "TELEGRAM_BOT_TOKEN: not set; get a token from @BotFather": {"TELEGRAM_BOT_TOKEN": ""},
    "BOT_WEBHOOK_SECRET: it must be": {"BOT_WEBHOOK_SECRET": "a b"},
    "BOT_WEBHOOK_LISTEN: cannot listen on no-such-host.invalid:8080": {
        "BOT_WEBHOOK_URL": PUBLIC,
        "BOT_WEBHOOK_LISTEN": "no-such-host.invalid:8080",
    },
    "BOT_DATABASE_URL: cannot use": {"BOT_DATABASE_URL": "sqlite:////no/such/folder/bot.sqlite3"},
}


async def test_a_wrong_setting_is_one_line(own: OwnBot) -> None:
    bots = [await own.start(**changes) for changes in WRONG_SETTINGS.values()]
    lines = await asyncio.gather(*map(only_fault, bots))
    starts = [line[: len(f"error: {fault}")] for line, fault in zip(lines, WRONG_SETTINGS, strict=True)]
    assert starts == [f"error: {fault}" for fault in WRONG_SETTINGS]


async def test_a_port_in_use_is_one_line(own: OwnBot) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        line = await only_fault(await own.start(BOT_WEBHOOK_URL=PUBLIC, BOT_WEBHOOK_LISTEN=listen))
    assert line.startswith(f"error: BOT_WEBHOOK_LISTEN: cannot listen on {listen} (")
    assert line.endswith("name a free address")


async def test_an_address_that_telegram_does_not_call_is_one_line(own: OwnBot) -> None:
    own.server.fail("setWebhook", Fault(400, "Bad Request: bad webhook: IP address is reserved"))
    line = await only_fault(
        await own.start(BOT_WEBHOOK_URL=PUBLIC, BOT_WEBHOOK_LISTEN=f"127.0.0.1:{free_port()}")
    )
    assert line.startswith("error: BOT_WEBHOOK_URL: Telegram does not accept it (")
    assert "address is reserved" in line


async def test_a_second_start_sets_nothing_and_removes_a_webhook_of_old(own: OwnBot) -> None:
    first = await own.polling()
    assert await first.stop() == 0
    sets = [call.method for call in own.server.calls if call.method.lower().startswith("set")]
    assert sets
    own.server.webhook_url = "https://example.org/of-old"
    amara = Someone(own.server)
    await own.server.push(message=amara.writes(QUESTION))
    await own.polling()
    await own.server.wait_until(lambda: len(amara.received()) == 1, "what waited for the webhook")
    assert own.server.webhook_url == ""
    assert not any(call.get("drop_pending_updates") for call in own.server.called("deleteWebhook"))
    assert [call.method for call in own.server.calls if call.method.lower().startswith("set")] == sets
    asked_for = own.server.called("getUpdates")[0]["allowed_updates"]
    assert set(asked_for) >= {"message", "edited_message", "callback_query", "inline_query", "my_chat_member"}
    assert "channel_post" in asked_for
    assert not {"edited_channel_post", "poll", "chat_member"} & set(asked_for)


# Polling


@pytest.mark.parametrize("status", [401, 404])
async def test_polling_that_was_refused_ends_the_bot_with_a_line(own: OwnBot, status: int) -> None:
    own.server.fail("getUpdates", Fault(status, "Unauthorized"))
    bot = await own.start()
    assert await bot.ended(20) == 1
    (line,) = (line for line in bot.log().splitlines() if "level=critical" in line)
    assert "polling has ended: Telegram refused the token" in line
    assert "raceback" not in bot.log()


async def test_polling_survives_what_is_not_telegrams(own: OwnBot) -> None:
    """Another poller, and answers that no Bot API server gives: one line on each trouble, and it goes on."""
    raw = {"update_id": 7, "message": message(QUESTION, sender=person(9001))}
    bodies: list[Any] = [
        {"ok": True, "result": [5, "x", None, {}, {"update_id": "9"}, {"update_id": 3, "poll": 4}]},
        {"ok": True, "result": {"update_id": 1}},
        {"ok": True},
        {"ok": False, "description": "an error that came as a success"},
        [],
        {"ok": True, "result": [raw]},
    ]
    faults = [Fault(body=json.dumps(body).encode(), content_type="application/json") for body in bodies]
    deep = Fault(body=b'{"ok":true,"result":' + b"[" * 50_000, content_type="application/json")
    bot = await own.polling()
    own.server.chats.see("message", raw["message"])
    for fault in (deep, *faults):
        own.server.fail("getUpdates", fault)
        asked = Someone(own.server)
        await own.server.push(message=asked.writes(QUESTION))
        await own.server.wait_until(lambda one=asked: len(one.received()) == 1, "an answer", timeout=8)
    # An update with a number far below the others: Telegram begins anew after a week of silence.
    assert [sent["chat"]["id"] for sent in own.server.messages].count(9001) == 1
    assert {7, 8} & {call.get("offset") for call in own.server.called("getUpdates")}
    for _ in range(4):
        own.server.fail("getUpdates", CONFLICT, Fault())
        await Someone(own.server).says(QUESTION)
    lines = messages_of(bot, "bot.telegram.polling")
    assert sum("another program is polling with the same token" in line for line in lines) == 1
    assert sum("update=3 cannot be read" in line for line in lines) == 1
    assert await bot.stop() == 0


async def test_polling_without_a_sign_of_life_has_ended(own: OwnBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long poll that brings nothing stands for one that hangs, and a moment for a minute and a half."""
    monkeypatch.setattr(polling, "SILENCE_SECONDS", 0.2)
    request = AiohttpRequest(connections=1)
    application = ApplicationBuilder().token(TOKEN).base_url(f"{own.server.url}/bot").updater(None).build()
    database = open_database(f"sqlite:///{own.folder / 'bot.sqlite3'}")
    intake = Intake(application, SeenUpdates(database))
    poller = polling.Poller(application.bot, request, intake, ("message",))
    assert await asyncio.wait_for(poller.run(), 3) == (
        "polling has ended: no sign of life for 0.2 s; start again"
    )
    await request.shutdown()
    await database.close()


# Stopping


async def test_an_interrupt_ends_it_well_and_the_log_is_short(own: OwnBot) -> None:
    bot = await own.polling()
    amara = Someone(own.server)
    update_id = await own.server.push(message=amara.writes("Is Ouagadougou a learning city?"))
    line = await line_on(bot, update_id)
    assert re.search(r"kind=message chat=private .*ms=\d+\.\d", line)
    own.server.fail("sendMessage", Fault(hang=60), chat_id=amara.chat["id"])
    await own.server.push(message=amara.writes(QUESTION))
    await own.server.wait_for("sendMessage", 2)
    stopped_at = time.monotonic()
    assert await bot.stop(signal.SIGINT) == 0
    assert time.monotonic() - stopped_at < 5
    assert all(re.match(r"time=\S+ level=\w+ logger=", line) for line in bot.log().splitlines()), bot.log()
    assert "Ouagadougou" not in bot.log()
    assert "raceback" not in bot.log()


# The database


async def test_a_damaged_database_is_told_and_lived_with(own: OwnBot, words: ChatWords) -> None:
    bot = await own.polling()
    amara = Someone(own.server)
    sent = await amara.says(QUESTION)
    with closing(sqlite3.connect(own.folder / "bot.sqlite3")) as database:
        for table in ("button_texts", "seen_updates", "unanswered"):
            database.execute(f"DROP TABLE {table}")
    assert "Osaka" in (await amara.says("Is Osaka a learning city?"))["text"]
    await amara.says("Is Xqzvbw a learning city?")
    await own.server.push(callback_query=press("s:AAAAAAAAAAAA", sent, amara.user))
    (told,) = await own.server.wait_for("answerCallbackQuery")
    assert told["text"] == words.say("failed")
    assert await bot.stop() == 0
    (line,) = messages_of(bot, "bot.telegram.presses")
    assert re.search(r"cannot be read: BOT_DATABASE_URL: ", line)
    assert "Osaka" not in bot.log()
    assert "raceback" not in bot.log()


# The webhook


@pytest.fixture
def hook(server: BotApiServer) -> str:
    """The address of the bot's own web server, without the path."""
    assert server.webhook.deliver_to is not None
    return server.webhook.deliver_to


only_webhook = pytest.mark.parametrize("live", ["webhook"], indirect=True)
HEADER = "X-Telegram-Bot-Api-Secret-Token"


async def post(address: str, body: bytes, secret: str | None = SECRET) -> int:
    """Post to the bot as somebody else than the server may; return the status."""
    headers = {"Content-Type": "application/json"} | ({} if secret is None else {HEADER: secret})
    data = io.BytesIO(body)
    async with ClientSession() as session, session.post(address, data=data, headers=headers) as response:
        return response.status


@only_webhook
async def test_the_webhook_is_set_as_it_should_be(live: Live, server: BotApiServer) -> None:
    call = server.called("setWebhook")[0]
    assert call["url"] == "https://bot.example.org/telegram"
    assert call["secret_token"] == SECRET
    assert call["max_connections"] == 100
    assert set(call["allowed_updates"]) >= {"message", "callback_query", "inline_query", "my_chat_member"}
    assert not call.get("drop_pending_updates")
    assert server.called("getUpdates") == []
    assert server.called("deleteWebhook") == []


@only_webhook
@pytest.mark.parametrize(
    "shown", [None, "", "wrong", SECRET[:-1], SECRET + "x", SECRET.lower(), "§"], ids=range(7)
)
async def test_who_does_not_know_the_secret_is_turned_away(
    live: Live, server: BotApiServer, hook: str, shown: str | None
) -> None:
    amara = Someone(server)
    update = {"update_id": 1, "message": amara.writes(QUESTION)}
    assert await post(f"{hook}/telegram", json.dumps(update).encode(), shown) == 403
    await Someone(server).says(QUESTION)
    assert amara.received() == []


BODIES = {
    "not JSON": (b"hello", 400),
    "nothing": (b"", 400),
    "half of it": (b'{"update_id": 1, "mess', 400),
    "no UTF-8": (b'{"update_id": 1, "a": "\xff"}', 400),
    "a list": (b"[1]", 400),
    "no number": (b'{"message": {}}', 400),
    "a number that is none": (b'{"update_id": true}', 400),
    "nested without end": (b"[" * 100_000, 400),
    "too large": (b'{"update_id": 1, "a": "' + b"x" * 1024 * 1024 + b'"}', 413),
    "just small enough": (b'{"update_id": 1, "a": "' + b"x" * (1024 * 1024 - 100) + b'"}', 200),
    "unreadable": (b'{"update_id": 77, "message": "text"}', 200),
    "nothing known": (b'{"update_id": 78}', 200),
}


@only_webhook
@pytest.mark.parametrize("name", BODIES)
async def test_what_is_posted_to_the_webhook(live: Live, server: BotApiServer, hook: str, name: str) -> None:
    body, status = BODIES[name]
    assert await post(f"{hook}/telegram", body) == status
    if name == "unreadable":
        assert "update=77 cannot be read" in live.bot.log()
    await Someone(server).says(QUESTION)


@only_webhook
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/telegram", 405), ("GET", "/", 404), ("POST", "/", 404), ("POST", "/health", 405)],
)
async def test_other_addresses_are_nothing(
    live: Live, server: BotApiServer, hook: str, method: str, path: str, status: int
) -> None:
    async with (
        ClientSession(headers={HEADER: SECRET}) as session,
        session.request(method, hook + path) as response,
    ):
        assert response.status == status


@only_webhook
async def test_a_load_balancer_can_ask_for_the_health(live: Live, server: BotApiServer, hook: str) -> None:
    async with ClientSession() as session, session.get(f"{hook}/health") as response:
        assert response.status == 200
        health = await response.json()
    assert health["status"] == "ok"
    assert 0 <= health["in_hand"] <= 1


@only_webhook
async def test_an_update_counts_as_delivered_when_it_was_answered(live: Live, server: BotApiServer) -> None:
    amara = Someone(server)
    server.fail("sendMessage", Fault(hang=0.5), chat_id=amara.chat["id"])
    update_id = await server.push(message=amara.writes(QUESTION))
    await server.wait_until(lambda: len(amara.received()) == 1, "the answer")
    await server.wait_until(lambda: update_id not in server.pending, "the delivery")
    (delivery,) = (one for one in server.deliveries if one.update_id == update_id)
    assert delivery.status == 200
    assert delivery.seconds >= 0.5


@only_webhook
async def test_an_update_that_comes_again_while_in_hand_is_handled_once(
    live: Live, server: BotApiServer, hook: str
) -> None:
    """Telegram hangs up after a while and delivers again; the second delivery waits for the first."""
    amara = Someone(server)
    server.fail("sendMessage", Fault(hang=0.6), chat_id=amara.chat["id"])
    asked = amara.writes(QUESTION)
    server.chats.see("message", asked)
    body = json.dumps({"update_id": 555, "message": asked}).encode()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(post(f"{hook}/telegram", body), 0.2)
    assert await post(f"{hook}/telegram", body) == 200
    assert len(amara.received()) == 1
    assert await post(f"{hook}/telegram", body) == 200
    assert len(amara.received()) == 1


# Secrets


@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_no_secret_is_in_the_log_of_a_bad_day(own: OwnBot, way: str) -> None:
    """At debug level: no connection, refusals, errors of the program with their tracebacks, the end by 401."""
    port, amara = free_port(), Someone(own.server)
    hook = {
        "BOT_WEBHOOK_URL": f"https://bot.example.org/{SECRET}/hook",
        "BOT_WEBHOOK_LISTEN": f"127.0.0.1:{port}",
        "BOT_WEBHOOK_SECRET": SECRET,
    }
    own.server.webhook.deliver_to = f"http://127.0.0.1:{port}"
    own.server.fail("getMe", Fault(drop=True), Fault(502, body=TOKEN.encode()))
    own.server.fail("setMyCommands", Fault(404, f"no such method /bot{TOKEN}/setMyCommands"))
    bot = await own.start(BOT_LOG_LEVEL="DEBUG", **(hook if way == "webhook" else {}))
    await ready(own.server, way)
    own.server.fail("sendMessage", Fault(400, f"Bad Request: {TOKEN}"), Fault(401, "Unauthorized"))
    for _ in range(2):
        await line_on(bot, await own.server.push(message=amara.writes(QUESTION)))
    # What no handler is prepared for: a traceback.
    odd = amara.writes(QUESTION) | {
        "entities": [{"type": "bot_command", "offset": 0, "length": 900}],
        "text": 7,
    }
    await line_on(bot, await own.server.push(message=odd))
    assert "traceback=" in bot.log()
    if way == "webhook":
        assert await post(f"http://127.0.0.1:{port}/{SECRET}/hook", b"{}", KEY) == 403
        assert await post(f"http://127.0.0.1:{port}/{SECRET}/hook", b"{}") == 400
        assert await bot.stop() == 0
    else:
        own.server.fail("getUpdates", Fault(409, f"Conflict {TOKEN}"), Fault(401, TOKEN))
        await own.server.push(message=amara.writes(QUESTION))
        assert await bot.ended(20) == 1
    for secret in (TOKEN, KEY, SECRET):
        assert secret not in bot.log()
