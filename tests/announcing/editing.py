"""Other versions of a snapshot, for tests: rows changed, added or taken out."""

from __future__ import annotations

from typing import Any

from bot.dataset.snapshots import Member, Snapshot


def with_member(snapshot: Snapshot, city_id: str, **fields: Any) -> Snapshot:
    """The snapshot with some fields of a member changed; a change of `id` moves its row."""
    row = snapshot.members[city_id].model_copy(update=fields)
    others = {key: member for key, member in snapshot.members.items() if key != city_id}
    return snapshot.model_copy(update={"members": {**others, row.id: row}})


def with_new_member(snapshot: Snapshot, city_id: str, name: str, country: str, **fields: Any) -> Snapshot:
    """The snapshot with one more member."""
    row = Member(id=city_id, name=name, country=country, **fields)
    return snapshot.model_copy(update={"members": {**snapshot.members, city_id: row}})


def without_member(snapshot: Snapshot, city_id: str) -> Snapshot:
    """The snapshot without a row."""
    kept = {key: member for key, member in snapshot.members.items() if key != city_id}
    return snapshot.model_copy(update={"members": kept})


def with_round(snapshot: Snapshot, round_id: str, **fields: Any) -> Snapshot:
    """The snapshot with some figures of a round changed."""
    intake = snapshot.rounds[round_id].model_copy(update=fields)
    return snapshot.model_copy(update={"rounds": {**snapshot.rounds, round_id: intake}})


def with_country(snapshot: Snapshot, code: str, **fields: Any) -> Snapshot:
    """The snapshot with something else said of a country."""
    land = snapshot.countries[code].model_copy(update=fields)
    return snapshot.model_copy(update={"countries": {**snapshot.countries, code: land}})
