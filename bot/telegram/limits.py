"""Courtesy limits: how much one person, one group, or one inline user may ask before the bot asks for a pause."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["answer", "notice", "silence"]
"""Answer the question; ask for a pause instead, once; or say nothing more until the pause is over."""

QUESTIONS_A_MINUTE = 20
"""Of a person, and of a group: Telegram lets a bot write about 20 messages a minute to a group."""
TOKENS_IN_A_GROUP = 4 / 3
"""What a question in a group costs a person: a quarter of what the group may ask at once is left to the others."""
REQUESTS_A_MINUTE = 10
"""Of a person, on what is stored and how the bot behaves (/privacy, /export, /delete, /settings)."""
PRESSES_A_MINUTE = 20
"""Of a person, of buttons that change what is announced: each edits a message, and several go together."""
INLINE_QUERIES_A_MINUTE = 120
"""A query comes with nearly every key that is pressed."""
MAX_BUCKETS = 20_000


@dataclass
class _Bucket:
    tokens: float
    at: float
    is_paused: bool = False


class TokenBuckets:
    """One token bucket a key: full at first, filled evenly, the longest unused ones forgotten.

    Who has emptied a bucket is paused until it is half full again, so that a stream of questions gets one notice
    and not one with each token.
    """

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._capacity = float(a_minute)
        self._clock = clock
        self._buckets: OrderedDict[int, _Bucket] = OrderedDict()

    def take(self, key: int, tokens: float = 1.0) -> Verdict:
        """Take tokens, and say what to do with the question that they are for."""
        now = self._clock()
        bucket = self._buckets.pop(key, None) or _Bucket(self._capacity, now)
        self._buckets[key] = bucket
        if len(self._buckets) > MAX_BUCKETS:
            self._buckets.popitem(last=False)
        bucket.tokens = min(self._capacity, bucket.tokens + (now - bucket.at) * self._capacity / 60)
        bucket.at = now
        if bucket.is_paused and bucket.tokens < self._capacity / 2:
            return "silence"
        if bucket.tokens < tokens:
            bucket.is_paused = True
            return "notice"
        bucket.is_paused = False
        bucket.tokens -= tokens
        return "answer"


class Limits:
    """The limits of all chats, in memory: after a restart everybody starts afresh."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._people = TokenBuckets(QUESTIONS_A_MINUTE, clock)
        self._groups = TokenBuckets(QUESTIONS_A_MINUTE, clock)
        self._requests = TokenBuckets(REQUESTS_A_MINUTE, clock)
        self._presses = TokenBuckets(PRESSES_A_MINUTE, clock)
        self._inline = TokenBuckets(INLINE_QUERIES_A_MINUTE, clock)

    def question(self, user_id: int, group_id: int | None) -> tuple[Verdict, bool]:
        """Judge a question of a person (in a group, or None); also tell whether it is the group that must pause."""
        verdict = self._people.take(user_id, 1 if group_id is None else TOKENS_IN_A_GROUP)
        if verdict != "answer" or group_id is None:
            return verdict, False
        verdict = self._groups.take(group_id)
        return verdict, verdict != "answer"

    def allow_request(self, user_id: int) -> bool:
        """Tell whether a request of a person on what is stored is taken."""
        return self._requests.take(user_id) == "answer"

    def allow_press(self, user_id: int) -> bool:
        """Tell whether a press of a button that changes what is announced is taken."""
        return self._presses.take(user_id) == "answer"

    def allow_inline(self, user_id: int) -> bool:
        """Tell whether an inline query of a person is answered."""
        return self._inline.take(user_id) == "answer"
