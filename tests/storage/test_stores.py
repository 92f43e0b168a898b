"""What is kept: the questions behind buttons, and which updates were handled."""

from __future__ import annotations

from sqlalchemy import func, select
from turned_clock import Clock

from bot.storage.choices import ChoiceStore
from bot.storage.database import Database
from bot.storage.schema import seen_updates
from bot.storage.seen_updates import SeenUpdates

SPAIN, ARGENTINA = "Is Córdoba, Spain a learning city?", "Is Córdoba, Argentina a learning city?"


async def test_a_question_is_found_by_its_key(database: Database) -> None:
    store = ChoiceStore(database)
    keys = await store.remember([SPAIN, ARGENTINA])
    assert [await store.question(key) for key in keys] == [SPAIN, ARGENTINA]
    assert all(key.isascii() and len(key) == 12 for key in keys)


async def test_offering_a_question_again_gives_the_same_key(database: Database) -> None:
    store = ChoiceStore(database)
    (first,) = await store.remember([SPAIN])
    assert await store.remember([SPAIN, SPAIN]) == [first, first]


async def test_an_unknown_key_has_no_question(database: Database) -> None:
    store = ChoiceStore(database)
    assert await store.remember([]) == []
    assert await store.question("AAAAAAAAAAAA") is None
    assert await store.question("") is None


async def test_a_question_not_offered_for_long_is_forgotten(database: Database, clock: Clock) -> None:
    store = ChoiceStore(database, clock)
    spain, argentina = await store.remember([SPAIN, ARGENTINA])
    clock.pass_days(300)
    await store.remember([ARGENTINA])
    clock.pass_days(101)
    await store.purge()
    assert await store.question(spain) is None
    assert await store.question(argentina) == ARGENTINA


async def test_an_update_is_new_once(database: Database) -> None:
    seen = SeenUpdates(database)
    assert not await seen.contains(900_000_001)
    await seen.add(900_000_001)
    await seen.add(900_000_001)
    assert await seen.contains(900_000_001)
    assert not await seen.contains(900_000_000)


async def test_updates_are_forgotten_after_two_days(database: Database, clock: Clock) -> None:
    seen = SeenUpdates(database, clock)
    await seen.add(1)
    clock.pass_days(1.9)
    await seen.add(2)
    assert await seen.contains(1)
    clock.pass_days(0.2)
    await seen.add(3)
    assert not await seen.contains(1)
    assert await seen.contains(2)
    async with database.transaction() as connection:
        count = await connection.execute(select(func.count()).select_from(seen_updates))
        assert count.scalar_one() == 2
