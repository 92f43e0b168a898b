"""Faults by chance: one request in ten fails, in each of the ways that Telegram's do."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from typing import Any

from api_errors import DROPPED_AFTER, DROPPED_BEFORE, Fault
from bot_api_server import BotApiServer
from chat_members import chat_member

SHARE = 0.1
_KINDS = ("429", "403", "500", "502", "dropped before", "dropped after", "moved")
_PAGE = Fault(status=502, body=b"<html><body>Bad Gateway</body></html>")


class Dice:
    """Decides on each message that is to be sent whether, and how, it fails."""

    def __init__(self, server: BotApiServer, seed: int, share: float = SHARE) -> None:
        self.thrown: Counter[str] = Counter()
        """Kind of fault -> how often it was ordered."""
        self._server = server
        self._dice = random.Random(seed)
        self._share = share

    def __call__(self, method: str, parameters: Mapping[str, Any]) -> Fault | None:
        """The fault of one request; None to answer it as usual."""
        if method.lower() != "sendmessage" or self._dice.random() >= self._share:
            return None
        kind = self._dice.choice(_KINDS)
        chat_id = int(parameters["chat_id"])
        fault = self._fault(kind, chat_id)
        self.thrown[kind if fault is not None else "moved"] += 1
        return fault

    def _fault(self, kind: str, chat_id: int) -> Fault | None:
        match kind:
            case "429":
                return Fault(status=429, description="Too Many Requests: retry after 1", retry_after=1)
            case "403":
                self._server.chats.members.set(chat_id, chat_member(self._server.me, "kicked"))
                return Fault(status=403, description="Forbidden: bot was blocked by the user")
            case "500":
                return Fault(status=500, description="Internal Server Error")
            case "502":
                return _PAGE
            case "dropped before":
                return DROPPED_BEFORE
            case "dropped after":
                return DROPPED_AFTER
        if -2_100_000_000 < chat_id < 0 and chat_id not in self._server.chats.migrated:
            self._migrate(chat_id)
            return None
        return Fault(status=500, description="Internal Server Error")

    def _migrate(self, chat_id: int) -> None:
        """The group becomes a supergroup: from here on the server refuses its old id by itself."""
        chats = self._server.chats
        new_id = -1_004_000_000_000 + chat_id
        chats.known[new_id] = chats.known[chat_id] | {"id": new_id, "type": "supergroup"}
        chats.members.set(new_id, chat_member(self._server.me, "member"))
        chats.migrated[chat_id] = new_id
