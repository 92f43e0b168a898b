"""Each delivery goes to one process, in order, at the pace that Telegram allows."""

from __future__ import annotations

import asyncio
import itertools

import pytest
from outbox_tables import CHANNEL, GROUP, PEOPLE, Desk, chats_of
from turned_clock import Clock

from bot.storage.claiming import LOOK_AHEAD_SECONDS, Claim, Pace, Wait
from bot.storage.database import Database


@pytest.fixture
def desk(database: Database, clock: Clock) -> Desk:
    return Desk(database, clock)


async def test_deliveries_are_claimed_in_the_order_of_subscription(desk: Desk) -> None:
    await desk.follow(*PEOPLE, GROUP, CHANNEL)
    announcement = await desk.announce()
    claims = await desk.take_all(desk.worker())
    assert chats_of(claims) == [*PEOPLE, GROUP, CHANNEL]
    assert {claim.announcement for claim in claims} == {announcement.number}
    assert await desk.outbox.counts(announcement.number) == {"sending": 5}


async def test_the_pace_is_kept_and_time_that_was_not_used_is_not_saved_up(desk: Desk) -> None:
    await desk.follow(*range(1, 121))
    await desk.announce()
    worker = desk.worker(pace=Pace(per_second=25))
    first = [await desk.take(worker) for _ in range(30)]
    desk.clock.pass_seconds(10)
    second = [await desk.take(worker) for _ in range(60)]
    for claims in (first, second):
        times = [claim.send_at for claim in claims]
        gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
        assert min(gaps) >= 0.04 - 1e-6


async def test_a_slot_that_is_far_away_is_not_claimed_yet(desk: Desk) -> None:
    await desk.follow(*PEOPLE)
    await desk.announce()
    worker = desk.worker(pace=Pace(per_second=1))
    assert isinstance(await worker.claim(), Claim)
    wait = await worker.claim()
    assert isinstance(wait, Wait) and 0 < wait.seconds <= 1
    desk.clock.pass_seconds(1 - LOOK_AHEAD_SECONDS)
    assert isinstance(await worker.claim(), Claim)


async def test_topics_of_one_group_keep_three_seconds_while_others_go_on(desk: Desk) -> None:
    await desk.follow((GROUP, 0), (GROUP, 7), (GROUP, 8), *PEOPLE)
    await desk.announce()
    claims = await desk.take_all(desk.worker())
    times = [claim.send_at for claim in claims if claim.chat_id == GROUP]
    assert len(times) == 3
    assert times[1] - times[0] >= 3 and times[2] - times[1] >= 3
    assert chats_of(claims[:4]) == [GROUP, *PEOPLE]


async def test_a_private_chat_gets_one_message_a_second(desk: Desk) -> None:
    await desk.follow(PEOPLE[0])
    await desk.announce("one")
    await desk.announce("two")
    first, second = await desk.take_all(desk.worker())
    assert second.send_at - first.send_at >= 1


async def test_replies_use_up_the_pace_but_never_all_of_it(desk: Desk) -> None:
    await desk.follow(*range(1, 11))
    await desk.announce()
    worker = desk.worker(pace=Pace(per_second=20))
    slots = []
    for replies in (2, 1000, 0):
        claim = await worker.claim(replies)
        assert isinstance(claim, Claim)
        slots.append(claim.send_at)
        desk.clock.pass_seconds(1 / 20)
        while isinstance(wait := await worker.claim(), Wait):
            desk.clock.pass_seconds(wait.seconds)
        slots.append(wait.send_at)
        desk.clock.pass_seconds(1)
    assert slots[1] - slots[0] == pytest.approx(3 / 20)
    assert slots[3] - slots[2] == pytest.approx(5 / 20)
    assert slots[5] - slots[4] == pytest.approx(1 / 20)


async def test_two_processes_share_one_limit_and_no_delivery(desk: Desk) -> None:
    await desk.follow(*range(1, 61))
    await desk.announce()
    workers = [desk.worker("one"), desk.worker("two")]
    claims: list[Claim] = []
    for _ in range(200):
        found = await asyncio.gather(*(worker.claim() for worker in workers))
        for claim in found:
            if isinstance(claim, Claim):
                claims.append(claim)
        desk.clock.pass_seconds(0.05)
    assert sorted(chats_of(claims)) == list(range(1, 61))
    times = sorted(claim.send_at for claim in claims)
    assert min(b - a for a, b in itertools.pairwise(times)) >= 0.04 - 1e-6


async def test_nothing_of_a_paused_announcement_is_claimed(desk: Desk) -> None:
    await desk.follow(*PEOPLE)
    paused = await desk.announce("paused")
    await desk.announcements.change_state(paused.number, ("live",), "paused")
    other = await desk.announce("other")
    claims = await desk.take_all(desk.worker())
    assert {claim.announcement for claim in claims} == {other.number}
    await desk.announcements.change_state(paused.number, ("paused",), "live")
    assert len(await desk.take_all(desk.worker())) == 3


async def test_what_is_too_late_is_not_sent(desk: Desk) -> None:
    await desk.follow(*PEOPLE)
    late = await desk.announce(expires_at=int(desk.clock()) + 60)
    worker = desk.worker()
    await desk.take(worker)
    desk.clock.pass_seconds(61)
    assert isinstance(await worker.claim(), Wait)
    assert await desk.outbox.counts(late.number) == {"sending": 1, "cancelled": 2}


async def test_a_clock_that_was_set_back_does_not_stop_the_pace(desk: Desk) -> None:
    await desk.follow(*PEOPLE)
    await desk.announce()
    worker = desk.worker()
    await desk.take(worker)
    desk.clock.pass_seconds(-3600)
    assert isinstance(await worker.claim(), Claim)


async def test_each_claim_is_what_was_chosen_there(desk: Desk) -> None:
    subscription = await desk.subscribers.subscribe(GROUP, 7, "fr", "country:KE")
    await desk.subscribers.choose(subscription.number, silent=True)
    await desk.announce()
    claim = await desk.take(desk.worker())
    assert (claim.chat_id, claim.thread_id, claim.language, claim.scopes, claim.silent, claim.tries) == (
        GROUP,
        7,
        "fr",
        "country:KE",
        True,
        1,
    )
