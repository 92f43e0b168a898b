"""An erased chat is nowhere in the files, however SQLite may have written its id."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from outbox_tables import Desk
from turned_clock import Clock

from bot.errors import StorageError
from bot.storage.chats import ChatSettings, ChatStore
from bot.storage.database import Database

VICTIMS = (7_301_948_652_017, -1_002_938_475_610_233, 2_098_765_431)
QUIET = ChatSettings(suggest=False)


def ways_to_write(number: int) -> Iterator[bytes]:
    """A number as digits, as a value in a row (big-endian, 4 to 8 bytes), as a key of a row, and little-endian."""
    yield str(abs(number)).encode()
    for size in (4, 6, 8):
        if -(1 << 8 * size - 1) <= number < 1 << 8 * size - 1:
            yield number.to_bytes(size, "big", signed=True)
            yield number.to_bytes(size, "little", signed=True)
    if number > 0:
        groups = [number >> shift & 0x7F for shift in range(0, number.bit_length(), 7)]
        yield bytes([group | 0x80 for group in reversed(groups[1:])] + [groups[0]])
    else:
        bits = number & (1 << 64) - 1
        groups = [bits >> shift & 0x7F | 0x80 for shift in range(8, 64, 7)]
        yield bytes([*reversed(groups), bits & 0xFF])


def stands_in_files(number: int, folder: Path) -> bool:
    contents = [path.read_bytes() for path in folder.iterdir()]
    return any(form in content for form in ways_to_write(number) for content in contents)


@pytest.mark.parametrize("victim", VICTIMS)
async def test_an_erased_chat_is_in_none_of_the_files(
    file_database: Database, tmp_path: Path, victim: int
) -> None:
    store = ChatStore(file_database)
    for other in random.Random(1).sample(range(10**9, 10**13), 300):
        await store.mark_greeted(other)
    await store.save(victim, QUIET)
    await store.left(victim)
    assert stands_in_files(victim, tmp_path), "the search must be able to find it"
    await store.erase(victim)
    assert {path.name for path in tmp_path.iterdir()} >= {"bot.sqlite3", "bot.sqlite3-wal"}
    assert not stands_in_files(victim, tmp_path)
    assert await store.export(victim) == {}
    assert await store.settings(victim) == ChatSettings()


async def test_the_search_finds_every_way_sqlite_writes_a_number(tmp_path: Path) -> None:
    for number in VICTIMS:
        for kind in ("BIGINT", "TEXT", "INTEGER PRIMARY KEY"):
            folder = tmp_path / f"{number} {kind}"
            folder.mkdir()
            with closing(sqlite3.connect(folder / "one.sqlite3", isolation_level=None)) as file:
                file.execute(f"CREATE TABLE one (number {kind})")
                file.execute("INSERT INTO one VALUES (?)", [number])
            assert stands_in_files(number, folder), (number, kind)


async def test_no_copy_is_left_where_rows_were_moved_to_other_pages(
    file_database: Database, tmp_path: Path
) -> None:
    """Rows of many sizes that come and go make SQLite move rows; it does not overwrite every copy it leaves."""
    dice = random.Random(50)
    living: list[int] = []
    gone: list[int] = []
    with closing(sqlite3.connect(tmp_path / "bot.sqlite3", isolation_level=None)) as file:
        file.execute("PRAGMA secure_delete = ON")
        file.execute("BEGIN")
        for _ in range(4000):
            if living and dice.random() < 0.3:
                gone.append(living.pop(dice.randrange(len(living))))
                file.execute("DELETE FROM chats WHERE chat_id = ?", gone[-1:])
            elif living and dice.random() < 0.4:
                left_at = dice.choice([None, 1_800_000_000])
                file.execute("UPDATE chats SET left_at = ? WHERE chat_id = ?", [left_at, dice.choice(living)])
            else:
                living.append(
                    dice.choice(
                        [
                            dice.randrange(2**33, 2**46),
                            -dice.randrange(2**40, 2**44),
                            dice.randrange(2**56, 2**62),
                            dice.randrange(2**28, 2**31),
                        ]
                    )
                )
                file.execute("INSERT INTO chats VALUES (?, 1, 0, 1, NULL)", living[-1:])
        file.execute("COMMIT")
    store = ChatStore(file_database)
    gone.append(living.pop())
    await store.erase(gone[-1])
    assert not any(stands_in_files(chat_id, tmp_path) for chat_id in gone if abs(chat_id) > 1 << 40)
    assert [await store.greeted(chat_id) for chat_id in living] == [True] * len(living)


async def test_a_chat_left_long_ago_is_erased_as_thoroughly(
    file_database: Database, tmp_path: Path, clock: Clock
) -> None:
    store = ChatStore(file_database, clock)
    for victim in VICTIMS:
        await store.save(victim, QUIET)
        await store.left(victim)
    await store.mark_greeted(8_765_432_109_876)
    clock.pass_days(31)
    await store.purge()
    assert not any(stands_in_files(victim, tmp_path) for victim in VICTIMS)
    assert stands_in_files(8_765_432_109_876, tmp_path)


async def test_many_chats_left_long_ago_leave_no_free_pages_with_ids(
    file_database: Database, tmp_path: Path, clock: Clock
) -> None:
    victims = random.Random(2).sample(range(10**12, 10**13), 1500)
    async with file_database.transaction() as connection:
        await connection.exec_driver_sql(
            "INSERT INTO chats VALUES (?, 1, 0, 1, ?)", [(victim, int(clock())) for victim in victims]
        )
    clock.pass_days(31)
    await ChatStore(file_database, clock).purge()
    assert not any(stands_in_files(victim, tmp_path) for victim in victims)


async def test_the_former_id_of_a_group_goes_too(file_database: Database, tmp_path: Path) -> None:
    store = ChatStore(file_database)
    old, new = VICTIMS[:2]
    await store.save(old, QUIET)
    await store.move(old, new)
    await store.erase(new)
    assert not any(stands_in_files(chat_id, tmp_path) for chat_id in (old, new))


async def test_a_reader_in_the_way_is_told_and_erasing_again_finishes(
    file_database: Database, tmp_path: Path
) -> None:
    store = ChatStore(file_database)
    victim = VICTIMS[0]
    await store.save(victim, QUIET)
    with closing(sqlite3.connect(tmp_path / "bot.sqlite3", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM chats").fetchone() == (1,)
        with pytest.raises(StorageError, match=r"^BOT_DATABASE_URL: .* in use by another program[^\n]*$"):
            await store.erase(victim)
        assert await store.export(victim) == {}
        assert stands_in_files(victim, tmp_path)
        reader.execute("ROLLBACK")
    await store.purge()
    assert not stands_in_files(victim, tmp_path)


async def test_another_program_that_empties_the_log_is_not_in_the_way(
    file_database: Database, tmp_path: Path
) -> None:
    erased = threading.Event()

    def empty_it_again_and_again() -> None:
        with closing(sqlite3.connect(tmp_path / "bot.sqlite3", isolation_level=None)) as file:
            while not erased.wait(0.005):
                file.execute("PRAGMA user_version = 3")
                file.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    store = ChatStore(file_database)
    other = asyncio.create_task(asyncio.to_thread(empty_it_again_and_again))
    try:
        for victim in range(VICTIMS[0], VICTIMS[0] + 60):
            await store.save(victim, QUIET)
            await store.erase(victim)
            assert not stands_in_files(victim, tmp_path)
    finally:
        erased.set()
        await other


async def test_erasing_what_is_not_there_is_fine(file_database: Database) -> None:
    store = ChatStore(file_database)
    await store.erase(VICTIMS[0])
    await store.erase(VICTIMS[0])


@pytest.mark.parametrize("victim", VICTIMS)
async def test_an_erased_subscriber_is_in_none_of_the_files(
    file_database: Database, tmp_path: Path, clock: Clock, victim: int
) -> None:
    desk = Desk(file_database, clock)
    others = random.Random(3).sample(range(10**9, 10**13), 300)
    await desk.follow(*others[:150], victim, (victim, 7), *others[150:])
    await desk.announce()
    worker = desk.worker()
    for claim in await desk.take_all(worker, most=200):
        await desk.settlements.sent(claim, 5)
    await desk.subscribers.switch_off(victim, "Forbidden: bot was blocked by the user")
    assert stands_in_files(victim, tmp_path), "the search must be able to find it"
    await desk.subscribers.erase(victim)
    assert not stands_in_files(victim, tmp_path)
    assert await desk.subscribers.export(victim) == []
    assert len(await desk.subscribers.of_chat(others[0])) == 1


async def test_a_group_that_moved_leaves_no_former_id(
    file_database: Database, tmp_path: Path, clock: Clock
) -> None:
    desk = Desk(file_database, clock)
    old, new = VICTIMS[1], VICTIMS[0]
    await desk.follow(old, (old, 7), new)
    await desk.subscribers.move(old, new)
    await desk.subscribers.erase(new)
    assert not any(stands_in_files(chat_id, tmp_path) for chat_id in (old, new))
