"""Intent files: what they hold is read, and what is wrong in one is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import DataError
from bot.understanding.intents import load_intent, load_intents

SOUND = """\
label: Is there a fee?
query: fact
id: join_fee
takes: [area]
only_with: [area]
needs: [[fee, Cost]]
not_with: [Prize]
preset: {alone: help}
cities: [lusaka-zm]
countries: [ZM]
questions:
  - is there a [yearly] fee
  - (how much|what) is the fee in {area}
answers:
  text: "No."
examples:
  - is there a fee
  - ask: is there a fee in Kenya
    area: KE
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "fee.yaml"


def test_a_sound_file(path: Path) -> None:
    path.write_text(SOUND, encoding="utf-8")
    intent = load_intent(path)
    assert (intent.name, intent.query, intent.id, intent.label) == (
        "fee",
        "fact",
        "join_fee",
        "Is there a fee?",
    )
    assert intent.takes == intent.only_with == {"area"}
    assert intent.needs == (frozenset({"fee", "cost"}),)
    assert intent.not_with == {"prize"}
    assert intent.preset == {"alone": "help"}
    assert (intent.cities, intent.countries) == ({"lusaka-zm"}, {"ZM"})
    assert intent.answers == {"text": "No."}
    assert len(intent.forms) == 4
    assert [(example.ask, example.slots, example.line) for example in intent.examples] == [
        ("is there a fee", {}, 17),
        ("is there a fee in Kenya", {"area": "KE"}, 18),
    ]
    assert intent.is_statement
    assert intent.is_gated
    assert not intent.needs_city
    assert not intent.is_follow_up


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("label: Is there a fee?\n", "", 1, "the key 'label' is missing; see intents/README.md"),
        ("query: fact\n", "", 1, "the key 'query' is missing; see intents/README.md"),
        ("answers:", "answer:", 14, "unknown key 'answer'; known are "),
        ("takes: [area]", "takes: [area, town]", 4, "unknown slot 'town'; known are city, area, "),
        ("only_with: [area]", "only_with: [country]", 5, "unknown slot 'country'; known are city, area, "),
        ("takes: [area]", "takes: area", 4, "'takes' is not a list of words; write `- word` lines"),
        (
            "not_with: [Prize]",
            "not_with: {a: b}",
            7,
            "'not_with' is not a list of words; write `- word` lines",
        ),
        (
            "  - is there a [yearly] fee",
            "  - is there a [yearly fee",
            12,
            "'[' is not closed in 'is there a [yearly fee'",
        ),
        (
            "{area}\n",
            "{country}\n",
            13,
            "unknown slot {country}; known are {city}, {area}, {year}, {number}, {some} in ",
        ),
        (
            "  - ask: is there a fee in Kenya\n    area: KE",
            "  - area: KE",
            18,
            "an example has no `ask`; write ",
        ),
        (
            "id: join_fee",
            "query: say",
            3,
            "the key 'query' stands twice (first on line 2); remove one of them",
        ),
    ],
)
def test_a_fault_is_named_with_its_line(path: Path, old: str, new: str, line: int, message: str) -> None:
    assert SOUND.count(old) == 1
    path.write_text(SOUND.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError) as raised:
        load_intent(path)
    said = str(raised.value)
    assert said.startswith(f"{path}:{line}: {message}")
    assert "\n" not in said


@pytest.mark.parametrize("text", ["", "- a list", "only text"])
def test_a_file_that_is_no_mapping(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"fee\.yaml:1: not a mapping; write `key: value` lines"):
        load_intent(path)


def test_the_name_of_an_intent_is_its_own(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "fee.yaml").write_text(SOUND, encoding="utf-8")
    with pytest.raises(DataError) as raised:
        load_intents(tmp_path)
    other, here = (tmp_path / folder / "fee.yaml" for folder in ("a", "b"))
    assert (
        str(raised.value) == f"{here}:1: an intent 'fee' exists already in {other}; rename one of the files"
    )


def test_shared_files_are_no_intents(tmp_path: Path) -> None:
    (tmp_path / "fee.yaml").write_text(SOUND, encoding="utf-8")
    (tmp_path / "_words.yaml").write_text("anything: at all\n", encoding="utf-8")
    assert list(load_intents(tmp_path)) == ["fee"]


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(DataError) as raised:
        load_intents(tmp_path / "xx")
    assert str(raised.value).startswith(f"{tmp_path / 'xx'}: the folder of intents is missing; ")
