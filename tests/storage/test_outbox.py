"""Planning an announcement: a row for each who is subscribed at that moment, and none twice."""

from __future__ import annotations

import pytest
from outbox_tables import CHANNEL, GROUP, PEOPLE, Desk
from turned_clock import Clock

from bot.storage.database import Database
from bot.storage.outbox import CHUNK
from bot.storage.schema import subscribers


@pytest.fixture
def desk(database: Database, clock: Clock) -> Desk:
    return Desk(database, clock)


async def test_only_those_get_it_for_whom_it_is(desk: Desk) -> None:
    await desk.follow(*PEOPLE)
    await desk.follow(GROUP, scopes="country:KE")
    await desk.follow(CHANNEL, scopes="region:africa")
    announcement = await desk.announce(is_meant=lambda scopes: scopes in ("all", "country:KE"))
    rows = await desk.outbox.of_state(announcement.number, ("queued",), 10)
    assert [row.chat_id for row in rows] == [*PEOPLE, GROUP]


async def test_who_does_not_want_it_gets_nothing(desk: Desk) -> None:
    numbers = {}
    for name, chat in zip(("paused", "ended", "other topics", "off", "wants it"), range(1, 6), strict=True):
        numbers[name] = (await desk.subscribers.subscribe(chat, 0, "en", "all")).number
    await desk.subscribers.pause(numbers["paused"])
    await desk.subscribers.end(numbers["ended"])
    await desk.subscribers.choose(numbers["other topics"], topics=frozenset({"members", "weekly"}))
    await desk.subscribers.switch_off(4, "blocked")
    announcement = await desk.announce()
    (row,) = await desk.outbox.of_state(announcement.number, ("queued",), 10)
    assert row.chat_id == 5
    assert await desk.outbox.lines_of_scopes("news") == [("all", "en", 1)]
    assert await desk.outbox.lines_of_scopes("weekly") == [("all", "en", 1)]


async def test_planning_again_adds_nothing(desk: Desk) -> None:
    await desk.follow(*PEOPLE)
    announcement = await desk.announce()
    assert await desk.outbox.plan_next(announcement, 0, lambda scopes: True) is None
    assert await desk.outbox.counts(announcement.number) == {"queued": 3}


async def test_who_subscribes_after_the_confirmation_is_not_in_it(desk: Desk) -> None:
    await desk.follow(*PEOPLE)
    made = await desk.announcements.propose("late", "message", "news", {"text": {"en": "x"}})
    assert made is not None and made.nonce is not None
    confirmed = await desk.announcements.confirm(made.number, made.nonce)
    assert confirmed is not None
    await desk.follow(504)
    assert await desk.outbox.plan_next(confirmed, 0, lambda scopes: True) is None
    assert await desk.outbox.counts(confirmed.number) == {"queued": 3}


async def test_many_are_planned_in_parts(desk: Desk) -> None:
    many = [
        {
            "chat_id": chat,
            "thread_id": 0,
            "language": "en",
            "scopes": "all",
            "topics": "members news",
            "silent": False,
            "subscribed_at": 1,
            "busy_until": 0.0,
        }
        for chat in range(1, 2 * CHUNK + 11)
    ]
    async with desk.database.transaction() as connection:
        await connection.execute(subscribers.insert(), many)
    announcement = await desk.announce()
    assert await desk.outbox.counts(announcement.number) == {"queued": 2 * CHUNK + 10}


async def test_what_waits_is_cancelled_when_they_pause_unsubscribe_or_it_is_stopped(desk: Desk) -> None:
    await desk.follow(*PEOPLE)
    announcement = await desk.announce()
    for chat, change in ((501, desk.subscribers.pause), (502, desk.subscribers.end)):
        subscription = await desk.subscribers.find(chat)
        assert subscription is not None
        await change(subscription.number)
    assert await desk.outbox.cancel_queued(announcement.number, "stopped") == 1
    rows = await desk.outbox.of_state(announcement.number, ("cancelled",), 10)
    assert [row.reason for row in rows] == ["paused", "unsubscribed", "stopped"]
    assert await desk.outbox.finish(announcement.number)
