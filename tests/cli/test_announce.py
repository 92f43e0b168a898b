"""`announce`: the list, the text and the dry run, and what an operator may do, with no token and no network."""

from __future__ import annotations

import asyncio
import os
import pty
import shutil
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from bot.cli import execute
from bot.storage.announcements import AnnouncementStore
from bot.storage.database import Database
from bot.storage.opening import open_database
from bot.storage.outbox import Outbox
from bot.storage.subscriptions import SubscriberStore
from tests.announcing.older_data import data_before_2025
from tests.cli.command import COMMAND, ROOT, Outcome, environment, run_command

NAME = "members-2025-12-04"
MESSAGE = """\
id: opening
topic: calls
text:
  en: The call is open.
  fr: L’appel est ouvert.
link: https://example.org/call
for: KE
send_at: 2099-12-01 09:00 Europe/Paris
"""
T = TypeVar("T")


class Desk:
    """A database on which people, a group and a channel follow the network, and the command that uses it."""

    def __init__(
        self, folder: Path, older: Path, patch: pytest.MonkeyPatch, printed: pytest.CaptureFixture[str]
    ) -> None:
        self.address = f"sqlite:///{folder / 'bot.sqlite3'}"
        self.data = folder / "data"
        """A copy of the data without the round of 2025."""
        shutil.copytree(older, self.data)
        self._patch = patch
        self._printed = printed
        patch.setenv("BOT_DATABASE_URL", self.address)

    def __call__(self, *arguments: str, data: Path | None = None) -> Outcome:
        """Run `announce`, by default with the data of today."""
        self._patch.setenv("BOT_DATA_DIR", str(data or ROOT / "data"))
        code = execute(["announce", *arguments])
        printed = self._printed.readouterr()
        return Outcome(code, printed.out, printed.err)

    def stored(self, work: Callable[[Database], Awaitable[T]]) -> T:
        """What `work` returns on the database."""

        async def on_database() -> T:
            database = open_database(self.address)
            try:
                return await work(database)
            finally:
                await database.close()

        return asyncio.run(on_database())

    def state(self, name: str) -> str:
        """The state of an announcement."""

        async def read(database: Database) -> str:
            found = await AnnouncementStore(database).named(name)
            assert found is not None
            return found.state

        return self.stored(read)


async def _follow(database: Database) -> None:
    subscribers = SubscriberStore(database)
    for chat_id, language, scopes in (
        (501, "en", "all"),
        (502, "fr", "region:africa"),
        (-1_001_234_567_890, "fr", "country:CL"),
    ):
        await subscribers.subscribe(chat_id, 0, language, scopes)


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("older") / "data"
    data_before_2025(folder)
    return folder


@pytest.fixture
def desk(
    tmp_path: Path, older: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    desk = Desk(tmp_path, older, monkeypatch, capsys)
    first = desk(data=desk.data)
    assert (first.code, first.out) == (0, "Nothing was announced so far, and nothing is proposed.\n"), (
        first.err
    )
    desk.stored(_follow)
    return desk


def test_newer_data_is_listed_with_whom_it_would_reach(desk: Desk) -> None:
    for _ in range(2):
        listed = desk()
        assert listed.code == 0
        assert listed.out.split() == f"{NAME} proposed 3 chats, 2 languages, about 1 s".split()
        assert listed.err == ""


def test_the_text_is_shown_as_everybody_and_as_a_follower_reads_it(desk: Desk) -> None:
    everybody, follower = desk(NAME), desk(NAME, "--for", "CL", "--lang", "fr")
    assert everybody.out.startswith(
        f"{NAME} (members) is proposed: 3 chats, 2 languages, about 1 s\n\n72 cities"
    )
    assert "https://" in everybody.out
    assert "72 villes" in follower.out and "Chili" in follower.out
    assert everybody.code == follower.code == 0


def test_messages_in_files_are_proposed_as_well(desk: Desk) -> None:
    folder = desk.data / "announcements"
    (folder / "opening.yaml").write_text(MESSAGE)
    shown = desk("opening", data=desk.data)
    assert shown.out == (
        "opening (calls) is proposed: 2 chats, 2 languages, about 1 s, at 2099-12-01 08:00 UTC\n"
        "nothing of it is sent after 2099-12-02 08:00 UTC\n"
        "\nThe call is open.\n"
        "\nlink: https://example.org/call\n"
    )
    assert "L’appel est ouvert." in desk("opening", "--lang", "fr", data=desk.data).out
    assert "Who follows CL does not get it." in desk("opening", "--for", "CL", data=desk.data).out
    sent = desk("opening", "--send", "--yes", data=desk.data)
    assert sent.out == "It is scheduled for 2099-12-01 08:00 UTC.\n"
    assert desk.state("opening") == "scheduled"
    now = desk("opening", "--send", "--yes", data=desk.data)
    assert now.out.startswith("It is on its way")


def test_a_faulty_file_is_told_and_the_rest_goes_on(desk: Desk) -> None:
    (desk.data / "announcements" / "bad.yaml").write_text("id: Bad\n")
    # As a process of its own, for it is logging that tells, and pytest has its hands on that.
    listed = run_command("announce", BOT_DATABASE_URL=desk.address, BOT_DATA_DIR=str(desk.data))
    assert listed.code == 0
    assert "bad.yaml:1: " in listed.err


def test_it_is_sent_once(desk: Desk) -> None:
    desk()
    sent = desk(NAME, "--send", "--yes")
    assert (sent.code, desk.state(NAME)) == (0, "planning")
    assert "learning-cities deliver" in sent.out
    again = desk(NAME, "--send", "--yes")
    assert again.code == 1
    assert "it is planning by now" in again.out


def test_what_is_not_agreed_to_is_not_sent(desk: Desk) -> None:
    desk()
    line = desk(NAME, "--send").failed_in_one_line()
    assert "--yes" in line
    assert desk.state(NAME) == "proposed"


@pytest.mark.parametrize(("answer", "state"), [("y", "planning"), ("", "proposed"), ("no", "proposed")])
def test_at_a_terminal_it_asks(desk: Desk, answer: str, state: str) -> None:
    desk()
    ours, theirs = pty.openpty()
    try:
        os.write(ours, f"{answer}\n".encode())
        done = subprocess.run(
            [*COMMAND, "announce", NAME, "--send"],
            stdin=theirs,
            capture_output=True,
            cwd=ROOT,
            env=environment(BOT_DATABASE_URL=desk.address),
            timeout=60,
            check=False,
        )
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.returncode == 0
    assert f"Send {NAME} to 3 chats, 2 languages, about 1 s? [y/N]" in done.stdout.decode()
    assert desk.state(NAME) == state


def test_discarded_changes_are_not_proposed_again(desk: Desk) -> None:
    desk()
    assert desk(NAME, "--discard").out == "It is discarded.\n"
    assert desk().out.split() == [NAME, "discarded"]
    assert desk(NAME, "--discard").code == 1


async def _queue(database: Database) -> None:
    outbox = Outbox(database)
    (one,) = await AnnouncementStore(database).in_states(("planning",))
    assert await outbox.plan_next(one, 0, lambda scopes: True) is None


def test_pause_resume_and_stop(desk: Desk) -> None:
    desk()
    assert desk(NAME, "--resume").code == 1
    desk(NAME, "--send", "--yes")
    desk.stored(_queue)
    assert desk().out.split() == f"{NAME} live 0 of 3 sent; about 1 s left".split()
    assert desk(NAME, "--pause").code == 0
    assert desk.state(NAME) == "paused"
    assert desk(NAME, "--resume").code == 0
    assert desk.state(NAME) == "planning"
    desk.stored(_queue)
    assert desk(NAME, "--stop").code == 0
    assert desk().out.split() == f"{NAME} stopped 0 of 3 sent, 3 cancelled".split()
    assert desk(NAME, "--stop").code == 1


async def _lose(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.exec_driver_sql(
            "UPDATE deliveries SET state = 'unknown', reason = 'the program ended' WHERE number <= 2"
        )
        await connection.exec_driver_sql("UPDATE deliveries SET state = 'sent' WHERE number > 2")
        await connection.exec_driver_sql("UPDATE announcements SET state = 'done'")


def test_unknown_deliveries_are_listed_left_or_sent_again(desk: Desk) -> None:
    desk()
    desk(NAME, "--send", "--yes")
    desk.stored(_queue)
    desk.stored(_lose)
    listed = desk(NAME, "--unknown", "list")
    assert listed.out.startswith("chat 501: the program ended\nchat 502: the program ended\n2 unknown; ")
    assert desk(NAME, "--unknown", "leave").out == "2 stay unknown; nothing is sent to them again.\n"
    assert desk.state(NAME) == "done"
    assert desk(NAME, "--unknown", "again").out == "2 are queued again.\n"
    assert desk.state(NAME) == "live"


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["opening-2027"], "no announcement is called 'opening-2027'"),
        (["--send"], "--send needs the NAME"),
        (["--unknown", "list"], "--unknown needs the NAME"),
        ([NAME, "--send", "--stop"], "--send and --stop exclude each other"),
        ([NAME, "--unknown", "resend"], "use list, again or leave"),
        ([NAME, "--lang", "xx"], "--lang: no announcements in 'xx'"),
        ([NAME, "--for", "Kenia"], "--for: 'Kenia'"),
    ],
)
def test_a_misuse_is_one_line(desk: Desk, arguments: list[str], part: str) -> None:
    desk()
    assert part in desk(*arguments).failed_in_one_line()


def test_looking_sends_nothing_by_itself(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_ANNOUNCE", "auto")
    desk()
    assert desk.state(NAME) == "proposed"
