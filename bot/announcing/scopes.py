"""What part of the network a subscription is about: all of it, or some regions, countries and cities."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["region", "country", "city"]

EVERYTHING: tuple[Scope, ...] = ()
"""The scopes of who subscribes to all of the network."""
_ALL = "all"
_WRITTEN = re.compile(r"(region|country|city):([A-Za-z0-9_-]+)")


@dataclass(frozen=True, order=True)
class Scope:
    """One region, country or city."""

    kind: Kind
    key: str
    """A region as in countries.csv (`africa`), an ISO 3166-1 alpha-2 code, or the id of a city."""

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"


def write_scopes(scopes: Iterable[Scope]) -> str:
    """Return scopes as one line, the same for the same scopes in any order; "all" for none."""
    return " ".join(sorted({str(scope) for scope in scopes})) or _ALL


def read_scopes(line: str) -> tuple[Scope, ...]:
    """Return the scopes of such a line. Raises ValueError for any other text."""
    if line == _ALL:
        return EVERYTHING
    found = [_WRITTEN.fullmatch(word) for word in line.split()]
    if not found or not all(found):
        raise ValueError(f"not a line of scopes: {line!r}")
    return tuple(Scope(match[1], match[2]) for match in found if match)  # type: ignore[arg-type]
