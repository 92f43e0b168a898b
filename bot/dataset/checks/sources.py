"""Checks of sources.csv."""

from __future__ import annotations

from collections.abc import Iterator

from bot.dataset.checks.tables import SLUG, Tables, is_date, twice
from bot.errors import Problem


def check_sources(tables: Tables) -> Iterator[Problem]:
    """Each source has its own id and address and a date on which it was read."""
    yield from twice(tables.sources, "id")
    first_with: dict[str, str] = {}
    for entry in tables.sources:
        source = entry.row
        if not SLUG.match(source.id):
            yield entry.problem(f"the id {source.id!r} is no slug", "use a-z, 0-9 and single hyphens")
        if not source.address.startswith(("http://", "https://")) or any(map(str.isspace, source.address)):
            yield entry.problem(
                f"{source.address!r} is no web address", "write it from https:// on, without spaces"
            )
        other = first_with.setdefault(source.address, source.id)
        if other != source.id:
            yield entry.problem(f"the address is that of {other!r} too", "keep one row and use its id")
        if not is_date(source.read_on, full=True):
            yield entry.problem(f"read_on {source.read_on!r} is no day", "write it like 2026-11-21")
