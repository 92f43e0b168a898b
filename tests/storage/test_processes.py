"""Processes that are killed while they write, and two that write at once."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.opening import open_database
from bot.storage.seen_updates import SeenUpdates

WRITER = """
import asyncio, sys
from bot.storage.chats import ChatSettings, ChatStore
from bot.storage.opening import open_database
from bot.storage.seen_updates import SeenUpdates

async def main(address, first, count):
    database = open_database(address)
    seen, chats = SeenUpdates(database, gather_seconds=0), ChatStore(database)

    async def handle(worker):
        for update_id in range(first + worker, first + count, 20):
            seen.add(update_id)
            await seen.flush()
            sys.stdout.write(f"{update_id}\\n")
            sys.stdout.flush()
            if update_id % 50 == 0:
                await chats.save(update_id, ChatSettings(suggest=False))
            if update_id % 500 == 0:
                await chats.erase(update_id)

    await asyncio.gather(*map(handle, range(20)))
    await database.close()

asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
"""


def start_writer(address: str, first: int, count: int, output: Path) -> subprocess.Popen[bytes]:
    with output.open("wb") as file:
        return subprocess.Popen([sys.executable, "-c", WRITER, address, str(first), str(count)], stdout=file)


def acknowledged(output: Path) -> set[int]:
    # A kill may cut the last line.
    return {int(line) for line in output.read_text().split("\n")[:-1]}


def stored(path: Path) -> set[int]:
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return {row[0] for row in file.execute("SELECT update_id FROM seen_updates")}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
def test_kill_9_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    address = f"sqlite:///{path}"
    output = tmp_path / "acknowledged.txt"
    dice = random.Random(9)
    for turn in range(4):
        first = turn * 10_000_000
        writer = start_writer(address, first, 1_000_000, output)
        deadline = time.monotonic() + 30
        while not output.stat().st_size and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.1 + 0.4 * dice.random())
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
        told = acknowledged(output)
        assert told
        assert told <= stored(path)


async def test_two_processes_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    address = f"sqlite:///{path}"
    outputs = [tmp_path / "first.txt", tmp_path / "second.txt"]
    writers = [
        start_writer(address, first, 2_000, output) for first, output in zip((0, 1_000), outputs, strict=True)
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    assert acknowledged(outputs[0]) | acknowledged(outputs[1]) == set(range(3_000)) == stored(path)
    database = open_database(address)
    seen = SeenUpdates(database)
    await seen.load()
    assert all(map(seen.contains, range(3_000)))
    await database.close()
