"""Every update is answered, in the order of its chat, and none is lost, however the bot ends."""

from __future__ import annotations

import asyncio
import itertools
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from bot_api_server import HUNG_AFTER, BotApiServer, Fault
from harness import SECRET, BotProcess
from living import ready
from people import Someone
from updates import message, person
from watching import Way, environment, line_on, sent_to, until

from bot.engine import Engine
from tests.free_ports import free_port

QUESTION = "Is Lusaka a learning city?"
QUESTIONS = (
    QUESTION,
    "Is Lisbon a learning city?",
    "Is Osaka a learning city?",
    "how many learning cities are there?",
)
AT_ONCE = 100
"""Updates that are in hand, at most."""


@asynccontextmanager
async def own(
    folder: Path, data_dir: Path, **changes: str
) -> AsyncIterator[tuple[BotApiServer, BotProcess, Way]]:
    """A server, a bot that was started just now, and the way between them, for one test alone."""
    server = BotApiServer(short_polls_wait=True)
    await server.start()
    way = await Way.to(server)
    variables = environment(server, folder, data_dir, TELEGRAM_API_URL=way.url, **changes)
    bot = BotProcess(variables, folder / "bot.log")
    await bot.start()
    try:
        yield server, bot, way
        assert await bot.stop() == 0
    finally:
        await bot.stop(signal.SIGKILL)
        await way.close()
        await server.stop()
    assert server.complaints == []


@pytest_asyncio.fixture(scope="session", loop_scope="session", autouse=True)
async def under_way(
    tmp_path_factory: pytest.TempPathFactory, data_dir: Path
) -> AsyncIterator[dict[str, asyncio.Task[None]]]:
    """The scenarios that mostly wait: begun before the other tests, and awaited by tests of their own."""
    scenarios = (_without_end, _out_of_reach, _idle_out_of_reach, _stopped, _by_webhook)
    tasks = {
        scenario.__name__: asyncio.create_task(
            scenario(tmp_path_factory.mktemp(scenario.__name__.strip("_")), data_dir)
        )
        for scenario in scenarios
    }
    yield tasks
    for task in tasks.values():
        task.cancel()
    await asyncio.gather(*tasks.values(), return_exceptions=True)


async def test_order_is_kept_within_a_slow_chat_while_others_go_on(
    server: BotApiServer, engine: Engine
) -> None:
    slow = Someone(server)
    server.fail("sendMessage", Fault(hang=2), chat_id=slow.chat["id"])
    for text in QUESTIONS:
        await server.push(message=slow.writes(text))
    waits = []
    for _ in range(2):
        asked_at = time.monotonic()
        await Someone(server).says(QUESTION)
        waits.append(time.monotonic() - asked_at)
    assert slow.received() == []
    assert max(waits) < 0.9
    await server.wait_until(lambda: len(slow.received()) == len(QUESTIONS), "the answers")
    assert [sent["text"] for sent in slow.received()] == [engine.ask(text).text for text in QUESTIONS]


async def test_many_chats_are_all_answered_once(server: BotApiServer) -> None:
    people = [Someone(server) for _ in range(250)]
    for one in people:
        await server.push(message=one.writes(QUESTION))
    await server.wait_until(lambda: all(one.received() for one in people), "all answers", timeout=15)
    assert {len(one.received()) for one in people} == {1}
    assert {len(sent_to(server, one.chat["id"])) for one in people} == {1}


async def test_what_waited_is_answered_once_and_in_order_after_a_start(
    tmp_path: Path, data_dir: Path, engine: Engine
) -> None:
    """Duplicates and updates out of order in one batch; then the same once more after a restart."""
    async with own(tmp_path, data_dir) as (own_server, own_bot, _):
        await _duplicates(own_server, own_bot, engine)


async def _duplicates(own_server: BotApiServer, own_bot: BotProcess, engine: Engine) -> None:
    amara = Someone(own_server)
    asked = {number: amara.writes(text) for number, text in enumerate(QUESTIONS, start=50)}
    for update_id in (53, 50, 51, 50, 52, 53):
        await own_server.push(update_id=update_id, message=asked[update_id])
    await own_server.wait_until(lambda: len(amara.received()) == 4, "all answers", timeout=30)
    assert [sent["text"] for sent in amara.received()] == [engine.ask(text).text for text in QUESTIONS]
    await own_server.wait_until(lambda: own_server.pending == [], "all to be confirmed")
    assert await own_bot.stop() == 0
    for update_id in (50, 53, 50):
        await own_server.push(update_id=update_id, message=asked[update_id])
    await own_bot.start()
    last = await own_server.push(update_id=54, message=amara.writes(QUESTION))
    await line_on(own_bot, last, timeout=30)
    assert len(sent_to(own_server, amara.chat["id"])) == 5


async def test_a_killed_bot_loses_nothing(tmp_path: Path, data_dir: Path) -> None:
    """Killed twice in the middle of 600 updates; answered twice is at most what was in hand."""
    async with own(tmp_path, data_dir) as (own_server, own_bot, _):
        own_server.latency = 0.03
        people = [person(number) for number in range(4001, 4201)]
        asked = {
            await own_server.push(message=message(text, sender=one)): (one["id"], text)
            for text, one in itertools.product(QUESTIONS[:3], people)
        }
        in_hand: set[int] = set()
        for answered in (150, 400):
            await own_server.wait_for_messages(answered, timeout=30)
            assert await own_bot.stop(signal.SIGKILL) == -signal.SIGKILL
            in_hand |= set(own_server.pending[:AT_ONCE])
            await own_bot.start()
        await own_server.wait_until(lambda: own_server.pending == [], "all to be confirmed", timeout=30)
        sent = Counter(call["chat_id"] for call in own_server.called("sendMessage"))
        assert set(sent) == {one["id"] for one in people}
        assert min(sent.values()) >= 3
        doubled = {chat_id: times - 3 for chat_id, times in sent.items() if times > 3}
        chats_in_hand = Counter(asked[update_id][0] for update_id in in_hand)
        assert all(times <= chats_in_hand[chat_id] for chat_id, times in doubled.items())
        assert await own_bot.stop() == 0
        _assert_nothing_was_confirmed_unanswered(own_server, asked)


def _assert_nothing_was_confirmed_unanswered(server: BotApiServer, asked: dict[int, tuple[int, str]]) -> None:
    """Go through the requests in their order: an offset lies above answered updates only."""
    answered: Counter[int] = Counter()
    due = Counter[int]()
    waiting = sorted(asked)
    for call in server.calls:
        if call.method == "sendMessage":
            answered[call.parameters["chat_id"]] += 1
        elif call.method == "getUpdates":
            while waiting and waiting[0] < call.parameters.get("offset", 0):
                due[asked[waiting.pop(0)][0]] += 1
            assert all(answered[chat_id] >= times for chat_id, times in due.items())
    assert waiting == []


async def test_an_answer_without_end_is_given_up_and_not_sent_again(
    under_way: dict[str, asyncio.Task[None]],
) -> None:
    await under_way["_without_end"]


async def _without_end(folder: Path, data_dir: Path) -> None:
    """Whether it arrived cannot be known, so better one answer too few than the same twice."""
    async with own(folder, data_dir) as (server, bot, _):
        await ready(server, "polling")
        lost, arrived = people = Someone(server), Someone(server)
        server.fail("sendMessage", Fault(hang=600), chat_id=lost.chat["id"])
        server.fail("sendMessage", HUNG_AFTER, chat_id=arrived.chat["id"])
        for update_id in [await server.push(message=one.writes(QUESTION)) for one in people]:
            assert "failed=MaybeSentTimedOut" in await line_on(bot, update_id, timeout=15)
        assert [len(one.received()) for one in people] == [0, 1]
        assert [len(sent_to(server, one.chat["id"])) for one in people] == [1, 1]
        await lost.says(QUESTION)


async def test_an_answer_waits_for_telegram_to_come_back(
    under_way: dict[str, asyncio.Task[None]],
) -> None:
    await under_way["_out_of_reach"]


async def _out_of_reach(folder: Path, data_dir: Path) -> None:
    """The way to Telegram breaks while an update is in hand, and is there again seconds later."""
    async with own(folder, data_dir) as (server, bot, way):
        await ready(server, "polling")
        amara = Someone(server)
        server.fail("sendMessage", Fault(429, "Too Many Requests: retry after 1", retry_after=1))
        update_id = await server.push(message=amara.writes(QUESTION))
        await server.wait_for("sendMessage")
        # Until the bot was told to wait.
        await asyncio.sleep(0.3)
        await way.close()
        await asyncio.sleep(5)
        await way.open()
        line = await line_on(bot, update_id, timeout=15)
        assert "failed=" not in line
        assert "tries=" in line
        assert len(amara.received()) == 1
        assert len(sent_to(server, amara.chat["id"])) == 2
        await until(lambda: "polling works again" in bot.log(), "polling to work again", timeout=15)
        assert bot.log().count("Telegram cannot be reached") == 1


async def test_that_telegram_is_back_is_told_at_once_when_nothing_comes(
    under_way: dict[str, asyncio.Task[None]],
) -> None:
    await under_way["_idle_out_of_reach"]


async def _idle_out_of_reach(folder: Path, data_dir: Path) -> None:
    """A long poll, the usual call, would tell so only when it ends."""
    async with own(folder, data_dir) as (server, bot, way):
        await ready(server, "polling")
        await way.close()
        await until(
            lambda: "Telegram cannot be reached" in bot.log(), "the trouble to be noticed", timeout=15
        )
        await way.open()
        await until(lambda: "polling works again" in bot.log(), "polling to work again", timeout=15)
        assert bot.log().count("Telegram cannot be reached") == 1


async def test_an_answer_in_hand_at_the_end_is_sent_or_comes_again(
    under_way: dict[str, asyncio.Task[None]],
) -> None:
    await under_way["_stopped"]


async def _stopped(folder: Path, data_dir: Path) -> None:
    """One answer takes a second more when the bot is stopped, one is not to be had, and one comes too late."""
    async with own(folder, data_dir) as (own_server, own_bot, _):
        soon, late, queued = (Someone(own_server) for _ in range(3))
        await ready(own_server, "polling")
        own_server.fail("sendMessage", Fault(hang=1), chat_id=soon.chat["id"])
        own_server.fail("sendMessage", Fault(hang=60), chat_id=late.chat["id"])
        await own_server.push(message=soon.writes(QUESTION))
        held = await own_server.push(message=late.writes(QUESTION))
        second = await own_server.push(message=late.writes(QUESTIONS[1]))
        tried = (soon, late)
        await own_server.wait_until(
            lambda: all(sent_to(own_server, one.chat["id"]) for one in tried), "both to be in hand"
        )
        stopped_at = time.monotonic()
        stopping = own_bot.stop()
        await own_server.push(message=queued.writes(QUESTION))
        assert await stopping == 0
        assert time.monotonic() - stopped_at < 5
        assert "stopped before all answers in hand were sent" in own_bot.log()
        assert [len(one.received()) for one in (soon, late, queued)] == [1, 0, 0]
        assert own_server.pending[:2] == [held, second]
        await own_bot.start()
        await own_server.wait_until(
            lambda: len(late.received()) == 2 and len(queued.received()) == 1, "what was left", timeout=30
        )
        await line_on(own_bot, second)
        assert [len(sent_to(own_server, one.chat["id"])) for one in (soon, late, queued)] == [1, 3, 1]


async def test_a_webhook_update_in_hand_at_the_end_comes_again(
    under_way: dict[str, asyncio.Task[None]],
) -> None:
    await under_way["_by_webhook"]


async def _by_webhook(folder: Path, data_dir: Path) -> None:
    """First the bot is stopped over an answer that hangs, then it is killed over another."""
    port = free_port()
    hook = {
        "BOT_WEBHOOK_URL": "https://bot.example.org/telegram",
        "BOT_WEBHOOK_LISTEN": f"127.0.0.1:{port}",
        "BOT_WEBHOOK_SECRET": SECRET,
    }
    async with own(folder, data_dir, **hook) as (server, bot, _):
        server.webhook.deliver_to = f"http://127.0.0.1:{port}"
        await ready(server, "webhook")
        for signal_number, code in ((signal.SIGTERM, 0), (signal.SIGKILL, -signal.SIGKILL)):
            amara = Someone(server)
            server.fail("sendMessage", Fault(hang=600), chat_id=amara.chat["id"])
            update_id = await server.push(message=amara.writes(QUESTION))
            await server.wait_until(
                lambda one=amara: len(sent_to(server, one.chat["id"])) == 1, "the first try"
            )
            stopped_at = time.monotonic()
            assert await bot.stop(signal_number) == code
            assert time.monotonic() - stopped_at < 5
            assert server.pending == [update_id]
            await bot.start()
            await server.wait_until(lambda: server.pending == [], "the next delivery", timeout=30)
            assert len(amara.received()) == 1
            assert len(sent_to(server, amara.chat["id"])) == 2
