"""What was last talked about, for each person in each chat, kept in memory for a short while."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from bot.understanding.conversation import MAX_AGE_SECONDS, Conversation

MAX_CONVERSATIONS = 10_000


@dataclass(frozen=True)
class Speaker:
    """A person (or a channel that speaks as one) in a chat and, in a forum, in one topic."""

    chat_id: int
    user_id: int
    thread_id: int | None


class ConversationMemory:
    """One `Conversation` for each speaker, forgotten after ten quiet minutes; the oldest go first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, limit: int = MAX_CONVERSATIONS) -> None:
        self._clock = clock
        self._limit = limit
        self._kept: OrderedDict[Speaker, tuple[float, Conversation]] = OrderedDict()

    def of(self, speaker: Speaker) -> Conversation:
        """Return the speaker's conversation, a new one when the last was too long ago."""
        now = self._clock()
        self._forget(now)
        _, conversation = self._kept.pop(speaker, (now, Conversation()))
        self._kept[speaker] = (now, conversation)
        if len(self._kept) > self._limit:
            self._kept.popitem(last=False)
        return conversation

    def replace(self, speaker: Speaker, conversation: Conversation) -> None:
        """Let a conversation stand in the place of the speaker's present one."""
        self.of(speaker)
        self._kept[speaker] = (self._clock(), conversation)

    def forget(self, chat_id: int) -> None:
        """Forget all conversations of a chat."""
        for speaker in [speaker for speaker in self._kept if speaker.chat_id == chat_id]:
            del self._kept[speaker]

    def _forget(self, now: float) -> None:
        while self._kept:
            used_at, _ = next(iter(self._kept.values()))
            if now - used_at < MAX_AGE_SECONDS:
                return
            self._kept.popitem(last=False)
