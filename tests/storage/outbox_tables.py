"""A small outbox for tests: some chats that subscribed, an announcement, and everything that handles it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from turned_clock import Clock

from bot.storage.announcements import Announcement, AnnouncementStore
from bot.storage.claiming import Claim, Claims, Pace, Wait
from bot.storage.database import Database
from bot.storage.outbox import Outbox
from bot.storage.settling import Settlements
from bot.storage.subscriptions import SubscriberStore

PEOPLE = (501, 502, 503)
GROUP, CHANNEL = -1_001_234_567_890, -1_009_876_543_210


@dataclass
class Desk:
    """The stores of one database, all by one clock."""

    database: Database
    clock: Clock

    def __post_init__(self) -> None:
        self.subscribers = SubscriberStore(self.database, self.clock)
        self.announcements = AnnouncementStore(self.database, self.clock)
        self.outbox = Outbox(self.database, self.clock)
        self.settlements = Settlements(self.database, self.clock)

    def worker(self, name: str = "one", pace: Pace | None = None) -> Claims:
        """A process that delivers."""
        return Claims(self.database, name, pace or Pace(), self.clock)

    async def follow(self, *chats: int | tuple[int, int], scopes: str = "all", language: str = "en") -> None:
        """Let chats, or (chat, topic), subscribe."""
        for chat in chats:
            chat_id, thread_id = chat if isinstance(chat, tuple) else (chat, 0)
            await self.subscribers.subscribe(chat_id, thread_id, language, scopes)

    async def announce(
        self,
        name: str = "first",
        *,
        is_meant: Callable[[str], bool] = lambda scopes: True,
        expires_at: int | None = None,
        resend_unknown: bool = False,
    ) -> Announcement:
        """Make an announcement, confirm it and queue it for all whom it is for."""
        made = await self.announcements.propose(
            name,
            "message",
            "news",
            {"text": {"en": name}},
            expires_at=expires_at,
            resend_unknown=resend_unknown,
        )
        assert made is not None and made.nonce is not None
        confirmed = await self.announcements.confirm(made.number, made.nonce)
        assert confirmed is not None
        after: int | None = 0
        while after is not None:
            after = await self.outbox.plan_next(confirmed, after, is_meant)
        live = await self.announcements.numbered(confirmed.number)
        assert live is not None and live.state == "live"
        return live

    async def take(self, worker: Claims) -> Claim:
        """Claim what is next; its slot has come when this returns."""
        await worker.beat()
        claim = await worker.claim()
        assert isinstance(claim, Claim), claim
        self.clock.pass_seconds(max(0.0, claim.send_at - self.clock()))
        return claim

    async def take_all(self, worker: Claims, most: int = 100) -> list[Claim]:
        """Claim until nothing is queued that may be sent within a minute."""
        claims: list[Claim] = []
        await worker.beat()
        deadline = self.clock() + 60
        while self.clock() < deadline and len(claims) < most:
            found = await worker.claim()
            if isinstance(found, Wait):
                self.clock.pass_seconds(found.seconds)
            else:
                self.clock.pass_seconds(max(0.0, found.send_at - self.clock()))
                claims.append(found)
        return claims


def chats_of(claims: Sequence[Claim]) -> list[int]:
    """The chats of claims, in their order."""
    return [claim.chat_id for claim in claims]
