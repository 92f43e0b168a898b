"""Times with their zone: what is understood, what is refused, and what a change of clocks makes of them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.zoned_times import read_span, read_time, read_weekly, shown_time


def in_utc(text: str) -> str:
    return read_time(text).astimezone(UTC).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-01 09:00 Europe/Paris", "2026-12-01 08:00"),
        ("2026-07-01 09:00 Europe/Paris", "2026-07-01 07:00"),
        ("  2026-12-01  09:00  UTC ", "2026-12-01 09:00"),
        ("2026-12-01 00:15 Asia/Kathmandu", "2026-11-30 18:30"),
        ("2028-02-29 23:59 America/Sao_Paulo", "2028-03-01 02:59"),
    ],
)
def test_a_local_time_is_a_moment(text: str, expected: str) -> None:
    assert in_utc(text) == expected


def test_a_time_that_clocks_skip_counts_from_before_the_change() -> None:
    assert in_utc("2026-03-29 01:59 Europe/Paris") == "2026-03-29 00:59"
    assert in_utc("2026-03-29 02:30 Europe/Paris") == "2026-03-29 01:30"
    assert in_utc("2026-03-29 03:30 Europe/Paris") == "2026-03-29 01:30"
    assert read_time("2026-03-29 02:30 Europe/Paris").strftime("%H:%M") == "03:30", "as clocks there show it"


def test_of_a_time_that_comes_twice_the_first_is_meant() -> None:
    assert in_utc("2026-10-25 02:30 Europe/Paris") == "2026-10-25 00:30"
    assert in_utc("2026-10-25 03:00 Europe/Paris") == "2026-10-25 02:00"


def test_half_hour_changes_and_southern_summers() -> None:
    assert in_utc("2026-10-04 02:15 Australia/Lord_Howe") == "2026-10-03 15:45"
    assert in_utc("2026-04-05 02:30 Australia/Sydney") == "2026-04-04 15:30"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tomorrow",
        "2026-12-01",
        "2026-12-01 09:00",
        "2026-12-01 9:00 Europe/Paris",
        "2026-12-01 24:00 Europe/Paris",
        "2026-12-01T09:00 Europe/Paris",
        "2026-02-29 09:00 Europe/Paris",
        "2026-12-01 09:00 Europe/Pariss",
        "2026-12-01 09:00 Europe",
        "2026-12-01 09:00 ../../etc/passwd",
        "2026-12-01 09:00 +01:00",
        "0001-01-01 00:00 Europe/Paris",
        "٢٠٢٦-12-01 09:00 UTC",
    ],
)
def test_what_is_no_time_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"Europe/Paris|no day of the calendar"):
        read_time(text)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("3 days", 259_200),
        ("1 day", 86_400),
        ("90 minutes", 5_400),
        ("12 hours", 43_200),
        ("1 week", 604_800),
    ],
)
def test_spans(text: str, seconds: int) -> None:
    assert read_span(text) == seconds


@pytest.mark.parametrize("text", ["", "0 days", "three days", "3", "3 d", "-1 day", "1.5 days", "3 months"])
def test_what_is_no_span(text: str) -> None:
    assert read_span(text) is None


def test_a_weekly_time_was_last_on_its_weekday() -> None:
    weekly = read_weekly("Friday 18:00 Europe/Vienna")
    vienna = ZoneInfo("Europe/Vienna")
    friday = datetime(2026, 11, 27, 18, 0, tzinfo=vienna)
    for hours in (0, 1, 24, 7 * 24 - 1):
        assert weekly.latest(friday.timestamp() + hours * 3600) == friday
    assert weekly.latest(friday.timestamp() - 1) == datetime(2026, 11, 20, 18, 0, tzinfo=vienna)


def test_a_weekly_time_stays_at_its_hour_when_clocks_are_changed() -> None:
    weekly = read_weekly("sunday 18:00 Europe/Vienna")
    before, after = (weekly.latest(datetime(2026, 10, day, 20, tzinfo=UTC).timestamp()) for day in (18, 25))
    assert [at.strftime("%a %H:%M") for at in (before, after)] == ["Sun 18:00"] * 2
    assert after.timestamp() - before.timestamp() == (7 * 24 + 1) * 3600


def test_a_weekly_time_that_clocks_skip_comes_all_the_same() -> None:
    weekly = read_weekly("sunday 02:30 Europe/Paris")
    at = weekly.latest(datetime(2026, 3, 29, 1, 30, tzinfo=UTC).timestamp())
    assert at.astimezone(UTC) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "monday", "monday 09:00", "mon 09:00 UTC", "monday 9:00 UTC", "09:00 UTC"]
)
def test_what_is_no_weekly_time(text: str) -> None:
    with pytest.raises(ValueError, match="friday 18:00 Europe/Vienna"):
        read_weekly(text)


def test_moments_are_shown_with_their_zone() -> None:
    moment = int(datetime(2026, 12, 1, 8, 0, tzinfo=UTC).timestamp())
    assert shown_time(moment) == "2026-12-01 08:00 UTC"
    assert shown_time(moment, ZoneInfo("Europe/Paris")) == "2026-12-01 09:00 Europe/Paris"
