"""What is remembered of conversations."""

from __future__ import annotations

from bot.telegram.memories import MAX_AGE_SECONDS, ConversationMemory, Speaker

AMARA = Speaker(chat_id=1, user_id=501, thread_id=None)


def test_a_conversation_is_remembered_for_each_speaker() -> None:
    memory = ConversationMemory()
    assert memory.of(AMARA) is memory.of(AMARA)
    for other in (Speaker(2, 501, None), Speaker(1, 502, None), Speaker(1, 501, 7)):
        assert memory.of(other) is not memory.of(AMARA)


def test_a_conversation_is_forgotten_after_ten_quiet_minutes() -> None:
    now = [0.0]
    memory = ConversationMemory(clock=lambda: now[0])
    first = memory.of(AMARA)
    now[0] += MAX_AGE_SECONDS - 1
    assert memory.of(AMARA) is first
    now[0] += MAX_AGE_SECONDS - 1
    assert memory.of(AMARA) is first
    now[0] += MAX_AGE_SECONDS
    assert memory.of(AMARA) is not first


def test_the_longest_quiet_conversation_makes_room() -> None:
    memory = ConversationMemory(limit=2)
    first, second = memory.of(AMARA), memory.of(Speaker(2, 502, None))
    assert memory.of(AMARA) is first
    memory.of(Speaker(3, 503, None))
    assert memory.of(AMARA) is first
    assert memory.of(Speaker(2, 502, None)) is not second


def test_a_chat_is_forgotten_on_demand() -> None:
    memory = ConversationMemory()
    kept = memory.of(Speaker(2, 501, None))
    forgotten = [memory.of(AMARA), memory.of(Speaker(1, 502, 7))]
    memory.forget(1)
    assert memory.of(Speaker(2, 501, None)) is kept
    assert memory.of(AMARA) is not forgotten[0]
