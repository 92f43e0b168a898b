"""Which updates were handled: in memory, on disk, written in groups."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event, func, select, text
from turned_clock import Clock

from bot.storage.database import Database
from bot.storage.opening import open_database
from bot.storage.schema import seen_updates
from bot.storage.seen_updates import SeenUpdates


async def rows(database: Database) -> int:
    async with database.reading() as connection:
        return (await connection.execute(select(func.count()).select_from(seen_updates))).scalar_one()


async def restarted(database: Database, clock: Clock, most: int = 200_000) -> SeenUpdates:
    seen = SeenUpdates(database, clock, most, gather_seconds=0)
    await seen.load()
    return seen


async def add(seen: SeenUpdates, *update_ids: int) -> None:
    """Add updates and wait until they are stored."""
    for update_id in update_ids:
        seen.add(update_id)
    await seen.flush()


async def test_an_update_is_new_once(database: Database, clock: Clock) -> None:
    seen = SeenUpdates(database, clock, gather_seconds=0)
    assert not seen.contains(900_000_001)
    await add(seen, 900_000_001)
    await add(seen, 900_000_001)
    assert seen.contains(900_000_001)
    assert not seen.contains(900_000_000)
    assert (await restarted(database, clock)).contains(900_000_001)
    assert await rows(database) == 1


async def test_updates_are_forgotten_after_two_days(database: Database, clock: Clock) -> None:
    seen = SeenUpdates(database, clock, gather_seconds=0)
    await add(seen, 1)
    clock.pass_days(1.9)
    await add(seen, 2)
    assert seen.contains(1)
    clock.pass_days(0.2)
    assert not seen.contains(1)
    assert not (await restarted(database, clock)).contains(1)
    await add(seen, 3)
    assert seen.contains(2)
    assert await rows(database) == 2


async def test_an_update_seen_again_is_kept_from_then_on(database: Database, clock: Clock) -> None:
    seen = SeenUpdates(database, clock, gather_seconds=0)
    await add(seen, 1)
    clock.pass_days(1.5)
    await add(seen, 1)
    clock.pass_days(1.5)
    assert seen.contains(1)
    assert (await restarted(database, clock)).contains(1)


async def test_many_at_once_are_few_transactions(database: Database) -> None:
    commits = 0

    def count(_connection: object) -> None:
        nonlocal commits
        commits += 1

    event.listen(database._engine.sync_engine, "commit", count)
    seen = SeenUpdates(database)
    for update_id in range(1000):
        seen.add(update_id)
        if update_id % 100 == 0:
            await asyncio.sleep(0)
    await seen.flush()
    assert commits <= 3
    assert await rows(database) == 1000


async def test_only_the_newest_are_kept(database: Database, clock: Clock) -> None:
    seen = SeenUpdates(database, clock, most=100, gather_seconds=0)
    for update_id in range(500):
        clock.now += 1
        await add(seen, update_id)
    assert await rows(database) <= 115
    assert sum(map(seen.contains, range(500))) <= 115
    assert all(map(seen.contains, range(400, 500)))
    again = await restarted(database, clock, most=100)
    assert [update_id for update_id in range(500) if again.contains(update_id)] == list(range(400, 500))


async def test_what_cannot_be_stored_is_one_line_in_the_log(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    seen = SeenUpdates(database)
    async with database.transaction() as connection:
        await connection.execute(text("ALTER TABLE seen_updates RENAME TO away"))
    await add(seen, *range(20))
    (record,) = caplog.records
    assert "BOT_DATABASE_URL: " in record.getMessage()
    assert "\n" not in record.getMessage()
    # They were handled all the same, and whoever comes later is served.
    assert seen.contains(7)
    async with database.transaction() as connection:
        await connection.execute(text("ALTER TABLE away RENAME TO seen_updates"))
    await add(seen, 7)
    assert await rows(database) == 1


async def test_closing_waits_for_what_is_to_be_stored(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'bot.sqlite3'}")
    seen = SeenUpdates(database)
    for update_id in range(100):
        seen.add(update_id)
    await database.close()
    with closing(sqlite3.connect(tmp_path / "bot.sqlite3")) as file:
        assert file.execute("SELECT count(*) FROM seen_updates").fetchone() == (100,)
