"""Changes of the data and message files are proposed once, whatever ends when, and nothing is lost or repeated."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.announcing.proposing import Proposer
from bot.announcing.weekly import Weekly
from bot.dataset.changes import Changes
from bot.dataset.loading import load_dataset
from bot.dataset.models import Dataset
from bot.dataset.snapshots import snapshot_of
from bot.storage.announced_data import AnnouncedData
from bot.storage.announcements import LATEST_SECONDS, Announcement, AnnouncementStore
from bot.storage.database import Database
from bot.storage.outbox import Outbox
from tests.announcing.older_data import data_before_2025
from tests.conftest import ROOT
from tests.storage.turned_clock import Clock

MESSAGE = """\
id: opening
topic: calls
text:
  en: The call is open.
"""
DAY = 24 * 3600
# The clock of these tests stands at 2027-01-15 08:00 UTC.
IN_AN_HOUR = "send_at: 2027-01-15 10:00 Europe/Paris\n"
Begin = Callable[..., Proposer]
Write = Callable[[str], None]


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("older") / "data"
    data_before_2025(folder)
    return load_dataset(folder)


@pytest.fixture(scope="module")
def new() -> Dataset:
    return load_dataset(ROOT / "data")


@pytest.fixture(scope="module")
def newer(new: Dataset) -> Dataset:
    """With one city under another name."""
    lusaka = new.cities["lusaka-zm"].model_copy(update={"name": "Greater Lusaka"})
    return replace(new, cities={**new.cities, lusaka.id: lusaka})


@pytest.fixture
def begin(store: AnnouncementStore, clock: Clock, tmp_path: Path) -> Begin:
    """Start a process with some data: what it proposes with."""

    def begin(dataset: Dataset, *, sends_changes: bool = False) -> Proposer:
        return Proposer(dataset, tmp_path, ("en", "fr"), store, sends_changes, clock)

    return begin


@pytest.fixture
def write(tmp_path: Path) -> Write:
    (tmp_path / "announcements").mkdir()
    return lambda text: (tmp_path / "announcements" / "opening.yaml").write_text(text) and None


async def states(store: AnnouncementStore) -> list[tuple[str, str]]:
    return [(one.name, one.state) for one in reversed(await store.latest(100))]


async def confirmed(store: AnnouncementStore, name: str) -> Announcement:
    one = await store.named(name)
    assert one is not None and one.nonce is not None
    begun = await store.confirm(one.number, one.nonce)
    assert begun is not None
    return begun


class TestChanges:
    """NAME is that of the changes between the data without the round of 2025 and the data of today."""

    NAME = "members-2025-12-04"

    async def test_at_the_very_first_start_the_data_counts_as_announced(
        self, begin: Begin, store: AnnouncementStore, new: Dataset
    ) -> None:
        assert await begin(new).changes() is None
        assert await AnnouncedData(store.database).last() == (
            snapshot_of(new).digest,
            snapshot_of(new).to_json(),
        )
        assert await begin(new).changes() is None
        assert await states(store) == []

    async def test_newer_data_is_proposed_and_waits(
        self, begin: Begin, store: AnnouncementStore, old: Dataset, new: Dataset
    ) -> None:
        await begin(old).changes()
        made = await begin(new).changes()
        assert made is not None
        assert (made.name, made.kind, made.topic, made.state) == (self.NAME, "changes", "members", "proposed")
        changes = Changes.model_validate(made.content["changes"])
        assert len(changes.joined) > 40 and changes.totals.cities == 425
        assert made.send_at is None and made.expires_at is None
        before, after = snapshot_of(old), snapshot_of(new)
        assert (made.content["since"], made.content["before"]) == (before.digest, before.to_json())
        assert made.content["data"] == {"digest": after.digest, "snapshot": after.to_json()}

    async def test_it_is_proposed_once_also_after_a_restart(
        self, begin: Begin, store: AnnouncementStore, old: Dataset, new: Dataset
    ) -> None:
        await begin(old).changes()
        made = await begin(new).changes()
        assert made is not None
        assert [await begin(new).changes() for _ in range(3)] == [None] * 3
        assert await store.named(self.NAME) == made, "its buttons are still good"

    @pytest.mark.parametrize("how", ["sent", "discarded"])
    async def test_once_it_was_settled_it_counts_as_announced(
        self, begin: Begin, store: AnnouncementStore, old: Dataset, new: Dataset, newer: Dataset, how: str
    ) -> None:
        await begin(old).changes()
        made = await begin(new).changes()
        assert made is not None
        if how == "sent":
            await confirmed(store, self.NAME)
        else:
            assert await store.discard(made.number, made.nonce)
        assert await begin(new).changes() is None
        announced = await AnnouncedData(store.database).last()
        assert announced is not None and announced[0] == snapshot_of(new).digest
        later = await begin(newer).changes()
        assert later is not None and later.name == f"{self.NAME}-2"
        found = Changes.model_validate(later.content["changes"])
        assert not found.joined and [entry.before for entry in found.renamed] == ["Lusaka"]

    async def test_a_process_that_ended_before_it_noted_that_repeats_nothing(
        self, begin: Begin, store: AnnouncementStore, old: Dataset, new: Dataset, newer: Dataset
    ) -> None:
        await begin(old).changes()
        await begin(new).changes()
        await confirmed(store, self.NAME)
        # No process with the data that was sent ever starts again.
        later = await begin(newer).changes()
        assert later is not None
        found = Changes.model_validate(later.content["changes"])
        assert not found.joined and len(found.renamed) == 1

    async def test_an_open_proposal_is_superseded_by_one_of_newer_data(
        self, begin: Begin, store: AnnouncementStore, old: Dataset, new: Dataset, newer: Dataset
    ) -> None:
        await begin(old).changes()
        first = await begin(new).changes()
        second = await begin(newer).changes()
        assert first is not None and second is not None and first.nonce is not None
        assert await states(store) == [(self.NAME, "discarded"), (f"{self.NAME}-2", "proposed")]
        assert await store.confirm(first.number, first.nonce) is None, "its buttons mean nothing any more"
        found = Changes.model_validate(second.content["changes"])
        assert len(found.joined) > 40
        assert "Greater Lusaka" in {member.name for member in found.joined}
        # What was superseded was not announced: discarding the second gives both up, nothing else does.
        announced = await AnnouncedData(store.database).last()
        assert announced is not None and announced[0] == snapshot_of(old).digest

    async def test_data_that_is_taken_back_takes_its_proposal_back(
        self, begin: Begin, store: AnnouncementStore, old: Dataset, new: Dataset
    ) -> None:
        await begin(old).changes()
        await begin(new).changes()
        assert await begin(old).changes() is None
        assert await states(store) == [(self.NAME, "discarded")]
        again = await begin(new).changes()
        assert again is not None and again.name == f"{self.NAME}-2"

    async def test_one_that_was_scheduled_and_missed_is_proposed_anew(
        self, begin: Begin, store: AnnouncementStore, clock: Clock, old: Dataset, new: Dataset
    ) -> None:
        await begin(old).changes()
        made = await begin(new).changes()
        assert made is not None and made.nonce is not None
        assert await store.schedule(made.number, made.nonce, int(clock()) + 60)
        assert await begin(new).changes() is None
        clock.pass_seconds(120 + LATEST_SECONDS)
        assert [one.state for one in await store.begin_due()] == ["missed"]
        again = await begin(new).changes()
        assert again is not None and again.name == f"{self.NAME}-2"

    async def test_several_processes_propose_it_once(
        self, begin: Begin, store: AnnouncementStore, old: Dataset, new: Dataset
    ) -> None:
        await begin(old).changes()
        made = await asyncio.gather(*(begin(new).changes() for _ in range(5)))
        assert len([one for one in made if one is not None]) == 1
        assert await states(store) == [(self.NAME, "proposed")]

    async def test_a_name_that_is_taken_is_numbered(
        self, begin: Begin, store: AnnouncementStore, old: Dataset, new: Dataset
    ) -> None:
        await store.propose(self.NAME, "message", "news", {"text": {"en": "Taken."}})
        await begin(old).changes()
        made = await begin(new).changes()
        assert made is not None and made.name == f"{self.NAME}-2"

    async def test_with_auto_it_goes_out_by_itself_also_one_that_was_left(
        self, begin: Begin, store: AnnouncementStore, old: Dataset, new: Dataset, newer: Dataset
    ) -> None:
        await begin(old).changes()
        made = await begin(new).changes()
        assert made is not None and made.state == "proposed"
        assert await begin(new, sends_changes=True).changes() is None
        assert await states(store) == [(self.NAME, "planning")]
        later = await begin(newer, sends_changes=True).changes()
        assert later is not None and later.state == "planning"


class TestMessages:
    async def test_a_file_is_proposed_once_and_never_sent_by_itself(
        self, begin: Begin, store: AnnouncementStore, clock: Clock, new: Dataset, write: Write
    ) -> None:
        write(MESSAGE)
        (made,) = await begin(new, sends_changes=True).messages()
        assert (made.name, made.kind, made.topic, made.state) == ("opening", "message", "calls", "proposed")
        assert made.content["text"] == {"en": "The call is open."}
        assert (made.send_at, made.expires_at) == (None, int(clock()) + DAY)
        assert await begin(new).messages() == []
        assert await states(store) == [("opening", "proposed")]

    async def test_one_with_a_time_keeps_it_until_it_is_confirmed(
        self, begin: Begin, store: AnnouncementStore, clock: Clock, new: Dataset, write: Write
    ) -> None:
        write(MESSAGE + IN_AN_HOUR)
        (made,) = await begin(new).messages()
        assert (made.state, made.send_at) == ("proposed", int(clock()) + 3600)
        assert made.expires_at == int(clock()) + 3600 + DAY
        clock.pass_seconds(3600)
        assert await store.begin_due() == [], "nobody confirmed it"

    @pytest.mark.parametrize("state", ["proposed", "scheduled", "discarded"])
    async def test_a_changed_file_is_proposed_anew_before_it_was_sent(
        self, begin: Begin, store: AnnouncementStore, clock: Clock, new: Dataset, write: Write, state: str
    ) -> None:
        write(MESSAGE + IN_AN_HOUR)
        (made,) = await begin(new).messages()
        assert made.nonce is not None and made.send_at is not None
        if state == "scheduled":
            assert await store.schedule(made.number, made.nonce, made.send_at)
        elif state == "discarded":
            assert await store.discard(made.number)
        write(MESSAGE.replace("is open", "is closed").replace("calls", "news") + "expires: 3 days\n")
        (again,) = await begin(new).messages()
        assert (again.number, again.state, again.topic) == (made.number, "proposed", "news")
        assert again.content["text"] == {"en": "The call is closed."}
        assert (again.send_at, again.expires_at) == (None, int(clock()) + 3 * DAY)
        assert await store.confirm(made.number, made.nonce) is None, "who confirmed had read something else"
        assert await begin(new).messages() == []

    async def test_what_was_sent_stays_and_is_told_once(
        self,
        begin: Begin,
        store: AnnouncementStore,
        new: Dataset,
        write: Write,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        write(MESSAGE)
        await begin(new).messages()
        await confirmed(store, "opening")
        write(MESSAGE.replace("is open", "is closed"))
        proposer = begin(new)
        for _ in range(3):
            assert await proposer.messages() == []
        (line,) = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
        assert "opening.yaml" in line and "/correct opening" in line
        sent = await store.named("opening")
        assert sent is not None and sent.content["text"] == {"en": "The call is open."}

    async def test_too_late_means_not_proposed(
        self, begin: Begin, store: AnnouncementStore, clock: Clock, new: Dataset, write: Write
    ) -> None:
        write(MESSAGE + IN_AN_HOUR)
        clock.pass_seconds(3600 + LATEST_SECONDS + 1)
        assert await begin(new).messages() == []
        assert await states(store) == []

    async def test_what_nobody_confirms_in_time_is_missed_until_the_file_names_another(
        self, begin: Begin, store: AnnouncementStore, clock: Clock, new: Dataset, write: Write
    ) -> None:
        write(MESSAGE + IN_AN_HOUR)
        proposer = begin(new)
        await proposer.messages()
        clock.pass_seconds(3600 + LATEST_SECONDS + 1)
        assert await proposer.messages() == []
        assert await states(store) == [("opening", "missed")]
        write(MESSAGE + IN_AN_HOUR.replace("-15", "-16"))
        (again,) = await proposer.messages()
        assert again.state == "proposed"

    async def test_one_without_a_time_is_missed_when_it_expires(
        self, begin: Begin, store: AnnouncementStore, clock: Clock, new: Dataset, write: Write
    ) -> None:
        write(MESSAGE + "expires: 2 hours\n")
        proposer = begin(new)
        await proposer.messages()
        clock.pass_seconds(7199)
        await proposer.messages()
        assert await states(store) == [("opening", "proposed")]
        clock.pass_seconds(1)
        await proposer.messages()
        assert await states(store) == [("opening", "missed")]

    async def test_a_faulty_file_is_told_once_and_the_others_are_proposed(
        self,
        begin: Begin,
        new: Dataset,
        write: Write,
        tmp_path: Path,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        write(MESSAGE)
        (tmp_path / "announcements" / "bad.yaml").write_text("id: bad\ntopic: weekly\ntext:\n  en: Hi\n")
        proposer = begin(new)
        assert [one.name for one in await proposer.messages()] == ["opening"]
        await proposer.messages()
        (line,) = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
        assert "bad.yaml:2: " in line

    async def test_an_id_that_something_else_has_is_told(
        self,
        begin: Begin,
        store: AnnouncementStore,
        new: Dataset,
        write: Write,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        await store.propose("opening", "weekly", "weekly", {"weekly": {}})
        write(MESSAGE)
        assert await begin(new).messages() == []
        assert "opening is announced with other content" in caplog.text


async def test_while_it_runs_it_proposes_what_comes_and_survives_a_database_that_fails(
    begin: Begin,
    database: Database,
    store: AnnouncementStore,
    clock: Clock,
    old: Dataset,
    new: Dataset,
    write: Write,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await begin(old).changes()
    write(MESSAGE)
    proposer = begin(new)
    running = asyncio.create_task(proposer.run(Weekly(new, store, Outbox(database, clock), None, now=clock)))
    async with asyncio.timeout(10):
        while len(await states(store)) < 2:
            await asyncio.sleep(0.02)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert sorted(await states(store)) == [(TestChanges.NAME, "proposed"), ("opening", "proposed")]
    await database.close()
    caplog.clear()
    running = asyncio.create_task(proposer.run(Weekly(new, store, Outbox(database, clock), None, now=clock)))
    async with asyncio.timeout(10):
        while "nothing can be proposed" not in caplog.text:
            await asyncio.sleep(0.02)
    assert not running.done()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
