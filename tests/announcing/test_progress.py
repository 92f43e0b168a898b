"""How far an announcement is, in numbers and in words."""

from __future__ import annotations

import pytest

from bot.announcing.progress import Estimate, Meter, Progress, estimate, span
from bot.announcing.rendering import Renderer
from bot.announcing.words import announcement_languages
from bot.chat_words import ChatWords, load_chat_words
from bot.storage.announcements import Announcement
from bot.storage.claiming import Pace
from tests.conftest import ROOT
from tests.storage.turned_clock import Clock


@pytest.fixture(scope="module")
def words() -> ChatWords:
    return load_chat_words(ROOT / "intents" / "en")


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(announcement_languages(ROOT / "intents"))


def test_one_under_way(words: ChatWords) -> None:
    counts = {"sent": 1240, "queued": 3735, "sending": 10, "dead": 12, "unknown": 3}
    progress = Progress(counts, pace=25)
    assert (progress.total, progress.done) == (5000, 1255)
    assert progress.share == pytest.approx(0.251)
    assert progress.seconds_left == pytest.approx(149.8)
    assert progress.line(words) == "1,240 of 5,000 sent, 12 not reachable, 3 unknown; about 2 min left"


def test_one_that_is_done_names_every_result(words: ChatWords) -> None:
    counts = {"sent": 5, "dead": 1, "failed": 2, "unknown": 1, "moved": 1, "cancelled": 2}
    progress = Progress(counts, pace=25)
    assert progress.share == 1
    assert progress.line(words) == "5 of 12 sent, 1 not reachable, 2 refused, 1 unknown, 1 moved, 2 cancelled"


def test_one_for_nobody_is_done(words: ChatWords) -> None:
    progress = Progress({}, pace=25)
    assert (progress.share, progress.seconds_left) == (1, 0)
    assert progress.line(words) == "0 of 0 sent"


def test_the_rate_is_that_of_late() -> None:
    clock = Clock()
    meter = Meter(Pace(per_second=25), clock)
    rates = []
    for second in range(60):
        # 20 a second at first, 5 a second later.
        done = 20 * second if second < 30 else 600 + 5 * (second - 30)
        rates.append(meter.read({"sent": done, "queued": 5000 - done}).rate)
        clock.pass_seconds(1)
    assert rates[:3] == [None] * 3
    assert rates[20] == 20
    assert rates[59] == 5


def test_what_is_left_is_told_by_the_pace_until_there_is_a_rate() -> None:
    clock = Clock()
    meter = Meter(Pace(per_second=10), clock)
    assert meter.read({"queued": 100}).seconds_left == 10
    clock.pass_seconds(60)
    assert meter.read({"queued": 100}).seconds_left == 10, "nothing went out, as in a pause"


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "about 1 s"),
        (40.4, "about 40 s"),
        (89, "about 89 s"),
        (90, "about 2 min"),
        (3_600, "about 60 min"),
        (5_400, "about 2 h"),
        (40_000, "about 11 h"),
        (4_000_000, "about 1,111 h"),
    ],
)
def test_times_in_words(words: ChatWords, seconds: float, expected: str) -> None:
    assert span(seconds, words) == expected


def message(scopes: str) -> Announcement:
    content = {"text": {"en": "Hello"}, "scopes": scopes}
    return Announcement(1, "hello", "message", "news", "proposed", content, made_at=0)


def test_a_dry_run_counts_whom_it_is_for(renderer: Renderer, words: ChatWords) -> None:
    lines = [
        ("all", "en", 300),
        ("all", "fr", 10),
        ("country:KE", "fr", 2),
        ("country:CL", "en", 5000),
        ("region:africa country:CL", "en", 1000),
    ]
    found = estimate(message("country:KE region:africa"), lines, renderer, Pace(per_second=25))
    assert (found.chats, found.languages) == (1312, 2)
    assert found.seconds == pytest.approx(52.48)
    assert found.line(words) == "1,312 chats, 2 languages, about 52 s"


def test_a_language_without_words_is_not_counted_for_itself(renderer: Renderer) -> None:
    lines = [("all", "en", 1), ("all", "xx", 1)]
    assert estimate(message("all"), lines, renderer, Pace()).languages == 1


def test_small_numbers_in_words(words: ChatWords) -> None:
    assert Estimate(1, 1, 0.04).line(words) == "1 chat, 1 language, about 1 s"
    assert Estimate(0, 0, 0).line(words) == "0 chats"
