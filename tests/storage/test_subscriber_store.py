"""Who subscribed to what: choices that survive, chats that move, and what is erased."""

from __future__ import annotations

import asyncio

import pytest
from outbox_tables import GROUP, PEOPLE, Desk
from turned_clock import Clock

from bot.storage.database import Database
from bot.storage.subscriptions import USUAL_TOPICS, SubscriberStore

MOVED = -1_005_555_555_555


@pytest.fixture
def store(database: Database, clock: Clock) -> SubscriberStore:
    return SubscriberStore(database, clock)


async def test_a_new_subscriber_gets_all_but_the_weekly(store: SubscriberStore, clock: Clock) -> None:
    assert await store.find(GROUP, 7) is None
    made = await store.subscribe(GROUP, 7, "fr", "country:KE")
    assert made == await store.find(GROUP, 7) == await store.numbered(made.number)
    assert (made.topics, made.language, made.silent) == (USUAL_TOPICS, "fr", False)
    assert (made.subscribed_at, made.is_subscribed) == (int(clock()), True)
    assert await store.find(GROUP, 0) is None, "each topic is a place of its own"


async def test_choices_are_changed_and_the_rest_stays(store: SubscriberStore) -> None:
    number = (await store.subscribe(501, 0, "en", "all")).number
    await store.choose(number, topics=frozenset({"weekly"}))
    await store.choose(number, silent=True)
    changed = await store.choose(number, language="fr")
    assert changed is not None
    assert (changed.topics, changed.silent, changed.language) == (frozenset({"weekly"}), True, "fr")
    assert await store.choose(number) == changed
    assert await store.choose(number + 1, silent=True) is None


async def test_who_comes_back_finds_the_choices(store: SubscriberStore) -> None:
    number = (await store.subscribe(501, 0, "en", "all")).number
    await store.choose(number, topics=frozenset({"weekly"}), silent=True)
    ended = await store.end(number)
    assert ended is not None and not ended.is_subscribed
    again = await store.subscribe(501, 0, "fr", "country:KE")
    assert again.number == number
    assert (again.is_subscribed, again.scopes, again.silent) == (True, "country:KE", True)
    assert again.topics == {"weekly"}


async def test_a_pause_ends_when_they_say_so(store: SubscriberStore, clock: Clock) -> None:
    number = (await store.subscribe(501, 0, "en", "all")).number
    paused = await store.pause(number)
    assert paused is not None and paused.paused_at == int(clock())
    resumed = await store.resume(number)
    assert resumed is not None and resumed.paused_at is None


async def test_a_chat_that_moved_keeps_its_subscriptions_in_either_order(store: SubscriberStore) -> None:
    for thread in (0, 7):
        await store.subscribe(GROUP, thread, "fr", "country:KE")
    for _ in range(2):
        await store.move(GROUP, MOVED)
    assert [s.thread_id for s in await store.of_chat(MOVED)] == [0, 7]
    assert await store.of_chat(GROUP) == []
    await store.move(MOVED, MOVED)
    assert len(await store.of_chat(MOVED)) == 2


async def test_export_tells_all_but_inner_numbers(database: Database, clock: Clock) -> None:
    desk = Desk(database, clock)
    store = desk.subscribers
    await store.subscribe(GROUP, 7, "fr", "country:KE")
    await desk.announce()
    await desk.settlements.sent(await desk.take(desk.worker()), 55)
    (told,) = await store.export(GROUP)
    (delivered,) = told["announcements"]
    assert (delivered["name"], delivered["state"], delivered["message_id"]) == ("first", "sent", 55)
    assert delivered["done_at"] == "2027-01-15T08:00:00+00:00"
    assert told["chat_id"] == GROUP and told["scopes"] == "country:KE"
    assert told["subscribed_at"] == "2027-01-15T08:00:00+00:00"
    assert "number" not in told
    assert await store.export(501) == []


async def test_erasing_takes_the_ledger_too(database: Database, clock: Clock) -> None:
    desk = Desk(database, clock)
    await desk.follow(*PEOPLE, (GROUP, 7))
    announcement = await desk.announce()
    await desk.subscribers.erase(GROUP)
    await desk.subscribers.erase(PEOPLE[0])
    assert await desk.subscribers.of_chat(GROUP) == []
    assert await desk.outbox.counts(announcement.number) == {"queued": 2}


async def test_who_left_long_ago_is_erased(store: SubscriberStore, clock: Clock) -> None:
    ended = await store.subscribe(501, 0, "en", "all")
    await store.subscribe(502, 0, "en", "all")
    await store.subscribe(503, 0, "en", "all")
    await store.end(ended.number)
    await store.switch_off(502, "blocked")
    clock.pass_days(29)
    await store.purge()
    assert await store.find(501) and await store.find(502)
    clock.pass_days(2)
    await store.purge()
    assert await store.find(501) is None and await store.find(502) is None
    assert await store.find(503) is not None


async def test_switching_on_ends_being_off(store: SubscriberStore) -> None:
    await store.subscribe(501, 0, "en", "all")
    await store.switch_on(501)
    await store.switch_off(501, "Forbidden: bot was blocked by the user")
    off = await store.find(501)
    assert off is not None and off.off_reason == "Forbidden: bot was blocked by the user"
    await store.switch_on(501)
    on = await store.find(501)
    assert on is not None and on.off_at is None and on.off_reason is None


async def test_of_two_taps_at_once_both_find_the_subscription(store: SubscriberStore) -> None:
    for chat in range(1, 11):
        both = await asyncio.gather(*(store.subscribe(chat, 0, "en", "all") for _ in range(2)))
        assert both[0].number == both[1].number
