"""The life of an announcement: proposed, confirmed once, scheduled, begun in time or missed."""

from __future__ import annotations

import asyncio

import pytest
from outbox_tables import Desk
from turned_clock import Clock

from bot.storage.announced_data import AnnouncedData
from bot.storage.announcements import LATEST_SECONDS, Announcement, AnnouncementStore
from bot.storage.database import Database

CONTENT = {"text": {"en": "Hello – “مرحبا”"}}


@pytest.fixture
def store(database: Database, clock: Clock) -> AnnouncementStore:
    return AnnouncementStore(database, clock)


async def proposed(store: AnnouncementStore, name: str = "first") -> Announcement:
    made = await store.propose(name, "message", "news", CONTENT)
    assert made is not None
    return made


async def test_a_proposal_waits_with_what_it_says(store: AnnouncementStore) -> None:
    made = await proposed(store)
    assert (made.state, made.content, made.planned_to) == ("proposed", CONTENT, None)
    assert await store.numbered(made.number) == await store.named("first") == made
    assert await store.propose("first", "message", "news", CONTENT) is None, "a name is given once"
    assert await store.named("other") is None


async def test_of_many_confirmations_one_counts(store: AnnouncementStore) -> None:
    made = await proposed(store)
    assert made.nonce is not None
    assert await store.confirm(made.number, "guessed") is None
    outcomes = await asyncio.gather(*(store.confirm(made.number, made.nonce) for _ in range(5)))
    (confirmed,) = [one for one in outcomes if one is not None]
    assert (confirmed.state, confirmed.nonce, confirmed.planned_to) == ("planning", None, 0)
    assert await store.discard(made.number, made.nonce) is None


async def test_an_edit_makes_old_buttons_mean_nothing(store: AnnouncementStore) -> None:
    made = await proposed(store)
    changed = await store.edit(made.number, {"text": {"en": "Better"}})
    assert changed is not None and changed.nonce not in (None, made.nonce)
    assert made.nonce is not None and changed.nonce is not None
    assert await store.confirm(made.number, made.nonce) is None
    assert await store.confirm(made.number, changed.nonce) is not None
    assert await store.edit(made.number, CONTENT) is None, "it is being sent"


async def test_a_scheduled_one_begins_at_its_time(store: AnnouncementStore, clock: Clock) -> None:
    made = await proposed(store)
    assert made.nonce is not None
    scheduled = await store.schedule(made.number, made.nonce, int(clock()) + 60)
    assert scheduled is not None and scheduled.state == "scheduled"
    assert await store.begin_due() == []
    clock.pass_seconds(60)
    (begun,) = await store.begin_due()
    assert (begun.number, begun.state) == (made.number, "planning")
    assert await store.begin_due() == []


async def test_too_late_means_not_sent(store: AnnouncementStore, clock: Clock) -> None:
    made = await proposed(store)
    assert made.nonce is not None
    await store.schedule(made.number, made.nonce, int(clock()) + 60)
    clock.pass_seconds(61 + LATEST_SECONDS)
    (missed,) = await store.begin_due()
    assert missed.state == "missed"
    assert await store.in_states(("planning", "live")) == []


async def test_the_latest_come_first(store: AnnouncementStore) -> None:
    for name in ("one", "two", "three"):
        await proposed(store, name)
    assert [one.name for one in await store.latest(2)] == ["three", "two"]


async def test_what_went_out_in_a_pause_is_found(database: Database, clock: Clock) -> None:
    desk = Desk(database, clock)
    await desk.follow(501, 502)
    worker = desk.worker()
    got = await desk.announce("got")
    for number, claim in enumerate(await desk.take_all(worker)):
        await desk.settlements.sent(claim, number)
    await desk.announce("held up")
    subscription = await desk.subscribers.find(501)
    assert subscription is not None
    paused = await desk.subscribers.pause(subscription.number)
    assert paused is not None and paused.paused_at is not None
    await desk.announce("during")
    await proposed(desk.announcements, "waiting")
    missed = await desk.announcements.missed(subscription.number, paused.paused_at)
    assert [one.name for one in missed] == ["held up", "during"]
    assert (await desk.announcements.numbered(got.number)) is not None
    clock.pass_seconds(100)
    await desk.subscribers.resume(subscription.number)
    again = await desk.subscribers.pause(subscription.number)
    assert again is not None and again.paused_at is not None
    assert await desk.announcements.missed(subscription.number, again.paused_at) == []


async def test_the_announced_data_is_remembered(database: Database) -> None:
    announced = AnnouncedData(database)
    assert await announced.last() is None
    await announced.note("d1", "{}")
    await announced.note("d2", '{"a": 1}')
    assert await announced.last() == ("d2", '{"a": 1}')


async def test_a_name_is_given_once_also_to_several_at_once(store: AnnouncementStore) -> None:
    made = await asyncio.gather(*(store.propose("first", "message", "news", CONTENT) for _ in range(5)))
    assert len([one for one in made if one is not None]) == 1
