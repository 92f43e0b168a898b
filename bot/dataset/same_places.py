"""Finding a place again whose row has another id than before: it neither left nor joined."""

from __future__ import annotations

from collections import Counter

from bot.dataset.geography import distance_km
from bot.dataset.snapshots import Member, Snapshot
from bot.text import fold

SAME_PLACE_KM = 1.0
"""Two rows without a GeoNames id that lie nearer to each other than this are one place."""


def changed_ids(old: Snapshot, new: Snapshot) -> dict[str, str]:
    """Return id before -> id now of places whose id changed, only where no second place could be meant."""
    gone = [member for city_id, member in old.members.items() if city_id not in new.members]
    fresh = [member for city_id, member in new.members.items() if city_id not in old.members]
    pairs = [(was.id, now.id) for was in gone for now in fresh if _is_same_place(was, now)]
    times = Counter(city_id for pair in pairs for city_id in pair)
    return {was: now for was, now in pairs if times[was] == times[now] == 1}


def _is_same_place(was: Member, now: Member) -> bool:
    if was.geonames_id and now.geonames_id:
        return was.geonames_id == now.geonames_id
    if was.country != now.country:
        return False
    if fold(was.name) == fold(now.name):
        return True
    if was.geonames_id or now.geonames_id or not (was.position and now.position):
        return False
    return distance_km(was.position, now.position) < SAME_PLACE_KM
