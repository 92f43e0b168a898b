"""Questions to the bot that wait for a short while: presses of buttons, inline queries, guest messages."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import Any

from api_errors import bad_request
from clock import Clock
from sent_messages import SentMessages, content

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
SECONDS = {"callback_query": 150.0, "inline_query": 30.0, "guest_message": 150.0}
"""How long each kind can be answered."""


class Queries:
    """Queries that can still be answered, and the answers."""

    def __init__(self, clock: Clock, messages: SentMessages) -> None:
        self.seconds = dict(SECONDS)
        self.inline_answers: dict[str, Mapping[str, Any]] = {}
        """By the id of the query."""
        self.guest_answers: dict[str, Mapping[str, Any]] = {}
        self._open: dict[tuple[str, str], float] = {}
        self._clock = clock
        self._messages = messages
        self._inline_ids = (f"guest-inline-{number}" for number in itertools.count(1))

    def methods(self) -> dict[str, Callable[[dict[str, Any]], Any]]:
        """The methods of the Bot API that are carried out here."""
        return {
            "answercallbackquery": self._answer_press,
            "answerinlinequery": self._answer_inline,
            "answerguestquery": self._answer_guest,
        }

    def see(self, kind: str, update: dict[str, Any]) -> None:
        """Learn from an update that is about to be delivered."""
        if kind in {"callback_query", "inline_query"}:
            self._open[kind, update["id"]] = self._clock.now()
        elif kind == "guest_message":
            self._open[kind, update["guest_query_id"]] = self._clock.now()
        if inline_message_id := update.get("inline_message_id"):
            self._messages.inline.setdefault(inline_message_id, {"text": None})

    def forget(self) -> None:
        """Let all queries be too old to be answered."""
        self._open.clear()

    def _close(self, kind: str, query_id: str) -> None:
        """Take the one answer of a query; raises ApiError when it came too late or was answered before."""
        asked_at = self._open.pop((kind, query_id), None)
        if asked_at is None or self._clock.now() - asked_at > self.seconds[kind]:
            raise bad_request(TOO_OLD)

    def _answer_press(self, parameters: dict[str, Any]) -> bool:
        self._close("callback_query", parameters["callback_query_id"])
        return True

    def _answer_inline(self, parameters: dict[str, Any]) -> bool:
        self._close("inline_query", parameters["inline_query_id"])
        self.inline_answers[parameters["inline_query_id"]] = parameters
        return True

    def _answer_guest(self, parameters: dict[str, Any]) -> dict[str, str]:
        self._close("guest_message", parameters["guest_query_id"])
        self.guest_answers[parameters["guest_query_id"]] = parameters
        result, inline_message_id = parameters["result"], next(self._inline_ids)
        keyboard = {"reply_markup": result["reply_markup"]} if "reply_markup" in result else {}
        shown = content(result.get("input_message_content", {})) | keyboard
        self._messages.inline[inline_message_id] = shown
        return {"inline_message_id": inline_message_id}
