"""The small parts that are easier to corner by themselves: splitting and remembering."""

from __future__ import annotations

import asyncio
import html

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram_html import parse_html

from bot.telegram.memories import MAX_AGE_SECONDS, ConversationMemory, Speaker
from bot.telegram.processing import UpdateQueue
from bot.telegram.sending import split_text

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300) | st.text(" \nab🙂é", max_size=300)


@given(TEXTS, st.integers(1, 40))
def test_parts_hold_the_whole_text_and_keep_the_limit(text: str, limit: int) -> None:
    parts = split_text(text, limit)
    assert all(part.strip() and len(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(TEXTS)
def test_an_escaped_part_is_shown_as_it_was(text: str) -> None:
    for part in split_text(text, 50):
        assert parse_html(html.escape(part, quote=False)) == (part, [])


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        (" \n ", []),
        ("short", ["short"]),
        ("1234567\n\n89\n10", ["1234567", "89\n10"]),
        ("12345 67\n89 10", ["12345 67", "89 10"]),
        ("1234 567 8910", ["1234 567", "8910"]),
        ("12345678910", ["1234567891", "0"]),
    ],
)
def test_a_text_is_cut_where_it_reads_best(text: str, parts: list[str]) -> None:
    assert split_text(text, 10) == parts


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


async def test_polling_is_held_back_while_too_many_updates_are_in_hand() -> None:
    done: list[int] = []
    queue = UpdateQueue(lambda: done.append(1), limit=2)
    for number in range(2):
        await queue.put(number)
        assert await queue.get() == number
    third = asyncio.create_task(queue.put(2))
    await asyncio.sleep(0)
    assert not third.done()
    queue.task_done()
    await asyncio.wait_for(third, 1)
    assert done == [1]


async def test_giving_up_on_a_full_queue_leaves_its_place_free() -> None:
    queue = UpdateQueue(lambda: None, limit=2)
    await queue.put(0)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(queue.put(1), 0.05)
    assert await queue.get() == 0
    await asyncio.wait_for(queue.put(2), 1)
