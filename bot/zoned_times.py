"""Local times with their zone, as people write them: "2026-12-01 09:00 Europe/Paris", "friday 18:00 Europe/Vienna".

Where clocks are changed, a time that does not exist counts from before the change: 02:30, skipped in spring, is
03:30 of the new time. Of a time that comes twice, in autumn, the first is meant. So calendars do it as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CLOCK = r"(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9])"
_DATED = re.compile(rf"(?P<date>2[0-9]{{3}}-[0-9]{{2}}-[0-9]{{2}}) +{_CLOCK} +(?P<zone>\S+)")
_WEEKLY = re.compile(rf"(?P<day>[a-z]+) +{_CLOCK} +(?P<zone>\S+)", re.IGNORECASE)
_SPAN = re.compile(r"(?P<count>[1-9][0-9]{0,4}) +(?P<unit>minute|hour|day|week)s?")
_SECONDS = {"minute": 60, "hour": 3600, "day": 24 * 3600, "week": 7 * 24 * 3600}


@dataclass(frozen=True)
class WeeklyTime:
    """A time of the week somewhere on earth."""

    weekday: int
    """0 is Monday."""
    hour: int
    minute: int
    zone: tzinfo

    def latest(self, now: float) -> datetime:
        """Return when it was last, with its zone; `now` and the result may be equal. Seconds since 1970."""
        here = datetime.fromtimestamp(now, self.zone)
        for days in range(8):
            day = here.date() - timedelta(days=days)
            at = datetime(day.year, day.month, day.day, self.hour, self.minute, tzinfo=self.zone)
            if day.weekday() == self.weekday and at.timestamp() <= now:
                return at
        raise AssertionError("each weekday comes within eight days")


def read_time(text: str) -> datetime:
    """Return the moment that a date, a time and a zone name. Raises ValueError that says what is wrong."""
    match = _DATED.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no time with a zone such as 2026-12-01 09:00 Europe/Paris")
    try:
        day = datetime.fromisoformat(match["date"])
    except ValueError:
        raise ValueError(f"{match['date']} is no day of the calendar") from None
    zone = read_zone(match["zone"])
    # Past the zone, arithmetic with what was skipped at a change of clocks gives times that no clock shows.
    moment = day.replace(hour=int(match["hour"]), minute=int(match["minute"]), tzinfo=zone).astimezone(UTC)
    return moment.astimezone(zone)


def read_weekly(text: str) -> WeeklyTime:
    """Return the time of the week that is named. Raises ValueError that says what is wrong."""
    match = _WEEKLY.fullmatch(text.strip())
    if match is None or match["day"].lower() not in WEEKDAYS:
        raise ValueError(f"{text!r} is no time of the week such as friday 18:00 Europe/Vienna")
    weekday = WEEKDAYS.index(match["day"].lower())
    return WeeklyTime(weekday, int(match["hour"]), int(match["minute"]), read_zone(match["zone"]))


def read_span(text: str) -> int | None:
    """Return the seconds of "3 days", "1 week", "90 minutes"; None for any other text."""
    match = _SPAN.fullmatch(text.strip())
    return int(match["count"]) * _SECONDS[match["unit"]] if match else None


def read_zone(name: str) -> tzinfo:
    """Return the zone of an IANA name. Raises ValueError for others."""
    if name == "UTC":
        # Also where the system knows no zones.
        return UTC
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        raise ValueError(
            f"no time zone {name!r} is known here; write one such as Europe/Paris or UTC"
        ) from None


def shown_time(moment: int, zone: tzinfo = UTC) -> str:
    """Write a moment, in seconds since 1970, as it would be read: "2026-12-01 08:00 UTC"."""
    at = datetime.fromtimestamp(moment, zone)
    return f"{at:%Y-%m-%d %H:%M} {getattr(zone, 'key', 'UTC')}"
