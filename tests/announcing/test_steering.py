"""What an operator does with an announcement: also in the midst of its planning, and twice."""

from __future__ import annotations

import asyncio

import pytest

from bot.announcing.steering import STOPPED, Steering
from bot.storage import outbox as outbox_module
from bot.storage.announcements import Announcement, AnnouncementStore
from bot.storage.database import Database
from bot.storage.outbox import Outbox
from bot.storage.subscriptions import SubscriberStore
from tests.storage.turned_clock import Clock

PEOPLE = range(501, 508)


@pytest.fixture
async def steering(
    database: Database, store: AnnouncementStore, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Steering:
    """For seven people, of whom three are planned in one step."""
    monkeypatch.setattr(outbox_module, "CHUNK", 3)
    subscribers = SubscriberStore(database, clock)
    for chat_id in PEOPLE:
        await subscribers.subscribe(chat_id, 0, "en", "all")
    return Steering(store, Outbox(database, clock))


async def proposed(steering: Steering, send_at: int | None = None) -> Announcement:
    made = await steering.announcements.propose(
        "first", "message", "news", {"text": {"en": "Hello"}}, send_at=send_at
    )
    assert made is not None
    return made


async def sent(steering: Steering) -> Announcement:
    made = await proposed(steering)
    begun = await steering.send(made, made.nonce or "")
    assert begun is not None
    return begun


async def plan(steering: Steering, announcement: Announcement, after: int | None = 0) -> None:
    """Plan to the end, from some subscriber on."""
    while after is not None:
        after = await steering.outbox.plan_next(announcement, after, lambda scopes: True)


async def test_one_with_a_time_is_scheduled_and_the_next_send_is_now(
    steering: Steering, clock: Clock
) -> None:
    made = await proposed(steering, send_at=int(clock()) + 3600)
    assert made.nonce is not None
    assert await steering.send(made, "guessed") is None
    scheduled = await steering.send(made, made.nonce)
    assert scheduled is not None and scheduled.nonce is not None
    assert (scheduled.state, scheduled.send_at) == ("scheduled", made.send_at)
    begun = await steering.send(scheduled, scheduled.nonce)
    assert begun is not None
    assert (begun.state, begun.send_at) == ("planning", int(clock()))


async def test_of_two_operators_one_sends(steering: Steering) -> None:
    made = await proposed(steering)
    outcomes = await asyncio.gather(*(steering.send(made, made.nonce or "") for _ in range(2)))
    assert sorted(outcome is None for outcome in outcomes) == [False, True]


async def test_a_pause_in_the_midst_of_planning_loses_nobody(steering: Steering) -> None:
    announcement = await sent(steering)
    after = await steering.outbox.plan_next(announcement, 0, lambda scopes: True)
    assert after is not None
    assert await steering.pause(announcement.number)
    assert await steering.pause(announcement.number) is None
    assert await steering.outbox.plan_next(announcement, after, lambda scopes: True) is None
    assert await steering.outbox.counts(announcement.number) == {"queued": 3}
    resumed = await steering.resume(announcement.number)
    assert resumed is not None
    await plan(steering, resumed)
    assert await steering.outbox.counts(announcement.number) == {"queued": len(PEOPLE)}
    found = await steering.announcements.numbered(announcement.number)
    assert found is not None and found.state == "live"


async def test_a_stop_in_the_midst_of_planning_queues_nobody_any_more(steering: Steering) -> None:
    announcement = await sent(steering)
    after = await steering.outbox.plan_next(announcement, 0, lambda scopes: True)
    assert await steering.stop(announcement.number)
    assert await steering.stop(announcement.number) is None
    await plan(steering, announcement, after)
    assert await steering.outbox.counts(announcement.number) == {"cancelled": 3}
    rows = await steering.outbox.of_state(announcement.number, ("cancelled",), 10)
    assert {row.reason for row in rows} == {STOPPED}
    assert await steering.resume(announcement.number) is None


async def test_a_pause_of_what_is_queued_and_a_stop_of_what_is_paused(steering: Steering) -> None:
    announcement = await sent(steering)
    await plan(steering, announcement)
    assert await steering.pause(announcement.number)
    assert await steering.outbox.counts(announcement.number) == {"queued": len(PEOPLE)}
    assert await steering.stop(announcement.number)
    assert await steering.outbox.counts(announcement.number) == {"cancelled": len(PEOPLE)}
