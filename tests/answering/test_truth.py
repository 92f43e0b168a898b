"""What design.md asks for under "What is true": verdicts, stated figures, dates, wrong premises."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from bot.engine import Engine
from bot.text import fold
from bot.understanding.gazetteer import Place
from bot.understanding.gazetteer_files import load_gazetteer
from tests.answering.tables import COUNTRIES, MEMBERS, by_country
from tests.conftest import ROOT

NEW_IN_2025 = {"BJ", "BF", "CL", "CY", "GW", "IQ", "MN", "NE", "TM", "US", "VE", "ZM"}
BIG = 100_000
WITHDRAWN = {"Laayoune"}
"""The network took this one back itself: not a member, whatever is known of its country."""


@pytest.fixture(scope="module")
def strangers(engine: Engine) -> dict[str, Place]:
    """The biggest city of each country that is no member, shares no member's name and holds no member."""
    gazetteer = load_gazetteer(ROOT / "data", engine.dataset, engine.pack.region_names)
    found: dict[str, Place] = {}
    for row in range(len(gazetteer.place_rows)):
        place = gazetteer.place_at(row)
        fits = place.population >= BIG and place.name not in WITHDRAWN and row not in gazetteer.related
        if fits and fold(place.name) not in gazetteer.known:
            found.setdefault(place.country, place)
    return found


def test_a_no_is_certain_only_where_the_list_of_the_country_is_complete(
    engine: Engine, strangers: dict[str, Place]
) -> None:
    assert len(strangers) > 150
    certain = {code for code in strangers if COUNTRIES[code]["complete"] == "true"}
    assert certain >= {"CN", "CO", "EG", "TH", "VN"}
    for code, place in strangers.items():
        country = COUNTRIES[code]["name"]
        for question in (
            f"Is {place.name}, {country} a learning city?",
            f"when did {place.name} ({country}) join",
        ):
            answer = engine.ask(question)
            assert answer.verdict == ("not_member" if code in certain else "not_listed"), question
            assert (answer.kind, answer.cities) == ("answer", ()), question
            assert code in answer.countries, question
            assert f"{len(MEMBERS)} of the 425" in answer.text or answer.verdict == "not_member", question
            assert answer.text.startswith("No. ") is (code in certain), question
            assert "Yes" not in answer.text, question


def test_no_city_of_a_country_new_without_named_cities_is_ruled_out(engine: Engine) -> None:
    """Niger and Burkina Faso joined, but no source names their cities."""
    for city, code in (("Niamey", "NE"), ("Ouagadougou", "BF")):
        answer = engine.ask(f"Is {city} a learning city?")
        assert (answer.verdict, answer.countries) == ("not_listed", (code,))
        assert "no source" in answer.text
        assert "December 2025" in answer.text
    for name in ("Niger", "Burkina Faso"):
        answer = engine.ask(f"does {name} have learning cities")
        assert answer.verdict != "not_member"
        assert "no source I have names its cities" in answer.text


def test_a_country_without_members_is_told_by_its_list(engine: Engine) -> None:
    for code in ("BO", "MG", "FJ", "LY"):
        assert code not in by_country()
        answer = engine.ask(f"is {COUNTRIES[code]['name']} a member")
        assert answer.verdict == ("not_member" if COUNTRIES[code]["complete"] == "true" else "not_listed")
        assert "399 of the 425" in answer.text


def test_the_list_and_the_stated_number_are_kept_apart(engine: Engine) -> None:
    """Korea: 52 on the list, 59 counted by its National Commission in December 2025."""
    for question in (
        "how many learning cities does Korea have",
        "how many cities in south korea",
        "list korean cities",
        "what about korea",
    ):
        answer = engine.ask(question)
        assert answer.count == 52, question
        assert "52" in answer.text
        assert "59" in answer.text
        assert "December 2025" in answer.text
        assert answer.countries[0] == "KR"


def stated_higher() -> Iterator[str]:
    members = by_country()
    for code, row in COUNTRIES.items():
        listed = len(members.get(code, ()))
        if row["stated_members"] and int(row["stated_members"]) > listed > 0:
            yield code


@pytest.mark.parametrize("code", list(stated_higher()))
def test_a_higher_stated_number_is_always_given(engine: Engine, code: str) -> None:
    country = COUNTRIES[code]
    listed = len(by_country()[code])
    answer = engine.ask(f"how many learning cities are in {country['name']}")
    assert answer.count == listed
    assert f"is {country['stated_members']} (" in answer.text
    assert f"I can name {listed}" in answer.text
    year = country["stated_as_of"][:4]
    assert year in answer.text


@pytest.mark.parametrize("code", [code for code, row in COUNTRIES.items() if row["complete"] == "true"])
def test_a_complete_list_says_so(engine: Engine, code: str) -> None:
    answer = engine.ask(f"list members in {COUNTRIES[code]['name']}")
    assert "This is every member in" in answer.text
    assert "may be more" not in answer.text


def test_an_incomplete_list_never_claims_to_be_complete(engine: Engine) -> None:
    for code in by_country():
        if COUNTRIES[code]["complete"] != "true":
            answer = engine.ask(f"list members in {COUNTRIES[code]['name']}")
            assert "every member" not in answer.text, code


@pytest.mark.parametrize(
    "question",
    [
        "Which countries joined first this year?",
        "which countries joined for the first time this year",
        "new countries this year",
    ],
)
def test_this_year_has_no_round(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert (answer.kind, answer.count, set(answer.countries)) == ("answer", 12, NEW_IN_2025)
    assert answer.text.startswith("No round of 2026 is known; the latest was announced on 4 December 2025.")
    assert answer.year == 2025
    assert answer.as_of == "2025-12-04"


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("how many cities joined this year", 72),
        ("list cities that joined this year", 54),
        ("which capitals joined this year", 11),
        ("how many countries joined this year", 46),
        ("list thai cities that joined this year", 3),
    ],
)
def test_what_this_year_means_is_said_in_every_act(engine: Engine, question: str, count: int) -> None:
    answer = engine.ask(question)
    assert answer.count == count
    assert "No round of 2026 is known" in answer.text
    assert "December 2025" in answer.text


@pytest.fixture(scope="module")
def engine_of_2025() -> Engine:
    return Engine.load(ROOT / "data", ROOT / "intents", today=date(2025, 12, 31))


def test_this_year_in_the_year_of_a_round(engine_of_2025: Engine) -> None:
    answer = engine_of_2025.ask("Which countries joined first this year?")
    assert (answer.count, set(answer.countries), answer.year) == (12, NEW_IN_2025, 2025)
    assert "No round" not in answer.text
    assert engine_of_2025.ask("how many cities joined this year").count == 72


def test_last_year(engine: Engine, engine_of_2025: Engine) -> None:
    assert engine.ask("how many cities joined last year").count == 72
    before = engine_of_2025.ask("how many cities joined last year")
    assert (before.count, before.year) == (64, 2024)


@pytest.mark.parametrize("words", ["the latest round", "the last round", "the most recent round"])
def test_the_latest_round_does_not_hang_on_today(engine: Engine, engine_of_2025: Engine, words: str) -> None:
    for each in (engine, engine_of_2025):
        answer = each.ask(f"which countries were new in {words}")
        assert set(answer.countries) == NEW_IN_2025
        assert "No round of" not in answer.text


def test_a_new_year_without_a_round_changes_nothing_else() -> None:
    later = Engine.load(ROOT / "data", ROOT / "intents", today=date(2031, 1, 1))
    answer = later.ask("which countries joined first this year")
    assert set(answer.countries) == NEW_IN_2025
    assert "No round of 2031 is known" in answer.text
    assert later.ask("which cities joined 6 years ago").count == 54


@pytest.mark.parametrize(
    ("question", "member", "said"),
    [
        ("Is Lusaka in Kenya a learning city?", "lusaka-zm", "Lusaka is in Zambia, not in Kenya."),
        ("is nairobi, uganda in", "nairobi-ke", "Nairobi is in Kenya, not in Uganda."),
        ("when did Bonn in France join", "bonn-de", "Bonn is in Germany, not in France."),
        ("is beijing japan a member", "beijing-cn", "Beijing is in China, not in Japan."),
        ("Doha, United Arab Emirates?", "doha-qa", "Doha is in Qatar, not in the United Arab Emirates."),
    ],
)
def test_a_wrong_country_is_corrected(engine: Engine, question: str, member: str, said: str) -> None:
    answer = engine.ask(question)
    assert [city.id for city in answer.cities] == [member]
    assert answer.verdict == "member"
    assert answer.text.startswith(said)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("did Lusaka join in 2019", "December 2025"),
        ("was Thrissur a member in 2020", "September 2022"),
        ("did Hanoi join in 2022", "December 2025"),
        ("is it true that Hanoi joined in 2022", "It joined in December 2025, not in 2022."),
        ("did Cork join in 2022", "o source I have gives the year"),
    ],
)
def test_a_wrong_year_is_corrected(engine: Engine, question: str, said: str) -> None:
    answer = engine.ask(question)
    assert said in answer.text
    assert answer.kind == "answer"
    assert len(answer.cities) == 1


@pytest.mark.parametrize(
    ("question", "yes"),
    [
        ("was Thrissur a member in 2020", False),
        ("was Thrissur a member in 2024", True),
        ("was Lusaka a member in 2026", True),
    ],
)
def test_a_member_in_a_year_is_one_that_had_joined_by_then(engine: Engine, question: str, yes: bool) -> None:
    answer = engine.ask(question)
    assert answer.text.startswith("Yes." if yes else "No, not yet in 20")
    assert answer.verdict == ("member" if yes else "not_member")


def test_every_yes_names_a_source_of_its_row(engine: Engine) -> None:
    for row in MEMBERS:
        answer = engine.ask(f"is {row['name']}, {COUNTRIES[row['country']]['name']} in")
        assert answer.verdict == "member", row["id"]
        addresses = {engine.dataset.sources[source].address for source in row["sources"].split()}
        assert set(answer.sources) >= addresses, row["id"]
        assert "Source" in answer.text


def test_a_year_is_said_only_where_the_row_has_one(engine: Engine) -> None:
    for row in MEMBERS:
        answer = engine.ask(f"when did {row['name']}, {COUNTRIES[row['country']]['name']} join")
        assert answer.year == (int(row["year"]) if row["year"] else None), row["id"]
        assert (row["year"] or "no source I have gives the year") in answer.text, row["id"]


def test_a_deduced_year_is_marked(engine: Engine) -> None:
    for row in MEMBERS:
        if row["year"]:
            answer = engine.ask(f"is {row['name']}, {COUNTRIES[row['country']]['name']} in")
            assert ("deduced" in answer.text) is (row["confidence"] != "high"), row["id"]


def test_verdicts_that_differ_are_no_verdict(engine: Engine) -> None:
    answer = engine.ask("are Cork and Osaka members")
    assert (answer.verdict, [city.id for city in answer.cities]) == (None, ["cork-ie"])
    assert engine.ask("are Cork and Limerick members").verdict == "member"
    assert engine.ask("are Osaka and Oslo members").verdict == "not_listed"
