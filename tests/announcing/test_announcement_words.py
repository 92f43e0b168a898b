"""Languages of announcements: complete, checked, and not taken for languages of questions."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.announcing.words import (
    FILE_NAME,
    AnnouncementWords,
    announcement_languages,
    check_announcement_words,
    load_announcement_words,
    question_languages,
)
from bot.checking import check_intents
from bot.errors import DataError
from tests.conftest import ROOT


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the English wordings as those of another language."""
    (tmp_path / "de").mkdir()
    return Path(shutil.copy(ROOT / "intents" / "en" / FILE_NAME, tmp_path / "de"))


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    path.write_text(text.replace(old, new), encoding="utf-8")


def problems(path: Path, english: AnnouncementWords) -> list[str]:
    found = check_announcement_words(load_announcement_words(path.parent), english)
    return [str(problem).replace(f"{path}:", "", 1).replace(f"{path}: ", "") for problem in found]


def test_every_language_has_the_same_wordings_with_the_same_fields(
    languages: dict[str, AnnouncementWords], english: AnnouncementWords
) -> None:
    assert {"en", "fr"} <= languages.keys()
    for words in languages.values():
        assert list(check_announcement_words(words, english)) == []
        assert words.text.keys() == english.text.keys()
        assert words.counted.keys() == english.counted.keys()


# Facts in words


def test_days_months_and_years(english: AnnouncementWords, french: AnnouncementWords) -> None:
    assert [english.day(day) for day in ("2025-12-04", "2025-12", "2016", "")] == [
        "4 December 2025",
        "December 2025",
        "2016",
        "",
    ]
    assert french.day("2025-12-04") == "4 décembre 2025"
    assert [english.day(odd) for odd in ("2025-13-01", "2025-x", "soon-ish")] == [
        "2025-13-01",
        "2025-x",
        "soon-ish",
    ]


def test_lists_and_numbers(english: AnnouncementWords, french: AnnouncementWords) -> None:
    assert english.listing(["Cork", "Dublin", "Limerick"]) == "Cork, Dublin and Limerick"
    assert french.listing(["Cork", "Dublin", "Limerick"]) == "Cork, Dublin et Limerick"
    assert english.number(1234) == "1,234"
    assert english.commas(["Cork", "Dublin"]) == "Cork, Dublin"


def test_plural_forms_are_those_of_the_language(
    english: AnnouncementWords, french: AnnouncementWords
) -> None:
    assert [english.count("cities", number) for number in (1, 2, 1000)] == [
        "one city",
        "2 cities",
        "1,000 cities",
    ]
    assert [french.count("cities", number) for number in (1, 2)] == ["une ville", "2 villes"]


def test_countries_have_the_names_of_the_data_in_english_and_of_cldr_elsewhere(
    english: AnnouncementWords, french: AnnouncementWords
) -> None:
    assert english.country("TR", "Türkiye") == "Türkiye"
    assert french.country("TR", "Türkiye") == "Turquie"
    assert french.country("ZZZ", "Nowhere") == "Nowhere"


def test_headings_have_an_article_where_the_language_has_one(
    english: AnnouncementWords, french: AnnouncementWords
) -> None:
    assert english.heading("arab_states", english.region("arab_states")) == "For the Arab States:"
    assert english.heading("KE", "Kenya") == "For Kenya:"
    assert french.heading("arab_states", french.region("arab_states")) == "États arabes\xa0:"


def test_a_wording_that_cannot_be_said_is_a_fault_of_the_file(english: AnnouncementWords) -> None:
    for say in (english.say, lambda name: english.count(name, 1)):
        for name in ("nothing_of_that_name", "totals", "round"):
            with pytest.raises(DataError, match=FILE_NAME):
                say(name)


# Faults of a pack


def test_a_sound_pack_has_no_problem(pack: Path, english: AnnouncementWords) -> None:
    assert problems(pack, english) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("  none_named:", "  none_name:", "text: 'none_named' is missing"),
        ("  none_named:", "  none_name:", "text: 'none_name' is not used"),
        ("  city_joined: The", "  city_joined: The {city}", "text: 'city_joined' has other {fields}"),
        ('"{before} ({country}) is', '"{before} is', "text: 'renamed' has other {fields}"),
        ("  as_of: As of {day}", '  as_of: "As of {day"', "text: 'as_of' has other {fields}"),
        ("  region_joined:", "  region_join:", "counted: 'region_joined' is missing"),
        ("one: one city, other", "one: one city, few", "counted: 'cities' lacks the form other"),
        (
            "My list names {count} new members.",
            "My list names new members.",
            "counted: 'region_joined', form 'other', has other {fields}",
        ),
        (
            "one: I know one of the {cities} by name.",
            "one: I know one by name.",
            "counted: 'named', form 'one', has other {fields}",
        ),
    ],
)
def test_a_faulty_wording_is_found(
    pack: Path, english: AnnouncementWords, old: str, new: str, problem: str
) -> None:
    spoil(pack, old, new)
    assert any(problem in found for found in problems(pack, english))


def test_a_language_that_tells_more_numbers_apart_needs_more_forms(
    pack: Path, english: AnnouncementWords
) -> None:
    russian = pack.parent.rename(pack.parent.parent / "ru") / FILE_NAME
    found = problems(russian, english)
    assert len(found) == len(english.counted)
    assert all("lacks the form few, many" in problem for problem in found)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("\ntext:\n", "\ntexts:\n", "the key 'text' is missing"),
        ("  africa: Africa\n", "", "regions: 'africa' is missing"),
        ("  africa: Africa\n", "  africa: [Africa]\n", "regions: 'africa' is of another kind"),
        (
            '  cities: {one: one city, other: "{count} cities"}',
            "  cities: cities",
            "'cities' is of another kind",
        ),
    ],
)
def test_a_file_of_another_shape_is_refused_with_its_name(pack: Path, old: str, new: str, said: str) -> None:
    spoil(pack, old, new)
    with pytest.raises(DataError, match=FILE_NAME) as error:
        load_announcement_words(pack.parent)
    assert said in str(error.value)


def test_a_folder_that_is_no_language_is_refused(pack: Path) -> None:
    other = pack.parent.rename(pack.parent.parent / "klingonese")
    with pytest.raises(DataError, match="no language that Unicode CLDR has"):
        load_announcement_words(other)


# A language for announcements alone


def test_a_folder_with_nothing_else_is_no_language_of_questions(tmp_path: Path) -> None:
    intents = tmp_path / "intents"
    shutil.copytree(ROOT / "intents", intents)
    assert question_languages(intents) == ["en"]
    assert list(announcement_languages(intents)) == ["en", "fr"]
    (intents / "fr" / "_words.yaml").write_text("", encoding="utf-8")
    assert question_languages(intents) == ["en", "fr"]


def test_check_reads_the_wordings_of_announcements(tmp_path: Path) -> None:
    intents = tmp_path / "intents"
    shutil.copytree(ROOT / "intents", intents)
    spoil(intents / "fr" / FILE_NAME, "  none_named:", "  none_name:")
    found = [str(problem) for problem in check_intents(ROOT / "data", intents)]
    assert len(found) == 2
    assert all(problem.startswith(str(intents / "fr" / FILE_NAME)) for problem in found)
