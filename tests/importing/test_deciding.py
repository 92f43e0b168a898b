"""The column `decision` settles what was asked, and nothing else."""

from __future__ import annotations

import pytest

from bot.importing.findings import Kind
from tests.importing.lists import NEXT_ROUND, Desk, table


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("Lusaka,Kenya,,new", Kind.JOINED),
        ("Lusaka,Kenya,,NEW", Kind.JOINED),
        ("Lusaka,Kenya,,skip", Kind.SKIPPED),
        ("Lusaka,Kenya,,lusaka-zm", Kind.UNCHANGED),
        ("Nam-gu,KR,,busan-nam-gu-kr", Kind.SPELLING),
        ("Corck,Ireland,,cork-ie", Kind.SPELLING),
        ("Corck,Ireland,,new", Kind.JOINED),
        ("Leeside,Ireland,,cork-ie", Kind.RENAMED),
        ("كورك,Ireland,,cork-ie", Kind.SPELLING),
        ("Lusaka,Zambia,2016,lusaka-zm", Kind.UNCHANGED),
        ("Source: UNESCO,,,skip", Kind.SKIPPED),
        (",,,skip", Kind.SKIPPED),
    ],
)
def test_decisions(desk: Desk, row: str, kind: Kind) -> None:
    assert desk.finding(row, chosen=NEXT_ROUND).kind is kind


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("Lusaka,Kenya,,perhaps", "'perhaps' is no id"),
        ("Cork,Ireland,,new", "cork-ie"),
        ("東京,Japan,,new", "English name"),
        ("Lusaka,Atlantis,,new", "no country"),
        ("Laayoune,Morocco,,new", "conflict"),
        ("Lusaka,Kenya,1999,new", "no round of 1999"),
    ],
)
def test_decisions_that_cannot_be_carried_out_stay_doubtful(desk: Desk, row: str, told: str) -> None:
    finding = desk.finding(row, chosen=NEXT_ROUND)
    assert finding.kind is Kind.DOUBTFUL
    assert told in finding.note


def test_a_decision_overrules_what_was_read_as_a_slip(desk: Desk) -> None:
    rows = [[*row, ""] for row in desk.members(wolverhampton_gb="")]
    rows.append(["Wolverhamton", "United Kingdom", "", "new"])
    review = desk.review(table(rows, "City", "Country", "Year", "decision"), chosen=NEXT_ROUND)
    assert [f.city_id for f in review.of(Kind.JOINED)] == ["wolverhamton-gb"]
    assert [f.city.id for f in review.of(Kind.LEFT) if f.city] == ["wolverhampton-gb"]


def test_a_decided_duplicate_is_one(desk: Desk) -> None:
    review = desk.review("City,Country,decision\nCorck,Ireland,cork-ie\nCork,Ireland,\n")
    assert [finding.kind for finding in review.findings] == [Kind.DUPLICATE, Kind.UNCHANGED]


def test_who_was_skipped_has_not_left(desk: Desk) -> None:
    rows = [[*row, "skip" if row[0] == "Cork" else ""] for row in desk.members()]
    review = desk.review(table(rows, "City", "Country", "Year", "decision"))
    assert [finding.name for finding in review.of(Kind.SKIPPED)] == ["Cork"]
    assert not review.of(Kind.LEFT)
