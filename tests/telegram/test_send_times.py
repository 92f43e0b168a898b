"""Times as operators write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.send_times import UnknownZoneError, read_send_time
from bot.zoned_times import shown_time

NOW = datetime(2026, 11, 28, 23, 30, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("text", "in_utc", "where"),
    [
        ("2026-12-01 09:00 Europe/Paris", "2026-12-01 08:00 UTC", "Europe/Paris"),
        ("2026-12-01  9:00   UTC", "2026-12-01 09:00 UTC", "UTC"),
        (" tomorrow 9:00 utc ", "2026-11-29 09:00 UTC", "UTC"),
        ("in 2 hours", "2026-11-29 01:30 UTC", "UTC"),
        ("In 90 minutes", "2026-11-29 01:00 UTC", "UTC"),
        # It is tomorrow there already.
        ("tomorrow 09:00 Asia/Tokyo", "2026-11-30 00:00 UTC", "Asia/Tokyo"),
        ("Today 9:00 Asia/Tokyo", "2026-11-29 00:00 UTC", "Asia/Tokyo"),
        # The hour that is skipped in spring, and the one that comes twice in autumn.
        ("2027-03-28 02:30 Europe/Paris", "2027-03-28 01:30 UTC", "Europe/Paris"),
        ("2027-10-31 02:30 Europe/Paris", "2027-10-31 00:30 UTC", "Europe/Paris"),
    ],
)
def test_a_time_is_read_where_its_zone_is(text: str, in_utc: str, where: str) -> None:
    at = read_send_time(text, NOW)
    assert shown_time(at.moment) == in_utc
    assert at.zone_name == where


@pytest.mark.parametrize(
    ("text", "zone"), [("tomorrow 9:00", ""), ("2026-12-01 09:00", ""), ("today 9:00 Nowhere", "Nowhere")]
)
def test_without_a_zone_nothing_is_guessed(text: str, zone: str) -> None:
    with pytest.raises(UnknownZoneError) as told:
        read_send_time(text, NOW)
    assert str(told.value) == zone


@pytest.mark.parametrize(
    "text",
    ["", "now", "9:00", "9:00 UTC", "tomorrow", "2026-02-30 09:00 UTC", "tomorrow 25:00 UTC", "in a while"],
)
def test_what_is_no_time_is_none(text: str) -> None:
    with pytest.raises(ValueError) as told:
        read_send_time(text, NOW)
    assert not isinstance(told.value, UnknownZoneError)


@given(st.text())
def test_any_text_is_a_time_or_refused(text: str) -> None:
    try:
        assert read_send_time(text, NOW).moment > 0
    except ValueError:
        return
