"""The part of changes that concerns who follows one region, country or city."""

from __future__ import annotations

from collections.abc import Callable

from bot.announcing.scopes import Scope
from bot.dataset.changes import Changes, Corrected
from bot.dataset.snapshots import Member


def part_of(changes: Changes, scope: Scope) -> Changes:
    """Return the changes with nothing but what concerns a scope; the rounds stay, with its first-time countries."""
    has = _membership(changes, scope)

    def corrected_here(entry: Corrected) -> bool:
        moved_from_here = entry.what == "country" and _has_country(changes, scope, entry.before)
        return has(entry.member) or moved_from_here

    def codes_here(codes: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(code for code in codes if _has_country(changes, scope, code))

    rounds = (
        new.model_copy(update={"first_time": codes_here(new.first_time), "unnamed": codes_here(new.unnamed)})
        for new in changes.new_rounds
    )
    first_time = (
        entry.model_copy(update={"found": codes_here(entry.found), "wrong": codes_here(entry.wrong)})
        for entry in changes.corrected_first_time
    )
    return changes.model_copy(
        update={
            "new_rounds": tuple(rounds),
            "joined": tuple(member for member in changes.joined if has(member)),
            "added": tuple(member for member in changes.added if has(member)),
            "left": tuple(entry for entry in changes.left if has(entry.member)),
            "renamed": tuple(entry for entry in changes.renamed if has(entry.member)),
            "corrected": tuple(entry for entry in changes.corrected if corrected_here(entry)),
            "corrected_rounds": (),
            "corrected_first_time": tuple(entry for entry in first_time if entry.found or entry.wrong),
            "new_countries": codes_here(changes.new_countries),
        }
    )


def has_news(part: Changes) -> bool:
    """Tell whether such a part holds anything about its own region, country or city."""
    return bool(part.members or part.first_time or part.corrected_first_time)


def _membership(changes: Changes, scope: Scope) -> Callable[[Member], bool]:
    if scope.kind == "city":
        city_id = changes.new_ids.get(scope.key, scope.key)
        return lambda member: member.id == city_id
    return lambda member: _has_country(changes, scope, member.country)


def _has_country(changes: Changes, scope: Scope, code: str) -> bool:
    if scope.kind == "country":
        return code == scope.key
    return (
        scope.kind == "region" and code in changes.countries and changes.countries[code].region == scope.key
    )
