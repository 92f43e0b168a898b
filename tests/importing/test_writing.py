"""`--write`: the reviewed rows with their source, nothing else, and all or nothing."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from bot.dataset.checking import check_dataset
from bot.dataset.loading import load_dataset
from bot.dataset.models import City
from bot.engine import Engine
from bot.errors import BotError
from bot.importing.command import import_list
from bot.importing.options import Options
from bot.importing.replacing import replace_all
from tests.importing.lists import DATA, Desk, next_list, table

SOURCE = "https://www.example.org/learning-cities/2027"
TODAY = date(2027, 2, 20)
ROUND = Options(write=True, sources=(SOURCE,), round="2027", announced="2027-02-14", cities=60, countries=40)
INTENTS = DATA.parent / "intents"


class Folder:
    """A copy of the data into which lists are written."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.printed: list[str] = []

    def write(self, content: str, options: Options = ROUND) -> int:
        """Import a list; return the number of doubtful rows."""
        path = self.data_dir.parent / "list.csv"
        path.write_text(content, encoding="utf-8")
        self.printed = []
        return import_list(self.data_dir, path, options, self.printed.append, TODAY)

    def contents(self) -> dict[str, bytes]:
        """Path below the folder -> bytes, of all files."""
        files = sorted(path for path in self.data_dir.rglob("*") if path.is_file())
        return {str(path.relative_to(self.data_dir)): path.read_bytes() for path in files}

    def diff(self) -> dict[str, list[str]]:
        """File -> its lines that are new (+) or gone (-) since the copy was made."""
        found: dict[str, list[str]] = {}
        for name, content in self.contents().items():
            before = (DATA / name).read_bytes()
            if content != before:
                if name.endswith(".gz"):
                    before, content = gzip.decompress(before), gzip.decompress(content)
                old, new = before.decode().splitlines(), content.decode().splitlines()
                gone, added = Counter(old) - Counter(new), Counter(new) - Counter(old)
                found[name] = [f"- {line}" for line in gone.elements()]
                found[name] += [f"+ {line}" for line in added.elements()]
        return found

    def city(self, city_id: str) -> City:
        return load_dataset(self.data_dir).cities[city_id]


@pytest.fixture
def folder(data_dir: Path) -> Folder:
    return Folder(data_dir)


def cells(line: str) -> list[str]:
    return next(csv.reader(io.StringIO(line[2:])))


def test_the_next_round_changes_just_the_lines_it_must(folder: Folder, desk: Desk) -> None:
    assert folder.write(next_list(desk)) == 1
    diff = folder.diff()
    assert set(diff) == {
        "aliases/en.yaml",
        "cities.csv",
        "gazetteer/member_names.tsv",
        "gazetteer/near_pairs.txt",
        "gazetteer/places.tsv.gz",
        "rounds.yaml",
        "sources.csv",
    }
    assert diff["sources.csv"] == [f"+ example-org,{SOURCE},example.org,2027-02-20"]
    assert diff["aliases/en.yaml"] == ["+   gelsenkirchen-de: [Gelsenkirchen]"]
    assert diff["rounds.yaml"] == [
        "+ ",
        '+   - id: "2027"',
        '+     announced: "2027-02-14"',
        "+     cities: 60",
        "+     countries: 40",
        "+     sources: [example-org]",
    ]
    added = {row[0]: row for row in map(cells, filter(lambda line: line[0] == "+", diff["cities.csv"]))}
    gone = {row[0]: row for row in map(cells, filter(lambda line: line[0] == "-", diff["cities.csv"]))}
    assert set(gone) == {"gelsenkirchen-de", "swansea-gb"}
    assert set(added) == {*gone, "la-paz-bo", "nova-lumina-br", "osaka-jp"}
    for city_id, column, value in (
        ("gelsenkirchen-de", 1, "Gelsenkirchen-Buer"),
        ("swansea-gb", 7, "withdrawn"),
    ):
        row = gone[city_id]
        assert added[city_id] == [*row[:column], value, *row[column + 1 : -1], f"{row[-1]} example-org"]
    assert all(
        line.split("\t")[0] in ("+ la-paz-bo", "+ nova-lumina-br", "+ osaka-jp")
        for line in diff["gazetteer/member_names.tsv"]
        if "Gelsenkirchen-Buer" not in line
    )
    assert diff["gazetteer/near_pairs.txt"] == ["+ member\t0\tla-paz-bo\tla-paz-mx\tla paz\tla paz"]
    assert [line.split("\t")[:2] for line in diff["gazetteer/places.tsv.gz"]] == [
        ["- Osaka", "JP"],
        ["- La Paz", "BO"],
    ]


def test_the_rows_that_were_added(folder: Folder, desk: Desk) -> None:
    folder.write(next_list(desk))
    osaka = folder.city("osaka-jp")
    assert (osaka.name, osaka.country, osaka.status, osaka.capital) == ("Osaka", "JP", "member", False)
    assert (osaka.year, osaka.month, osaka.round) == (2027, 2, "2027")
    assert (osaka.latitude, osaka.longitude) == (34.69, 135.5)
    assert (osaka.confidence, osaka.sources) == ("medium", ("example-org",))
    lumina = folder.city("nova-lumina-br")
    assert (lumina.latitude, lumina.longitude, lumina.population) == (None, None, None)


def test_the_data_is_sound_and_the_bot_knows_the_new_names(folder: Folder, desk: Desk) -> None:
    folder.write(next_list(desk))
    assert check_dataset(folder.data_dir) == []
    engine = Engine.load(folder.data_dir, INTENTS, today=TODAY)
    for question in ("Is Osaka a learning city?", "is 大阪 in", "is nova lumina in", "is Gelsenkirchen in"):
        assert engine.ask(question).as_json()["verdict"] == "member", question
    (osaka,) = engine.ask("is osaka in").cities
    assert osaka.id == "osaka-jp"
    assert "Osaka (Japan) is not on my list" not in engine.ask("is osaka in").text


def test_the_same_list_again_finds_nothing_to_do(folder: Folder, desk: Desk) -> None:
    folder.write(next_list(desk))
    before = folder.contents()
    assert folder.write(next_list(desk)) == 1
    assert "nothing to write" in folder.printed
    assert folder.contents() == before


def test_who_left_and_is_listed_again_is_asked(folder: Folder, desk: Desk) -> None:
    folder.write(next_list(desk))
    before = folder.contents()
    assert folder.write("City,Country\nSwansea,United Kingdom\n", Options(write=True, sources=(SOURCE,))) == 1
    assert any("swansea-gb is withdrawn" in line for line in folder.printed)
    assert folder.contents() == before


def test_a_list_without_news_writes_nothing(folder: Folder, desk: Desk) -> None:
    before = folder.contents()
    assert folder.write(desk.whole_list(), Options(write=True, sources=(SOURCE,))) == 0
    assert folder.contents() == before


@pytest.mark.parametrize(
    ("sources", "confidence"),
    [
        ((SOURCE,), "medium"),
        ((SOURCE, "https://example.com/a"), "high"),
        (("https://www.uil.unesco.org/list",), "high"),
        (("https://fakeunesco.org/list",), "medium"),
    ],
)
def test_confidence_is_that_of_the_sources(folder: Folder, sources: tuple[str, ...], confidence: str) -> None:
    folder.write("City,Country\nNdola,Zambia\n", Options(write=True, round="2025", sources=sources))
    assert folder.city("ndola-zm").confidence == confidence


def test_a_known_address_keeps_its_source(folder: Folder) -> None:
    dataset = load_dataset(folder.data_dir)
    known = next(source for source in dataset.sources.values() if source.address.startswith("https://"))
    options = Options(
        write=True, round="2025", sources=(known.address, SOURCE), publishers=("Me", "The host")
    )
    folder.write("City,Country\nNdola,Zambia\n", options)
    assert folder.city("ndola-zm").sources == (known.id, "example-org")
    assert folder.diff()["sources.csv"] == [f"+ example-org,{SOURCE},The host,2027-02-20"]


def test_a_capital_is_one_where_the_state_has_but_one_seat(folder: Folder) -> None:
    folder.write("City,Country\nKampala,Uganda\nSucre,Bolivia\n", ROUND)
    assert folder.city("kampala-ug").capital
    assert not folder.city("sucre-bo").capital
    assert any("one of several seats" in line for line in folder.printed)
    assert check_dataset(folder.data_dir) == []


def test_a_complete_country_that_changes_loses_the_mark(folder: Folder) -> None:
    assert load_dataset(folder.data_dir).countries["CL"].complete
    folder.write("City,Country\nIquique,Chile\n", ROUND)
    country = load_dataset(folder.data_dir).countries["CL"]
    assert (country.complete, country.stated_members) == (False, 2)
    assert any("Chile (CL) is marked complete with 2" in line for line in folder.printed)
    assert check_dataset(folder.data_dir) == []


def test_a_hand_written_place_that_joins_is_no_other_place(folder: Folder) -> None:
    folder.write("City,Country\nDongjak-gu,Republic of Korea\nGangseo-gu (Busan),KR\n", ROUND)
    assert check_dataset(folder.data_dir) == []
    gone = [line.split("\t")[:3] for line in folder.diff()["gazetteer/extra_places.tsv"]]
    assert gone == [["- Dongjak-gu", "KR", "Seoul"], ["- Gangseo-gu", "KR", "Busan"]]


def test_a_new_round_may_have_totals(folder: Folder) -> None:
    options = Options(
        write=True,
        sources=(SOURCE,),
        round="2027",
        announced="2027-02-14",
        cities=60,
        countries=40,
        total_cities=485,
        total_countries=95,
    )
    folder.write("City,Country\nCork,Ireland\n", options)
    latest = load_dataset(folder.data_dir).latest_round
    assert (latest.id, latest.total_cities, latest.total_countries) == ("2027", 485, 95)
    assert set(folder.diff()) == {"rounds.yaml", "sources.csv"}


def test_a_renamed_capital_stays_the_capital(folder: Folder, desk: Desk) -> None:
    rows = [
        [*row, "lusaka-zm" if row[0] == "Manda Hill" else ""] for row in desk.members(lusaka_zm="Manda Hill")
    ]
    folder.write(table(rows, "City", "Country", "Year", "decision"), Options(write=True, sources=(SOURCE,)))
    assert folder.city("lusaka-zm").name == "Manda Hill"
    assert folder.diff()["gazetteer/capitals.tsv"] == ["- ZM\tLusaka", "+ ZM\tManda Hill"]
    assert check_dataset(folder.data_dir) == []


def test_a_list_that_was_cut_short_withdraws_nobody_unasked(folder: Folder, desk: Desk) -> None:
    before = folder.contents()
    half = table(desk.members()[: len(desk.dataset.members) * 3 // 4])
    with pytest.raises(BotError, match="would be withdrawn; say --whole or --part"):
        folder.write(half, Options(write=True, sources=(SOURCE,)))
    assert folder.contents() == before


def test_data_that_would_be_unsound_is_not_written(folder: Folder) -> None:
    before = folder.contents()
    few = Options(write=True, sources=(SOURCE,), round="2027", announced="2027-02-14", cities=1, countries=1)
    with pytest.raises(BotError) as raised:
        folder.write("City,Country\nNdola,Zambia\nKitwe,Zambia\n", few)
    message = str(raised.value)
    assert message.startswith("nothing was written")
    assert f"{folder.data_dir / 'rounds.yaml'}:" in message
    assert "1 cities announced, but 2" in message
    assert folder.contents() == before


def test_a_problem_that_the_data_has_already_does_not_hinder(folder: Folder) -> None:
    path = folder.data_dir / "sources.csv"
    path.write_text(
        path.read_text(encoding="utf-8") + "zz,https://zz.example,zz,some day\n", encoding="utf-8"
    )
    assert len(check_dataset(folder.data_dir)) == 1
    folder.write("City,Country\nNdola,Zambia\n", ROUND)
    assert folder.city("ndola-zm").round == "2027"


def test_a_draft_that_cannot_be_written_changes_nothing(folder: Folder) -> None:
    before = folder.contents()
    (folder.data_dir / ".rounds.yaml.draft").mkdir()
    with pytest.raises(BotError, match=r"nothing was written: .*\.rounds\.yaml\.draft"):
        replace_all(folder.data_dir, {"cities.csv": b"new", "rounds.yaml": b"new"})
    assert folder.contents() == before


def test_a_fault_in_the_midst_of_replacing_puts_everything_back(folder: Folder) -> None:
    """The third file is the second once more, whose draft is gone by then."""
    before = folder.contents()
    with pytest.raises(BotError, match="nothing was written"):
        replace_all(folder.data_dir, {"cities.csv": b"new", "rounds.yaml": b"new", "./rounds.yaml": b"newer"})
    assert folder.contents() == before
