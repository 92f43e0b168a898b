"""What scenarios on subscriptions share: groups and channels with their people, and what is stored on them."""

from __future__ import annotations

import itertools
import json
from typing import Any

from bot_api_server import BotApiServer
from living import Live
from people import Someone, new_group
from reactions import notices, reactions, sent_to
from updates import anonymous, post, press

_names = itertools.count(1)


class Group:
    """A group with an owner, an administrator and a member."""

    def __init__(self, server: BotApiServer, chat: dict[str, Any] | None = None) -> None:
        self.chat = chat or new_group()
        server.set_member(self.chat["id"], server.me["id"], "member")
        self.owner, self.administrator, self.member = (Someone(server, self.chat) for _ in range(3))
        server.set_member(self.chat["id"], self.owner.user["id"], "creator")
        server.set_member(self.chat["id"], self.administrator.user["id"], "administrator")


class Channel:
    """A channel in which the bot may post, and its owner in private."""

    def __init__(self, server: BotApiServer, *, title: str = "City news", named: bool = True) -> None:
        number = next(_names)
        self.chat: dict[str, Any] = {"id": new_group()["id"], "type": "channel", "title": title}
        self.asked = str(self.chat["id"])
        if named:
            self.chat["username"] = f"city_news_{number}"
            self.asked = f"@city_news_{number}"
        server.chats.known[self.chat["id"]] = self.chat
        server.set_member(self.chat["id"], server.me["id"], "administrator", can_post_messages=True)
        self.owner = Someone(server)
        server.set_member(self.chat["id"], self.owner.user["id"], "creator")

    def post(self, text: str, **fields: Any) -> dict[str, Any]:
        """The update of a post."""
        return {"channel_post": post(text, self.chat, **fields)}


async def stored(live: Live, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """What an export says of the subscriptions of a chat; `asked` is a message to which /export is an answer."""
    sent = await reactions(live, asked["chat"]["id"], {"message": asked})
    if "document" not in sent[-1]:
        return []
    content = json.loads(live.server.sent_messages.files[sent[-1]["document"]["file_id"]].content)
    found: list[dict[str, Any]] = content.get("subscriptions", [])
    return found


async def stored_on(live: Live, someone: Someone) -> list[dict[str, Any]]:
    """What is stored on the subscriptions of a private chat, or of the group of somebody."""
    is_private = someone.chat["type"] == "private"
    return await stored(live, someone.writes("/export") if is_private else anonymous("/export", someone.chat))


async def scopes_of(live: Live, someone: Someone) -> list[str]:
    """The lines of scopes that are followed in a chat now, topic by topic."""
    return [one["scopes"] for one in await stored_on(live, someone) if one["ended_at"] is None]


async def pressed(live: Live, data: str, on: dict[str, Any], user: dict[str, Any]) -> str | None:
    """Press a button, wait until that was handled, and return the notice."""
    query = press(data, on, user)
    await reactions(live, on["chat"]["id"], {"callback_query": query})
    (notice,) = notices(live.server, query["id"])
    return notice


def texts(server: BotApiServer, chat: dict[str, Any]) -> list[str]:
    """What the bot said in a chat."""
    return [sent["text"] for sent in sent_to(server, chat["id"])]
