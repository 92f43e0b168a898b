"""The texts behind buttons."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select
from turned_clock import Clock

from bot.storage.button_texts import ButtonTexts
from bot.storage.database import Database
from bot.storage.opening import open_database
from bot.storage.schema import button_texts

SPAIN, ARGENTINA = "Is Córdoba, Spain a learning city?", "Is Córdoba, Argentina a learning city?"


async def rows(database: Database) -> int:
    async with database.reading() as connection:
        return (await connection.execute(select(func.count()).select_from(button_texts))).scalar_one()


async def test_a_text_is_found_by_its_key(database: Database) -> None:
    store = ButtonTexts(database)
    keys = await store.remember([SPAIN, ARGENTINA])
    assert [await store.text(key) for key in keys] == [SPAIN, ARGENTINA]
    assert all(key.isascii() and len(key) == 12 for key in keys)


async def test_offering_a_text_again_gives_the_same_key(database: Database) -> None:
    store = ButtonTexts(database)
    (first,) = await store.remember([SPAIN])
    assert await store.remember([SPAIN, SPAIN]) == [first, first]
    assert await rows(database) == 1


async def test_an_unknown_key_has_no_text(database: Database) -> None:
    store = ButtonTexts(database)
    assert await store.remember([]) == []
    for key in ("AAAAAAAAAAAA", "", "\ud800", "'; --", "\0"):
        assert await store.text(key) is None


async def test_a_text_not_offered_for_long_is_forgotten(database: Database, clock: Clock) -> None:
    store = ButtonTexts(database, clock)
    spain, argentina = await store.remember([SPAIN, ARGENTINA])
    clock.pass_days(300)
    await store.remember([ARGENTINA])
    clock.pass_days(101)
    await store.purge()
    assert await store.text(spain) is None
    assert await store.text(argentina) == ARGENTINA


async def test_a_text_offered_twice_in_a_day_is_written_once(database: Database, clock: Clock) -> None:
    store = ButtonTexts(database, clock)
    (key,) = await store.remember([SPAIN])
    await database.close()
    assert await store.remember([SPAIN]) == [key]


async def test_the_longest_unused_go_when_there_are_too_many(database: Database, clock: Clock) -> None:
    store = ButtonTexts(database, clock, most_rows=10)
    first = await store.remember([f"first {number}" for number in range(10)])
    clock.pass_days(1)
    later = await store.remember([f"later {number}" for number in range(4)] + ["first 9"])
    await store.purge()
    assert await rows(database) == 10
    assert [await store.text(key) for key in later[:4]] == [f"later {number}" for number in range(4)]
    assert await store.text(first[9]) == "first 9"
    # What was deleted is written again when it is offered again, on the same day too.
    assert [await store.text(key) for key in await store.remember(["first 0"])] == ["first 0"]


async def test_broken_unicode_is_stored_with_a_question_mark(database: Database) -> None:
    store = ButtonTexts(database)
    (key,) = await store.remember(["half \ud800 pair"])
    assert await store.text(key) == "half ? pair"


async def test_texts_are_there_after_a_restart(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'bot.sqlite3'}"
    database = open_database(address)
    (key,) = await ButtonTexts(database).remember([SPAIN])
    await database.close()
    database = open_database(address)
    assert await ButtonTexts(database).text(key) == SPAIN
    await database.close()
