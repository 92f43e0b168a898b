"""What is proposed for announcement: changes of the data, and the messages in data/announcements/."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.announcing.message_files import MessageFile, read_message_files
from bot.announcing.weekly import Weekly
from bot.dataset.changes import compare
from bot.dataset.models import Dataset
from bot.dataset.snapshots import Snapshot, snapshot_of
from bot.errors import StorageError
from bot.storage.announced_data import AnnouncedData
from bot.storage.announcements import (
    LATEST_SECONDS,
    NOT_SENT,
    OPEN,
    SENT,
    Announcement,
    AnnouncementStore,
    State,
)

logger = logging.getLogger(__name__)

LOOK_SECONDS = 30.0
"""How often the folder of messages and the clock of the week are looked at."""
_SETTLED: tuple[State, ...] = (*SENT, "withdrawn", "discarded")
"""States in which the operators are through with changes; what was missed is proposed anew."""
_EVERY: tuple[State, ...] = ("proposed", "scheduled", "missed", *_SETTLED)


@dataclass(frozen=True)
class Proposer:
    """Proposes each thing once, however often it is asked, also by several processes.

    The content of changes holds beside what is read: `since`, the digest of the data before, and `before`, that
    data; `data`, with the `digest` and the `snapshot` of the data after, unless the proposal was superseded.
    """

    dataset: Dataset
    data_dir: Path
    languages: Collection[str]
    """In which subscribers can be spoken to."""
    announcements: AnnouncementStore
    sends_changes: bool = False
    """Whether changes of the data go out without a confirmation."""
    now: Callable[[], float] = time.time
    _told: set[str] = field(default_factory=set)
    """What was logged already."""

    async def run(self, weekly: Weekly) -> None:
        """Propose what there is now and what comes, and begin what is weekly, until cancelled.

        A database that fails is waited for.
        """
        is_compared = False
        while True:
            try:
                if not is_compared:
                    await self.changes()
                    is_compared = True
                await self.messages()
                await weekly.begin()
            except StorageError as error:
                logger.error("nothing can be proposed for announcement: %s", error)
            await asyncio.sleep(LOOK_SECONDS)

    async def changes(self) -> Announcement | None:
        """Propose what changed since the data was announced last; None when nothing, or it is proposed already.

        Once at each start is enough: a process keeps its data. At the very first start the data of now counts as
        announced. Raises StorageError.
        """
        current = snapshot_of(self.dataset)
        while True:
            known = await self.announcements.in_states(_EVERY)
            every = [one for one in known if one.kind == "changes"]
            last = await self._announced_last(every, current)
            changed = compare(last, current)
            content = {
                "changes": changed.model_dump(mode="json"),
                "since": last.digest,
                "before": last.to_json(),
                "data": {"digest": current.digest, "snapshot": current.to_json()},
            }
            proposed: Announcement | None = None
            for one in every:
                if (
                    one.state in OPEN
                    and not changed.is_empty
                    and _versions(one.content) == _versions(content)
                ):
                    proposed = one
                elif one.state in OPEN:
                    await self._supersede(one)
            if changed.is_empty:
                return None
            if proposed is not None:
                await self._begin(proposed)
                return None
            name = _free_name(f"members-{current.as_of}", {one.name for one in known})
            made = await self.announcements.propose(name, "changes", "members", content)
            if made is not None:
                logger.info("changes of the data are proposed as %s", made.name)
                return await self._begin(made)
            # Another process was faster; look what it made.

    async def messages(self) -> list[Announcement]:
        """Propose the messages of the files that are new or were changed before they were sent.

        What nobody confirmed in time is let go. Return what is to be confirmed now. Raises StorageError.
        """
        files, problems = read_message_files(self.data_dir, self.dataset, self.languages)
        for problem in problems:
            self._tell(logging.ERROR, str(problem))
        await self._let_go()
        found = [await self._message(file) for file in files]
        return [one for one in found if one is not None]

    async def _announced_last(self, every: list[Announcement], current: Snapshot) -> Snapshot:
        """The data that the operators are through with, noted if it was not yet.

        An announcement of changes carries its data with it, so that nothing is repeated or lost when a process
        ends between sending it and noting that.
        """
        settled = [one.content["data"] for one in every if one.state in _SETTLED and "data" in one.content]
        announced = AnnouncedData(self.announcements.database, self.now)
        noted = await announced.last()
        if noted is None and not settled:
            await announced.note(current.digest, current.to_json())
            return current
        digest, text = noted or ("", "")
        if settled and settled[-1]["digest"] != digest:
            digest, text = settled[-1]["digest"], settled[-1]["snapshot"]
            await announced.note(digest, text)
        try:
            return Snapshot.from_json(text)
        except ValueError:
            raise StorageError("BOT_DATABASE_URL: the data that was announced last cannot be read") from None

    async def _supersede(self, one: Announcement) -> None:
        """Give up a proposal for one of other data; without its own data it does not count as settled."""
        content = {key: value for key, value in one.content.items() if key not in ("data", "before")}
        if await self.announcements.rewrite(one.number, content, "discarded", topic=one.topic):
            logger.warning("announcement %s is given up: the data has changed since", one.name)

    async def _begin(self, proposed: Announcement) -> Announcement:
        if not self.sends_changes:
            return proposed
        return await self.announcements.begin(proposed.number, ("proposed",)) or proposed

    async def _let_go(self) -> None:
        for one in await self.announcements.in_states(("proposed",)):
            if self._is_late(one.send_at, one.expires_at):
                await self.announcements.change_state(one.number, ("proposed",), "missed")
                logger.warning("announcement %s was not confirmed in time and is not sent", one.name)

    async def _message(self, file: MessageFile) -> Announcement | None:
        known = await self.announcements.named(file.name)
        if known is not None and known.content.get("digest") == file.content["digest"]:
            return None
        send_at, expires_at = file.send_at, file.expires_at(int(self.now()))
        if self._is_late(send_at, expires_at):
            self._tell(logging.INFO, f"{file.path}: its time is over, so it is not proposed")
            return None
        if known is None:
            made = await self.announcements.propose(
                file.name, "message", file.topic, file.content, send_at=send_at, expires_at=expires_at
            )
        elif known.kind == "message" and known.state in NOT_SENT:
            made = await self.announcements.rewrite(
                known.number,
                file.content,
                "proposed",
                topic=file.topic,
                send_at=send_at,
                expires_at=expires_at,
            )
        else:
            self._tell(
                logging.WARNING,
                f"{file.path}: {file.name} is announced with other content; what was sent is changed by "
                f"/correct {file.name}, something new takes a new id",
            )
            return None
        if made is not None:
            logger.info("message %s is proposed", made.name)
        return made

    def _is_late(self, send_at: int | None, expires_at: int | None) -> bool:
        now = self.now()
        return (send_at is not None and send_at < now - LATEST_SECONDS) or (
            expires_at is not None and expires_at <= now
        )

    def _tell(self, level: int, line: str) -> None:
        """Log a line once in the life of a process."""
        if line not in self._told:
            self._told.add(line)
            logger.log(level, "%s", line)


def _versions(content: dict[str, Any]) -> tuple[str, str]:
    """The versions of the data between which a proposal lies."""
    return content.get("since", ""), content.get("data", {}).get("digest", "")


def _free_name(name: str, taken: Collection[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free
