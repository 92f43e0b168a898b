"""What became of a delivery: each result is written once, and nothing is sent twice by it."""

from __future__ import annotations

import pytest
from outbox_tables import CHANNEL, GROUP, PEOPLE, Desk, chats_of
from turned_clock import Clock

from bot.storage.claiming import Claim, Wait
from bot.storage.database import Database
from bot.storage.outbox import ALIVE_SECONDS, ENDED_WHILE_SENDING
from bot.storage.settling import MANY_FLOODS

NEW_GROUP = -1_005_555_555_555


@pytest.fixture
def desk(database: Database, clock: Clock) -> Desk:
    return Desk(database, clock)


async def test_what_was_sent_is_done(desk: Desk) -> None:
    await desk.follow(*PEOPLE)
    announcement = await desk.announce()
    worker = desk.worker()
    for number in range(3):
        assert not await desk.outbox.finish(announcement.number)
        await desk.settlements.sent(await desk.take(worker), 100 + number)
    assert await desk.outbox.finish(announcement.number)
    assert not await desk.outbox.finish(announcement.number), "only once"
    rows = await desk.outbox.of_state(announcement.number, ("sent",), 10)
    assert [(row.chat_id, row.message_id) for row in rows] == [(501, 100), (502, 101), (503, 102)]


async def test_what_an_ended_process_had_in_hand_is_unknown_and_not_sent_again(desk: Desk) -> None:
    await desk.follow(*PEOPLE)
    announcement = await desk.announce()
    dead, alive = desk.worker("dead"), desk.worker("alive")
    lost = await desk.take(dead)
    assert await desk.outbox.recover() == 0, "it gave a sign of life just now"
    desk.clock.pass_seconds(ALIVE_SECONDS + 1)
    kept = await desk.take(alive)
    assert await desk.outbox.recover() == 1
    assert chats_of(await desk.take_all(alive)) == [503]
    (row,) = await desk.outbox.of_state(announcement.number, ("unknown",), 10)
    assert (row.chat_id, row.reason) == (lost.chat_id, ENDED_WHILE_SENDING)
    await desk.settlements.sent(kept, 7)
    await desk.settlements.sent(lost, 8)
    assert await desk.outbox.counts(announcement.number) == {"sent": 2, "sending": 1}, "it was only slow"


async def test_a_process_that_ends_well_leaves_nothing_to_wait_for(desk: Desk) -> None:
    await desk.follow(*PEOPLE)
    await desk.announce()
    worker = desk.worker()
    await desk.take(worker)
    await worker.retire()
    assert await desk.outbox.recover() == 1


async def test_what_is_unknown_is_sent_again_when_an_operator_says_so(desk: Desk) -> None:
    await desk.follow(*PEOPLE)
    announcement = await desk.announce()
    worker = desk.worker()
    for claim in [await desk.take(worker) for _ in range(3)]:
        await desk.settlements.unsure(claim, "no answer")
    assert await desk.outbox.finish(announcement.number)
    assert await desk.outbox.send_unknown_again(announcement.number) == 3
    assert len(await desk.take_all(worker)) == 3
    assert await desk.outbox.send_unknown_again(announcement.number) == 0


async def test_an_announcement_may_choose_to_be_sent_again(desk: Desk) -> None:
    await desk.follow(PEOPLE[0])
    announcement = await desk.announce(resend_unknown=True)
    worker = desk.worker()
    await desk.settlements.unsure(await desk.take(worker), "no answer")
    assert await desk.outbox.counts(announcement.number) == {"queued": 1}
    desk.clock.pass_seconds(2)
    again = await desk.take(worker)
    assert again.tries == 2
    await worker.retire()
    assert await desk.outbox.recover() == 1
    assert await desk.outbox.counts(announcement.number) == {"queued": 1}


async def test_a_flood_wait_parks_one_delivery_and_the_rest_goes_on(desk: Desk) -> None:
    await desk.follow(*PEOPLE)
    await desk.announce()
    worker = desk.worker()
    await desk.settlements.flooded(await desk.take(worker), 30.0)
    until = desk.clock() + 30
    second = await desk.take(worker)
    await desk.settlements.sent(second, 1)
    third, first = await desk.take_all(worker)
    assert [third.chat_id, first.chat_id] == [503, 501]
    assert first.send_at >= until


async def test_flood_waits_without_anything_through_hold_everything(desk: Desk) -> None:
    await desk.follow(*range(1, 11))
    await desk.announce()
    worker = desk.worker()
    for _ in range(MANY_FLOODS):
        await desk.settlements.flooded(await desk.take(worker), 20.0)
    wait = await worker.claim()
    assert isinstance(wait, Wait) and wait.seconds > 10
    desk.clock.pass_seconds(20)
    assert isinstance(await worker.claim(), Claim)


async def test_a_chat_that_is_lost_is_switched_off_with_all_that_waits_for_it(desk: Desk) -> None:
    await desk.follow((GROUP, 0), (GROUP, 7), PEOPLE[0])
    one, two = await desk.announce("one"), await desk.announce("two")
    worker = desk.worker()
    await desk.settlements.lost(await desk.take(worker), "Forbidden: bot was kicked")
    assert await desk.outbox.counts(one.number) == {"dead": 2, "queued": 1}
    assert await desk.outbox.counts(two.number) == {"dead": 2, "queued": 1}
    for subscription in await desk.subscribers.of_chat(GROUP):
        assert subscription.off_reason == "Forbidden: bot was kicked"
        assert subscription.scopes == "all", "the choices are kept"
    await desk.subscribers.switch_on(GROUP)
    three = await desk.announce("three")
    assert await desk.outbox.counts(three.number) == {"queued": 3}


async def test_a_group_that_moved_is_tried_at_its_new_id(desk: Desk) -> None:
    await desk.follow((GROUP, 0), (GROUP, 7), scopes="country:KE", language="fr")
    announcement = await desk.announce()
    worker = desk.worker()
    await desk.settlements.moved(await desk.take(worker), NEW_GROUP)
    assert await desk.subscribers.of_chat(GROUP) == []
    claims = await desk.take_all(worker)
    assert [(c.chat_id, c.thread_id, c.language) for c in claims] == [
        (NEW_GROUP, None, "fr"),
        (NEW_GROUP, 7, "fr"),
    ]
    assert await desk.outbox.counts(announcement.number) == {"sending": 2}


async def test_a_group_that_subscribed_under_both_ids_gets_it_once(desk: Desk) -> None:
    await desk.follow(GROUP, NEW_GROUP, PEOPLE[0])
    announcement = await desk.announce()
    worker = desk.worker()
    await desk.settlements.moved(await desk.take(worker), NEW_GROUP)
    assert chats_of(await desk.take_all(worker)) == [NEW_GROUP, PEOPLE[0]]
    assert await desk.outbox.counts(announcement.number) == {"moved": 1, "sending": 2}
    later = await desk.announce("later")
    assert await desk.outbox.counts(later.number) == {"queued": 2}


async def test_a_closed_topic_falls_back_to_the_general_one_once(desk: Desk) -> None:
    await desk.follow((GROUP, 7))
    await desk.announce()
    worker = desk.worker()
    assert await desk.settlements.to_general(await desk.take(worker), "TOPIC_CLOSED")
    desk.clock.pass_seconds(3)
    again = await desk.take(worker)
    assert (again.chat_id, again.thread_id) == (GROUP, None)


@pytest.mark.parametrize("topics", [((GROUP, 0), (GROUP, 7)), ((GROUP, 7), (GROUP, 8))])
async def test_the_general_topic_gets_an_announcement_once(
    desk: Desk, topics: tuple[tuple[int, int], ...]
) -> None:
    await desk.follow(*topics)
    announcement = await desk.announce()
    worker = desk.worker()
    sent: list[tuple[int, int | None]] = []
    for _ in range(4):
        for claim in await desk.take_all(worker, most=1):
            if claim.thread_id is None:
                await desk.settlements.sent(claim, 1)
                sent.append((claim.chat_id, claim.thread_id))
            else:
                await desk.settlements.to_general(claim, "TOPIC_CLOSED")
    assert sent == [(GROUP, None)]
    assert await desk.outbox.counts(announcement.number) == {"sent": 1, "moved": 1}


async def test_what_surely_did_not_arrive_is_tried_again_later(desk: Desk) -> None:
    await desk.follow(PEOPLE[0], CHANNEL)
    await desk.announce()
    worker = desk.worker()
    await desk.settlements.put_back(await desk.take(worker), 5.0, "not reached")
    assert chats_of(await desk.take_all(worker)) == [CHANNEL, PEOPLE[0]]


async def test_messages_that_arrived_are_marked_to_be_changed(desk: Desk) -> None:
    await desk.follow(*PEOPLE)
    announcement = await desk.announce()
    worker = desk.worker()
    await desk.settlements.sent(await desk.take(worker), 11)
    await desk.settlements.refused(await desk.take(worker), "no")
    await desk.settlements.sent(await desk.take(worker), 12)
    assert await desk.outbox.mark(announcement.number, "withdraw") == 2
    desk.clock.pass_seconds(2)
    first = await desk.take(worker)
    assert (first.todo, first.message_id) == ("withdraw", 11)
    await desk.settlements.done(first, "withdrawn")
    second = await desk.take(worker)
    desk.clock.pass_seconds(ALIVE_SECONDS + 1)
    again = await desk.take(worker)
    assert second.message_id == again.message_id == 12, "who died over it leaves it to be done again"
    await desk.settlements.done(again, "withdrawn")
    assert isinstance(await worker.claim(), Wait)
    assert await desk.outbox.counts(announcement.number) == {"sent": 2, "failed": 1}


async def test_what_comes_back_after_a_stop_is_not_sent_any_more(desk: Desk) -> None:
    await desk.follow(*PEOPLE)
    announcement = await desk.announce()
    worker = desk.worker()
    first, second = await desk.take(worker), await desk.take(worker)
    await desk.announcements.change_state(announcement.number, ("live",), "stopped")
    await desk.outbox.cancel_queued(announcement.number, "stopped")
    await desk.settlements.put_back(first, 5.0, "not reached")
    await desk.settlements.flooded(second, 5.0)
    assert await desk.outbox.counts(announcement.number) == {"cancelled": 3}


async def test_nothing_that_was_stopped_goes_to_the_general_topic_or_out_again(desk: Desk) -> None:
    await desk.follow((GROUP, 7), PEOPLE[0])
    announcement = await desk.announce(resend_unknown=True)
    worker = desk.worker()
    in_topic, in_private = await desk.take(worker), await desk.take(worker)
    await desk.announcements.change_state(announcement.number, ("live",), "stopped")
    await desk.settlements.to_general(in_topic, "TOPIC_CLOSED")
    await desk.settlements.unsure(in_private, "no answer")
    assert await desk.outbox.counts(announcement.number) == {"cancelled": 2}
