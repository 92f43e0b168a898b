"""Messages of the operators in files: what they become, and every fault at its line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.announcing.audience import audience, named_scopes
from bot.announcing.message_files import MessageFile, read_message_files
from bot.announcing.scopes import Scope, read_scopes
from bot.dataset.loading import load_dataset
from bot.dataset.models import Dataset
from tests.conftest import ROOT

LANGUAGES = ("en", "fr")
MESSAGE = """\
id: opening-2026
topic: calls
text:
  en: |-
    The call is open – ‹read› & apply.

    Good luck!
  fr: L’appel est ouvert.
link: https://example.org/call
for: KE
send_at: 2026-12-01 09:00 Europe/Paris
expires: 3 days
"""
Write = Callable[..., Path]
DAY = 24 * 3600


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset(ROOT / "data")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a message file; `old` and `new` change a text in it that stands there once."""
    folder = tmp_path / "announcements"
    folder.mkdir()

    def write(old: str = "", new: str = "", name: str = "opening.yaml") -> Path:
        assert not old or MESSAGE.count(old) == 1, old
        path = folder / name
        path.write_text(MESSAGE.replace(old, new) if old else MESSAGE, encoding="utf-8")
        return path

    return write


def read(folder: Path, dataset: Dataset) -> tuple[list[MessageFile], list[str]]:
    messages, problems = read_message_files(folder, dataset, LANGUAGES)
    return messages, [str(problem).removeprefix(f"{folder}/announcements/") for problem in problems]


def moment(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def test_a_message_as_written(write: Write, tmp_path: Path, dataset: Dataset) -> None:
    write()
    (message,), problems = read(tmp_path, dataset)
    assert problems == []
    assert (message.name, message.topic) == ("opening-2026", "calls")
    assert message.content["text"] == {
        "en": "The call is open – ‹read› & apply.\n\nGood luck!",
        "fr": "L’appel est ouvert.",
    }
    assert message.content["link"] == "https://example.org/call"
    assert "picture" not in message.content
    assert message.send_at == moment("2026-12-01 08:00")
    assert message.expires_at(0) == message.send_at + 3 * DAY


def test_the_shipped_folder_proposes_nothing_and_its_example_is_sound(
    tmp_path: Path, dataset: Dataset
) -> None:
    assert read(ROOT / "data", dataset) == ([], [])
    (tmp_path / "announcements").mkdir()
    for example in (ROOT / "data" / "announcements").glob("*.txt"):
        shutil.copy(example, tmp_path / "announcements" / example.stem)
    messages, problems = read(tmp_path, dataset)
    assert len(messages) == 1 and problems == []


def test_without_a_folder_there_are_no_messages(tmp_path: Path, dataset: Dataset) -> None:
    assert read(tmp_path, dataset) == ([], [])


@pytest.mark.parametrize(
    ("expires", "seconds"),
    [("", DAY), ("expires: 12 hours\n", DAY // 2), ("expires: 2026-12-02 09:00 Europe/Paris\n", DAY)],
)
def test_it_expires_a_day_after_its_time_unless_told_otherwise(
    write: Write, tmp_path: Path, dataset: Dataset, expires: str, seconds: int
) -> None:
    write("expires: 3 days\n", expires)
    (message,), _ = read(tmp_path, dataset)
    assert message.expires_at(0) == moment("2026-12-01 08:00") + seconds


def test_without_a_time_a_span_counts_from_when_it_was_seen(
    write: Write, tmp_path: Path, dataset: Dataset
) -> None:
    write("send_at: 2026-12-01 09:00 Europe/Paris\n", "")
    (message,), _ = read(tmp_path, dataset)
    assert message.send_at is None
    assert message.expires_at(1_000) == 1_000 + 3 * DAY


@pytest.mark.parametrize(
    ("old", "new", "line", "fault"),
    [
        ("id: opening-2026\n", "", 1, "the key 'id' is missing"),
        ("id: opening-2026", "id: Opening", 1, "small letters"),
        ("id: opening-2026", "id: opening--2026", 1, "single hyphens"),
        ("id: opening-2026", f"id: {'o' * 41}", 1, "40 at most"),
        ("id: opening-2026", "id: weekly-2026-w48", 1, "a name that the bot gives"),
        ("id: opening-2026", "id: [opening]", 1, "id is not plain text"),
        ("topic: calls", "topic: weekly", 2, "no topic 'weekly'"),
        ("  en: |-", "  it: |-", 3, "text has no `en`"),
        ("  fr: L’appel est ouvert.", "  fra: L’appel est ouvert.", 8, "nobody can read it in 'fra'"),
        ("  fr: L’appel est ouvert.", "  fr: ' '", 8, "text in 'fr' is empty"),
        ("  fr: L’appel est ouvert.", f"  fr: {'a' * 4097}", 8, "4,097 characters; a message of Telegram"),
        ("link: https", "link: http", 9, "not an https address"),
        ("link: https://example.org/call", "link: https://example.org/a call", 9, "not an https address"),
        ("link: https://example.org/call", "link: https:///call", 9, "not an https address"),
        ("link: https://example.org/call", "picture: ftp://example.org/a.jpg", 9, "picture: 'ftp:"),
        ("for: KE", "for: KE kenya", 10, "'kenya' is no country"),
        ("for: KE", "for: KE atlantis-gr", 10, "no member of cities.csv"),
        ("for: KE", "for: ''", 10, "it names nobody"),
        ("Europe/Paris", "Paris", 11, "no time zone 'Paris'"),
        ("2026-12-01 09:00", "2026-12-32 09:00", 11, "no day of the calendar"),
        ("2026-12-01 09:00", "1 December 9:00", 11, "no time with a zone"),
        ("expires: 3 days", "expires: 3 months", 12, "no span such as 3 days"),
        ("expires: 3 days", "expires: 2026-12-01 08:00 UTC", 12, "it expires before it is sent"),
        ("expires: 3 days", "expiry: 3 days", 12, "unknown key 'expiry'"),
        ("expires: 3 days", "id: again", 12, "the key 'id' stands twice (first on line 1)"),
    ],
)
def test_each_fault_is_told_at_its_line(
    write: Write, tmp_path: Path, dataset: Dataset, old: str, new: str, line: int, fault: str
) -> None:
    write(old, new)
    messages, problems = read(tmp_path, dataset)
    assert messages == []
    assert problems[0].startswith(f"opening.yaml:{line}: "), problems
    assert fault in problems[0]
    assert all("\n" not in problem for problem in problems)


def test_under_a_picture_there_is_less_room(write: Write, tmp_path: Path, dataset: Dataset) -> None:
    path = write("link:", "picture:")
    text = path.read_text(encoding="utf-8")
    for length, is_right in ((1024, True), (1025, False)):
        path.write_text(text.replace("L’appel est ouvert.", "a" * length), encoding="utf-8")
        messages, problems = read(tmp_path, dataset)
        assert bool(messages) is is_right
        assert all("with a picture has at most 1,024" in problem for problem in problems)


def test_all_faults_of_all_files_are_told_and_sound_files_kept(
    write: Write, tmp_path: Path, dataset: Dataset
) -> None:
    write()
    bad = write("id: opening-2026", "id: Bad", name="bad.yaml")
    bad.write_text(bad.read_text(encoding="utf-8").replace("topic: calls", "topic: none"), encoding="utf-8")
    write("id: opening-2026", "id: opening-2026 # the same", name="twice.yaml")
    (tmp_path / "announcements" / "broken.yaml").write_text("id: [", encoding="utf-8")
    (tmp_path / "announcements" / "list.yaml").write_text("- id", encoding="utf-8")
    (tmp_path / "announcements" / "not-loaded.txt").write_text("id: [", encoding="utf-8")
    messages, problems = read(tmp_path, dataset)
    assert [message.path.name for message in messages] == ["opening.yaml"]
    files = [problem.partition(":")[0] for problem in problems]
    assert files == ["bad.yaml", "bad.yaml", "broken.yaml", "list.yaml", "twice.yaml"]
    assert "is that of opening.yaml" in problems[-1]


def test_what_the_file_says_is_told_from_how_it_is_laid_out(
    write: Write, tmp_path: Path, dataset: Dataset
) -> None:
    digests = []
    for old, new in (
        ("", ""),
        ("id:", "# a remark\nid:"),
        ("topic: calls", "topic:  calls"),
        ("3 days", "4 days"),
    ):
        write(old, new)
        (message,), _ = read(tmp_path, dataset)
        digests.append(message.content["digest"])
    assert len(set(digests[:3])) == 1
    assert digests[3] != digests[0]


def test_a_message_on_a_country_concerns_what_holds_it_and_what_lies_in_it(
    write: Write, tmp_path: Path, dataset: Dataset
) -> None:
    write()
    (message,), _ = read(tmp_path, dataset)
    assert message.content["for"] == "country:KE"
    scopes = set(read_scopes(message.content["scopes"]))
    assert {Scope("country", "KE"), Scope("region", "africa")} <= scopes
    cities = {scope.key for scope in scopes if scope.kind == "city"}
    assert cities == {city.id for city in dataset.members if city.country == "KE"} != set()
    assert len(scopes) == len(cities) + 2


def test_a_message_on_a_city_and_on_a_region(dataset: Dataset) -> None:
    city = audience(named_scopes("lusaka-zm", dataset), dataset)
    assert city == {Scope("city", "lusaka-zm"), Scope("country", "ZM"), Scope("region", "africa")}
    region = audience(named_scopes("africa", dataset), dataset)
    assert {Scope("country", "TD"), Scope("city", "lusaka-zm"), Scope("region", "africa")} <= region
    assert Scope("country", "FR") not in region
    assert audience((), dataset) == frozenset()
