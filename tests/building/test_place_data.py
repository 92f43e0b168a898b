"""What the committed place files must hold, whoever builds them."""

from __future__ import annotations

import csv
import gzip
from functools import cache
from pathlib import Path

import pytest

from bot.text import fold

DATA = Path(__file__).parents[2] / "data"
GAZETTEER = DATA / "gazetteer"
COUNTRY_BOXES = {
    "AR": (-56, -21, -74, -53),
    "AU": (-44, -10, 112, 154),
    "CL": (-56, -17, -76, -66),
    "CM": (1, 14, 8, 17),
    "EG": (22, 32, 24, 37),
    "FR": (41, 52, -6, 10),
    "GB": (49, 61, -9, 2),
    "GR": (34, 42, 19, 30),
    "IE": (51, 56, -11, -5),
    "KE": (-5, 6, 33, 42),
    "KR": (33, 39, 125, 131),
    "MN": (41, 53, 87, 120),
    "MX": (14, 33, -118, -86),
    "NI": (10, 16, -88, -82),
    "PT": (30, 43, -32, -6),
    "SA": (16, 33, 34, 56),
    "TG": (6, 12, -1, 2),
    "TR": (35, 43, 25, 45),
}
"""Country -> southern, northern, western and eastern limit in degrees."""


@cache
def cities() -> dict[str, dict[str, str]]:
    with (DATA / "cities.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def rows_of(text: str) -> list[list[str]]:
    return [line.split("\t") for line in text.split("\n")[1:] if line]


@cache
def member_names() -> list[list[str]]:
    return rows_of((GAZETTEER / "member_names.tsv").read_text(encoding="utf-8"))


@cache
def places() -> list[list[str]]:
    return rows_of(gzip.decompress((GAZETTEER / "places.tsv.gz").read_bytes()).decode())


def owners(name: str) -> set[str]:
    return {row[0] for row in member_names() if row[3] == fold(name)}


def test_eleven_capitals_joined_in_2025() -> None:
    joined = {city_id for city_id, row in cities().items() if row["capital"] and row["year"] == "2025"}
    assert joined == {
        "ankara-tr",
        "ashgabat-tm",
        "bissau-gw",
        "buenos-aires-ar",
        "cairo-eg",
        "caracas-ve",
        "hanoi-vn",
        "lisbon-pt",
        "lusaka-zm",
        "porto-novo-bj",
        "riyadh-sa",
    }


@pytest.mark.parametrize(
    "city_id", ["yaounde-1er-cm", "bayangol-mn", "bethlehem-ps", "sharjah-ae", "la-paz-mx"]
)
def test_parts_of_capitals_and_other_cities_are_no_capitals(city_id: str) -> None:
    assert cities()[city_id]["capital"] == ""


def test_every_member_has_a_position_in_its_country() -> None:
    for city_id, row in cities().items():
        latitude, longitude = float(row["latitude"]), float(row["longitude"])
        south, north, west, east = COUNTRY_BOXES.get(row["country"], (-90, 90, -180, 180))
        assert south <= latitude <= north, city_id
        assert west <= longitude <= east, city_id


@pytest.mark.parametrize(
    ("city_id", "latitude", "longitude"),
    [
        ("la-paz-mx", 24.1, -110.3),
        ("san-justo-ar", -30.8, -60.6),
        ("san-nicolas-cl", -36.5, -72.2),
        ("lagoa-pt", 37.7, -25.6),
        ("praia-da-vitoria-pt", 38.7, -27.1),
        ("canning-au", -32.0, 115.9),
        ("wyndham-au", -37.9, 144.7),
        ("bayan-ondor-mn", 49.0, 104.1),
        ("santiago-mx", 25.4, -100.2),
        ("jinan-kr", 35.8, 127.4),
        ("waterford-ie", 52.3, -7.1),
        ("brest-fr", 48.4, -4.5),
    ],
)
def test_homonyms_stand_in_the_right_place(city_id: str, latitude: float, longitude: float) -> None:
    row = cities()[city_id]
    assert float(row["latitude"]) == pytest.approx(latitude, abs=0.15)
    assert float(row["longitude"]) == pytest.approx(longitude, abs=0.15)


@pytest.mark.parametrize(
    ("name", "city_id"),
    [
        ("Saigon", "ho-chi-minh-city-vn"),
        ("HCMC", "ho-chi-minh-city-vn"),
        ("Peking", "beijing-cn"),
        ("Fes", "fez-ma"),
        ("Kishinev", "chisinau-md"),
        ("Kiev", "kyiv-ua"),
        ("Kharkov", "kharkiv-ua"),
        ("Lvov", "lviv-ua"),
        ("Londonderry", "derry-city-and-strabane-gb"),
        ("Strabane", "derry-city-and-strabane-gb"),
        ("CDMX", "mexico-city-mx"),
        ("Ciudad de México", "mexico-city-mx"),
        ("Xian", "xian-cn"),
        ("Kingston upon Hull", "hull-gb"),
        ("Den Bosch", "s-hertogenbosch-nl"),
        ("Vitebsk", "viciebsk-by"),
        ("Torino", "turin-it"),
        ("Esfahan", "isfahan-ir"),
        ("Madinah", "medina-sa"),
        ("Nam-gu Busan", "busan-nam-gu-kr"),
        ("Newtown Hashtgerd", "hashtgerd-ir"),
        ("Kozah 1", "kara-tg"),
        ("Doufelgou 1", "niamtougou-tg"),
        ("القاهرة", "cairo-eg"),
        ("北京", "beijing-cn"),
        ("강남구", "gangnam-gu-kr"),
        ("Ташкент", None),
        ("Maroua", None),
        ("Mytilene", None),
        ("Philadelphia", None),
    ],
)
def test_names_lead_to_their_members(name: str, city_id: str | None) -> None:
    assert owners(name) == ({city_id} if city_id else set())


def test_every_row_of_the_names_is_sound() -> None:
    assert {row[0] for row in member_names()} == set(cities())
    for city_id, _, name, key in member_names():
        assert fold(name) == key != "", (city_id, name)


def test_only_few_names_belong_to_two_members() -> None:
    holders: dict[str, set[str]] = {}
    for city_id, _, _, key in member_names():
        holders.setdefault(key, set()).add(city_id)
    assert {key for key, ids in holders.items() if len(ids) > 1} <= {"صور", "kasan"}


def test_the_world_is_known_without_the_members() -> None:
    by_name = {(row[0], row[1]): int(row[3]) for row in places()}
    for known in [("Osaka", "JP"), ("Paris", "FR"), ("London", "GB"), ("Yaoundé", "CM"), ("Laayoune", "EH")]:
        assert by_name[known] > 100_000
    members = {(fold(row["name"]), row["country"]) for row in cities().values()}
    homonyms = {(row[5].split("|")[0], row[1]) for row in places()} & members
    assert homonyms <= {("san justo", "AR"), ("jesus maria", "MX"), ("san jose", "CR"), ("puebla", "MX")} | {
        ("suzhou", "CN"),
    }


def test_places_stand_in_order_of_size() -> None:
    sizes = [int(row[3]) for row in places()]
    assert len(sizes) > 33_000
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize(
    "name", ["suyeong gu", "busan buk gu", "yaounde 2e", "kisii county", "daejeon seo gu"]
)
def test_sisters_of_district_members_are_known(name: str) -> None:
    assert any(name in row[5].split("|") for row in places())


def test_words_near_a_member_are_guarded() -> None:
    rows = [
        line.split("\t") for line in (GAZETTEER / "confusables.txt").read_text(encoding="utf-8").splitlines()
    ]
    kinds = {row[0]: row[1] for row in rows}
    assert kinds["bogata"] == "place"
    assert kinds["merry"] == "word"
    assert not set(kinds) & {row[3] for row in member_names()}


def test_place_names_that_are_english_words_are_marked() -> None:
    words = set((GAZETTEER / "ordinary_words.txt").read_text(encoding="utf-8").split("\n"))
    assert {"nice", "reading", "split", "most", "bath", "cork", "hull", "derby", "limerick", "march"} <= words
    assert not words & {"turkey", "china", "chad", "lusaka", "paris"}
