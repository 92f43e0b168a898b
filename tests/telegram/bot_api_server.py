"""A Bot API server on loopback that behaves like Telegram's, as far as the bot can tell.

It keeps updates until they are confirmed by an offset or taken by a webhook, ends an older long poll when a
newer one comes, refuses what Telegram refuses, records and checks every request (`calls`, `complaints`), and
fails on demand (`fail`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web
from api_errors import BROKEN_JSON, DROPPED_AFTER, DROPPED_BEFORE, HUNG_AFTER, ApiError, Fault
from bot_profile import BotProfile
from chat_members import chat_member
from chats import Chats
from clock import Clock
from feed import UpdateFeed
from flood_meter import FloodMeter
from privacy_mode import hides
from queries import Queries
from request_desk import Call, RequestDesk
from sent_messages import SentMessages
from updates import BOT, person
from uploads import Upload
from webhook_delivery import Delivery, Webhook

__all__ = [
    "BROKEN_JSON",
    "DROPPED_AFTER",
    "DROPPED_BEFORE",
    "HUNG_AFTER",
    "TOKEN",
    "BotApiServer",
    "Call",
    "Fault",
]

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"
LARGEST_REQUEST = 50 * 1024 * 1024


class BotApiServer:
    """The server; `await start()` it, push updates, wait for the bot's calls.

    `short_polls_wait` makes a repeated poll with the same offset wait for 3 s, as Telegram does; it slows
    down each stop of the bot, so only the tests of stopping want it. `checks=False` spares the checking of
    requests against the models, for measuring.
    """

    def __init__(self, *, short_polls_wait: bool = False, checks: bool = True) -> None:
        self.url = ""
        self.me: dict[str, Any] = dict(BOT)
        """The answer to getMe; change its flags as BotFather would."""
        self.privacy_mode = False
        """Whether messages of groups are kept from the bot as `privacy_mode.hides` says."""
        self.clock = Clock()
        self.flood = FloodMeter()
        self.chats = Chats(self.me)
        self.sent_messages = SentMessages(self.chats, self.flood, self.me)
        self.queries = Queries(self.clock, self.sent_messages)
        self.profile = BotProfile(self.me)
        self._next_update_id = 900_000_000
        self._changed = asyncio.Condition()
        self._feed = UpdateFeed(self._changed, self.clock, short_polls_wait=short_polls_wait)
        self._desk = RequestDesk(TOKEN, self._carry_out, self._tell, checks=checks)
        self.calls = self._desk.calls
        self.complaints = self._desk.complaints
        self.webhook = Webhook(self._feed, self.clock, self._desk.execute, self._tell)
        parts = (self.chats, self.sent_messages, self.queries, self.profile)
        self._methods = {name: call for part in parts for name, call in part.methods().items()}
        self._runner: web.AppRunner | None = None

    async def start(self, port: int = 0) -> None:
        """Listen on loopback; on a free port unless one is given."""
        app = web.Application(client_max_size=LARGEST_REQUEST)
        app.router.add_route("*", "/bot{token}/{method}", self._desk.handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """End all polls and deliveries and close."""
        await self._feed.close()
        await self.webhook.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def push(
        self, *, update_id: int | None = None, whatever_allowed: bool = False, **update: Any
    ) -> int:
        """Queue an update of any kind, such as `message={...}`; return its id.

        Telegram drops the kinds that the bot did not ask for; `whatever_allowed` sends them all the same, as
        happens with updates that were queued before.
        """
        if update_id is None:
            update_id = self._next_update_id
            self._next_update_id += 1
        for kind, content in update.items():
            hidden = self.privacy_mode and hides(kind, content, self.chats, self.me)
            self.chats.see(kind, content)
            self.queries.see(kind, content)
            if whatever_allowed or (self._feed.wants(kind) and not hidden):
                self.webhook.take(self._feed.add(update_id, kind, content))
        await self._tell()
        return update_id

    def fail(self, method: str, *faults: Fault, chat_id: int | None = None) -> None:
        """Let the next calls of a method, or of any ("*"), fail one after the other, also only for one chat."""
        self._desk.faults.add(method, faults, chat_id)

    def fail_always(self, method: str, fault: Fault, chat_id: int | None = None) -> None:
        """Let all calls of a method fail until `heal` is called."""
        self._desk.faults.set(method, fault, chat_id)

    def fail_by_chance(self, decide: Callable[[str, Mapping[str, Any]], Fault | None]) -> None:
        """Let a function of method and parameters decide on each request whether it fails."""
        self._desk.faults.by_chance = decide

    def heal(self) -> None:
        """Let nothing fail any more."""
        self._desk.faults.clear()

    @property
    def latency(self) -> float:
        """Seconds added to every answer."""
        return self._desk.latency

    @latency.setter
    def latency(self, seconds: float) -> None:
        self._desk.latency = seconds

    @property
    def polls_open(self) -> int:
        """How many calls of getUpdates are waiting for an update."""
        return self._feed.polls_open

    @property
    def pending(self) -> list[int]:
        """The ids of updates that are neither confirmed nor taken."""
        return [entry.update_id for entry in self._feed.waiting]

    @property
    def webhook_url(self) -> str:
        """The public address of the webhook; empty while there is none."""
        return self.webhook.url

    @webhook_url.setter
    def webhook_url(self, url: str) -> None:
        self.webhook.url = url

    @property
    def deliveries(self) -> list[Delivery]:
        """All attempts to hand an update to the webhook."""
        return self.webhook.deliveries

    def called(self, method: str) -> list[Mapping[str, Any]]:
        """The parameters of all calls of a method so far."""
        return list(self._desk.called[method.lower()])

    async def wait_for(self, method: str, count: int = 1, timeout: float = 5.0) -> list[Mapping[str, Any]]:
        """Wait until a method was called `count` times in all; return the parameters of these calls."""
        calls = self._desk.called[method.lower()]
        await self.wait_until(lambda: len(calls) >= count, f"{count} x {method}", timeout)
        return calls[:count]

    async def wait_handled(self, *update_ids: int, timeout: float = 15.0) -> None:
        """Wait until updates were handled wholly: the bot confirms an update then, and not before."""
        wanted = set(update_ids)
        await self.wait_until(
            lambda: wanted.isdisjoint(self.pending), f"the handling of {sorted(wanted)}", timeout
        )

    async def wait_until(self, holds: Callable[[], bool], what: str, timeout: float = 5.0) -> None:
        """Wait until something about this server holds; it is looked at after each request."""
        try:
            async with self._changed:
                await asyncio.wait_for(self._changed.wait_for(holds), timeout)
        except TimeoutError:
            methods = [call.method for call in self.calls[-50:]]
            raise AssertionError(f"waited {timeout} s for {what}; last calls: {methods}") from None

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The messages of the bot as Telegram keeps them, parsed and in the order of their arrival."""
        return self.sent_messages.sent

    async def wait_for_messages(self, count: int, timeout: float = 5.0) -> list[dict[str, Any]]:
        """Wait until the bot has sent `count` messages in all, refused ones not counted; return them."""
        await self.wait_until(lambda: len(self.messages) >= count, f"{count} messages", timeout)
        return self.messages[:count]

    async def answer_to(self, **update: Any) -> dict[str, Any]:
        """Push an update and return the next message of the bot."""
        before = len(self.messages)
        await self.push(**update)
        return (await self.wait_for_messages(before + 1))[-1]

    async def inline_answer(self, query: dict[str, Any]) -> Mapping[str, Any]:
        """Push an inline query and return the parameters of its answer."""
        answers = self.queries.inline_answers
        await self.push(inline_query=query)
        await self.wait_until(lambda: query["id"] in answers, f"the answer to {query['query']!r}")
        return answers[query["id"]]

    async def guest_answer(self, message: dict[str, Any]) -> Mapping[str, Any]:
        """Push a guest message and return the parameters of its answer."""
        answers, query_id = self.queries.guest_answers, message["guest_query_id"]
        await self.push(guest_message=message)
        await self.wait_until(lambda: query_id in answers, f"the answer to {message['text']!r}")
        return answers[query_id]

    def forget_queries(self) -> None:
        """Let all presses of buttons and inline queries be too old to be answered."""
        self.queries.forget()

    def set_member(self, chat_id: int, user_id: int, status: str, **fields: Any) -> None:
        """Say what a user, or the bot by its id, is in a chat, such as "administrator"."""
        user = self.me if user_id == self.me["id"] else person(user_id)
        self.chats.members.set(chat_id, chat_member(user, status, **fields))

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _carry_out(self, method: str, parameters: dict[str, Any], files: dict[str, Upload]) -> Any:
        self.sent_messages.take_files(parameters, files)
        match method:
            case "getme":
                return self.me
            case "getupdates":
                if self.webhook_url:
                    raise ApiError(409, "Conflict: can't use getUpdates method while webhook is active")
                return await self._feed.poll(parameters)
            case "setwebhook":
                return await self.webhook.set(parameters, has_certificate="certificate" in parameters)
            case "deletewebhook":
                return await self.webhook.delete(parameters)
            case "getwebhookinfo":
                return self.webhook.info()
            case "getfile":
                raise ApiError(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if method not in self._methods:
            raise ApiError(501, f"Not Implemented: this server does not know {method}")
        return self._methods[method](parameters)
