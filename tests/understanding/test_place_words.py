"""Homonyms, regions and ordinary words: what a name in a sentence stands for."""

from __future__ import annotations

import pytest

from bot.engine import Engine


@pytest.mark.parametrize(
    ("question", "verdict", "member", "country"),
    [
        ("cordoba?", "member", "cordoba-ar", "AR"),
        ("Is Córdoba in Argentina a member?", "member", "cordoba-ar", "AR"),
        ("Is Córdoba in Spain a member?", "not_listed", "cordoba-ar", "ES"),
        ("cordoba, mexico", "not_listed", "cordoba-ar", "MX"),
        ("granada?", "member", "granada-ni", "NI"),
        ("Granada, Spain", "not_listed", "granada-ni", "ES"),
        ("is granada nicaragua in", "member", "granada-ni", "NI"),
        ("leon", "member", "leon-ni", "NI"),
        ("is León in Nicaragua a learning city", "member", "leon-ni", "NI"),
        ("León, Spain", "not_listed", "leon-ni", "ES"),
        ("León, Mexico?", "not_listed", "leon-ni", "MX"),
        ("Santiago de Chile", "not_member", None, "CL"),
        ("is santiago, chile in", "not_member", "santiago-mx", "CL"),
        ("Santiago, Mexico", "member", "santiago-mx", "MX"),
        ("Manchester NH", "not_listed", "manchester-gb", "US"),
        ("Is Manchester, New Hampshire a learning city?", "not_listed", "manchester-gb", "US"),
        ("manchester england", "member", "manchester-gb", "GB"),
        ("Athens, Georgia", "not_listed", "athens-gr", "US"),
        ("athens georgia?", "not_listed", "athens-gr", "US"),
        ("Athens, Greece", "member", "athens-gr", "GR"),
        ("Is Alexandria, Virginia a member?", "not_listed", "alexandria-eg", "US"),
        ("alexandria egypt", "member", "alexandria-eg", "EG"),
        ("Is Cairo, Illinois a learning city?", "not_listed", "cairo-eg", "EG"),
        ("Is Lowell, Arkansas in?", "not_listed", "lowell-us", "US"),
        ("Lowell, Massachusetts", "member", "lowell-us", "US"),
        ("Derby, Connecticut", "not_listed", "derby-gb", "GB"),
        ("Brest, Belarus", "not_listed", "brest-fr", "BY"),
        ("Mérida, Venezuela", "not_member", "merida-mx", "VE"),
        ("Is La Paz in Bolivia a member?", "not_listed", "la-paz-mx", "BO"),
        ("san jose california", "not_listed", "san-jose-cr", "US"),
        ("Birmingham, Alabama", "not_listed", None, "US"),
        ("London, Ontario", "not_listed", None, "CA"),
        ("Mação", "member", "macao-pt", "PT"),
    ],
)
def test_homonyms(engine: Engine, question: str, verdict: str, member: str | None, country: str) -> None:
    """The country or state said with a name decides; a member of the name is mentioned beside."""
    answer = engine.ask(question)
    assert (answer.kind, answer.verdict) == ("answer", verdict)
    assert [city.id for city in answer.cities] == ([member] if member else [])
    assert country in answer.countries
    assert answer.text.startswith("Yes. ") is (verdict == "member")
    assert answer.text.startswith("No. ") is (verdict == "not_member")


def test_a_state_with_a_countrys_name(engine: Engine) -> None:
    assert engine.ask("Is Cairo, Georgia a learning city?").verdict != "member"


@pytest.mark.parametrize("name", ["cordoba", "granada", "leon", "santiago", "brest", "merida", "la paz"])
def test_a_bare_name_of_many_cities_says_which_one_is_meant(engine: Engine, name: str) -> None:
    answer = engine.ask(f"{name}?")
    country = engine.dataset.countries[answer.cities[0].country].name
    assert f"{answer.cities[0].name} ({country})" in answer.text
    assert "Not to be mixed up with" in answer.text


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        ("Macao", {"Mação (Portugal)", "Macau"}),
        ("Is Macao a learning city?", {"Mação (Portugal)", "Macau"}),
        ("Congo", {"Republic of the Congo", "Democratic Republic of the Congo"}),
        ("does Congo have any", {"Republic of the Congo", "Democratic Republic of the Congo"}),
    ],
)
def test_a_name_of_two_places_is_asked(engine: Engine, question: str, labels: set[str]) -> None:
    answer = engine.ask(question)
    assert (answer.kind, answer.verdict, answer.cities) == ("choose", None, ())
    assert {choice.label for choice in answer.choices} == labels
    for choice in answer.choices:
        assert engine.ask(choice.question).kind == "answer", choice.question
        assert choice.label in answer.text


@pytest.mark.parametrize(
    ("name", "country"),
    [("Guangdong", "CN"), ("Shandong", "CN"), ("Hunan", "CN"), ("Osun", "NG"), ("Pernambuco", "BR")],
)
@pytest.mark.parametrize("frame", ["{}", "is {} in", "Is {} a learning city?", "when did {} join"])
def test_a_province_is_no_city(engine: Engine, frame: str, name: str, country: str) -> None:
    answer = engine.ask(frame.format(name))
    assert (answer.kind, answer.verdict, answer.cities) == ("answer", None, ())
    assert answer.countries == (country,)
    assert "is a region of" in answer.text


@pytest.mark.parametrize(
    "sentence",
    [
        "I like reading books",
        "reading is a skill for life",
        "is it worth reading the guide",
        "have a nice day",
        "nice to meet you",
        "nice",
        "most of the cities are in which country",
        "which country has most members",
        "where are most of them",
        "how can we split the costs of joining",
        "a split of the award",
        "the list of cities",
        "of which cities",
        "what do male students learn",
        "more male than female students",
        "is there a call in march",
        "do we march for learning",
        "I take a bath every day",
        "summer sale on books",
        "a man from my street told me so",
        "we hope to join",
        "my home is small",
        "call me on my mobile",
        "an orange book",
        "how much time does it take",
        "is there an award in may",
        "tours of the city",
        "lens for my camera",
        "what is the best way to join",
        "do cities learn from each other",
        "are there many small towns",
        "is my home in",
        "is the world in",
        "is water in",
        "that is wrong",
        "paying the fee is hard",
        "it is sunny and dry",
        "a bit of cork in the bottle of wine",
        "why is it nice to be a member",
    ],
)
def test_ordinary_words_are_no_places(engine: Engine, sentence: str) -> None:
    answer = engine.ask(sentence)
    assert answer.verdict is None
    assert answer.kind in ("answer", "nothing", "not_covered", "choose")
    assert answer.intent not in ("membership", "joined_when", "city_profile", "city_highlight")
    assert "I read" not in answer.text


@pytest.mark.parametrize(
    ("word", "country"),
    [
        ("reading", "GB"),
        ("nice", "FR"),
        ("bath", "GB"),
        ("most", "CZ"),
        ("split", "HR"),
        ("male", "MV"),
        ("march", "GB"),
    ],
)
def test_an_ordinary_word_in_the_place_of_a_name_is_one(engine: Engine, word: str, country: str) -> None:
    answer = engine.ask(f"is {word} a learning city")
    assert (answer.kind, answer.verdict) == ("answer", "not_listed")
    assert country in answer.countries
    assert "I read" not in answer.text


@pytest.mark.parametrize("word", ["cork", "hull", "derby", "sur", "lira", "salta", "loja", "lagoa", "fez"])
def test_members_that_are_words_of_some_language(engine: Engine, word: str) -> None:
    for question in (f"is {word} in", f"{word}?", f"{word.upper()} member"):
        answer = engine.ask(question)
        assert answer.verdict == "member", question
        assert len(answer.cities) == 1
        assert "I read" not in answer.text


@pytest.mark.parametrize(
    "junk", ["asdf", "qwertyuiop zxcvb", "????", "12345", "🙂🙂", "is xqzwv in", "is in", "   "]
)
def test_what_is_no_name_is_no_place(engine: Engine, junk: str) -> None:
    answer = engine.ask(junk)
    assert answer.kind in ("nothing", "unknown_name")
    assert (answer.cities, answer.verdict, answer.sources) == ((), None, ())


def test_a_mayor_beside_a_name_is_told_by_the_name(engine: Engine) -> None:
    assert engine.ask("does the city of Cork belong to the network").verdict == "member"
    assert engine.ask("is the municipality of Bonn in").verdict == "member"
    assert engine.ask("is greater Manchester in").verdict != "not_member"
