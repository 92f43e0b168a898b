"""Questions without an answer, and that nobody can be found by them."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from turned_clock import Clock

from bot.storage import unanswered as unanswered_module
from bot.storage.database import Database
from bot.storage.redaction import LONGEST, redacted
from bot.storage.schema import unanswered
from bot.storage.unanswered import Unanswered, UnansweredStore

DAY = date(2027, 1, 15)


async def test_a_question_is_kept_with_its_day_only(database: Database, clock: Clock) -> None:
    store = UnansweredStore(database, clock)
    await store.add("Who is the mayor of Lusaka?", "not covered", "en")
    expected = Unanswered("Who is the mayor of Lusaka?", "not covered", "en", 1, DAY)
    assert await store.newest(10) == [expected]
    async with database.reading() as connection:
        (row,) = (await connection.execute(select(unanswered))).mappings()
    assert set(row) == {"folded", "language", "question", "kind", "times", "last_asked"}


async def test_the_same_question_counts_up(database: Database, clock: Clock) -> None:
    store = UnansweredStore(database, clock)
    await store.add("Who is the mayor of Łódź?", "not covered", "en")
    clock.pass_days(1)
    await store.add("  who is the MAYOR of Lodz", "no match", "en")
    await store.add("who is the mayor of lodz", "no match", "fr")
    day = date(2027, 1, 16)
    assert await store.newest(10) == [
        Unanswered("who is the MAYOR of Lodz", "no match", "en", 2, day),
        Unanswered("who is the mayor of lodz", "no match", "fr", 1, day),
    ]


async def test_the_newest_come_first_and_on_a_day_the_most_frequent(database: Database, clock: Clock) -> None:
    store = UnansweredStore(database, clock)
    for question in ("a a", "b b", "b b", "c c"):
        await store.add(question, "k", "en")
    clock.pass_days(1)
    await store.add("c c", "k", "en")
    assert [found.question for found in await store.newest(10)] == ["c c", "b b", "a a"]
    assert [found.question for found in await store.newest(1)] == ["c c"]
    assert await store.newest(0) == await store.newest(-1) == []


async def test_a_question_is_forgotten_after_30_days(database: Database, clock: Clock) -> None:
    store = UnansweredStore(database, clock)
    await store.add("old", "k", "en")
    clock.pass_days(30)
    await store.add("new", "k", "en")
    await store.purge()
    assert len(await store.newest(10)) == 2
    clock.pass_days(1)
    await store.purge()
    assert [found.question for found in await store.newest(10)] == ["new"]


async def test_the_number_of_questions_is_bounded(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unanswered_module, "_PURGE_AFTER_ADDED", 10)
    store = UnansweredStore(database, clock, most_rows=20)
    for number in range(100):
        clock.pass_days(0.1)
        await store.add(f"question {number}", "k", "en")
    async with database.reading() as connection:
        count = await connection.execute(select(func.count()).select_from(unanswered))
        assert count.scalar_one() <= 30
    await store.purge()
    kept = await store.newest(1000)
    assert len(kept) == 20
    assert "question 99" in {found.question for found in kept}


@pytest.mark.parametrize(
    ("question", "stored"),
    [
        ("Is @anna_b from Lusaka?", "Is … from Lusaka?"),
        ("mail anna.b+x@example.org about Cork", "mail … about Cork"),
        ("mail anna @ example.org about Cork", "mail anna … about Cork"),
        ("see https://example.org/a?b=c&d#e now", "see … now"),
        ("see example.org/anna now", "see … now"),
        ("see www.example now", "see … now"),
        ("join t.me/+AbC or tg://user?id=77", "join … or …"),
        ("＠anna and ａｎｎａ．ｂ＠example．org", "… and …"),
        ("@\u200banna, a\u200d@b.c", "… …"),
        ("call +49 (170) 123-45 67 please", "call … please"),
        ("my id is 5012345678", "my id is …"),
        ("room 123456, ٠١٢٣٤٥٦٧", "room …, …"),
        ("between 2013-2015 or in 2017 2019 2022", "between 2013-2015 or in 2017 2019 2022"),
        ("members with 100,000 people", "members with 100,000 people"),
        ("Lusaka.Is it in St.Gallen?", "Lusaka.Is it in St.Gallen?"),
        ("the U.S.A. and the U.K.", "the U.S.A. and the U.K."),
        ("a\u202eb\u2066c\x00d\ne\tf\u2028g", "abcd e f g"),
        ("half \ud800 pair", "half pair"),
    ],
)
def test_what_may_point_to_a_person_is_taken_out(question: str, stored: str) -> None:
    assert redacted(question) == stored


def test_a_long_question_is_cut_between_words_and_leaves_no_half_address() -> None:
    words = "learning cities " * 12
    assert redacted(words + "anna.bauer@example.org") == words.strip() + "…"
    assert redacted(words + "+49 170 1234567890") == words.strip() + "…"
    assert redacted("x" * 5000) == "…"


async def test_a_question_of_which_no_word_is_left_is_not_stored(database: Database) -> None:
    store = UnansweredStore(database)
    for question in ("", "  ", "???", "@anna", "https://example.org", "\ud800\udc00"[:1], "x" * 300, "\0"):
        await store.add(question, "k", "en")
    assert await store.newest(10) == []


async def test_any_text_can_be_stored(database: Database) -> None:
    store = UnansweredStore(database)
    odd = [
        "'; DROP TABLE unanswered; --",
        "a\0b",
        "\ud83d c \udc00",
        "🇿🇲 Lusaka",
        "كم مدينة؟",
        "ﷺ" * 200,
        "é" * 90,
    ]
    for question in odd:
        await store.add(question, "k", "en")
    assert {"a b", "'; DROP TABLE unanswered; --"} & {found.question for found in await store.newest(99)}


@given(st.text(st.characters(), max_size=400))
def test_the_result_is_short_clean_and_stays_as_it_is(question: str) -> None:
    text = redacted(question)
    assert len(text) <= LONGEST
    assert "@" not in text and "://" not in text
    text.encode("utf-8")


@pytest.mark.parametrize(
    "piece", ["@", "a.", "1", "1 ", "w.w", "://", "www.", "é", "ﷺ", "@ ", "+1(", "\u202e"]
)
def test_a_hostile_text_takes_no_longer(piece: str) -> None:
    started = time.process_time()
    redacted(piece * 1_000_000)
    assert time.process_time() - started < 0.1
