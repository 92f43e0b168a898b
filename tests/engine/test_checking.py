"""`check_intents` finds what breaks a language pack, at its line, and nothing in the shipped one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.checking import check_intents
from tests.conftest import ROOT


class Pack:
    """A copy of the shipped intents, which tests may break; the English pack is `folder`."""

    def __init__(self, base: Path) -> None:
        self.root = base / "intents"
        self.folder = self.root / "en"
        shutil.copytree(ROOT / "intents", self.root)

    def spoil(self, file: str, old: str, new: str) -> None:
        """Replace a text that stands exactly once in a file."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def add(self, name: str, text: str) -> None:
        """Write a new intent file about zebras, of whom the pack knows nothing."""
        (self.folder / f"{name}.yaml").write_text(f"label: Zebra?\n{text}", encoding="utf-8")

    def line_of(self, file: str, text: str) -> int:
        """The first line that holds the text."""
        lines = (self.folder / file).read_text(encoding="utf-8").splitlines()
        return next(number for number, line in enumerate(lines, start=1) if text in line)

    def problems(self) -> list[str]:
        """The problems as lines, with paths as seen from inside the English pack."""
        lines = [str(problem) for problem in check_intents(ROOT / "data", self.root)]
        assert not any("\n" in line for line in lines)
        return [line.replace(f"{self.folder}/", "").replace(f"{self.folder}:", ".:") for line in lines]


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return Pack(tmp_path)


def test_the_shipped_intents_are_sound() -> None:
    assert [str(problem) for problem in check_intents(ROOT / "data", ROOT / "intents")] == []


# What keeps a file from being read: the first fault is the only one.


def test_an_unknown_slot(pack: Pack) -> None:
    line = pack.line_of("membership.yaml", "- has {city} ")
    pack.spoil("membership.yaml", "- has {city} ", "- has {town} ")
    (problem,) = pack.problems()
    assert problem.startswith(
        f"membership.yaml:{line}: unknown slot {{town}}; known are {{city}}, {{area}}, {{year}}, {{number}},"
        " {some} in "
    )
    assert problem.endswith("; correct the phrasing")


def test_an_unknown_slot_that_is_taken(pack: Pack) -> None:
    line = pack.line_of("membership.yaml", "takes: [")
    pack.spoil("membership.yaml", "takes: [city,", "takes: [town, city,")
    (problem,) = pack.problems()
    assert problem.startswith(f"membership.yaml:{line}: unknown slot 'town'; known are city, area, year,")


def test_a_bracket_left_open(pack: Pack) -> None:
    pack.spoil("facts/join_fee.yaml", "questions:\n", "questions:\n  - is there (a fee\n")
    line = pack.line_of("facts/join_fee.yaml", "is there (a fee")
    assert pack.problems() == [
        f"facts/join_fee.yaml:{line}: '(' is not closed in 'is there (a fee'; correct the phrasing"
    ]


def test_a_key_that_stands_twice(pack: Pack) -> None:
    path = pack.folder / "membership.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}query: membership\n", encoding="utf-8")
    first = pack.line_of("membership.yaml", "query: membership")
    assert pack.problems() == [
        f"membership.yaml:{len(text.splitlines()) + 1}: the key 'query' stands twice (first on line {first}); "
        "remove one of them"
    ]


def test_a_shared_file_that_lacks_a_key(pack: Pack) -> None:
    pack.spoil("_words.yaml", "\nfillers:", "\nfilers:")
    (problem,) = pack.problems()
    assert problem.startswith("_words.yaml")
    assert "fillers" in problem


def test_a_broken_pack_does_not_hide_the_faults_of_another(pack: Pack) -> None:
    shutil.copytree(pack.folder, pack.root / "de")
    (pack.root / "de" / "_words.yaml").unlink()
    pack.spoil("membership.yaml", "query: membership", "query: memberships")
    problems = pack.problems()
    assert len(problems) == 2
    assert problems[0].startswith(f"{pack.root}/de/_words.yaml: the file is missing")
    assert "unknown query 'memberships'" in problems[1]


# Names of things that exist nowhere: all at once, before any example is asked.


def test_names_that_exist_nowhere(pack: Pack) -> None:
    sound = "query: totals\nquestions: [how do zebras gallop]\nexamples: [how do zebras gallop]\n"
    pack.add("zebra_city", f"{sound}cities: [lusaka-xx]\n")
    pack.add("zebra_country", f"{sound}countries: [XX]\n")
    pack.add("zebra_act", f"{sound}preset: {{follow: act, act: nowhere}}\n")
    pack.add("zebra_alone", f"{sound}preset: {{follow: act, alone: nowhere}}\n")
    pack.add("zebra_theme", f"{sound}preset: {{theme: fishing}}\n")
    pack.add("zebra_shy", "query: totals\nquestions: [how do zebras gallop]\n")
    pack.spoil("facts/join_fee.yaml", "id: join_fee", "id: join_fees")
    pack.spoil("conflicts/athens.yaml", "id: athens", "id: sparta")
    pack.spoil("membership.yaml", "query: membership", "query: memberships")
    found = dict(problem.split(":", 1) for problem in pack.problems())
    unknown_query = found.pop("membership.yaml")
    assert "unknown query 'memberships'; known are membership, member_in_year," in unknown_query
    assert {file: said.split(": ", 1)[1] for file, said in found.items()} == {
        "zebra_city.yaml": "unknown city 'lusaka-xx'; use an id of cities.csv",
        "zebra_country.yaml": "unknown country 'XX'; use an ISO code of countries.csv",
        "zebra_act.yaml": "act: no intent 'nowhere'; use the name of a file",
        "zebra_alone.yaml": "alone: no intent 'nowhere'; use the name of a file",
        "zebra_theme.yaml": "no highlight has the theme 'fishing'; use a theme of facts.yaml",
        "zebra_shy.yaml": "no example; add a question as people type it under `examples`",
        "facts/join_fee.yaml": "no fact 'join_fees' in the data; correct the id",
        "conflicts/athens.yaml": "no conflict 'sparta' in the data; correct the id",
    }
    assert all(said.split(":")[0].isdecimal() for said in found.values())


# Faults that show only when the examples are asked: all at once, and nothing else.

ASKED = "is tampere already a member"
SLOTS = {"city": "cork-ie", "area": "KE", "year": "2020", "verdict": "not_member", "count": "3"}


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> tuple[Pack, list[str]]:
    """A pack with one of each of these faults, and the problems found in it."""
    pack = Pack(tmp_path_factory.mktemp("spoilt"))
    examples = "".join(f"  - ask: {ASKED}\n    {slot}: {value}\n" for slot, value in SLOTS.items())
    pack.spoil("membership.yaml", "examples:\n", f"examples:\n{examples}")
    stolen = "  - how many members are there\n  - zebra crossing blues\n"
    pack.spoil("joined_when.yaml", "examples:\n", f"examples:\n{stolen}")
    pack.spoil("newest_members.yaml", "\n  newest: ", "\n  newset: ")
    pack.spoil("region_of.yaml", "{region}", "{rejion}")
    (pack.folder / "facts" / "join_fee.yaml").unlink()
    said = "query: say\nanswers: {text: They gallop well.}\n"
    for name in ("zebra_one", "zebra_two"):
        pack.add(name, f"{said}questions: [how do zebras gallop, {name}]\nexamples: [{name}]\n")
    for name in ("zebra_kin", "zebra_kith"):
        questions = f"questions: [where do zebras sleep, {name}]\nexamples: [{name}]\n"
        pack.add(name, f"{said}family: zebra_kin\n{questions}")
    return pack, pack.problems()


def test_a_fact_without_an_intent(spoilt: tuple[Pack, list[str]]) -> None:
    assert ".: no intent answers the fact 'join_fee'; add a file with `query: fact`" in spoilt[1]


@pytest.mark.parametrize(
    ("example", "winner"),
    [("how many members are there", "totals"), ("zebra crossing blues", "not understood")],
)
def test_an_example_that_its_intent_does_not_win(
    spoilt: tuple[Pack, list[str]], example: str, winner: str
) -> None:
    pack, problems = spoilt
    line = pack.line_of("joined_when.yaml", f"- {example}")
    assert (
        f"joined_when.yaml:{line}: the example {example!r} goes to {winner}; see `learning-cities ask --explain`"
    ) in problems


@pytest.mark.parametrize("slot", SLOTS)
def test_an_example_with_another_slot(spoilt: tuple[Pack, list[str]], slot: str) -> None:
    pack, problems = spoilt
    line = pack.line_of("membership.yaml", f"    {slot}: {SLOTS[slot]}") - 1
    assert (
        f"membership.yaml:{line}: the example {ASKED!r} does not have {slot} {SLOTS[slot]!r}; "
        "correct the example or the names"
    ) in problems


def test_a_shared_phrasing(spoilt: tuple[Pack, list[str]]) -> None:
    assert [problem for problem in spoilt[1] if "is a phrasing of" in problem] == [
        "zebra_one.yaml:1: 'how do zebras gallop' is a phrasing of zebra_one and zebra_two; "
        "keep it in one of them"
    ]


def test_a_missing_wording(spoilt: tuple[Pack, list[str]]) -> None:
    problems = [problem for problem in spoilt[1] if problem.startswith("newest_members.yaml")]
    assert problems
    said = "the answer 'newest' is missing or holds an unknown field ('newest')"
    assert all(said in problem for problem in problems)


def test_a_wording_with_an_unknown_field(spoilt: tuple[Pack, list[str]]) -> None:
    problems = [problem for problem in spoilt[1] if problem.startswith("region_of.yaml")]
    assert problems
    said = (
        "the answer 'region' is missing or holds an unknown field ('rejion'); fields here are country, region"
    )
    assert all(said in problem for problem in problems)


def test_nothing_else_is_found(spoilt: tuple[Pack, list[str]]) -> None:
    """Not that a family shares a phrasing, for one."""
    files = [problem.split(":")[0] for problem in spoilt[1]]
    broken = {
        "membership.yaml",
        "joined_when.yaml",
        "newest_members.yaml",
        "region_of.yaml",
        "zebra_one.yaml",
    }
    assert set(files) == {*broken, "."}
    assert (files.count("membership.yaml"), files.count("joined_when.yaml"), files.count(".")) == (
        len(SLOTS),
        2,
        1,
    )
