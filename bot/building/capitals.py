"""The capital of every country, so that a question may name a city as one ("is the capital of Uganda in?")."""

from __future__ import annotations

from collections.abc import Iterable

HEADER = "code\tcapitals"

_LEFT_OUT = frozenset({"EH", "HK", "IL", "IO", "MO", "PS"})
"""Countries and territories without a capital, or where naming one would take sides."""
_OTHERWISE = {
    "BO": "Sucre|La Paz",  # constitutional capital, seat of government
    "CI": "Yamoussoukro|Abidjan",  # official capital, seat of most of the government
    "GQ": "Malabo|Ciudad de la Paz",  # the move from one to the other is under way
    "KZ": "Astana",  # GeoNames still has the name of 2019 to 2022
    "LK": "Sri Jayewardenepura Kotte|Colombo",  # parliament, government
    "SZ": "Mbabane|Lobamba",  # government, king and parliament
    "ZA": "Pretoria|Cape Town|Bloemfontein",  # government, parliament, highest court
}
"""Where GeoNames' one name would say too much or is out of date."""


def capital_lines(capitals: dict[str, str], countries: Iterable[str]) -> list[str]:
    """A line a country: its code and its capital, several divided by `|`; countries without one are left out."""
    return [
        f"{code}\t{_OTHERWISE.get(code, capitals[code].strip())}"
        for code in sorted(countries)
        if code in capitals and code not in _LEFT_OUT
    ]
