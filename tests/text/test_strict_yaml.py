"""YAML files are read as text, and every fault is one line that names file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.errors import DataError
from bot.strict_yaml import Mapping, Sequence, load_yaml


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file.yaml"


def fault(path: Path) -> str:
    """The one line of the error, with the file's name alone."""
    with pytest.raises(DataError) as raised:
        load_yaml(path)
    line = str(raised.value)
    assert "\n" not in line
    return line.removeprefix(f"{path.parent}/")


@pytest.mark.parametrize(
    "scalar",
    [
        *(
            "NO",
            "no",
            "Yes",
            "on",
            "off",
            "true",
            "False",
            "null",
            "~",
            "12:30",
            "0o17",
            "010",
            "1_000",
            "1e3",
        ),
        *("2025-12-04", "0x1F", ".inf", "3.0", "=", "<<x"),
    ],
)
def test_every_scalar_stays_text(path: Path, scalar: str) -> None:
    path.write_text(f"key: {scalar}\nlist: [{scalar}]\n", encoding="utf-8")
    assert load_yaml(path) == {"key": scalar, "list": [scalar]}


def test_norway_stays_norway_as_a_key(path: Path) -> None:
    path.write_text("NO: Norway\non: this\n1: one\n", encoding="utf-8")
    assert list(load_yaml(path)) == ["NO", "on", "1"]


def test_an_empty_value_is_empty_text(path: Path) -> None:
    path.write_text("key:\nother: ''\n", encoding="utf-8")
    assert load_yaml(path) == {"key": "", "other": ""}


def test_an_empty_file_is_none(path: Path) -> None:
    path.write_text("# only a comment\n", encoding="utf-8")
    assert load_yaml(path) is None


def test_lines_are_kept(path: Path) -> None:
    path.write_text(
        "# comment\nfirst: 1\n\nitems:\n  - a\n  # comment\n  - b: 2\n    c: 3\n", encoding="utf-8"
    )
    content = load_yaml(path)
    assert isinstance(content, Mapping)
    assert content.key_lines == {"first": 2, "items": 4}
    items = content["items"]
    assert isinstance(items, Sequence)
    assert items.item_lines == [5, 7]
    assert items[1].line == 7
    assert items[1].key_lines == {"b": 7, "c": 8}


def test_a_key_that_stands_twice(path: Path) -> None:
    path.write_text("a: 1\nb:\n  c: 2\n  d: 3\n  c: 4\n", encoding="utf-8")
    assert fault(path) == "file.yaml:5: the key 'c' stands twice (first on line 3); remove one of them"


def test_equal_keys_of_different_mappings_are_fine(path: Path) -> None:
    path.write_text("a: {x: 1}\nb: {x: 2}\n", encoding="utf-8")
    assert load_yaml(path) == {"a": {"x": "1"}, "b": {"x": "2"}}


@pytest.mark.parametrize("key", ["[a, b]", "{a: b}"])
def test_a_key_that_is_no_text(path: Path, key: str) -> None:
    path.write_text(f"first: 1\n? {key}\n: value\n", encoding="utf-8")
    assert fault(path) == "file.yaml:2: a key is not plain text; write the key as a word"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: [1, 2\nc: 3\n", 3),
        ("a: 1\nb: 'open\n", 3),
        ("a: 1\n  b: 2\n", 2),
        ("a: 1\n\tb: 2\n", 2),
        ("a: b: c\n", 1),
        ("a: *unknown\n", 1),
    ],
)
def test_bad_syntax_names_the_line(path: Path, text: str, line: int) -> None:
    path.write_text(text, encoding="utf-8")
    said = fault(path)
    assert said.startswith(f"file.yaml:{line}: not valid YAML: ")
    assert said.endswith("; check quotes, indents and colons")


def test_two_documents_in_a_file(path: Path) -> None:
    path.write_text("a: 1\n---\nb: 2\n", encoding="utf-8")
    assert fault(path).startswith("file.yaml:2: not valid YAML: ")


def test_a_control_character(path: Path) -> None:
    path.write_bytes(b"a: 1\nb: \x07\n")
    said = fault(path)
    assert said.startswith("file.yaml: not valid YAML: ")
    assert said.endswith("; check for control characters")


def test_a_missing_file(path: Path) -> None:
    assert fault(path) == "file.yaml: the file is missing; restore it or correct the folder setting"


def test_a_folder_for_a_file(tmp_path: Path) -> None:
    assert "the file cannot be read" in fault(tmp_path)


@pytest.mark.parametrize("raw", ["Córdoba".encode("latin-1"), b"\xff\xfe", bytes(range(256))])
def test_a_file_that_is_not_utf8(path: Path, raw: bytes) -> None:
    path.write_bytes(raw)
    said = fault(path)
    assert said.startswith("file.yaml: the file cannot be read (")
    assert said.endswith("; save it as UTF-8 text")


def test_a_tag_makes_no_object(path: Path) -> None:
    path.write_text("a: !!python/object/apply:os.getcwd []\nb: !!int 3\n", encoding="utf-8")
    assert load_yaml(path) == {"a": [], "b": "3"}


def test_the_shipped_files_are_pure_text() -> None:
    """What is loaded is what plain YAML would give if it guessed no types."""
    for source in sorted(Path(__file__).parents[2].joinpath("intents").rglob("*.yaml")):
        plain = yaml.load(
            source.read_text(encoding="utf-8"), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)
        )
        assert load_yaml(source) == plain, source
