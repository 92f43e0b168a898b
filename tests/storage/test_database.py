"""Opening real SQLite files: new, old, newer, broken, unreachable."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.errors import StorageError
from bot.storage.migrating import NEWEST, REVISIONS
from bot.storage.opening import open_database
from bot.storage.schema import metadata


def address(path: Path) -> str:
    return f"sqlite:///{path}"


async def test_a_new_database_gets_its_tables_and_version(tmp_path: Path) -> None:
    database = open_database(address(tmp_path / "new.sqlite3"))
    await database.close()
    with closing(sqlite3.connect(tmp_path / "new.sqlite3")) as file:
        assert file.execute("PRAGMA user_version").fetchone() == (len(REVISIONS),)
        assert file.execute("SELECT version_num FROM alembic_version").fetchone() == (NEWEST,)
        assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        for name, table in metadata.tables.items():
            found = {(row[1], row[2], row[3]) for row in file.execute(f"PRAGMA table_info({name})")}
            assert found == {(c.name, str(c.type), int(not c.nullable)) for c in table.columns}
            indexes = {row[1] for row in file.execute(f"PRAGMA index_list({name})") if row[3] == "c"}
            assert indexes == {index.name for index in table.indexes}


async def test_an_existing_database_is_opened_with_its_content(tmp_path: Path) -> None:
    first = open_database(address(tmp_path / "kept.sqlite3"))
    async with first.transaction() as connection:
        await connection.execute(text("INSERT INTO seen_updates VALUES (5, 1)"))
    await first.close()
    second = open_database(address(tmp_path / "kept.sqlite3"))
    async with second.transaction() as connection:
        assert (await connection.execute(text("SELECT update_id FROM seen_updates"))).scalar_one() == 5
    await second.close()


async def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    database = open_database(address(tmp_path / "bot.sqlite3"))
    with pytest.raises(StorageError, match=r"^BOT_DATABASE_URL: .*no such table") as error:
        async with database.transaction() as connection:
            await connection.execute(text("INSERT INTO seen_updates VALUES (5, 1)"))
            await connection.execute(text("INSERT INTO nowhere VALUES (5, 1)"))
    assert "\n" not in str(error.value)
    async with database.transaction() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM seen_updates"))).scalar_one() == 0
    await database.close()


async def test_only_durable_transactions_wait_for_the_disk(tmp_path: Path) -> None:
    database = open_database(address(tmp_path / "bot.sqlite3"))
    for durable, expected in ((False, 1), (True, 2), (False, 1)):
        async with database.transaction(durable=durable) as connection:
            assert (await connection.exec_driver_sql("PRAGMA synchronous")).scalar_one() == expected
    await database.close()


def test_opening_the_newest_format_spares_the_time_of_loading_alembic(tmp_path: Path) -> None:
    program = (
        "import sys; from bot.storage.opening import open_database; open_database(sys.argv[1]); "
        "print('alembic' in sys.modules)"
    )
    opened = [
        subprocess.run(
            [sys.executable, "-c", program, address(tmp_path / "bot.sqlite3")],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for _ in range(2)
    ]
    assert opened == ["True", "False"]


async def test_programs_may_open_a_new_database_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as programs:
        opened = list(programs.map(open_database, [address(tmp_path / "both.sqlite3")] * 4))
    for database in opened:
        await database.close()


def test_a_database_of_a_newer_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "newer.sqlite3"
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA user_version = 99")
    with pytest.raises(StorageError, match=r"^BOT_DATABASE_URL: .*format 99.*upgrade"):
        open_database(address(path))
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA user_version").fetchone() == (99,)


def test_what_cannot_be_opened_is_one_line_with_path_and_remedy(tmp_path: Path) -> None:
    not_a_database = tmp_path / "notes.txt"
    not_a_database.write_text("Dear diary, this is no database at all." * 50)
    read_only = tmp_path / "read-only.sqlite3"
    with closing(sqlite3.connect(read_only)) as file:
        file.execute("CREATE TABLE other (x)")
    bad = {
        address(tmp_path / "missing" / "bot.sqlite3"): str(tmp_path / "missing" / "bot.sqlite3"),
        address(tmp_path): str(tmp_path),
        address(not_a_database): str(not_a_database),
        f"sqlite:///file:{read_only}?mode=ro&uri=true": str(read_only),
    }
    for url, path in bad.items():
        with pytest.raises(StorageError) as error:
            open_database(url)
        line = str(error.value)
        assert line.startswith("BOT_DATABASE_URL: "), line
        assert path in line
        assert "may be written to" in line
        assert "\n" not in line


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:secret@host",
        "postgresql://me:secret@host:port/bot",
        "oracle://me:secret@x",
        "bot.sqlite3",
        "://",
        "",
        "sqlite://",
    ],
)
def test_an_unknown_address_is_refused_without_showing_a_password(url: str) -> None:
    with pytest.raises(StorageError, match=r"^BOT_DATABASE_URL: .*write e\.g\. \w+://") as error:
        open_database(url)
    assert "secret" not in str(error.value)
