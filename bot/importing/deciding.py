"""The operator's decisions, from the column `decision` of the list: `skip`, `new`, or the id of a member."""

from __future__ import annotations

from bot.importing.atlas import Atlas
from bot.importing.findings import Finding, Kind, doubtful
from bot.importing.listed import Listed
from bot.importing.matching import Matcher, is_latin
from bot.importing.newcomers import Newcomers
from bot.text import fold

SKIP, NEW = "skip", "new"


def decision_of(listed: Listed) -> str:
    """The decision of a row in small letters; empty where there is none."""
    return listed.row.decision.casefold()


def decided(listed: Listed, atlas: Atlas, matcher: Matcher, newcomers: Newcomers) -> Finding | None:
    """What the operator decided about a row; None where nothing was decided, doubtful where it cannot be."""
    row, name, decision = listed.row, listed.name.text, decision_of(listed)
    if decision == SKIP:
        return Finding(Kind.SKIPPED, name, listed.country, "by decision", row.line)
    if row.fault:
        return doubtful(row, name, listed.country, row.fault, new=False)
    if not decision:
        return None
    if decision == NEW:
        return newcomers.joined(listed)
    city = atlas.dataset.cities.get(decision)
    if city is None:
        return doubtful(
            row, name, listed.country, f"the decision {decision!r} is no id of cities.csv", *listed.cities
        )
    if city.status == "withdrawn":
        return doubtful(row, name, listed.country, f"{decision} is withdrawn; edit its row first", new=False)
    near, _ = atlas.near_cities(listed.name.key, city.country)
    is_spelling = city in (*listed.cities, *near) or fold(city.name) == listed.name.key
    if is_spelling or not is_latin(name):
        return matcher.member(listed, city)
    return matcher.renaming(listed, city)
