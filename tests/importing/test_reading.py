"""Lists are read however they were copied; what is no list is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import DataError
from bot.importing.reading import MemberList, Row, read_list

COUNTRIES = {"Ireland", "Zambia", "Iran, Islamic Republic of", "Korea, Republic of"}


def read(folder: Path, content: str | bytes) -> MemberList:
    path = folder / "list.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_list(path, COUNTRIES.__contains__)


def pairs(members: MemberList) -> list[tuple[str, str]]:
    return [(row.city, row.country) for row in members.rows]


def fault(folder: Path, content: str | bytes) -> str:
    with pytest.raises(DataError) as raised:
        read(folder, content)
    text = str(raised.value)
    assert text.startswith(str(folder / "list.csv"))
    assert "; " in text
    assert "\n" not in text
    return text.removeprefix(str(folder / "list.csv"))


@pytest.mark.parametrize(
    "content",
    [
        "City,Country\nCork,Ireland\n",
        "City;Country\r\nCork;Ireland\r\n",
        "City\tCountry\nCork\tIreland",
        "\ufeffCity,Country\nCork,Ireland\n",
        "Country,City\nIreland,Cork\n",
        "Member State;Member city\nIreland;Cork\n",
        "Pays,Ville membre\nIreland,Cork\n",
        "Name of the city,Country/territory\nCork,Ireland\n",
        "Ciudad,País\nCork,Ireland\n",
        "城市,国家\nCork,Ireland\n",
        "Cork,Ireland\n",
        "Ireland,Cork\nZambia,Lusaka\n",
        'City,Country\n"Cork", "Ireland"\n',
        "\n\nCity,Country\n\nCork,Ireland\n\n",
        "City,Country,,\nCork,Ireland,,\n",
        "City,Country\nCork , Ireland\u00a0\n",
        "City,Country\n\u200bCork,Ire\u00adland\n",
    ],
)
def test_the_same_row_in_many_forms(tmp_path: Path, content: str) -> None:
    assert pairs(read(tmp_path, content))[0] == ("Cork", "Ireland")


@pytest.mark.parametrize(
    "header", ["Year", "Joined", "Year of joining", "Année d'adhésion", "Member since", "año"]
)
def test_the_column_of_years_has_many_names(tmp_path: Path, header: str) -> None:
    assert read(tmp_path, f"City,Country,{header}\nCork,Ireland,2015\n").rows[0].year == "2015"


def test_a_list_without_a_header_parted_by_semicolons_may_hold_commas(tmp_path: Path) -> None:
    members = read(tmp_path, "Tehran;Iran, Islamic Republic of\nSeoul;Korea, Republic of\n")
    assert pairs(members) == [("Tehran", "Iran, Islamic Republic of"), ("Seoul", "Korea, Republic of")]


def test_other_columns_are_named_once_and_left_out(tmp_path: Path) -> None:
    members = read(tmp_path, "No,City,Region,Country\n1,Cork,Europe,Ireland\n2,Lusaka,Africa,Zambia\n")
    assert members.notes == ("columns that are not read: No, Region",)


def test_titles_above_the_header_and_repeated_headers_are_left_out(tmp_path: Path) -> None:
    members = read(
        tmp_path, "Members of the GNLC,\nCity,Country\nCork,Ireland\nCity,Country\nLusaka,Zambia\n"
    )
    assert pairs(members) == [("Cork", "Ireland"), ("Lusaka", "Zambia")]
    assert members.notes == ("what stands above the header on line 2 is not read",)


def test_a_row_knows_the_line_on_which_it_starts(tmp_path: Path) -> None:
    members = read(tmp_path, 'City,Country\n\n"Co\nrk",Ireland\nLusaka,Zambia\n')
    assert members.rows == (Row(3, "Co rk", "Ireland"), Row(5, "Lusaka", "Zambia"))


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("Seoul,Korea,Republic of", "3 cells in 2 columns"),
        (",Ireland", "no city"),
        ("12,Ireland", "no city"),
        (f"{'x' * 200},Ireland", "too long"),
    ],
)
def test_a_row_that_cannot_be_told_apart_is_kept_with_its_fault(tmp_path: Path, row: str, what: str) -> None:
    members = read(tmp_path, f"City,Country\n{row}\n")
    assert what in members.rows[0].fault


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        (b"City,Country\nMedell\xedn,Colombia\n", ":2: ", "UTF-8"),
        ("City,Country\nCork,Ireland\n".encode("utf-16"), ":1: ", "UTF-8"),
        ("", ": ", "empty"),
        ("\n \n", ": ", "empty"),
        ("Cork\nLusaka\n", ":1: ", "one column"),
        ("City,Country\n", ":1: ", "no rows"),
        ("City,Region,Remark\nCork,Europe,x\n", ":1: ", "City,Country"),
        ("Cork,Munster\nLusaka,Lusaka Province\n", ":1: ", "neither a header nor a country"),
        ('City,Country\n"Cork,Ireland\nLusaka,Zambia\n', ":2: ", "quotes"),
    ],
)
def test_what_is_no_list_is_told_with_its_line(
    tmp_path: Path, content: str | bytes, line: str, what: str
) -> None:
    told = fault(tmp_path, content)
    assert told.startswith(line)
    assert what in told


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.csv", tmp_path):
        with pytest.raises(DataError, match="no such file"):
            read_list(path, COUNTRIES.__contains__)
    huge = tmp_path / "huge.csv"
    huge.write_bytes(b"x" * 5_000_001)
    with pytest.raises(DataError, match="too large"):
        read_list(huge, COUNTRIES.__contains__)
