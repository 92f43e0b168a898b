"""A Bot API server on loopback that does as little as possible, so that it is never what is measured.

It hands out updates by long polling, keeps each until an offset above it confirms it, as Telegram does, takes
messages and notes when and for which chat they came. It checks nothing; `tests/telegram` has the strict one.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable

FIRST_UPDATE_ID = 900_000_000
PAGE = 100
"""Updates in one answer of getUpdates, at most."""
AGAIN_SECONDS = 0.5
"""Who asks with the same offset again so soon gets one update, as from Telegram."""
_BOT = {"id": 123456789, "is_bot": True, "first_name": "Cities", "username": "cities_bot"}
_FIXED = {
    b"getme": json.dumps(_BOT | {"can_join_groups": True, "supports_inline_queries": True}).encode(),
    b"getmycommands": b"[]",
    b"getwebhookinfo": b'{"url":"","has_custom_certificate":false,"pending_update_count":0}',
}
"""Results that are no plain `true`."""
_MESSAGE = (
    '{"message_id":%d,"from":' + json.dumps(_BOT) + ',"date":1760000000,'
    '"chat":{"id":%d,"type":"private","first_name":"Amara"},"text":"sent"}'
).encode()
_CONFLICT = b'{"ok":false,"error_code":409,"description":"Conflict: terminated by other getUpdates request"}'

_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)
# A parameter of a form, of JSON, or of a form in parts.
_CHAT = re.compile(rb'\bchat_id"?(?:[=:]|\r\n\r\n)\s*(-?\d+)')
_OFFSET = re.compile(rb'\boffset"?(?:[=:]|\r\n\r\n)\s*(-?\d+)')
_LIMIT = re.compile(rb'\blimit"?(?:[=:]|\r\n\r\n)\s*(\d+)')
_TIMEOUT = re.compile(rb'\btimeout"?(?:[=:]|\r\n\r\n)\s*(\d+)')

OnMessage = Callable[[int, float, bytes], None]
"""Called for each message with its chat, the moment of its arrival and its parameters as they came."""


class ApiServer:
    """The server; `await start()`, then `publish` updates and listen by `on_message`."""

    def __init__(self, latency: float = 0.0) -> None:
        self.latency = latency
        """Seconds between a request and its answer, for every method."""
        self.on_message: OnMessage = lambda chat, at, body: None
        self.url = ""
        self.polls = 0
        """Calls of getUpdates so far."""
        self._updates: list[bytes] = []
        self._confirmed = 0
        self._handed_out = 0
        self.messages = 0
        """Calls of sendMessage so far."""
        self._last_poll = (-1, 0.0)
        self._poll: _Poll | None = None
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen on a free port of loopback."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self._answer), "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def close(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()

    @property
    def next_update_id(self) -> int:
        """The id that the next published update must have."""
        return FIRST_UPDATE_ID + len(self._updates)

    @property
    def in_hand(self) -> range:
        """Ids of the updates that were handed out and not confirmed."""
        return range(FIRST_UPDATE_ID + self._confirmed, FIRST_UPDATE_ID + self._handed_out)

    def publish(self, updates: list[bytes]) -> None:
        """Make updates available, each as JSON and with the next id in turn."""
        self._updates += updates
        if self._poll is not None:
            self._end_poll(self._page(self._poll.limit))

    def forget(self) -> None:
        """Confirm all updates, for a bot that is gone."""
        self._confirmed = self._handed_out = len(self._updates)

    def _answer(self, connection: _Connection, path: bytes, body: bytes) -> None:
        method = path.rpartition(b"/")[2].partition(b"?")[0].lower()
        if method == b"sendmessage":
            chat = _number(_CHAT, body, 0)
            self.messages += 1
            self.on_message(chat, time.perf_counter(), body)
            self._reply(connection, _MESSAGE % (self.messages, chat))
        elif method == b"getupdates":
            self.polls += 1
            self._get_updates(connection, body + path)
        else:
            self._reply(connection, _FIXED.get(method, b"true"))

    def _get_updates(self, connection: _Connection, parameters: bytes) -> None:
        if self._poll is not None:
            self._poll.connection.write(b"409 Conflict", _CONFLICT)
            self._end_poll(None)
        offset = _number(_OFFSET, parameters, 0)
        self._confirmed = max(self._confirmed, min(offset - FIRST_UPDATE_ID, len(self._updates)))
        now = time.monotonic()
        is_again = offset == self._last_poll[0] and now - self._last_poll[1] < AGAIN_SECONDS
        self._last_poll = (offset, now)
        limit = 1 if is_again else min(_number(_LIMIT, parameters, PAGE), PAGE)
        timeout = _number(_TIMEOUT, parameters, 0)
        if self._confirmed < len(self._updates) or not timeout:
            self._reply(connection, self._page(limit))
            return
        timer = asyncio.get_running_loop().call_later(timeout, lambda: self._end_poll(b"[]"))
        self._poll = _Poll(connection, limit, timer)

    def _page(self, limit: int) -> bytes:
        page = self._updates[self._confirmed : self._confirmed + limit]
        self._handed_out = max(self._handed_out, self._confirmed + len(page))
        return b"[%s]" % b",".join(page)

    def _end_poll(self, result: bytes | None) -> None:
        poll, self._poll = self._poll, None
        if poll is not None:
            poll.timer.cancel()
            if result is not None:
                self._reply(poll.connection, result)

    def _reply(self, connection: _Connection, result: bytes) -> None:
        body = b'{"ok":true,"result":%s}' % result
        if self.latency:
            asyncio.get_running_loop().call_later(self.latency, connection.write, b"200 OK", body)
        else:
            connection.write(b"200 OK", body)


class _Poll:
    """A call of getUpdates that waits for an update."""

    def __init__(self, connection: _Connection, limit: int, timer: asyncio.TimerHandle) -> None:
        self.connection = connection
        self.limit = limit
        self.timer = timer


class _Connection(asyncio.Protocol):
    """HTTP/1.1 with keep-alive, for clients that tell the length of what they send."""

    def __init__(self, answer: Callable[[_Connection, bytes, bytes], None]) -> None:
        self._answer = answer
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the other end."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer each request that is complete."""
        buffer = self._buffer + data
        while (end := buffer.find(b"\r\n\r\n")) >= 0:
            total = end + 4 + _number(_LENGTH, buffer[:end], 0)
            if len(buffer) < total:
                break
            path = buffer[: buffer.index(b"\r\n")].split(b" ")[1]
            body, buffer = buffer[end + 4 : total], buffer[total:]
            self._answer(self, path, body)
        self._buffer = buffer

    def write(self, status: bytes, body: bytes) -> None:
        """Send an answer, unless the client is gone."""
        if self._transport is not None and not self._transport.is_closing():
            head = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            self._transport.write(head % (status, len(body)) + body)


def _number(pattern: re.Pattern[bytes], text: bytes, default: int) -> int:
    found = pattern.search(text)
    return int(found[1]) if found else default
