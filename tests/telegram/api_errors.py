"""Errors as the Bot API answers them, and the faults that a test can order."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


class ApiError(Exception):
    """An error as the Bot API answers it; `parameters` help a bot to go on, such as `migrate_to_chat_id`."""

    def __init__(
        self, status: int, description: str, retry_after: int | None = None, **parameters: Any
    ) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters if retry_after is None else parameters | {"retry_after": retry_after}


def bad_request(description: str) -> ApiError:
    """A request that Telegram refuses as wrong."""
    return ApiError(400, f"Bad Request: {description}")


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one request; without any field set it is answered as usual."""

    status: int = 200
    description: str = ""
    retry_after: int | None = None
    migrate_to_chat_id: int | None = None
    body: bytes | None = None
    """Sent as it is, such as the HTML page of a proxy or broken JSON."""
    content_type: str = "text/html"
    hang: float = 0.0
    """Seconds before any answer."""
    drop: bool = False
    """The connection is reset in place of an answer."""
    processed: bool = False
    """The request is carried out all the same, before anything else of this fault; else it never counted."""

    @property
    def error(self) -> ApiError:
        """The fault as an answer of the Bot API."""
        extra = {} if self.migrate_to_chat_id is None else {"migrate_to_chat_id": self.migrate_to_chat_id}
        return ApiError(self.status, self.description, self.retry_after, **extra)

    @property
    def has_own_answer(self) -> bool:
        """Whether something else than the usual answer is sent."""
        return self.drop or self.body is not None or self.status != 200


DROPPED_BEFORE = Fault(drop=True)
"""The connection breaks before the request counted."""
DROPPED_AFTER = Fault(drop=True, processed=True)
"""The connection breaks after the request was carried out: the bot cannot know that it was."""
HUNG_AFTER = Fault(hang=600, processed=True)
"""Carried out, but the answer never comes."""
BROKEN_JSON = Fault(body=b'{"ok":true,"result":', content_type="application/json")

ANY_METHOD = "*"


class FaultPlan:
    """Which requests fail, by method and, if wanted, by chat."""

    def __init__(self) -> None:
        self._once: dict[tuple[str, int | None], deque[Fault]] = defaultdict(deque)
        self._always: dict[tuple[str, int | None], Fault] = {}
        self.by_chance: Callable[[str, Mapping[str, Any]], Fault | None] = lambda method, parameters: None
        """Decides on each request that nothing was ordered for."""

    def add(self, method: str, faults: tuple[Fault, ...], chat_id: int | None) -> None:
        """Let the next requests fail, one after the other."""
        self._once[method.lower(), chat_id].extend(faults)

    def set(self, method: str, fault: Fault, chat_id: int | None) -> None:
        """Let all requests fail until the plan is cleared."""
        self._always[method.lower(), chat_id] = fault

    def clear(self) -> None:
        """Let nothing fail any more."""
        self._once.clear()
        self._always.clear()

    def next(self, method: str, parameters: Mapping[str, Any]) -> Fault:
        """The fault of this request; the narrower order comes first, and one for once before a lasting one."""
        name, chat_id = method.lower(), parameters.get("chat_id")
        chats = (chat_id, None) if isinstance(chat_id, int) else (None,)
        keys = [(which, chat) for chat in chats for which in (name, ANY_METHOD)]
        for key in keys:
            if faults := self._once.get(key):
                return faults.popleft()
        always = next((self._always[key] for key in keys if key in self._always), None)
        return always or self.by_chance(method, parameters) or Fault()
