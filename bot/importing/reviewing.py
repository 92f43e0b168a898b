"""From a list to its review: every row judged once, in the order in which judgements depend on each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from bot.dataset.models import City
from bot.importing.admissions import Calendar, year_in
from bot.importing.atlas import Atlas
from bot.importing.countries import CountryNames
from bot.importing.deciding import NEW, SKIP, decided, decision_of
from bot.importing.findings import Finding, Kind, Review, doubtful
from bot.importing.listed import Listed, Lookup
from bot.importing.matching import Claims, Matcher
from bot.importing.newcomers import Newcomers
from bot.importing.reading import MemberList

_MEMBER_KINDS = frozenset({Kind.UNCHANGED, Kind.SPELLING, Kind.DUPLICATE, Kind.RENAMED})


def review_list(
    members: MemberList, atlas: Atlas, countries: CountryNames, calendar: Calendar, *, whole: bool | None
) -> Review:
    """Judge all rows of a list; `whole` says whether it names all members (None: when it names half of them)."""
    lookup = Lookup(atlas, countries)
    listed = [lookup.listed(row) for row in members.rows]
    claims = _claims(listed, atlas)
    is_whole, reason = _scope(len(claims), len(atlas.dataset.members), whole)
    matcher = Matcher(atlas, claims, is_whole=is_whole)
    newcomers = Newcomers(atlas, countries, claims, calendar, is_whole=is_whole)
    passes: tuple[Callable[[Listed], Finding | None], ...] = (
        lambda row: decided(row, atlas, matcher, newcomers),
        matcher.exact,
        matcher.misspelt,
        matcher.renamed,
        newcomers.judge,
    )
    found: dict[int, Finding] = {}
    for judge in passes:
        for at, row in enumerate(listed):
            if at not in found and (finding := judge(row)) is not None:
                found[at] = _with_year(finding, row)
    findings = [found[at] for at in range(len(listed))]
    gone = _left(findings, claims, atlas.dataset.members, members.path.name) if is_whole else []
    findings = [_with_rename_hint(finding, gone) for finding in findings]
    notes = (*members.notes, *_year_notes(findings, listed), *_round_notes(findings, calendar))
    return Review(len(listed), is_whole, reason, (*findings, *gone), notes)


def _claims(listed: Iterable[Listed], atlas: Atlas) -> Claims:
    """Give each member to the first row that names it exactly; then to rows that the operator decided."""
    claims = Claims()
    rows = [row for row in listed if not row.row.fault and decision_of(row) != NEW]
    for row in rows:
        if decision_of(row) in ("", SKIP) and len(row.cities) == 1:
            claims.take(row.cities[0], row.row.line)
    for row in rows:
        if city := atlas.dataset.cities.get(decision_of(row)):
            claims.take(city, row.row.line)
    return claims


def _scope(named: int, known: int, whole: bool | None) -> tuple[bool, str]:
    """Whether a list is taken as whole, and why."""
    if whole is not None:
        return whole, "as you say"
    is_whole = 2 * named >= known
    return (
        is_whole,
        f"it names {named} of the {known} members known; --{'part' if is_whole else 'whole'} if not",
    )


def _with_year(finding: Finding, listed: Listed) -> Finding:
    """Doubt a member whose year is another in the list, unless the operator has decided."""
    city, year = finding.city, year_in(listed.row.year)
    if finding.kind not in _MEMBER_KINDS or city is None or decision_of(listed):
        return finding
    if year is None or city.year is None or year == city.year:
        return finding
    note = (
        f"{city.id} joined in {city.year}, not {year}; correct one of them (the decision keeps {city.year})"
    )
    return doubtful(listed.row, finding.name, finding.country, note, city, new=False)


def _left(findings: Iterable[Finding], claims: Claims, members: Iterable[City], file: str) -> list[Finding]:
    """Members that no row is, not even a doubtful one."""
    perhaps = {city_id for finding in findings for city_id in finding.candidates}
    return [
        Finding(Kind.LEFT, city.name, city.country, f"{city.id} is not in {file}", city=city)
        for city in members
        if claims.line_of(city) is None and city.id not in perhaps
    ]


def _with_rename_hint(finding: Finding, gone: Iterable[Finding]) -> Finding:
    """Ask whether an unknown name is the new one of a member of the country that is not on the list."""
    if finding.kind is not Kind.JOINED or finding.place is not None:
        return finding
    ids = [other.city.id for other in gone if other.city and other.country == finding.country]
    hint = f"; if it is a new name of {' or '.join(ids)}, decide that id"
    return replace(finding, note=finding.note + hint) if ids else finding


def _year_notes(findings: Iterable[Finding], listed: Iterable[Listed]) -> list[str]:
    """Years of the list that the data lacks: an import does not change rows of members."""
    new = [
        f"{found.city.id} {year}"
        for found, row in zip(findings, listed, strict=True)
        if found.city and found.city.year is None and (year := year_in(row.row.year))
    ]
    if not new:
        return []
    return [f"years that the data lacks, to be filled in by hand with their source: {', '.join(new)}"]


def _round_notes(findings: Iterable[Finding], calendar: Calendar) -> list[str]:
    """Why new rows have no year: no round was named, or a whole list does not say who is of that round."""
    undated = sum(f.kind is Kind.JOINED and f.admission.year is None for f in findings)
    if not undated:
        return []
    if not calendar.left_undated:
        return [f"no year for {undated} that joined: name their round with --round, or add a column `year`"]
    unnamed = calendar.unnamed()
    earlier = "some" if unnamed is None else str(unnamed)
    return [
        f"{calendar.left_undated} of those that joined are not given the round: {earlier} earlier members are "
        "not known by name, and they may be these. A column `year` in the list, or the list of the round alone "
        "with --part, tells"
    ]


def counts(review: Review) -> str:
    """The numbers of all kinds that occur: "389 unchanged, 3 joined"."""
    found = Counter(finding.kind for finding in review.findings)
    return ", ".join(f"{found[kind]} {kind}" for kind in Kind if found[kind])
