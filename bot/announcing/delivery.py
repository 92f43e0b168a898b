"""Delivers what stands in the outbox: claims at the common pace, sends, and writes down what became of it.

Any number of processes may do so on one database. A process that is killed leaves at most the deliveries that it
had in hand, which become unknown; it gives a sign of life each second so that others notice.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Protocol

from bot.announcing.outcomes import (
    Arrived,
    Later,
    Lost,
    Moved,
    NoTopic,
    Outcome,
    Refused,
    Troubled,
    Unreached,
    Unsure,
)
from bot.errors import StorageError
from bot.storage.claiming import Claim, Claims, Wait
from bot.storage.settling import Settlements

logger = logging.getLogger(__name__)

AT_ONCE = 16
"""Messages under way side by side; at 25 a second a messenger may take half a second to answer."""
MOST_TRIES = 5
"""Tries of a message that the messenger fails to handle."""
_TROUBLED_PAUSES = (1.0, 5.0, 20.0, 60.0)
_UNREACHED_SECONDS = 3.0
_AGAIN_SECONDS = 1.0
_FINISH_SECONDS = 2.5


class Messenger(Protocol):
    """Carries out claims, each with one request and nothing again by itself."""

    async def carry_out(self, claim: Claim) -> Outcome:
        """Send, correct or withdraw the message of a claim, and tell what became of it."""


class Deliverer:
    """Delivers until it is stopped; `replies` tells how many messages were sent beside since it was last asked."""

    def __init__(
        self,
        claims: Claims,
        settlements: Settlements,
        messenger: Messenger,
        replies: Callable[[], int] = lambda: 0,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._claims = claims
        self._settlements = settlements
        self._messenger = messenger
        self._replies = replies
        self._replied = 0
        """Messages sent beside that no claim has made up for yet."""
        self._now = now
        self._places = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._claims_no_more = asyncio.Event()
        self._wake = asyncio.Event()
        self._in_trouble = False
        self._pause = 0.0
        """Seconds to claim nothing, for the messenger was not reached."""

    @property
    def in_hand(self) -> int:
        """How many messages are under way."""
        return len(self._tasks)

    def wake(self) -> None:
        """Look at once whether there is something to deliver."""
        self._wake.set()

    async def run(self) -> None:
        """Deliver until `stop`, which must come before it is cancelled: a claim cut short leaves an unknown."""
        try:
            while not self._stopping.is_set():
                await self._claim_one()
        finally:
            self._claims_no_more.set()

    async def stop(self) -> None:
        """Claim nothing more, and finish what is under way; what cannot be finished in time becomes unknown."""
        self._stopping.set()
        self._wake.set()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_FINISH_SECONDS):
                # What is being claimed at this moment is put back.
                await self._claims_no_more.wait()
                if self._tasks:
                    await asyncio.wait(self._tasks)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _claim_one(self) -> None:
        if self._pause:
            seconds, self._pause = self._pause, 0.0
            await self._rest(seconds)
        await self._places.acquire()
        claim = await self._next()
        if isinstance(claim, Wait):
            self._places.release()
            await self._rest(claim.seconds)
            return
        task = asyncio.create_task(self._deliver(claim))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def _next(self) -> Claim | Wait:
        if self._stopping.is_set():
            return Wait(0.0)
        self._replied += self._replies()
        try:
            claim = await self._claims.claim(self._replied)
        except StorageError as error:
            self._tell_trouble(error)
            return Wait(_AGAIN_SECONDS)
        self._in_trouble = False
        if isinstance(claim, Claim):
            self._replied = 0
        return claim

    async def _rest(self, seconds: float) -> None:
        self._wake.clear()
        if self._stopping.is_set():
            return
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._places.release()

    async def _deliver(self, claim: Claim) -> None:
        await asyncio.sleep(max(0.0, claim.send_at - self._now()))
        if self._stopping.is_set():
            await self._settle(lambda: self._settlements.put_back(claim, 0.0, "the program was stopped"))
            return
        outcome = await self._carry_out(claim)
        if isinstance(outcome, Unreached):
            self._pause = _UNREACHED_SECONDS
        note = self._note_sent if claim.todo == "send" else self._note_changed
        await self._settle(lambda: note(claim, outcome))

    async def _carry_out(self, claim: Claim) -> Outcome:
        try:
            return await self._messenger.carry_out(claim)
        except Exception as error:
            # Whatever it was, the message may be out; and the row must not stay as if it were under way.
            logger.exception("an announcement met a fault of this program")
            return Unsure(f"a fault of this program ({type(error).__name__})")

    async def _note_sent(self, claim: Claim, outcome: Outcome) -> None:
        settlements = self._settlements
        match outcome:
            case Arrived(message_id):
                await settlements.sent(claim, message_id)
            case Later(seconds):
                await settlements.flooded(claim, seconds)
            case Moved(chat_id):
                await settlements.moved(claim, chat_id)
            case Lost(reason):
                await settlements.lost(claim, reason)
            case NoTopic(reason) if claim.thread_id is not None:
                await settlements.to_general(claim, reason)
            case Unreached(reason):
                await settlements.put_back(claim, _UNREACHED_SECONDS, reason)
            case Troubled(reason) if claim.tries < MOST_TRIES:
                await settlements.put_back(claim, _TROUBLED_PAUSES[claim.tries - 1], reason)
            case Refused(reason) | Troubled(reason) | NoTopic(reason):
                logger.error("an announcement was not taken: %s", reason)
                await settlements.refused(claim, reason)
            case Unsure(reason):
                await settlements.unsure(claim, reason)

    async def _note_changed(self, claim: Claim, outcome: Outcome) -> None:
        """A message that was to be corrected or withdrawn: doing that twice does no harm, so it is tried again."""
        match outcome:
            case Arrived():
                await self._settlements.done(claim, "corrected" if claim.todo == "correct" else "withdrawn")
            case Later(seconds):
                await self._settlements.flooded(claim, seconds)
            case Moved(chat_id):
                await self._settlements.moved(claim, chat_id)
            case Unreached(reason) | Troubled(reason) | Unsure(reason):
                await self._settlements.put_back(claim, _UNREACHED_SECONDS, reason)
            case Lost(reason) | Refused(reason) | NoTopic(reason):
                await self._settlements.done(claim, f"could not be changed: {reason}")

    async def _settle(self, write: Callable[[], Awaitable[None]]) -> None:
        """Write a result, however often that has to be tried: the row must not say less than is known."""
        while True:
            try:
                await write()
                return
            except StorageError as error:
                self._tell_trouble(error)
            await asyncio.sleep(_AGAIN_SECONDS)

    def _tell_trouble(self, error: StorageError) -> None:
        if not self._in_trouble:
            logger.error("the outbox cannot be used, trying until it can: %s", error)
        self._in_trouble = True
