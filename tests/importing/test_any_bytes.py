"""Whatever a file holds, it is reviewed or refused in one line; it never breaks the command."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import DataError
from bot.importing.report import lines_of
from tests.importing.lists import NEXT_ROUND, Desk

WORDS = (
    "Cork Ireland Nam-gu Busan KR 2025 skip new cork-ie City Country Year decision Kozah Corck 東京 القاهرة"
)
ODD = ["Nam-gu (Busan)", "(", "()", "*", "ʻ", "x" * 200, "a,b;c\td", "Source: UNESCO", '"', "\x00"]
CELLS = st.one_of(st.sampled_from([*WORDS.split(), *ODD]), st.text(max_size=12))
LISTS = st.tuples(st.lists(st.lists(CELLS, max_size=5), max_size=8), st.sampled_from(",;\t|"))


def reviewed_or_refused(desk: Desk, content: bytes) -> None:
    try:
        review = desk.review(content, chosen=NEXT_ROUND, name="any.csv")
    except DataError as fault:
        assert "\n" not in str(fault)
        assert "any.csv" in str(fault)
        return
    printed = list(lines_of(review, desk.folder / "any.csv", ()))
    assert not any("\n" in line for line in printed)
    assert len([finding for finding in review.findings if finding.line]) == review.row_count


@settings(max_examples=300)
@given(content=st.binary(max_size=300))
def test_arbitrary_bytes(desk: Desk, content: bytes) -> None:
    reviewed_or_refused(desk, content)


@settings(max_examples=300)
@given(content=st.text(max_size=300))
def test_arbitrary_text_below_a_header(desk: Desk, content: str) -> None:
    reviewed_or_refused(desk, f"City,Country,Year,decision\n{content}".encode("utf-8", "replace"))


@settings(max_examples=300)
@given(table=LISTS)
def test_tables_of_likely_cells(desk: Desk, table: tuple[list[list[str]], str]) -> None:
    rows, separator = table
    text = "\n".join(separator.join(cells) for cells in rows)
    reviewed_or_refused(desk, text.encode("utf-8", "replace"))
    reviewed_or_refused(desk, f"City{separator}Country\n{text}".encode("utf-8", "replace"))
