"""What PostgreSQL has beside an SQLite file: a server that may refuse or go away, and several processes."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import make_url, text

from bot.errors import StorageError
from bot.storage.button_texts import ButtonTexts
from bot.storage.chats import ChatSettings, ChatStore
from bot.storage.database import Database
from bot.storage.inspecting import inspect_database
from bot.storage.migrating import NEWEST
from bot.storage.opening import open_database
from bot.storage.seen_updates import SeenUpdates
from tests.postgresql_server import GUARDED_USER

LISTENING = ChatSettings(listen=True)
OPENING = "import sys; from bot.storage.opening import open_database; open_database(sys.argv[1])"


@pytest.fixture
async def pair(postgresql_url: str) -> AsyncIterator[tuple[Database, Database]]:
    """One database as two processes see it."""
    both = open_database(postgresql_url), open_database(postgresql_url)
    yield both
    for database in both:
        await database.close()


async def carry_out(url: str, *statements: str) -> None:
    """Do what the owner of the server does; opening the database makes the bot's tables."""
    database = open_database(url)
    async with database.transaction() as connection:
        for statement in statements:
            await connection.execute(text(statement))
    await database.close()


def refused(url: str) -> str:
    lines = []
    for use in (open_database, inspect_database):
        with pytest.raises(StorageError, match=r"^BOT_DATABASE_URL: [^\n]*$") as error:
            use(url)
        lines.append(str(error.value))
    assert lines[0] == lines[1]
    return lines[0]


def with_parts(url: str, **parts: str) -> str:
    return make_url(url).set(**parts).render_as_string(hide_password=False)


def test_a_database_or_user_that_is_not_there_is_told_without_the_password(postgresql_url: str) -> None:
    missing = refused(with_parts(postgresql_url, database="nowhere", password="passw0rd"))
    unknown = refused(with_parts(postgresql_url, username="nobody", password="passw0rd"))
    assert '/nowhere\' (database "nowhere" does not exist)' in missing
    assert '(role "nobody" does not exist)' in unknown
    for line in (missing, unknown):
        assert "check that PostgreSQL runs there, and the user, password, database and parameters" in line
        assert "passw0rd" not in line


async def test_a_wrong_password_is_told_and_not_shown(postgresql_url: str) -> None:
    await carry_out(
        postgresql_url,
        f"CREATE ROLE {GUARDED_USER} LOGIN PASSWORD 'right one'",
        f"GRANT pg_read_all_data TO {GUARDED_USER}",
    )
    line = refused(with_parts(postgresql_url, username=GUARDED_USER, password="passw0rd"))
    assert f'(password authentication failed for user "{GUARDED_USER}")' in line
    assert "passw0rd" not in line
    right = with_parts(postgresql_url, username=GUARDED_USER, password="right one")
    assert inspect_database(right).format == NEWEST


@pytest.mark.parametrize("place", ["bot:p@ssw0rd@127.0.0.1:1/bot", "bot:p@s/sw0rd@127.0.0.1:1/bot"])
def test_a_password_that_ends_too_early_is_not_shown_in_part(place: str) -> None:
    line = refused(f"postgresql://{place}")
    assert "%40" in line
    assert "sw0rd" not in line


def test_parameters_are_those_of_postgresqls_own_programs(postgresql_url: str) -> None:
    good = f"{postgresql_url}?sslmode=disable&application_name=learning%20cities"
    assert inspect_database(good).format is None
    open_database(good)
    assert inspect_database(good).format == NEWEST
    assert "upgrade" in refused(f"{postgresql_url}?sslmode=require")
    assert '"channel_binding"' in refused(f"{postgresql_url}?channel_binding=require")


def test_a_driver_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    line = refused("postgresql://bot:passw0rd@127.0.0.1:1/bot")
    assert line.endswith("run pip install 'learning-cities-bot[postgresql]'")


async def test_a_look_changes_nothing(postgresql_url: str) -> None:
    name = postgresql_url.partition("@")[2]
    for _ in range(2):
        state = inspect_database(postgresql_url)
        assert (state.name, state.exists, state.format) == (name, True, None)
    await carry_out(postgresql_url)
    assert inspect_database(postgresql_url).format == NEWEST
    await carry_out(postgresql_url, "UPDATE alembic_version SET version_num = '0002'")
    assert inspect_database(postgresql_url).format == "0002"
    await asyncio.to_thread(refuse_to_upgrade, postgresql_url)
    assert inspect_database(postgresql_url).format == "0002"


def refuse_to_upgrade(url: str) -> None:
    # The tables of the last step are there already.
    with pytest.raises(StorageError, match=r"^BOT_DATABASE_URL: .*already exists[^\n]*$"):
        open_database(url)


async def test_a_user_who_may_not_create_tables_is_told_before_the_bot_runs(postgresql_url: str) -> None:
    await carry_out(
        postgresql_url,
        "CREATE ROLE guest LOGIN",
        "DROP SCHEMA public CASCADE",
        "CREATE SCHEMA public",
        "GRANT USAGE ON SCHEMA public TO guest",
    )
    guest = with_parts(postgresql_url, username="guest")
    with pytest.raises(StorageError, match=r"^BOT_DATABASE_URL: .*may not create tables.*owner[^\n]*$"):
        inspect_database(guest)
    with pytest.raises(
        StorageError, match=r"^BOT_DATABASE_URL: .*permission denied for schema public[^\n]*$"
    ):
        open_database(guest)


async def test_an_upgrade_that_fails_half_way_leaves_nothing(postgresql_url: str) -> None:
    await carry_out(
        postgresql_url,
        "DROP SCHEMA public CASCADE",
        "CREATE SCHEMA public",
        "CREATE TABLE workers (x INTEGER)",
    )
    await asyncio.to_thread(refuse_to_upgrade, postgresql_url)
    assert inspect_database(postgresql_url).format is None
    await asyncio.to_thread(refuse_to_upgrade, postgresql_url)


def test_processes_may_open_a_new_database_at_once(postgresql_url: str) -> None:
    processes = [
        subprocess.Popen([sys.executable, "-c", OPENING, postgresql_url], stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert [process.communicate()[1] for process in processes] == [""] * 4
    assert inspect_database(postgresql_url).format == NEWEST


async def test_a_connection_that_is_cut_is_told_and_the_next_one_works(postgresql_url: str) -> None:
    database = open_database(postgresql_url)
    store = ChatStore(database)
    with pytest.raises(StorageError, match=r"^BOT_DATABASE_URL: [^\n]*$"):
        async with database.transaction() as connection:
            await connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    await store.mark_greeted(1)
    async with database.transaction() as connection:
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        await connection.execute(text(f"{cut} AND datname = current_database()"))
    assert await store.greeted(1)
    await database.close()


async def test_two_processes_lose_no_change_of_a_chat(pair: tuple[Database, Database]) -> None:
    first, second = map(ChatStore, pair)
    for chat_id in range(1, 61):
        await asyncio.gather(first.save(chat_id, LISTENING), second.mark_greeted(chat_id))
        assert (await first.settings(chat_id), await first.greeted(chat_id)) == (LISTENING, True)
    for chat_id in range(1, 31):
        await asyncio.gather(first.move(chat_id, -chat_id), second.save(-chat_id, LISTENING))
        assert await second.greeted(-chat_id)
        assert await second.export(chat_id) == {}


async def test_a_chat_changed_by_another_process_is_seen(pair: tuple[Database, Database]) -> None:
    first, second = map(ChatStore, pair)
    await first.load()
    assert await first.settings(1) == ChatSettings()
    await second.save(1, LISTENING)
    assert await first.settings(1) == LISTENING
    await second.erase(1)
    assert await first.settings(1) == ChatSettings()


async def test_two_processes_may_write_the_same_rows_in_any_order(pair: tuple[Database, Database]) -> None:
    for turn in range(15):
        texts = [f"Is city {number} of {turn} a member?" for number in range(40)]
        first, second = map(ButtonTexts, pair)
        await asyncio.gather(first.remember(texts), second.remember(texts[::-1]))
    updates = range(1, 301)
    here, there = (SeenUpdates(database, gather_seconds=0) for database in pair)
    for update_id in updates:
        here.add(update_id)
        there.add(301 - update_id)
    await asyncio.gather(here.flush(), there.flush())
    again = SeenUpdates(pair[0])
    await again.load()
    assert all(map(again.contains, updates))
