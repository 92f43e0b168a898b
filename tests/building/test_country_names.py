"""Country names in every language: the same on every run, and marked where they are ordinary words."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.building.countries import build_country_names
from bot.text import fold

DATA = Path(__file__).parents[2] / "data"
Names = dict[tuple[str, str], tuple[set[str], str, str]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the names were built with a word list of a few words."""
    folder = tmp_path_factory.mktemp("data")
    for name in ("countries.csv", "cities.csv"):
        shutil.copy(DATA / name, folder)
    words = folder / "words"
    words.write_text("island\nchili\nJordan\nturkey\nsalvador\nisland's\n", encoding="utf-8")
    build_country_names(folder, [words])
    return folder


@pytest.fixture(scope="module")
def names(built: Path) -> Names:
    lines = (built / "gazetteer" / "country_names.tsv").read_text(encoding="utf-8").splitlines()
    assert lines[0].split("\t") == ["code", "languages", "name", "word", "key"]
    rows = [line.split("\t") for line in lines[1:]]
    return {(code, key): (set(languages.split()), name, word) for code, languages, name, word, key in rows}


def test_the_same_bytes_on_every_run(built: Path) -> None:
    path = built / "gazetteer" / "country_names.tsv"
    first = path.read_bytes()
    build_country_names(built, [built / "words"])
    assert path.read_bytes() == first


@pytest.mark.parametrize(
    ("code", "name", "language"),
    [
        ("ZM", "Zambia", "en"),
        ("ZM", "Zambie", "fr"),
        ("ZM", "زامبيا", "ar"),
        ("CN", "中国", "zh"),
        ("DE", "Alemania", "es"),
        ("GR", "Ελλάδα", "el"),
        ("TR", "Türkei", "de"),
    ],
)
def test_names_in_many_languages(names: Names, code: str, name: str, language: str) -> None:
    languages, _, word = names[code, fold(name)]
    assert language in languages
    assert not word


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("IS", "island"),
        ("CL", "chili"),
        ("GD", "granada"),
        ("IR", "ira"),
        ("SV", "salvador"),
        ("CD", "kongo"),
    ],
)
def test_words_members_and_homonyms_are_marked(names: Names, code: str, key: str) -> None:
    assert names[code, key][2] == "1"


@pytest.mark.parametrize(
    ("code", "key"), [("JO", "jordan"), ("JE", "jersey"), ("TD", "chad"), ("TR", "turkiye")]
)
def test_english_names_stay_usable(names: Names, code: str, key: str) -> None:
    assert names[code, key][2] == ""


def test_keys_are_folded_and_spellings_plain(names: Names) -> None:
    assert all(fold(name) == key for (_, key), (_, name, _) in names.items())
    assert names["TR", "turkiye"][1] == "Türkiye"
    assert names["CL", "chile"][1] == "Chile"
