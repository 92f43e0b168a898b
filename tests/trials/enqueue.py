"""Queueing an announcement for very many chats: time, memory, size of the database; and the hours that it takes."""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from bot.announcing.rendering import Renderer
from bot.settings import Settings
from bot.storage.announcements import AnnouncementStore
from bot.storage.claiming import Claim, Claims, Pace
from bot.storage.opening import open_database
from bot.storage.outbox import Outbox
from bot.storage.settling import Settlements
from tests.trials.population import make_places, store_places
from tests.trials.trial import propose_round, renderer_of

_CLAIMS = 200


@dataclass(frozen=True)
class Queued:
    """What queueing took."""

    subscribers: int
    rows: int
    seconds: float
    longest_step: float
    """Seconds of the longest transaction, for which other writers had to wait."""
    megabytes: float
    """Memory of the process at its peak."""
    file_megabytes: float
    claim_milliseconds: float
    """A claim and its result, with all that queue before it, on this disk."""

    @property
    def hours(self) -> float:
        """At 25 messages a second."""
        return self.rows / Pace().per_second / 3600


async def queue_for(count: int, folder: Path) -> Queued:
    """Measure in a new SQLite database."""
    path = folder / f"{count}.sqlite3"
    database = open_database(f"sqlite:///{path}")
    await store_places(database, make_places(count, 1))
    settings = Settings.from_env({})
    store, outbox = AnnouncementStore(database), Outbox(database)
    made = await propose_round(store, settings, folder)
    renderer: Renderer = renderer_of(settings)
    confirmed = await store.begin(made.number)
    assert confirmed is not None
    started = time.perf_counter()
    longest, after = 0.0, 0
    is_meant = lru_cache(None)(partial(renderer.is_meant, confirmed))
    while True:
        step = time.perf_counter()
        found = await outbox.plan_next(confirmed, after, is_meant)
        longest = max(longest, time.perf_counter() - step)
        if found is None:
            break
        after = found
    seconds = time.perf_counter() - started
    per_claim = await _time_claims(Claims(database, "trial", Pace(1e6)), Settlements(database))
    rows = sum((await outbox.counts(confirmed.number)).values())
    await database.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
    return Queued(count, rows, seconds, longest, peak, path.stat().st_size / 1e6, per_claim)


async def _time_claims(claims: Claims, settlements: Settlements) -> float:
    started = time.perf_counter()
    for number in range(_CLAIMS):
        claim = await claims.claim()
        assert isinstance(claim, Claim)
        await settlements.sent(claim, number)
    return (time.perf_counter() - started) / _CLAIMS * 1000
