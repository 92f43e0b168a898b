"""Data files are edited as text: every byte that is not meant to change stays."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BotError
from bot.importing.editing import CsvText, with_alias, with_lines, with_rows, yaml_text
from tests.importing.lists import DATA

NAMES = """# Names; do not sort this comment away.

cities:
  al-ahsa-sa: [Al Hasa, "Al-Ahsa: Oasis"]  # kept
  cork-ie: [Corcaigh]
  osaka-jp: [Osaca]

ambiguous:
  Kozah: [kara-tg, pya-tg]
"""


def test_rows_are_added_and_changed_where_they_stand() -> None:
    table = CsvText('id,name,sources\r\na,"Al, pha",x\r\nc,Gamma,y')
    table.add({"id": "b", "name": "Beta, the", "sources": "z"})
    table.change("c", {"sources": "y z"})
    assert table.text == 'id,name,sources\r\na,"Al, pha",x\r\nb,"Beta, the",z\r\nc,Gamma,y z\r\n'


def test_a_file_that_is_not_sorted_grows_at_its_end() -> None:
    table = CsvText("id\nc\na\n")
    table.add({"id": "b"})
    assert table.text == "id\nc\na\nb\n"


@pytest.mark.parametrize("name", ["cities.csv", "countries.csv", "sources.csv"])
def test_the_committed_tables_survive_as_they_are(name: str) -> None:
    text = (DATA / name).read_bytes().decode()
    assert CsvText(text).text == text


def test_lines_and_rows_are_put_where_they_sort() -> None:
    assert with_lines("head\na\tx\nc\tx\n", ["b\tx", "a\tx"]) == "head\na\tx\nb\tx\nc\tx\n"
    assert with_rows("head\na\t2\nb\t1\n", "b", ["b\t9"]) == "head\na\t2\nb\t9\nb\t1\n"
    assert with_rows("head\na\t2\n", "b", ["b\t9", "b\t8"]) == "head\na\t2\nb\t9\nb\t8\n"


@pytest.mark.parametrize(
    ("city_id", "name", "line"),
    [
        ("cork-ie", "Leeside", "  cork-ie: [Corcaigh, Leeside]"),
        ("al-ahsa-sa", "Hofuf", '  al-ahsa-sa: [Al Hasa, "Al-Ahsa: Oasis", Hofuf]  # kept'),
        ("lusaka-zm", "Lusaaka", "  lusaka-zm: [Lusaaka]"),
        ("zwolle-nl", "Z, wolle", '  zwolle-nl: ["Z, wolle"]'),
    ],
)
def test_an_alias_is_one_line_more_or_longer(city_id: str, name: str, line: str) -> None:
    changed = with_alias(NAMES, city_id, name)
    added = [new for new in changed.splitlines() if new not in NAMES.splitlines()]
    assert added == [line]
    cities = yaml.load(changed, yaml.BaseLoader)["cities"]
    assert cities[city_id][-1] == name
    assert list(cities) == sorted(cities)
    assert changed.endswith("\nambiguous:\n  Kozah: [kara-tg, pya-tg]\n")


@pytest.mark.parametrize("text", ["names:\n  a: [b]\n", "cities:\n  cork-ie:\n    - Corcaigh\n"])
def test_another_layout_is_left_to_the_operator(text: str) -> None:
    with pytest.raises(BotError, match="by hand"):
        with_alias(text, "cork-ie", "Leeside")


@given(st.text(min_size=1, max_size=30).filter(str.isprintable))
def test_any_name_comes_back_from_yaml(name: str) -> None:
    assert yaml.safe_load(f"[{yaml_text(name)}]") == [name]


def test_plain_names_need_no_quotes() -> None:
    assert yaml_text("Évry-Courcouronnes") == "Évry-Courcouronnes"
    assert yaml_text("No") == json.dumps("No")
