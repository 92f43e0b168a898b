"""The transport over real sockets: what is sent, what is told apart when it fails, and what is kept quiet."""

from __future__ import annotations

import asyncio
import io
import logging
import traceback
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from raw_server import Connection, RawServer
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import RequestData

from bot.telegram.transport import (
    AiohttpRequest,
    MaybeSent,
    MaybeSentTimedOut,
    NeverSent,
    NeverSentTimedOut,
    Timeouts,
)

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"
LONG = b"x" * 16_000_000
"""More than the buffers between client and server hold."""


@pytest.fixture
async def server() -> AsyncIterator[RawServer]:
    async with RawServer() as server:
        yield server


@pytest.fixture
async def bot(server: RawServer) -> AsyncIterator[Bot]:
    async with AiohttpRequest() as request, AiohttpRequest(1) as polling:
        yield bot_on(server, request, polling)


def bot_on(server: RawServer, request: AiohttpRequest, polling: AiohttpRequest | None = None) -> Bot:
    return Bot(
        TOKEN,
        base_url=f"http://127.0.0.1:{server.port}/bot",
        request=request,
        get_updates_request=polling or request,
    )


async def failure_of(bot: Bot, **timeouts: float) -> TelegramError:
    """Send a message; return the error, which must not quote the token wherever it is printed."""
    with pytest.raises(TelegramError) as caught:
        await bot.send_message(1, "hello", **timeouts)  # type: ignore[arg-type]
    keeps_quiet(caught.value)
    return caught.value


def keeps_quiet(error: BaseException) -> None:
    assert TOKEN not in "".join(traceback.format_exception(error))
    link: BaseException | None = error
    while link is not None:
        assert TOKEN not in f"{link!s} {link!r} {link.args!r}"
        link = link.__cause__ or link.__context__


class TestSending:
    async def test_parameters_are_sent_as_json(self, bot: Bot, server: RawServer) -> None:
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("More ›", callback_data="p:1:2")]])
        message = await bot.send_message(1, "Århus «東京»", reply_markup=keyboard)
        assert message.message_id == 7
        (request,) = server.requests
        assert request.line == f"POST /bot{TOKEN}/sendMessage HTTP/1.1"
        assert request.headers["Content-Type"] == "application/json"
        assert request.json == {
            "chat_id": 1,
            "text": "Århus «東京»",
            "reply_markup": {"inline_keyboard": [[{"text": "More ›", "callback_data": "p:1:2"}]]},
        }

    async def test_a_call_without_parameters(self, bot: Bot, server: RawServer) -> None:
        server.then(server.answer({"ok": True, "result": True}))
        assert await bot.log_out()
        assert server.requests[0].body in {b"", b"{}"}

    @pytest.mark.parametrize("as_handle", [False, True])
    async def test_a_document_is_uploaded(self, bot: Bot, server: RawServer, as_handle: bool) -> None:
        content = bytes(range(256)) * 1000
        document = InputFile(
            io.BytesIO(content) if as_handle else content, 'Städte "1".json', read_file_handle=not as_handle
        )
        await bot.send_document(1, document, caption="Übersicht\r\n2")
        (request,) = server.requests
        fields = {part.get_param("name", header="Content-Disposition"): part for part in request.parts}
        assert fields.keys() == {"chat_id", "caption", "document"}
        assert fields["chat_id"].get_payload(decode=True) == b"1"
        assert fields["caption"].get_payload(decode=True) == "Übersicht\r\n2".encode()
        assert fields["document"].get_payload(decode=True) == content
        assert fields["document"].get_content_type() == "application/json"
        assert 'filename="Städte %221%22.json"'.encode() in request.body

    async def test_a_file_is_downloaded(self, server: RawServer) -> None:
        server.then(server.answer(b"\x00\xffbytes"))
        async with AiohttpRequest() as request:
            assert await request.retrieve(f"http://127.0.0.1:{server.port}/file/bot/a") == b"\x00\xffbytes"
        assert server.requests[0].line.startswith("GET ")

    async def test_updates_are_polled_over_their_own_transport(self, bot: Bot, server: RawServer) -> None:
        server.then(server.answer({"ok": True, "result": []}))
        assert await bot.get_updates(timeout=1) == ()

    async def test_redirects_are_not_followed_and_cookies_not_kept(self, bot: Bot, server: RawServer) -> None:
        head = f"Location: http://127.0.0.1:{server.port}/elsewhere\r\nSet-Cookie: a=b\r\n"
        server.then(server.answer(b"", 302, head))
        assert type(await failure_of(bot)) is NetworkError
        await bot.send_message(1, "hello")
        assert len(server.requests) == 2
        assert server.requests[1].headers["Cookie"] is None

    async def test_only_a_named_proxy_is_used(
        self, server: RawServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
        async with AiohttpRequest() as request:
            await bot_on(server, request).send_message(1, "hello")
        async with AiohttpRequest(proxy=f"http://127.0.0.1:{server.port}") as request:
            await request.post("http://api.test/botx/getMe")
        assert server.requests[1].line == "POST http://api.test/botx/getMe HTTP/1.1"


class TestConnections:
    async def test_a_connection_is_used_again(self, bot: Bot, server: RawServer) -> None:
        for _ in range(5):
            await bot.send_message(1, "hello")
        assert len(server.connections) == 1

    async def test_no_more_connections_than_allowed(self, server: RawServer) -> None:
        server.then(*[server.answer(delay=0.02) for _ in range(8)])
        async with AiohttpRequest(2) as request:
            bot = bot_on(server, request)
            await asyncio.gather(*(bot.send_message(1, "hello") for _ in range(8)))
        assert len(server.requests) == 8
        assert len(server.connections) == 2

    async def test_a_connection_that_was_closed_while_idle_is_replaced(
        self, bot: Bot, server: RawServer
    ) -> None:
        await bot.send_message(1, "hello")
        server.connections[0].end_at_once()
        await asyncio.sleep(0.02)
        await bot.send_message(1, "hello")
        assert len(server.connections) == 2

    async def test_a_close_that_is_noticed_only_now_is_noticed_before_sending(
        self, bot: Bot, server: RawServer
    ) -> None:
        await bot.send_message(1, "hello")
        server.connections[0].end_at_once()
        assert type(await failure_of(bot)) is NeverSent
        assert len(server.requests) == 1

    async def test_shut_down_twice_and_opened_again(self, server: RawServer) -> None:
        request = AiohttpRequest()
        bot = bot_on(server, request)
        await bot.send_message(1, "works without initialize as well")
        await request.shutdown()
        await request.shutdown()
        assert type(await failure_of(bot)) is NeverSent
        await request.initialize()
        await request.initialize()
        await bot.send_message(1, "hello")
        await request.shutdown()
        assert len(server.requests) == 2

    async def test_shutdown_without_any_request(self) -> None:
        await AiohttpRequest().shutdown()


class TestNeverSent:
    async def test_refused(self, unused_tcp_port: int) -> None:
        async with AiohttpRequest() as request:
            bot = Bot(TOKEN, base_url=f"http://127.0.0.1:{unused_tcp_port}/bot", request=request)
            error = await failure_of(bot)
        assert type(error) is NeverSent
        assert "ConnectionRefusedError" in error.message

    async def test_no_such_host(self) -> None:
        async with AiohttpRequest() as request:
            bot = Bot(TOKEN, base_url="http://telegram.invalid/bot", request=request)
            assert isinstance(await failure_of(bot, connect_timeout=2), NeverSent)

    @pytest.mark.parametrize("base_url", ["http://[/bot", "nowhere", "ftp://127.0.0.1/bot", "http:///bot"])
    async def test_malformed_address(self, base_url: str) -> None:
        async with AiohttpRequest() as request:
            assert type(await failure_of(Bot(TOKEN, base_url=base_url, request=request))) is NeverSent

    async def test_no_connection_in_time(self, server: RawServer) -> None:
        async def say_nothing(connection: Connection) -> None:
            await asyncio.sleep(60)

        server.then(say_nothing)
        async with AiohttpRequest() as request:
            bot = Bot(TOKEN, base_url=f"https://127.0.0.1:{server.port}/bot", request=request)
            error = await failure_of(bot, connect_timeout=0.05)
        assert type(error) is NeverSentTimedOut

    async def test_no_free_connection_in_time(self, server: RawServer) -> None:
        server.then(server.answer(delay=0.5))
        async with AiohttpRequest(1) as request:
            bot = bot_on(server, request)
            first = asyncio.create_task(bot.send_message(1, "first"))
            await asyncio.sleep(0.05)
            error = await failure_of(bot, pool_timeout=0.05, connect_timeout=0.05)
            await first
        assert type(error) is NeverSentTimedOut
        assert len(server.requests) == 1

    async def test_an_upload_that_breaks_off(self, bot: Bot, server: RawServer) -> None:
        async def break_off(connection: Connection) -> None:
            await connection.read_some()
            connection.reset()

        server.then(break_off)
        with pytest.raises(NeverSent) as caught:
            await bot.send_document(1, LONG)
        assert type(caught.value) is NeverSent
        keeps_quiet(caught.value)

    async def test_an_upload_that_is_stuck(self, bot: Bot, server: RawServer) -> None:
        async def stop_reading(connection: Connection) -> None:
            await connection.read_some()
            await asyncio.sleep(60)

        server.then(stop_reading)
        with pytest.raises(NeverSentTimedOut) as caught:
            await bot.send_document(1, LONG, write_timeout=0.1)
        keeps_quiet(caught.value)


class TestMaybeSent:
    async def test_lost_after_it_was_read(self, bot: Bot, server: RawServer) -> None:
        async def read_and_reset(connection: Connection) -> None:
            await server.read(connection)
            connection.reset()

        server.then(read_and_reset)
        assert type(await failure_of(bot)) is MaybeSent
        assert len(server.requests) == 1

    async def test_lost_before_it_was_read(self, bot: Bot, server: RawServer) -> None:
        async def reset(connection: Connection) -> None:
            await connection.read_some()
            connection.reset()

        server.then(reset)
        assert type(await failure_of(bot)) is MaybeSent

    async def test_closed_as_the_next_request_comes(self, bot: Bot, server: RawServer) -> None:
        async def close(connection: Connection) -> None:
            await connection.read_some()
            connection.close()

        server.then(server.answer(), close)
        await bot.send_message(1, "hello")
        assert type(await failure_of(bot)) is MaybeSent
        assert len(server.connections) == 1

    async def test_lost_within_the_answer(self, bot: Bot, server: RawServer) -> None:
        async def answer_half(connection: Connection) -> None:
            await server.read(connection)
            connection.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"ok":true')
            connection.close()

        server.then(answer_half)
        assert type(await failure_of(bot)) is MaybeSent

    async def test_an_answer_that_is_not_http(self, bot: Bot, server: RawServer) -> None:
        async def babble(connection: Connection) -> None:
            await server.read(connection)
            connection.write(b"220 mail.test ESMTP\r\n\r\n")

        server.then(babble)
        assert type(await failure_of(bot)) is MaybeSent

    async def test_no_answer_in_time(self, bot: Bot, server: RawServer) -> None:
        server.then(server.answer(delay=60))
        assert type(await failure_of(bot, read_timeout=0.05)) is MaybeSentTimedOut
        assert len(server.requests) == 1

    async def test_the_answer_gets_stuck(self, bot: Bot, server: RawServer) -> None:
        async def answer_half(connection: Connection) -> None:
            await server.read(connection)
            connection.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
            await asyncio.sleep(60)

        server.then(answer_half)
        assert type(await failure_of(bot, read_timeout=0.05)) is MaybeSentTimedOut

    async def test_shut_down_under_way(self, server: RawServer) -> None:
        server.then(server.answer(delay=60))
        request = AiohttpRequest()
        failing = asyncio.create_task(failure_of(bot_on(server, request)))
        while not server.requests:
            await asyncio.sleep(0.01)
        await request.shutdown()
        assert type(await failing) is MaybeSent

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"ok": true}', b"<html>", b"\xff"])
    async def test_an_answer_that_is_not_from_telegram(
        self, bot: Bot, server: RawServer, body: bytes, caplog: pytest.LogCaptureFixture
    ) -> None:
        server.then(server.answer(body))
        assert type(await failure_of(bot)) is MaybeSent
        assert not [record for record in caplog.records if record.levelno >= logging.INFO]

    async def test_a_gateway_that_waited_in_vain(self, bot: Bot, server: RawServer) -> None:
        server.then(server.answer(b"<html>", 504))
        assert type(await failure_of(bot)) is MaybeSentTimedOut


class TestAnswers:
    @pytest.mark.parametrize(
        ("status", "kind"),
        [
            (400, BadRequest),
            (401, InvalidToken),
            (403, Forbidden),
            (404, InvalidToken),
            (409, Conflict),
            (413, NetworkError),
            (500, NetworkError),
            (502, NetworkError),
            (599, NetworkError),
        ],
    )
    async def test_status(self, bot: Bot, server: RawServer, status: int, kind: type[TelegramError]) -> None:
        error = {"ok": False, "error_code": status, "description": "Reason: why"}
        page = f"<html>The address /bot{TOKEN}/sendMessage went wrong</html>".encode()
        server.then(server.answer(error, status), server.answer(page, status))
        told = await failure_of(bot)
        assert type(told) is kind
        assert "why" in told.message
        from_proxy = await failure_of(bot)
        assert type(from_proxy) is kind
        assert f"({status}), not from Telegram" in from_proxy.message
        assert "html" not in from_proxy.message
        assert len(server.connections) == 1

    async def test_flood_wait(self, bot: Bot, server: RawServer, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PTB_TIMEDELTA", "true")
        parameters = {"retry_after": 7}
        server.then(server.answer({"ok": False, "description": "Flood", "parameters": parameters}, 429))
        error = await failure_of(bot)
        assert isinstance(error, RetryAfter)
        assert error.retry_after == timedelta(seconds=7)

    async def test_migration(self, bot: Bot, server: RawServer) -> None:
        parameters = {"migrate_to_chat_id": -100_123}
        server.then(server.answer({"ok": False, "description": "Moved", "parameters": parameters}, 400))
        error = await failure_of(bot)
        assert isinstance(error, ChatMigrated)
        assert error.new_chat_id == -100_123


class TestTimeouts:
    async def test_those_of_the_transport_hold_unless_a_call_names_its_own(self, server: RawServer) -> None:
        async with AiohttpRequest(timeouts=Timeouts(read=0.05)) as request:
            assert request.read_timeout == 0.05
            bot = bot_on(server, request)
            server.then(server.answer(delay=0.3), server.answer(delay=0.3))
            assert isinstance(await failure_of(bot), MaybeSentTimedOut)
            await bot.send_message(1, "hello", read_timeout=5)

    async def test_none_waits(self, server: RawServer) -> None:
        timeouts = Timeouts(read=0.05, write=0.05, connect=0.05, pool=0.05)
        async with AiohttpRequest(1, timeouts=timeouts) as request:
            bot = bot_on(server, request)
            server.then(server.answer(delay=0.2), server.answer(delay=0.2))
            await asyncio.gather(
                *(
                    bot.send_message(
                        1,
                        "hello",
                        read_timeout=None,
                        write_timeout=None,
                        connect_timeout=None,
                        pool_timeout=None,
                    )
                    for _ in range(2)
                )
            )
        assert len(server.requests) == 2

    def test_time_outs_are_those_of_the_library_too(self) -> None:
        assert issubclass(NeverSentTimedOut, TimedOut) and issubclass(NeverSentTimedOut, NeverSent)
        assert issubclass(MaybeSentTimedOut, TimedOut) and issubclass(MaybeSentTimedOut, MaybeSent)
        assert not issubclass(NeverSent, MaybeSent | TimedOut)
        assert not issubclass(MaybeSent, NeverSent | TimedOut)


async def test_nothing_of_the_address_is_logged(
    server: RawServer, unused_tcp_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with AiohttpRequest() as request:
        for port in (server.port, unused_tcp_port):
            url = f"http://127.0.0.1:{port}/bot{TOKEN}/sendMessage"
            server.then(server.answer(head="Set-Cookie: b@d=x\r\n"), server.answer(b"<html>", 502))
            for _ in range(2):
                try:
                    await request.post(url, RequestData())
                except NetworkError as error:
                    logging.getLogger("test").exception("failed: %r", error)
    assert "failed" in caplog.text
    assert TOKEN not in caplog.text
