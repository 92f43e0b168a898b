"""Many small writes in one transaction."""

from __future__ import annotations

import asyncio

import pytest

from bot.errors import StorageError
from bot.storage.group_commit import GroupCommit


async def test_who_adds_waits_until_it_is_written() -> None:
    written: list[list[int]] = []

    async def write(items: list[int]) -> None:
        await asyncio.sleep(0)
        written.append(items)

    group = GroupCommit(write)
    await asyncio.gather(*map(group.add, range(100)))
    assert sorted(item for items in written for item in items) == list(range(100))
    assert len(written) <= 3


async def test_a_failure_is_told_to_everyone_who_waits_and_to_nobody_later() -> None:
    fails = True

    async def write(items: list[int]) -> None:
        if fails:
            raise StorageError("BOT_DATABASE_URL: away")

    group = GroupCommit(write)
    results = await asyncio.gather(*map(group.add, range(20)), return_exceptions=True)
    assert all(isinstance(result, StorageError) for result in results)
    fails = False
    await group.add(21)


async def test_what_is_posted_is_written_and_a_failure_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def write(items: list[int]) -> None:
        raise StorageError("BOT_DATABASE_URL: away")

    group = GroupCommit(write)
    group.post(1)
    group.post(2)
    await group.flush()
    (record,) = caplog.records
    assert record.getMessage() == "2 items could not be stored: BOT_DATABASE_URL: away"


async def test_a_cancelled_add_is_written_and_holds_nobody_up() -> None:
    written: list[int] = []

    async def write(items: list[int]) -> None:
        await asyncio.sleep(0.01)
        written.extend(items)

    group = GroupCommit(write)
    tasks = [asyncio.create_task(group.add(item)) for item in range(100)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    await group.flush()
    assert results[1::2] == [None] * 50
    assert sorted(written) == list(range(100))
