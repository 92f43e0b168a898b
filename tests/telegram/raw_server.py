"""An HTTP server on bare sockets, which can also break off, hang and close as no library would let it."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from types import TracebackType
from typing import Any


@dataclass(frozen=True)
class Request:
    """One request that arrived whole."""

    line: str
    headers: Message
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def parts(self) -> list[Message]:
        """The fields of a form, with files."""
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        payload: Any = BytesParser().parsebytes(head + self.body).get_payload()
        return list(payload)


class Connection:
    """The server's end of one connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def read(self) -> Request:
        """Read one request. Raises IncompleteReadError when the client has gone."""
        head = await self._reader.readuntil(b"\r\n\r\n")
        line, _, fields = head.partition(b"\r\n")
        headers = BytesParser().parsebytes(fields)
        body = await self._reader.readexactly(int(headers["Content-Length"] or 0))
        return Request(line.decode(), headers, body)

    async def read_some(self) -> None:
        """Read the first byte of a request and no more."""
        await self._reader.readexactly(1)

    def write(self, data: bytes) -> None:
        self._writer.write(data)

    def reset(self) -> None:
        """Break the connection off: the client gets a reset."""
        sock = self._writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    def end_at_once(self) -> None:
        """End the server's side now, without a turn of the loop in between."""
        self._writer.get_extra_info("socket").shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self._writer.close()


Behaviour = Callable[[Connection], Awaitable[None]]


class RawServer:
    """Use it as an async context manager. Each request is treated by the next of `behaviours`, or answered."""

    def __init__(self) -> None:
        self.behaviours: deque[Behaviour] = deque()
        self.requests: list[Request] = []
        self.connections: list[Connection] = []
        self.port = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> RawServer:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for connection in self.connections:
            connection.close()
        await asyncio.sleep(0)

    def then(self, *behaviours: Behaviour) -> None:
        """Say how the next requests are treated."""
        self.behaviours.extend(behaviours)

    async def read(self, connection: Connection) -> Request:
        """Read a request and note it."""
        request = await connection.read()
        self.requests.append(request)
        return request

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = Connection(reader, writer)
        self.connections.append(connection)
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            while not writer.is_closing():
                behaviour = self.behaviours.popleft() if self.behaviours else self.answer()
                await behaviour(connection)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            connection.close()

    def answer(
        self, body: bytes | dict[str, Any] | None = None, status: int = 200, head: str = "", delay: float = 0
    ) -> Behaviour:
        """Return the behaviour that reads a request and answers it; with a message unless told otherwise."""
        if body is None:
            chat = {"id": 1, "type": "private", "first_name": "A"}
            body = {"ok": True, "result": {"message_id": 7, "date": 1_700_000_000, "chat": chat}}
        payload = body if isinstance(body, bytes) else json.dumps(body).encode()

        async def behave(connection: Connection) -> None:
            await self.read(connection)
            await asyncio.sleep(delay)
            fields = f"HTTP/1.1 {status} Whatever\r\nContent-Length: {len(payload)}\r\n{head}\r\n"
            connection.write(fields.encode() + payload)

        return behave
