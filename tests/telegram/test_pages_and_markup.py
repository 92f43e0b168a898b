"""Long answers in pages, and any text as HTML that is shown as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram_html import parse_html

from bot.telegram.markup import clean, escape
from bot.telegram.paging import PAGE_CHARACTERS, PAGE_LINES, WHOLE_CHARACTERS, split_pages

# A line that ends with a colon may head all pages, which the next test looks at.
WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters=":"),
    min_size=1,
    max_size=120,
)
LINES = st.lists(WORDS)
TEXTS = LINES.map("\n".join) | st.text("ab é🙂\n", max_size=9_000) | st.text("x", max_size=9_000)


@given(TEXTS)
def test_pages_hold_the_whole_text_and_fit_a_message(text: str) -> None:
    pages = split_pages(text)
    assert "".join("".join(pages).split()) == "".join(text.split())
    for page in pages:
        assert len(page) <= max(WHOLE_CHARACTERS, 2 * PAGE_CHARACTERS)
        assert page.count("\n") <= max(PAGE_LINES, 36) + 3


def test_a_list_keeps_its_header_on_each_page() -> None:
    lines = [f"• City number {number}" for number in range(70)]
    pages = split_pages("\n".join(["70 learning cities:", *lines, "Source: a list"]))
    assert len(pages) == 3
    assert all(page.startswith("70 learning cities:\n") for page in pages)
    assert [line for page in pages for line in page.split("\n")[1:]] == [*lines, "Source: a list"]


def test_pages_are_about_equally_long() -> None:
    pages = split_pages("\n".join(f"• City number {number}" for number in range(52)))
    lengths = [page.count("\n") + 1 for page in pages]
    assert max(lengths) - min(lengths) <= 2


def test_a_short_answer_is_one_page() -> None:
    assert split_pages("Yes.\nSource: a list\n") == ["Yes.\nSource: a list"]


def test_a_line_longer_than_a_page_is_cut_at_words() -> None:
    pages = split_pages("word " * 1000)
    assert all(set(page.split()) == {"word"} for page in pages)


@given(st.text(max_size=200))
def test_an_escaped_text_is_shown_as_it_was(text: str) -> None:
    assert parse_html(escape(text)) == (clean(text), [])


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("a\u202eb", "ab"),
        ("a\x00b\x1b[31m", "ab[31m"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🏫", "👩\u200d🏫"),
        ("a\ud800b", "ab"),
        ("tab\tand\nline", "tab\tand\nline"),
    ],
)
def test_what_would_garble_a_chat_is_taken_out(written: str, shown: str) -> None:
    assert clean(written) == shown
