"""Calls a Bot API server without any framework, as the tests of the server itself do."""

from __future__ import annotations

from typing import Any

from aiohttp import ClientSession, FormData
from bot_api_server import TOKEN, BotApiServer


async def call(server: BotApiServer, method: str, _token: str = TOKEN, **parameters: Any) -> dict[str, Any]:
    """Send the parameters as JSON; return the whole answer."""
    async with (
        ClientSession() as session,
        session.post(f"{server.url}/bot{_token}/{method}", json=parameters) as response,
    ):
        body: dict[str, Any] = await response.json()
        assert response.status == body.get("error_code", 200)
        return body


async def call_form(server: BotApiServer, method: str, form: FormData) -> dict[str, Any]:
    """Send a form, with files or without; return the whole answer."""
    async with (
        ClientSession() as session,
        session.post(f"{server.url}/bot{TOKEN}/{method}", data=form) as response,
    ):
        body: dict[str, Any] = await response.json()
        return body


async def sent(server: BotApiServer, method: str = "sendMessage", **parameters: Any) -> Any:
    """Call a method that must go well; return its result."""
    body = await call(server, method, **parameters)
    assert body["ok"], body
    return body["result"]


async def refused(server: BotApiServer, method: str, **parameters: Any) -> str:
    """Call a method that must be refused; return why."""
    body = await call(server, method, **parameters)
    assert not body["ok"], body
    return str(body["description"])
