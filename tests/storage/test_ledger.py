"""What operators are told of the outbox, and how messages are found that were under way at a change."""

from __future__ import annotations

import pytest
from outbox_tables import GROUP, PEOPLE, Desk
from turned_clock import Clock

from bot.announcing.amending import SETTLING_SECONDS, Amending
from bot.storage.announcements import Announcement
from bot.storage.claiming import Pace
from bot.storage.database import Database
from bot.storage.ledger import LAST, Ledger, Reason, Stand

FAST = Pace(per_second=1000, private_seconds=0.0, group_seconds=0.0)


@pytest.fixture
def desk(database: Database, clock: Clock) -> Desk:
    return Desk(database, clock)


@pytest.fixture
def ledger(database: Database, clock: Clock) -> Ledger:
    return Ledger(database, clock)


@pytest.fixture
def amending(desk: Desk, ledger: Ledger, clock: Clock) -> Amending:
    return Amending(desk.announcements, desk.outbox, ledger, clock)


async def corrected(desk: Desk, amending: Amending, one: Announcement) -> int | None:
    """Correct an announcement."""
    found = await desk.announcements.numbered(one.number)
    assert found is not None
    return await amending.correct(one.number, found.content | {"text": {"en": "Better."}})


async def test_each_change_shows_in_the_stand(desk: Desk, ledger: Ledger) -> None:
    one = await desk.announcements.propose("first", "message", "news", {"text": {"en": "Hello"}})
    assert one is not None and one.nonce is not None
    before = await ledger.stands()
    assert before == {one.number: Stand("proposed", one.nonce)}
    edited = await desk.announcements.edit(one.number, {"text": {"en": "Hello!"}})
    assert edited is not None and edited.nonce != one.nonce
    assert await ledger.stands() == {one.number: Stand("proposed", edited.nonce)}
    await desk.announcements.discard(one.number)
    assert await ledger.stands() == {one.number: Stand("discarded", None)}


async def test_of_old_ones_only_those_stand_that_are_not_over(desk: Desk, ledger: Ledger) -> None:
    made = []
    for number in range(LAST + 2):
        one = await desk.announcements.propose(f"n{number}", "message", "news", {"text": {"en": "Hello"}})
        assert one is not None
        made.append(one.number)
    await desk.announcements.discard(made[0])
    assert list(await ledger.stands()) == made[1:]


async def test_reasons_are_counted_the_most_frequent_first(desk: Desk, ledger: Ledger) -> None:
    await desk.follow(*PEOPLE, GROUP)
    one = await desk.announce()
    claims = await desk.take_all(desk.worker(pace=FAST))
    for claim in claims[:2]:
        await desk.settlements.lost(claim, "blocked")
    await desk.settlements.refused(claims[2], "too long")
    await desk.settlements.sent(claims[3], 7)
    assert await ledger.reasons(one.number, 5) == [Reason("blocked", 2), Reason("too long", 1)]
    assert await ledger.reasons(one.number, 1) == [Reason("blocked", 2)]


async def test_what_could_not_be_changed_is_a_reason_too(
    desk: Desk, ledger: Ledger, amending: Amending
) -> None:
    await desk.follow(*PEOPLE)
    one = await desk.announce()
    for claim in await desk.take_all(desk.worker(pace=FAST)):
        await desk.settlements.sent(claim, 7)
    assert await corrected(desk, amending, one) == 3
    assert await ledger.to_change(one.number) == 3
    first, *others = await desk.take_all(desk.worker(pace=FAST))
    await desk.settlements.done(first, "could not be changed: gone")
    for claim in others:
        await desk.settlements.done(claim, "corrected")
    assert await ledger.to_change(one.number) == 0
    assert await ledger.reasons(one.number, 5) == [Reason("could not be changed: gone", 1)]


async def test_messages_are_counted_by_age(desk: Desk, ledger: Ledger, clock: Clock) -> None:
    await desk.follow(*PEOPLE)
    one = await desk.announce()
    worker = desk.worker(pace=FAST)
    await desk.settlements.sent(await desk.take(worker), 1)
    clock.pass_days(2.5)
    for claim in await desk.take_all(worker):
        await desk.settlements.sent(claim, 2)
    assert await ledger.ages(one.number, clock() - 48 * 3600) == (2, 1)
    assert await ledger.ages(one.number + 1, 0) == (0, 0)


@pytest.mark.parametrize("todo", ["correct", "withdraw"])
async def test_what_was_under_way_is_changed_as_well_and_once(
    desk: Desk, ledger: Ledger, amending: Amending, clock: Clock, todo: str
) -> None:
    await desk.follow(*PEOPLE, GROUP)
    one = await desk.announce()
    worker = desk.worker(pace=FAST)
    early, late, flooded = [await desk.take(worker) for _ in range(3)]
    await desk.settlements.sent(early, 1)
    count = await (amending.withdraw(one.number) if todo == "withdraw" else corrected(desk, amending, one))
    assert count == 1
    assert await ledger.is_under_way(one.number, clock())
    await desk.settlements.flooded(flooded, 5)
    clock.pass_seconds(1)
    await desk.settlements.sent(late, 2)
    await amending.follow_up()
    assert await ledger.to_change(one.number) == 2
    claims = [await desk.take(worker) for _ in range(3 if todo == "correct" else 2)]
    changed = [claim for claim in claims if claim.todo == todo]
    assert {claim.message_id for claim in changed} == {1, 2}
    for claim in changed:
        await desk.settlements.done(claim, "corrected" if todo == "correct" else "withdrawn")
    await amending.follow_up()
    assert await ledger.to_change(one.number) == 0
    counts = await desk.outbox.counts(one.number)
    assert counts.get("cancelled", 0) == (2 if todo == "withdraw" else 0)


async def test_what_goes_out_later_is_left_alone(
    desk: Desk, ledger: Ledger, amending: Amending, clock: Clock
) -> None:
    await desk.follow(*PEOPLE)
    one = await desk.announce()
    assert await corrected(desk, amending, one) == 0
    clock.pass_seconds(SETTLING_SECONDS - 1)
    for claim in await desk.take_all(desk.worker(pace=FAST)):
        await desk.settlements.sent(claim, 1)
    await amending.follow_up()
    clock.pass_seconds(2)
    await amending.follow_up()
    assert await ledger.to_change(one.number) == 0


async def test_what_is_put_back_after_a_stop_is_cancelled(desk: Desk, amending: Amending) -> None:
    await desk.follow(*PEOPLE)
    one = await desk.announce()
    claim = await desk.take(desk.worker(pace=FAST))
    assert await amending.stop(one.number) is not None
    await desk.settlements.put_back(claim, 1, "unreached")
    await amending.follow_up()
    assert await desk.outbox.counts(one.number) == {"cancelled": 3}
    assert await amending.stop(one.number) is None
    assert await amending.withdraw(one.number) == 0
    assert await amending.withdraw(one.number) is None
    assert await corrected(desk, amending, one) is None
