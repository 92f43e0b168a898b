"""The connection to the Bot API: python-telegram-bot's requests over aiohttp.

Telegram has no key by which it would know a request that comes twice, so what failed may be sent again only
when it cannot have arrived the first time. That is known here and nowhere else, and told by the class:

| what happened                                              | raised                                  |
| ---------------------------------------------------------- | --------------------------------------- |
| no connection: refused, no such host, certificate, proxy   | `NeverSent`                             |
| an idle connection was closed before it was written to     | `NeverSent`                             |
| connection lost while only a part of a body was out        | `NeverSent`                             |
| transport shut down, address malformed                     | `NeverSent`                             |
| no free connection, none made, or body stuck, in time      | `NeverSentTimedOut`                     |
| connection lost once all was written; garbage for HTTP     | `MaybeSent`                             |
| 2xx that is not JSON as Telegram writes it                 | `MaybeSent`                             |
| no answer in time; 504                                     | `MaybeSentTimedOut`                     |
| 400, 403, 409                                              | `BadRequest`, `Forbidden`, `Conflict`   |
| 401, 404                                                   | `InvalidToken`                          |
| 429 and others with `retry_after` or `migrate_to_chat_id`  | `RetryAfter`, `ChatMigrated`            |
| any other status, also of a proxy with an HTML page        | `NetworkError` and no class below it    |

The last four rows are python-telegram-bot's own. All four classes here are `NetworkError`, the two with
TimedOut in their name are `TimedOut` as well, so code written for python-telegram-bot's errors goes on to work;
but `BadRequest` is a `NetworkError` too, so catch it first.

Half a request was never sent: its length is announced, and Telegram does nothing before all of it is there.
A server that closes an idle connection just as it is written to cannot be told from one that dies over the
request: `MaybeSent`. So idle connections are dropped here before servers usually do it. A download has no body
whose way could be followed and does no harm twice: without a connection it is `NeverSent`, else `MaybeSent`.

The address of a request holds the token. No error raised here quotes it or hangs on to one that does, as those
of aiohttp do, and nothing is logged.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.telegram.request_body import RequestBody, request_body

if TYPE_CHECKING:
    from telegram._utils.types import ODVInput

_NotGiven = type(BaseRequest.DEFAULT_NONE)
_IDLE_SECONDS = 15.0
"""An idle connection is not used again after so long; servers keep one for 60 s and more."""


class NeverSent(NetworkError):  # noqa: N818
    """The request cannot have been carried out, so it may be sent again."""

    __slots__ = ()


class NeverSentTimedOut(NeverSent, TimedOut):
    """The request was not out in time and cannot have been carried out, so it may be sent again."""

    __slots__ = ()


class MaybeSent(NetworkError):  # noqa: N818
    """The request may have been carried out, so sending it again may do it twice."""

    __slots__ = ()


class MaybeSentTimedOut(MaybeSent, TimedOut):
    """No answer came in time; the request may have been carried out."""

    __slots__ = ()


@dataclass(frozen=True)
class Timeouts:
    """Time-outs in seconds; None waits for ever."""

    read: float | None = 10.0
    """Between two pieces of the answer, and until the first one."""
    write: float | None = 10.0
    """For each 64 KiB of a body; a shorter one is handed over at once."""
    connect: float | None = 5.0
    """To make a connection."""
    pool: float | None = 10.0
    """For one of the connections to become free; what is left of it may be spent on resolving the name."""


@dataclass(frozen=True)
class JsonParameters:
    """Stands for the library's `RequestData`, which is final and slow to make, where the parameters are JSON."""

    parameters: dict[str, Any]
    contains_files: bool = False


class AiohttpRequest(BaseRequest):
    """All requests of a `telegram.Bot`; the errors are those in the module's table.

    At most `connections` are open at the same time; further requests wait for a free one. Redirects are not
    followed and cookies not kept. Proxies in the environment are not used, for looking them up takes a thread
    for each request: name one as `proxy`, "http://host:port".
    """

    __slots__ = ("_connections", "_proxy", "_session", "_shut_down", "_timeouts", "messages")

    def __init__(
        self, connections: int = 64, *, timeouts: Timeouts | None = None, proxy: str | None = None
    ) -> None:
        self._connections = connections
        self._timeouts = timeouts or Timeouts()
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None
        self._shut_down = False
        self.messages = 0
        """Messages that were to be sent or edited, which is what Telegram's limit counts."""

    @property
    def read_timeout(self) -> float | None:
        """The read time-out of calls that name none, in seconds."""
        return self._timeouts.read

    async def initialize(self) -> None:
        """Allow requests again after a shutdown; connections are made by the first request."""
        self._shut_down = False

    async def shutdown(self) -> None:
        """Close all connections, also those in use; requests fail from now on."""
        self._shut_down = True
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one request; return the HTTP status and the body of the answer."""
        if self._shut_down:
            raise NeverSent("the connection to Telegram was shut down")
        self.messages += url.rpartition("/")[2].startswith(("send", "edit"))
        default = self._timeouts
        timeouts = Timeouts(
            read=_given(read_timeout, default.read),
            write=_given(write_timeout, default.write),
            connect=_given(connect_timeout, default.connect),
            pool=_given(pool_timeout, default.pool),
        )
        body = request_body(request_data, timeouts.write) if method == "POST" else None
        try:
            status, payload = await self._fetch(method, url, body, timeouts)
        except Exception as error:
            failure = _failure(error, body)
        else:
            return _answer(status, payload)
        # Raised out here, it does not carry aiohttp's error, which may quote the address with the token.
        raise failure

    async def post_json(self, url: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """Call a method with parameters that are JSON already; return its result, an object, as it comes."""
        try:
            result = await self.post(url, cast(RequestData, JsonParameters(parameters)))
        except (KeyError, RecursionError):
            result = None
        if not isinstance(result, dict):
            raise MaybeSent("the answer is not one of Telegram's")
        return result

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Parse an answer of Telegram. Raises MaybeSent, as python-telegram-bot asks after a 2xx."""
        try:
            answer = json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            answer = None
        if isinstance(answer, dict) and ("result" in answer or "description" in answer):
            return answer
        raise MaybeSent("the answer is not one of Telegram's")

    async def _fetch(
        self, method: str, url: str, body: RequestBody | None, timeouts: Timeouts
    ) -> tuple[int, bytes]:
        bounded = timeouts.connect is not None and timeouts.pool is not None
        timeout = aiohttp.ClientTimeout(
            total=None,
            connect=(timeouts.connect or 0) + (timeouts.pool or 0) if bounded else None,
            sock_connect=timeouts.connect,
            sock_read=timeouts.read,
        )
        async with self._open_session().request(
            method, url, data=body, timeout=timeout, allow_redirects=False, proxy=self._proxy
        ) as response:
            return response.status, await response.read()

    def _open_session(self) -> aiohttp.ClientSession:
        """Return the session, made on the loop that runs now."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=_IDLE_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                # Most answers are a few hundred bytes, which are not worth packing.
                headers={"User-Agent": self.USER_AGENT, "Accept-Encoding": "identity"},
            )
        return self._session


def _given(timeout: ODVInput[float], default: float | None) -> float | None:
    return default if isinstance(timeout, _NotGiven) else cast("float | None", timeout)


def _answer(status: int, payload: bytes) -> tuple[int, bytes]:
    if status == HTTPStatus.GATEWAY_TIMEOUT:
        raise MaybeSentTimedOut("a gateway gave up waiting for Telegram (504)")
    if 200 <= status <= 299 or payload.lstrip()[:1] == b"{":
        return status, payload
    # The page of a proxy would end up whole in the error, and may quote the address with the token.
    return status, json.dumps({"description": f"{_phrase(status)} ({status}), not from Telegram"}).encode()


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown status"


def _failure(error: Exception, body: RequestBody | None) -> NetworkError:
    """Return what to raise for an error of aiohttp: it names the kind of the error and nothing else."""
    late = isinstance(error, TimeoutError)
    if isinstance(error, aiohttp.ClientConnectorError):
        return NeverSent(f"cannot connect to Telegram ({type(error.os_error).__name__})")
    if body is not None and not body.is_out:
        if late:
            return NeverSentTimedOut("the request could not be handed to Telegram in time")
        return NeverSent(f"the request could not be handed to Telegram ({type(error).__name__})")
    if late:
        return MaybeSentTimedOut("no answer from Telegram in time")
    return MaybeSent(f"lost the connection to Telegram before its answer ({type(error).__name__})")
