"""What changed between two versions of the data set: the material of an announcement, complete in itself.

Two things must not be mixed up: a city that joined the network, and an older member that became known only now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from pydantic import Field

from bot.dataset.same_places import changed_ids
from bot.dataset.snapshots import Intake, Land, Member, Page, Picture, Snapshot
from bot.text import fold

Figure = Literal["announced", "cities", "countries", "total_cities", "total_countries", "capitals"]
FIGURES: tuple[Figure, ...] = (
    "announced",
    "cities",
    "countries",
    "total_cities",
    "total_countries",
    "capitals",
)


class Left(Picture):
    """A member that is none any more."""

    member: Member
    withdrawn: bool
    """True when the data says so; False when its row is gone, which says nothing about the network."""


class Renamed(Picture):
    """A member under another name than before."""

    member: Member
    before: str


class Corrected(Picture):
    """A member of which something else is said than before."""

    member: Member
    what: Literal["joined", "country", "capital"]
    before: str
    """`joined`: the start of an ISO date, or "" for unknown; `country`: ISO code; `capital`: "true" or ""."""
    after: str


class NewRound(Picture):
    """A round that was announced since the data before."""

    intake: Intake
    named: int
    """How many of its cities the list names."""
    first_time: tuple[str, ...] = ()
    """Countries of which a source says that they were new in it."""
    unnamed: tuple[str, ...] = ()
    """Those of them of which the list names no member."""

    @property
    def knows_all_first_time(self) -> bool:
        """True when the published list of first-time countries is known, not only some of it."""
        return self.intake.first_time_countries is not None


class RoundCorrected(Picture):
    """A figure of a known round that is another one now."""

    intake: Intake
    figure: Figure
    before: int | str | None
    after: int | str | None


class FirstTimeCorrected(Picture):
    """Countries that were, or were not, new in a known round, other than said before."""

    intake: Intake
    found: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


class Totals(Picture):
    """Size of the network, as last published."""

    cities: int | None = None
    countries: int | None = None


class Changes(Picture):
    """All that changed, with what is needed to put it into words."""

    as_of: str
    """Date of the newer data."""
    new_rounds: tuple[NewRound, ...] = ()
    """In order of announcement."""
    joined: tuple[Member, ...] = ()
    """Members of a new round, or that joined later than the data before."""
    added: tuple[Member, ...] = ()
    """Older members that were not known, or not as members, before."""
    left: tuple[Left, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    corrected: tuple[Corrected, ...] = ()
    corrected_rounds: tuple[RoundCorrected, ...] = ()
    corrected_first_time: tuple[FirstTimeCorrected, ...] = ()
    new_countries: tuple[str, ...] = ()
    """Countries with a member on the list that had none on it before; says nothing about the network."""
    totals_before: Totals = Totals()
    totals: Totals = Totals()
    new_ids: dict[str, str] = Field(default_factory=dict)
    """Id before -> id now, of places whose rows changed their id."""
    countries: dict[str, Land]
    """All countries by ISO code."""
    pages: dict[str, Page] = Field(default_factory=dict)
    """The pages that the members and rounds above name as their sources."""

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to announce; ids may have changed all the same."""
        found = (self.new_rounds, self.members, self.corrected_rounds, self.corrected_first_time)
        return not any(found) and self.totals == self.totals_before

    @property
    def members(self) -> tuple[Member, ...]:
        """All members about whom there is something to say."""
        marked: tuple[Left | Renamed | Corrected, ...] = (*self.left, *self.renamed, *self.corrected)
        return (*self.joined, *self.added, *(entry.member for entry in marked))

    @property
    def intakes(self) -> tuple[Intake, ...]:
        """All rounds about which there is something to say."""
        corrected: tuple[RoundCorrected | FirstTimeCorrected, ...] = (
            *self.corrected_rounds,
            *self.corrected_first_time,
        )
        return (*(new.intake for new in self.new_rounds), *(entry.intake for entry in corrected))

    @property
    def first_time(self) -> tuple[str, ...]:
        """Countries that a source calls new in one of the new rounds."""
        return tuple(code for new in self.new_rounds for code in new.first_time)


def compare(old: Snapshot, new: Snapshot) -> Changes:
    """Return what changed from one version of the data to a newer one."""
    new_ids = changed_ids(old, new)
    before = {new_ids.get(city_id, city_id): member for city_id, member in old.members.items()}
    intakes = [one for one in new.rounds.values() if one.id not in old.rounds and one.announced > old.as_of]
    kept = [(before[m.id], m) for m in _listed(new) if m.id in before and not before[m.id].withdrawn]
    fresh = [m for m in _listed(new) if m.id not in before or before[m.id].withdrawn]
    known = {member.country for member in _listed(old)}
    found = Changes(
        as_of=new.as_of or old.as_of,
        new_rounds=tuple(_new_round(new, intake) for intake in intakes),
        joined=tuple(m for m in fresh if _is_new(m, old.as_of, intakes)),
        added=tuple(m for m in fresh if not _is_new(m, old.as_of, intakes)),
        left=tuple(_left(before, new)),
        renamed=tuple(Renamed(member=now, before=was.name) for was, now in kept if was.name != now.name),
        corrected=tuple(entry for was, now in kept for entry in _corrected(was, now)),
        corrected_rounds=tuple(_corrected_rounds(old, new)),
        corrected_first_time=tuple(_corrected_first_time(old, new)),
        new_countries=tuple(dict.fromkeys(m.country for m in _listed(new) if m.country not in known)),
        totals_before=_totals(old),
        totals=_totals(new),
        new_ids=new_ids,
        countries={**old.countries, **new.countries},
    )
    return found.model_copy(update={"pages": _pages(found, {**old.pages, **new.pages})})


def _listed(snapshot: Snapshot) -> list[Member]:
    """The members, by country and name."""
    present = [member for member in snapshot.members.values() if not member.withdrawn]
    return sorted(present, key=lambda member: (member.country, fold(member.name), member.id))


def _is_new(member: Member, as_of: str, intakes: Iterable[Intake]) -> bool:
    """Tell whether a member joined since the data of `as_of`, and was not just unknown then."""
    if member.round is not None:
        return any(intake.id == member.round for intake in intakes)
    joined = member.joined
    if not joined or joined > as_of[: len(joined)]:
        return bool(joined)
    # With the year alone, it may have joined before or with the new round of that year.
    return member.month is None and any(joined >= intake.announced[:4] for intake in intakes)


def _new_round(new: Snapshot, intake: Intake) -> NewRound:
    named = sum(member.round == intake.id for member in _listed(new))
    first_time, listed = _first_time(new, intake), {member.country for member in _listed(new)}
    unnamed = tuple(code for code in first_time if code not in listed)
    return NewRound(intake=intake, named=named, first_time=first_time, unnamed=unnamed)


def _first_time(snapshot: Snapshot, intake: Intake) -> tuple[str, ...]:
    stated = {code for code, land in snapshot.countries.items() if land.first_round == intake.id}
    return tuple(sorted(stated.union(intake.first_time_countries or ()) & snapshot.countries.keys()))


def _left(before: dict[str, Member], new: Snapshot) -> Iterator[Left]:
    for city_id, was in sorted(before.items()):
        now = new.members.get(city_id)
        if not was.withdrawn and (now is None or now.withdrawn):
            yield Left(member=now or was, withdrawn=now is not None)


def _corrected(was: Member, now: Member) -> Iterator[Corrected]:
    if was.joined != now.joined:
        yield Corrected(member=now, what="joined", before=was.joined, after=now.joined)
    if was.country != now.country:
        yield Corrected(member=now, what="country", before=was.country, after=now.country)
    if was.capital != now.capital:
        before, after = ("true" if member.capital else "" for member in (was, now))
        yield Corrected(member=now, what="capital", before=before, after=after)


def _corrected_rounds(old: Snapshot, new: Snapshot) -> Iterator[RoundCorrected]:
    for intake in new.rounds.values():
        if (was := old.rounds.get(intake.id)) is not None:
            for figure in FIGURES:
                before, after = getattr(was, figure), getattr(intake, figure)
                if before != after:
                    yield RoundCorrected(intake=intake, figure=figure, before=before, after=after)


def _corrected_first_time(old: Snapshot, new: Snapshot) -> Iterator[FirstTimeCorrected]:
    for intake in new.rounds.values():
        if intake.id in old.rounds:
            before, after = _first_time(old, old.rounds[intake.id]), _first_time(new, intake)
            if before != after:
                found, wrong = sorted(set(after) - set(before)), sorted(set(before) - set(after))
                yield FirstTimeCorrected(intake=intake, found=tuple(found), wrong=tuple(wrong))


def _totals(snapshot: Snapshot) -> Totals:
    counted = [intake for intake in snapshot.rounds.values() if intake.total_cities is not None]
    if not counted:
        return Totals()
    latest = max(counted, key=lambda intake: intake.announced)
    return Totals(cities=latest.total_cities, countries=latest.total_countries)


def _pages(changes: Changes, pages: dict[str, Page]) -> dict[str, Page]:
    named = [source for intake in changes.intakes for source in intake.sources]
    named += [source for member in changes.members for source in member.sources]
    return {source: pages[source] for source in dict.fromkeys(named) if source in pages}
