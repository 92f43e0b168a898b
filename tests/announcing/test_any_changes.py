"""Whatever changed: every text fits a message, names nothing that is not in the changes, and keeps its language."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.announcing.composing import LONGEST, changes_text, concerns
from bot.announcing.followed import part_of
from bot.announcing.scopes import Scope
from bot.announcing.words import AnnouncementWords, announcement_languages
from bot.dataset.changes import Changes
from tests.announcing.any_changes import any_changes, any_scopes, cities_named, cities_of
from tests.conftest import ROOT

LANGUAGES = announcement_languages(ROOT / "intents")
TOO_MANY = ("by_country", "by_region", "by_number")
codes = st.sampled_from(sorted(LANGUAGES))
FIELD = re.compile(r"{[^}]*}")
WORD = re.compile(r"[^\W\d_]{2,}")


def is_shortened(text: str, words: AnnouncementWords) -> bool:
    """Whether it says that it gives numbers in the place of names."""
    return any(words.say(name) in text for name in TOO_MANY)


@given(changes=any_changes(), scopes=any_scopes(), code=codes, limit=st.sampled_from([LONGEST, 1024]))
def test_every_text_fits_its_message(changes: Changes, scopes: list[Scope], code: str, limit: int) -> None:
    told = changes_text(changes, scopes, LANGUAGES[code], limit)
    assert 0 < len(told.text) <= limit
    assert all(source.startswith("https://") for source in told.sources)
    assert "{" not in told.text and "\n\n\n" not in told.text


@given(changes=any_changes(), scopes=any_scopes(), code=codes)
def test_every_city_named_is_in_the_changes(changes: Changes, scopes: list[Scope], code: str) -> None:
    assert cities_named(changes_text(changes, scopes, LANGUAGES[code]).text) <= cities_of(changes)


@given(changes=any_changes(), code=codes)
def test_all_cities_are_named_or_the_text_says_that_it_gives_numbers(changes: Changes, code: str) -> None:
    words = LANGUAGES[code]
    text = changes_text(changes, (), words).text
    assert is_shortened(text, words) or cities_named(text) == cities_of(changes)


@given(changes=any_changes(rounds=0), scopes=any_scopes(), code=codes)
def test_without_a_round_one_reads_only_of_what_one_follows(
    changes: Changes, scopes: list[Scope], code: str
) -> None:
    followed = [cities_of(part_of(changes, scope)) for scope in scopes] or [cities_of(changes)]
    named = cities_named(changes_text(changes, scopes, LANGUAGES[code]).text)
    assert named <= set().union(*followed)
    if scopes and named:
        assert concerns(changes, scopes)


@given(changes=any_changes(), scopes=any_scopes())
def test_a_new_round_concerns_everybody(changes: Changes, scopes: list[Scope]) -> None:
    if changes.new_rounds:
        assert concerns(changes, scopes)
    elif not scopes:
        assert concerns(changes, scopes) == (not changes.is_empty)


def words_of(words: AnnouncementWords) -> set[str]:
    """All words that stand in the wordings of a language themselves."""
    wordings = [*words.text.values(), *(form for forms in words.counted.values() for form in forms.values())]
    wordings += [*words.regions.values(), words.with_article]
    return {word.casefold() for wording in wordings for word in WORD.findall(FIELD.sub(" ", wording))}


@given(changes=any_changes(), scopes=any_scopes())
@example(changes=Changes(as_of="2025-12-04", countries={}), scopes=[])
def test_no_english_is_left_in_french(changes: Changes, scopes: list[Scope]) -> None:
    english, french = words_of(LANGUAGES["en"]), words_of(LANGUAGES["fr"])
    text = changes_text(changes, scopes, LANGUAGES["fr"]).text.casefold()
    assert not set(WORD.findall(text)) & (english - french)


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_no_wording_of_another_language_was_left_in_english(code: str) -> None:
    words, english = LANGUAGES[code], LANGUAGES["en"]
    same = {name for name, wording in words.text.items() if wording == english.text[name]}
    assert {name for name in same if WORD.search(FIELD.sub("", words.text[name]))} == set()
    for name, forms in words.counted.items():
        for category, form in forms.items():
            bare = FIELD.sub("", form)
            assert not WORD.search(bare) or form != english.counted[name].get(category), (name, category)
