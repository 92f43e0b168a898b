"""Delivers updates to a webhook as Telegram does: in order for each chat, again and again until taken."""

from __future__ import annotations

import asyncio
import json
import re
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout
from api_errors import bad_request
from clock import Clock
from feed import Entry, UpdateFeed

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
PORTS = {443, 80, 88, 8443}
LONGEST_DELAY = 60.0
LONGEST_RETRY_AFTER = 3600
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}\Z")
_NEVER_IN_ANSWERS = {"deletewebhook", "setwebhook", "close", "logout"}


@dataclass(frozen=True)
class Delivery:
    """One attempt to hand over an update."""

    update_id: int
    status: int | None
    """None when there was no answer."""
    error: str
    at: float
    seconds: float
    """Until the answer."""


class Webhook:
    """The webhook of the bot. `execute` carries out a method that the bot answered with."""

    def __init__(
        self,
        feed: UpdateFeed,
        clock: Clock,
        execute: Callable[[str, dict[str, Any]], Awaitable[None]],
        tell: Callable[[], Awaitable[None]],
    ) -> None:
        self.url = ""
        self.secret: str | None = None
        self.max_connections = 40
        self.has_certificate = False
        self.deliver_to: str | None = None
        """Where updates really go, such as http://127.0.0.1:8080; without a path, that of the webhook is kept."""
        self.allow_http = False
        """As a local Bot API server does; Telegram's own wants HTTPS."""
        self.first_delay = 0.05
        """Seconds from which the delay doubles; Telegram's is 1. The first repetition comes at once."""
        self.timeout = 60.0
        self.deliveries: list[Delivery] = []
        self._feed = feed
        self._clock = clock
        self._execute = execute
        self._tell = tell
        self._queues: dict[tuple[str, int], deque[Entry]] = defaultdict(deque)
        self._workers: dict[tuple[str, int], asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(self.max_connections)
        self._session: ClientSession | None = None

    async def set(self, parameters: dict[str, Any], *, has_certificate: bool) -> bool:
        """Carry out setWebhook; without an address it removes the webhook."""
        url, secret = parameters.get("url", ""), parameters.get("secret_token")
        if not url:
            return await self.delete(parameters)
        self._check(url, secret)
        await self._stop_workers()
        self._feed.allow(parameters)
        if parameters.get("drop_pending_updates"):
            self._feed.waiting.clear()
        self.url, self.secret, self.has_certificate = url, secret, has_certificate
        self.max_connections = min(max(parameters.get("max_connections", 40), 1), 100)
        self._slots = asyncio.Semaphore(self.max_connections)
        self._session = self._session or ClientSession(timeout=ClientTimeout(total=self.timeout))
        for entry in self._feed.waiting:
            self.take(entry)
        return True

    async def delete(self, parameters: dict[str, Any]) -> bool:
        """Carry out deleteWebhook: what waits goes to getUpdates, unless it is to be dropped."""
        await self._stop_workers()
        self.url, self.secret, self.has_certificate = "", None, False
        if parameters.get("drop_pending_updates"):
            self._feed.waiting.clear()
        return True

    async def close(self) -> None:
        """End all deliveries."""
        await self._stop_workers()
        if self._session is not None:
            await self._session.close()

    def info(self) -> dict[str, Any]:
        """The answer to getWebhookInfo."""
        self._feed.drop_expired()
        info: dict[str, Any] = {
            "url": self.url,
            "has_custom_certificate": self.has_certificate,
            "pending_update_count": len(self._feed.waiting),
        }
        if self.url:
            info["max_connections"] = self.max_connections
        if self.url and (failed := [delivery for delivery in self.deliveries if delivery.error]):
            info |= {"last_error_date": int(failed[-1].at), "last_error_message": failed[-1].error}
        if self._feed.allowed:
            info["allowed_updates"] = self._feed.allowed
        return info

    def take(self, entry: Entry) -> None:
        """Deliver an update when those before it in its queue are delivered."""
        if self._session is None or not self.url:
            return
        key = _queue_of(entry)
        self._queues[key].append(entry)
        if key not in self._workers:
            self._workers[key] = asyncio.create_task(self._work(key))

    def _check(self, url: str, secret: str | None) -> None:
        address = urlsplit(url)
        if address.scheme != "https" and not self.allow_http:
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if not self.allow_http and (address.port or 443) not in PORTS:
            raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        if secret is not None and not _SECRET.match(secret):
            raise bad_request("secret token contains unallowed characters")

    @property
    def address(self) -> str:
        """Where updates are posted to."""
        if self.deliver_to is None:
            return self.url
        if urlsplit(self.deliver_to).path.strip("/"):
            return self.deliver_to
        public = urlsplit(self.url)
        query = f"?{public.query}" if public.query else ""
        return f"{self.deliver_to.rstrip('/')}{public.path}{query}"

    async def _work(self, key: tuple[str, int]) -> None:
        queue = self._queues[key]
        while queue:
            await self._deliver(queue[0])
            queue.popleft()
            await self._tell()
        del self._workers[key], self._queues[key]

    async def _deliver(self, entry: Entry) -> None:
        """Try until the bot takes the update or it is too old."""
        delay, fails = self.first_delay, 0
        while self._clock.now() < entry.expires_at:
            async with self._slots:
                retry_after = await self._attempt(entry)
            if retry_after is None:
                break
            if retry_after == 0 and fails > 0:
                delay = min(delay * 2, LONGEST_DELAY)
                retry_after = delay
            fails += 1
            await asyncio.sleep(retry_after)
        if entry in self._feed.waiting:
            self._feed.waiting.remove(entry)

    async def _attempt(self, entry: Entry) -> float | None:
        """Post the update once; None when it was taken, else the seconds the bot asked to wait, or 0."""
        assert self._session is not None
        headers = {} if self.secret is None else {SECRET_HEADER: self.secret}
        started, status, error, retry_after, answer = self._clock.now(), None, "", 0.0, b""
        try:
            async with self._session.post(
                self.address, json=entry.update, headers=headers, allow_redirects=False
            ) as response:
                answer, status = await response.read(), response.status
                if not 200 <= status <= 299:
                    error = f"Wrong response from the webhook: {status} {response.reason}"
                    retry_after = _seconds(response.headers.get("Retry-After", ""))
        except (ClientError, OSError, TimeoutError) as failure:
            error = f"Connection failed: {type(failure).__name__}"
        ended = self._clock.now()
        self.deliveries.append(Delivery(entry.update_id, status, error, started, ended - started))
        await self._tell()
        if error:
            return retry_after
        await self._execute_answer(answer)
        return None

    async def _execute_answer(self, answer: bytes) -> None:
        try:
            call = json.loads(answer)
        except ValueError:
            return
        method = call.pop("method", "") if isinstance(call, dict) else ""
        if method and method.lower() not in _NEVER_IN_ANSWERS and not method.lower().startswith("get"):
            await self._execute(method, call)

    async def _stop_workers(self) -> None:
        workers = list(self._workers.values())
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        self._workers.clear()
        self._queues.clear()


def _queue_of(entry: Entry) -> tuple[str, int]:
    """Messages and changes of membership are ordered within their chat, all else within its user."""
    for kind, of in (("chat", entry.content.get("chat")), (entry.kind, entry.content.get("from"))):
        if of is not None:
            return kind, of["id"]
    return "alone", entry.update_id


def _seconds(retry_after: str) -> float:
    return float(min(int(retry_after), LONGEST_RETRY_AFTER)) if retry_after.isdecimal() else 0.0
