"""Every name of every member finds it, and no name of another place does."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.answer import Answer
from bot.dataset.models import Dataset
from bot.engine import Engine
from bot.text import edit_budget, fold
from bot.understanding.gazetteer import Gazetteer
from bot.understanding.interpreting import Interpreter
from tests.conftest import ROOT
from tests.understanding.typos import one_letter_typo

FRAMES = ("is {} a learning city", "{}?", "when did {} join")
TYPOS = 1000
OTHER_TYPOS = 600
STRANGERS = 500
BIG_PLACES = 6000
"""The places of the gazetteer stand by population; these have 100,000 inhabitants and more."""

NAME_OF_A_REGION = {
    ("pecs-hu", "Somogy"): "the county is meant, and Pécs lies in another one",
    ("recife-br", "Pernambuco"): "the state is meant",
    ("sao-filipe-cv", "Saint Philip"): "the parish of Barbados is meant",
}
"""Names GeoNames gives a member although they mean something else: (city id, name) -> why."""


def names_of_members(dataset: Dataset, gazetteer: Gazetteer) -> set[tuple[str, str]]:
    """(city id, name) for all names of the data: official, aliases and those of member_names.tsv."""
    names = {(city.id, city.name) for city in dataset.members}
    names |= {(city, name) for city, known in gazetteer.city_names.items() for _, name in known}
    return {(city, name) for city, name in names if dataset.cities[city].status == "member"}


def test_every_file_of_names_is_read(dataset: Dataset, gazetteer: Gazetteer) -> None:
    rows = (ROOT / "data" / "gazetteer" / "member_names.tsv").read_text(encoding="utf-8").splitlines()[1:]
    written = {(row.split("\t")[0], row.split("\t")[2]) for row in rows}
    assert len(rows) > 9000
    assert written <= names_of_members(dataset, gazetteer)


def test_every_name_finds_its_member(
    dataset: Dataset, gazetteer: Gazetteer, interpreter: Interpreter
) -> None:
    lost = {
        (city, name)
        for city, name in names_of_members(dataset, gazetteer)
        if not any(city in mention.members for mention in interpreter.interpret(name).mentions)
    }
    assert sorted(lost) == sorted(NAME_OF_A_REGION)


def test_every_official_name_is_answered_yes(engine: Engine, dataset: Dataset) -> None:
    for city in dataset.members:
        country = dataset.countries[city.country].name
        for question in (f"Is {city.name} a learning city?", f"is {city.name}, {country} in"):
            answer = engine.ask(question)
            if answer.kind == "choose" and question.startswith("Is "):
                assert f"{city.name} ({country})" in [choice.label for choice in answer.choices], question
                continue
            assert (answer.kind, answer.verdict) == ("answer", "member"), question
            assert city.id in {found.id for found in answer.cities}, question
            assert city.country in answer.countries, question


def meant_by(engine: Engine, question: str) -> set[str]:
    """Ids of the members an answer is about, or offers."""
    answer = engine.ask(question)
    labels = {choice.label for choice in answer.choices}
    offered = {
        city.id
        for city in engine.dataset.members
        if f"{city.name} ({engine.dataset.countries[city.country].name})" in labels
    }
    return offered | {city.id for city in answer.cities}


def near_pairs(kind: str) -> list[Any]:
    rows = (ROOT / "data" / "gazetteer" / "near_pairs.txt").read_text(encoding="utf-8").splitlines()[1:]
    cells = [row.split("\t") for row in rows]
    return [pytest.param(*row[1:], id=f"{row[4]}-{row[5]}-{row[1]}") for row in cells if row[0] == kind]


@pytest.mark.parametrize(("distance", "member", "other", "member_name", "other_name"), near_pairs("member"))
def test_near_members_are_told_apart(
    engine: Engine, distance: str, member: str, other: str, member_name: str, other_name: str
) -> None:
    for name, meant, mistaken in ((member_name, member, other), (other_name, other, member)):
        for frame in FRAMES:
            found = {city.id for city in engine.ask(frame.format(name)).cities}
            assert meant in found
            assert mistaken not in found


@pytest.mark.parametrize(("distance", "member", "other", "member_name", "other_name"), near_pairs("rival"))
def test_near_non_members_are_never_the_member(
    engine: Engine, distance: str, member: str, other: str, member_name: str, other_name: str
) -> None:
    assert member in meant_by(engine, f"is {member_name} in")
    place, _, code = other.rpartition(", ")
    country = engine.dataset.countries[code].name
    questions = [f"Is {place} in {country} a learning city?", f"{place}, {country}?"]
    if distance != "0":
        questions += [frame.format(name) for frame in FRAMES for name in (place, other_name)]
    for question in questions:
        if fold(place) == fold(member_name) and engine.dataset.cities[member].country == code:
            continue
        answer = engine.ask(question)
        assert answer.verdict != "member", question
        if distance != "0":
            assert member not in {city.id for city in answer.cities}, question


def outcome(answer: Answer, meant: str) -> str:
    """How an answer to a misspelt member's name is to be judged; `wrong` is a false statement."""
    found = {city.id for city in answer.cities}
    if answer.kind == "answer" and found == {meant}:
        return "right"
    if answer.kind == "choose" or answer.choices:
        return "asked"
    if answer.kind in ("nothing", "unknown_name"):
        return "missed"
    if found or answer.verdict in ("member", "not_member"):
        return "wrong"
    return "elsewhere"


def test_one_letter_typos(engine: Engine, dataset: Dataset, gazetteer: Gazetteer) -> None:
    chance = random.Random(20251204)
    members = [city for city in dataset.members if len(fold(city.name)) >= 5 and fold(city.name).isascii()]
    tally: Counter[str] = Counter()
    wrong: list[str] = []
    for number in range(TYPOS):
        city = chance.choice(members)
        typo = one_letter_typo(fold(city.name), chance)
        if any(typo in names for names in (gazetteer.known, gazetteer.place_keys, gazetteer.regions)):
            tally["another name"] += 1
            continue
        question = FRAMES[number % len(FRAMES)].format(typo)
        answer = engine.ask(question)
        judged = outcome(answer, city.id)
        tally[judged] += 1
        if judged == "wrong":
            wrong.append(f"{city.name}: {question} -> {answer.text}")
    assert len(wrong) * 1000 <= TYPOS, "\n".join(wrong)
    asked = TYPOS - tally["another name"]
    assert asked >= 900
    assert tally["right"] >= 0.85 * asked, tally
    assert tally["right"] + tally["asked"] >= 0.95 * asked, tally
    assert tally["elsewhere"] <= 0.01 * asked, tally


@pytest.fixture(scope="module")
def misread(engine: Engine, gazetteer: Gazetteer) -> list[str]:
    """Misspelt big cities of the world that were answered with a member or a member's country."""
    chance = random.Random(20251204)
    places = [gazetteer.place_at(row) for row in range(BIG_PLACES)]
    found: list[str] = []
    for number in range(OTHER_TYPOS):
        name = fold(chance.choice(places).name)
        typo = one_letter_typo(name, chance)
        known = (gazetteer.known, gazetteer.place_keys, gazetteer.regions)
        if name in gazetteer.known or not name.isascii() or any(typo in names for names in known):
            continue
        question = FRAMES[number % len(FRAMES)].format(typo)
        answer = engine.ask(question)
        if answer.verdict == "member":
            found.append(f"{question} ({name}) -> {answer.text}")
    return found


def test_typos_of_other_places_are_seldom_read_as_members(misread: list[str]) -> None:
    assert len(misread) <= 0.01 * OTHER_TYPOS, "\n".join(misread)


def test_a_guess_is_always_echoed(misread: list[str]) -> None:
    assert not [line for line in misread if "I read" not in line]


def test_a_nearer_place_goes_before_any_member(engine: Engine, gazetteer: Gazetteer) -> None:
    """A word one letter from a place of the world and two from a member means no member."""
    chance = random.Random(20251204)
    members = [key for key in gazetteer.fuzzy_known if len(key) >= 8 and key.isascii()]
    names = {fold(gazetteer.place_at(row).name) for row in range(BIG_PLACES)} - set(gazetteer.known)
    places = sorted(name for name in names if len(name) >= 8 and name.isascii())
    near: dict[str, list[str]] = {}
    for key in members:
        for name, _, _ in process.extract(key, places, scorer=OSA.distance, score_cutoff=3, limit=None):
            near.setdefault(name, []).append(key)
    asked = 0
    for name, keys in sorted(near.items()):
        for typo in {one_letter_typo(name, chance) for _ in range(6)}:
            known = (gazetteer.known, gazetteer.place_keys, gazetteer.regions)
            away = min(OSA.distance(typo, key) for key in keys)
            if 1 < away <= edit_budget(len(typo)) and not any(typo in table for table in known):
                asked += 1
                assert engine.ask(f"is {typo} a learning city").verdict != "member", (typo, name)
    assert asked > 100


CONFUSABLES = 400


def test_confusable_words_are_never_simply_read_as_a_member(engine: Engine, gazetteer: Gazetteer) -> None:
    """Wymondham is a town of its own, and "specs" a word: neither may be answered as Wyndham or Pécs."""
    words = sorted(gazetteer.confusables - set(gazetteer.known))
    assert len(words) > 1500
    misread = []
    for word in random.Random(20251204).sample(words, CONFUSABLES):
        answer = engine.ask(f"is {word} a learning city")
        if answer.verdict == "member":
            misread.append(f"{word} -> {answer.text}")
    assert not misread, "\n".join(misread)


@pytest.mark.parametrize(
    "question",
    ["is Wymondham in", "did Wymondham win the learning city award", "who joined with Wymondham"],
)
def test_an_unsure_name_is_asked_about_whatever_the_question(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert answer.kind == "unknown_name"
    assert [choice.label for choice in answer.choices] == ["Wyndham (Australia)"]
    assert not answer.cities


def test_a_corrected_exclusion_is_echoed(engine: Engine) -> None:
    answer = engine.ask("members in Kenya except Nairobbi")
    assert "(I read “nairobbi” as Nairobi.)" in answer.text
    assert "nairobi-ke" not in {city.id for city in answer.cities}


def between(one: str, other: str) -> str | None:
    """A word one letter from each of two names that differ in one letter; None where no such word is at hand."""
    differing = [at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right]
    if len(one) != len(other) or len(differing) != 1 or len(one) < 4:
        return None
    return f"{one[: differing[0]]}q{one[differing[0] + 1 :]}"


def test_between_a_member_and_a_far_bigger_place_the_user_is_asked(
    engine: Engine, dataset: Dataset, gazetteer: Gazetteer
) -> None:
    judged: Counter[str] = Counter()
    for pair in near_pairs("rival"):
        _, member, _, member_name, other_name = pair.values
        typo = between(member_name, other_name)
        if typo is None or typo in gazetteer.place_keys or typo in gazetteer.known:
            continue
        rival = max(place.population for place in gazetteer.places(other_name))
        own = dataset.cities[member].population or 0
        for frame in FRAMES:
            answer = engine.ask(frame.format(typo))
            smaller = own * 5 < rival
            judged["asked" if smaller else "read"] += 1
            assert not (smaller and answer.verdict == "member"), (typo, member, other_name, answer.text)
    assert judged["asked"] >= 15, judged


def test_random_places_of_the_world_are_never_members(engine: Engine, gazetteer: Gazetteer) -> None:
    chance = random.Random(20251204)
    rows = chance.sample(range(len(gazetteer.place_rows)), STRANGERS + 100)
    places = [place for row in rows if fold((place := gazetteer.place_at(row)).name) not in gazetteer.known]
    assert len(places) >= STRANGERS
    named = 0
    for number, place in enumerate(places[:STRANGERS]):
        question = FRAMES[number % len(FRAMES)].format(place.name)
        answer = engine.ask(question)
        assert answer.verdict != "member", question
        named += place.country in answer.countries
    assert named >= 0.97 * STRANGERS


def test_a_place_that_shares_a_members_name_is_not_the_member(
    engine: Engine, dataset: Dataset, gazetteer: Gazetteer
) -> None:
    """Each city of the world with a member's name, asked for with its country, is no member."""
    countries: dict[str, set[str]] = {}
    for city in dataset.members:
        countries.setdefault(fold(city.name), set()).add(city.country)
    seen = set()
    for row in range(len(gazetteer.place_rows)):
        name, country, _ = gazetteer.place_rows[row].split("\t", 2)
        if country not in countries.get(fold(name), {country}):
            seen.add((name, country))
    assert len(seen) > 50
    for name, code in seen:
        country = dataset.countries[code]
        for question in (f"Is {name}, {country.name} a learning city?", f"{name} {country.name}"):
            answer = engine.ask(question)
            assert answer.verdict == ("not_member" if country.complete else "not_listed"), question
            assert code in answer.countries, question
