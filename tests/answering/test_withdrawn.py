"""A city that has left is no member any more, however one asks."""

from __future__ import annotations

import shutil

import pytest

from bot.engine import Engine
from tests.conftest import ROOT, TODAY


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The engine over the data in which Swansea has left."""
    data = tmp_path_factory.mktemp("left") / "data"
    shutil.copytree(ROOT / "data", data)
    cities = data / "cities.csv"
    rows = cities.read_text(encoding="utf-8").splitlines(keepends=True)
    changed = [
        row.replace(",member,", ",withdrawn,") if row.startswith("swansea-gb,") else row for row in rows
    ]
    cities.write_text("".join(changed), encoding="utf-8")
    return Engine.load(data, ROOT / "intents", today=TODAY)


@pytest.mark.parametrize(
    "question",
    [
        "Is Swansea a learning city?",
        "swansea",
        "when did Swansea join",
        "swansae in?",
        "what is Swansea doing",
        "has Swansea left the network",
        "how long has swansea been a member",
        "Is Swansea in Wales a member?",
    ],
)
def test_a_city_that_has_left_is_no_member(left: Engine, question: str) -> None:
    answer = left.ask(question)
    assert "Swansea (United Kingdom) is not a member any more" in answer.text
    assert answer.verdict in ("not_member", None)
    assert answer.cities == () and answer.sources


@pytest.mark.parametrize(
    "question", ["list British cities", "who joined in 2015", "uk how many", "closest to Cardiff"]
)
def test_it_is_in_no_list(left: Engine, question: str) -> None:
    answer = left.ask(question)
    assert "Swansea" not in answer.text
    assert "swansea-gb" not in {city.id for city in answer.cities}


def test_of_two_one_has_left(left: Engine) -> None:
    answer = left.ask("are Swansea and Bristol members")
    assert "Swansea (United Kingdom) is not a member any more" in answer.text
    assert [city.id for city in answer.cities] == ["bristol-gb"]


def test_its_name_is_not_offered_inline(left: Engine) -> None:
    assert all(found.name != "Swansea" for found in left.names_starting("swans", 10))
