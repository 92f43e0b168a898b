"""Settings and marks of chats."""

from __future__ import annotations

import asyncio
import json
import random
import time

import pytest
from sqlalchemy import func, select, text
from turned_clock import Clock

from bot.errors import StorageError
from bot.storage import chats as chats_module
from bot.storage.chats import ChatSettings, ChatStore
from bot.storage.database import Database
from bot.storage.schema import chats

ANNA, GROUP, SUPERGROUP = 5_012_345_678, -4_012_345_678, -1_002_012_345_678
QUIET, LISTENING = ChatSettings(suggest=False), ChatSettings(listen=True)


async def rows(database: Database) -> int:
    async with database.reading() as connection:
        return (await connection.execute(select(func.count()).select_from(chats))).scalar_one()


async def test_a_chat_has_the_defaults_and_no_row(database: Database) -> None:
    store = ChatStore(database)
    assert await store.settings(ANNA) == ChatSettings(suggest=True, listen=False)
    assert not await store.greeted(ANNA)
    assert await store.export(ANNA) == {}
    await store.save(ANNA, ChatSettings())
    await store.returned(ANNA)
    await store.left(ANNA)
    assert await rows(database) == 0


async def test_settings_are_kept_and_the_defaults_leave_no_row(database: Database) -> None:
    store = ChatStore(database)
    await store.save(ANNA, QUIET)
    assert await store.settings(ANNA) == QUIET
    assert await ChatStore(database).settings(ANNA) == QUIET
    await store.save(ANNA, ChatSettings())
    assert await store.settings(ANNA) == ChatSettings()
    assert await rows(database) == 0


async def test_a_mark_keeps_the_row(database: Database) -> None:
    store = ChatStore(database)
    await store.mark_greeted(GROUP)
    await store.save(GROUP, LISTENING)
    await store.save(GROUP, ChatSettings())
    assert await store.greeted(GROUP)
    assert await ChatStore(database).greeted(GROUP)
    assert await rows(database) == 1


async def test_everything_stored_is_exported(database: Database, clock: Clock) -> None:
    store = ChatStore(database, clock)
    await store.save(GROUP, LISTENING)
    await store.mark_greeted(GROUP)
    expected = {
        "chat_id": GROUP,
        "settings": {"suggest": True, "listen": True},
        "greeted": True,
        "left_at": None,
    }
    assert await store.export(GROUP) == expected
    await store.left(GROUP)
    assert await store.export(GROUP) == expected | {"left_at": "2027-01-15T08:00:00+00:00"}
    async with database.reading() as connection:
        (row,) = (await connection.execute(select(chats))).mappings()
    # A new column has to be exported as well.
    assert set(row) == {"chat_id", "suggest", "listen", "greeted", "left_at"}
    json.dumps(await store.export(GROUP))


async def test_a_chat_that_was_left_is_forgotten_after_30_days(database: Database, clock: Clock) -> None:
    store = ChatStore(database, clock)
    for chat_id in (ANNA, GROUP, SUPERGROUP):
        await store.save(chat_id, QUIET)
    await store.left(ANNA)
    await store.left(GROUP)
    clock.pass_days(20)
    await store.left(ANNA)
    await store.returned(GROUP)
    clock.pass_days(9.9)
    await store.purge()
    assert await rows(database) == 3
    clock.pass_days(0.2)
    await store.purge()
    assert await store.settings(ANNA) == ChatSettings()
    assert await store.settings(GROUP) == await store.settings(SUPERGROUP) == QUIET
    assert await rows(database) == 2


async def test_a_group_takes_its_settings_along(database: Database) -> None:
    store = ChatStore(database)
    await store.save(GROUP, LISTENING)
    await store.mark_greeted(GROUP)
    assert await store.settings(SUPERGROUP) == ChatSettings()
    await store.move(GROUP, SUPERGROUP)
    await store.move(GROUP, SUPERGROUP)
    await store.move(SUPERGROUP, SUPERGROUP)
    assert await store.settings(SUPERGROUP) == LISTENING
    assert await store.greeted(SUPERGROUP)
    assert await store.export(GROUP) == {}
    assert await rows(database) == 1


async def test_settings_made_in_the_supergroup_win(database: Database) -> None:
    store = ChatStore(database)
    await store.save(GROUP, LISTENING)
    await store.mark_greeted(GROUP)
    await store.save(SUPERGROUP, QUIET)
    await store.move(GROUP, SUPERGROUP)
    assert await store.settings(SUPERGROUP) == QUIET
    assert await store.greeted(SUPERGROUP)
    assert await rows(database) == 1


async def test_moving_is_all_or_nothing(file_database: Database) -> None:
    store = ChatStore(file_database)
    await store.save(GROUP, LISTENING)
    async with file_database.transaction() as connection:
        await connection.execute(
            text("CREATE TRIGGER full BEFORE INSERT ON chats BEGIN SELECT RAISE(ABORT, 'disk full'); END")
        )
    with pytest.raises(StorageError, match=r"^BOT_DATABASE_URL: .*disk full$"):
        await store.move(GROUP, SUPERGROUP)
    assert await store.settings(GROUP) == LISTENING
    assert await store.settings(SUPERGROUP) == ChatSettings()


async def test_a_chat_known_already_needs_no_database(file_database: Database) -> None:
    store = ChatStore(file_database)
    await store.settings(ANNA)
    await store.mark_greeted(GROUP)
    await file_database.close()
    assert await store.settings(ANNA) == ChatSettings()
    await store.mark_greeted(GROUP)
    await store.returned(GROUP)
    with pytest.raises(StorageError, match=r"^BOT_DATABASE_URL: "):
        await store.settings(SUPERGROUP)


async def test_memory_is_bounded(file_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chats_module, "_MOST_IN_MEMORY", 5)
    store = ChatStore(file_database)
    await store.save(1, QUIET)
    for chat_id in range(1, 20):
        await store.settings(chat_id)
    assert len(store._known) == 5
    assert await store.settings(1) == QUIET


async def test_an_id_beyond_64_bits_is_told_in_one_line(database: Database) -> None:
    store = ChatStore(database)
    with pytest.raises(StorageError, match=r"^BOT_DATABASE_URL: [^\n]*$"):
        await store.settings(2**70)
    with pytest.raises(StorageError, match=r"^BOT_DATABASE_URL: [^\n]*$"):
        await store.save(2**70, QUIET)
    assert await store.settings(ANNA) == ChatSettings()


async def test_cancelled_changes_leave_memory_and_disk_agreed(database: Database) -> None:
    store = ChatStore(database)
    dice = random.Random(4)
    started = time.monotonic()
    for turn in range(120):
        task = asyncio.create_task(
            store.save(turn % 3, ChatSettings(dice.random() < 0.5, dice.random() < 0.5))
        )
        for _ in range(dice.randrange(40)):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert await store.settings(turn % 3) == await ChatStore(database).settings(turn % 3)
    # A connection left behind with the lock of writers would make each change wait for three seconds.
    assert time.monotonic() - started < 30
