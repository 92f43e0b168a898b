"""Which cards are offered for what somebody types behind the bot's name."""

from __future__ import annotations

import time

import pytest
from harness import HOSTILE_NAME

from bot.chat_words import load_chat_words
from bot.engine import Engine
from bot.settings import Settings
from bot.telegram.cards import MAX_CARDS, MAX_DESCRIPTION, MAX_TITLE, Card, Cards, shortened

TYPED = [
    "",
    "l",
    "lusaka",
    "kenya",
    "quimberley",
    "capitals 2025",
    "san",
    "cordoba",
    "who won",
    "?",
    "مر",
    "is lusa",
]


@pytest.fixture(scope="module")
def cards(engine: Engine) -> Cards:
    return Cards(engine, load_chat_words(Settings.from_env({}).intents_dir / "en"))


def titles(found: list[Card]) -> list[str]:
    return [card.title for card in found]


@pytest.mark.parametrize(
    "typed", ["lus", "Lusaka", "lusaka zambia", "is lusaka a learning city", " LUSAKA  "]
)
def test_a_city(cards: Cards, engine: Engine, typed: str) -> None:
    first = cards.matching(typed)[0]
    about = engine.about_city("lusaka-zm")
    assert about is not None
    assert (first.id, first.title) == ("lusaka-zm", "Lusaka, Zambia")
    assert first.answer.text == about.text
    assert about.text.startswith(first.description.removesuffix("…"))


@pytest.mark.parametrize("typed", ["kenya", "Keny", "ken", "🇰🇪"])
def test_a_country(cards: Cards, engine: Engine, typed: str) -> None:
    first = cards.matching(typed)[0]
    assert (first.id, first.title) == ("c-KE", "Kenya")
    assert first.answer == engine.about_country("KE")


def test_a_question(cards: Cards, engine: Engine) -> None:
    first = cards.matching("capitals 2025")[0]
    asked = engine.ask("capitals 2025")
    assert (first.title, first.answer.text) == ("Capitals 2025", asked.text)
    assert first.id.startswith("q-")
    assert cards.matching("Capitals 2025")[0].id == first.id


def test_a_name_that_several_bear_has_a_card_for_each(cards: Cards, engine: Engine) -> None:
    assert engine.ask("quimberley").kind == "choose"
    assert titles(cards.matching("quimberley")) == ["Quimberley, France", "Quimberley, United Kingdom"]


def test_a_card_goes_before_suggestions_when_it_answers(cards: Cards) -> None:
    found = titles(cards.matching("georgia"))
    assert found[0] == "Georgia"
    assert "South Georgia and the South Sandwich Islands" in found


def test_a_misspelt_name_is_answered_without_a_word_on_it(cards: Cards, engine: Engine) -> None:
    (card,) = cards.matching("bueno aires")
    assert (card.id, card.title) == ("buenos-aires-ar", "Buenos Aires, Argentina")
    assert card.answer == engine.about_city("buenos-aires-ar")


def test_what_is_special_in_a_question_is_answered(cards: Cards, engine: Engine) -> None:
    (card,) = cards.matching("is Lusaka in Kenya a learning city")
    assert card.id == "lusaka-zm"
    assert "Lusaka is in Zambia, not in Kenya." in card.answer.text


def test_a_name_at_the_end_of_words_that_say_nothing_yet(cards: Cards) -> None:
    assert cards.matching("the status of lusa")[0].id == "lusaka-zm"
    assert cards.matching("weather in lusaka")[0].id == "lusaka-zm"


def test_examples_for_an_empty_query(cards: Cards, engine: Engine) -> None:
    found = cards.matching("")
    assert len(found) >= 3
    assert all(card.answer.kind == "answer" for card in found)
    assert any(card.answer.intent == "totals" for card in found)
    assert cards.matching("  \n") == cards.matching("(" * 4096) == found


@pytest.mark.parametrize("typed", ["xqzzk", "weather", "\x00\x01 qqqq", "xq" * 2048])
def test_nothing_found(cards: Cards, typed: str) -> None:
    assert cards.matching(typed) == []


@pytest.mark.parametrize("typed", [*TYPED, *"abcdefghijklmnopqrstuvwxyz"])
def test_cards_are_few_different_and_short(cards: Cards, typed: str) -> None:
    found = cards.matching(typed)
    assert len(found) <= MAX_CARDS
    assert len({card.id for card in found}) == len({card.answer.text for card in found}) == len(found)
    assert len(set(titles(found))) == len(found)
    for card in found:
        assert 1 <= len(card.id.encode()) <= 64
        assert card.id.isascii()
        assert 1 <= len(card.title) <= MAX_TITLE
        assert 1 <= len(card.description) <= MAX_DESCRIPTION
        assert "\n" not in card.title + card.description
    assert cards.matching(typed) == found


def test_a_hostile_name_stays_plain_text(cards: Cards) -> None:
    assert cards.matching("zorbin")[0].title == f"{HOSTILE_NAME}, Ireland"


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [("san jo", "San José, Costa Rica", "San jo"), ("hi", "Hina, Cameroon", "Hi"), ("lima", "Lima", None)],
)
def test_what_is_no_answer_yet_goes_behind_names_that_begin_so(
    cards: Cards, typed: str, first: str, last: str | None
) -> None:
    found = titles(cards.matching(typed))
    assert found[0] == first
    assert last in (None, found[-1])


def test_members_are_offered_where_the_words_fit_other_places_as_well(cards: Cards) -> None:
    assert titles(cards.matching("the status of lusa")) == ["Lusaka, Zambia"]
    assert cards.matching("lusaka blah blah") == []


def test_every_member_is_found_by_its_name(cards: Cards, engine: Engine) -> None:
    for city in engine.dataset.members[::7]:
        country = engine.dataset.countries[city.country].name
        assert city.id in [card.id for card in cards.matching(f"{city.name}, {country}")], city.name


def test_cards_come_within_milliseconds(cards: Cards) -> None:
    word = "is lusaka a learning city"
    typed = [word[:end] for end in range(1, len(word) + 1)]
    start = time.process_time()
    for query in typed:
        cards.matching(query)
    assert (time.process_time() - start) / len(typed) < 0.05


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("Kenya", 5, "Kenya"),
        ("two\n  lines", 20, "two lines"),
        ("one two three", 9, "one two…"),
        ("unbroken", 5, "unbr…"),
        ("", 5, ""),
    ],
)
def test_shortened(text: str, limit: int, short: str) -> None:
    assert shortened(text, limit) == short
    assert len(short) <= limit
