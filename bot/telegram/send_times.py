"""When an announcement is to be sent, as operators write it: "tomorrow 9:00 Europe/Paris", "in 2 hours"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from bot.zoned_times import read_span, read_time, read_zone

_CLOCK = re.compile(
    r"(?P<day>today|tomorrow|2[0-9]{3}-[0-9]{2}-[0-9]{2}) +(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
    r"(?: +(?P<zone>\S+))?",
    re.IGNORECASE,
)
_SPAN = re.compile(r"in +(?P<span>.+)", re.IGNORECASE)


class UnknownZoneError(ValueError):
    """No zone is named, or one that is not known; the error's text is the zone, empty for none."""


@dataclass(frozen=True)
class SendTime:
    """A moment, and where the operator reads the clock."""

    moment: int
    """Seconds since 1970."""
    zone: tzinfo = UTC

    @property
    def zone_name(self) -> str:
        """An IANA name."""
        return str(getattr(self.zone, "key", "UTC"))


def read_send_time(text: str, now: float) -> SendTime:
    """Return the time that a text names; `now` in seconds since 1970.

    Raises UnknownZoneError where nothing but the zone is missing or wrong, and ValueError for any other text.
    """
    text = " ".join(text.split())
    if (span := _SPAN.fullmatch(text)) and (seconds := read_span(span["span"].lower())) is not None:
        return SendTime(int(now) + seconds)
    clock = _CLOCK.fullmatch(text)
    if clock is None:
        raise ValueError(f"{text!r} is no time")
    name = clock["zone"] or ""
    name = name.upper() if name.lower() == "utc" else name
    zone = _zone(name)
    day = _day(clock["day"].lower(), datetime.fromtimestamp(now, zone))
    at = read_time(f"{day} {clock['hour'].zfill(2)}:{clock['minute']} {name}")
    return SendTime(int(at.timestamp()), zone)


def _zone(name: str) -> tzinfo:
    try:
        return read_zone(name)
    except ValueError:
        raise UnknownZoneError(name) from None


def _day(word: str, here: datetime) -> str:
    match word:
        case "today":
            return f"{here:%Y-%m-%d}"
        case "tomorrow":
            return f"{here.date() + timedelta(days=1):%Y-%m-%d}"
    return word
