"""What was found out about each row of a list, as one review for a person to read."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.dataset.models import City
from bot.importing.admissions import Admission
from bot.importing.reading import Row
from bot.understanding.gazetteer import Place


class Kind(StrEnum):
    """What a row means for the data, in the order of the review."""

    UNCHANGED = "unchanged"
    SPELLING = "spelling"
    """A member in another spelling or script."""
    DUPLICATE = "duplicate"
    """A member that a row above has named."""
    SKIPPED = "skipped"
    """Left out by the operator's decision."""
    JOINED = "joined"
    LEFT = "left"
    """A member that a whole list does not name."""
    RENAMED = "renamed"
    """A member under a new official name."""
    DOUBTFUL = "doubtful"
    """Not written before the operator has decided it."""


@dataclass(frozen=True)
class Finding:
    """One row of the list, or one member that is not on it."""

    kind: Kind
    name: str
    """As the list has it; of those that left, as the data has it."""
    country: str
    """ISO code; what the cell holds where that is no country."""
    note: str = ""
    line: int = 0
    """Line in the list; 0 for those that left."""
    city: City | None = None
    """The member that the row is."""
    candidates: tuple[str, ...] = ()
    """Ids of members that a doubtful row may be."""
    may_be_new: bool = False
    """Whether the decision `new` can make a doubtful row a member."""
    city_id: str = ""
    """Id of one that joined."""
    admission: Admission = field(default_factory=Admission)
    place: Place | None = None
    """Where one that joined lies, when just one place of its name is known."""


@dataclass(frozen=True)
class Review:
    """All findings of one list."""

    row_count: int
    is_whole: bool
    scope_reason: str
    """Why the list is taken as whole or as a part."""
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = field(default=())

    def of(self, kind: Kind) -> list[Finding]:
        """Return the findings of one kind, in the order of the list."""
        return [finding for finding in self.findings if finding.kind is kind]


def doubtful(row: Row, name: str, country: str, note: str, *members: City, new: bool = True) -> Finding:
    """A row that stays out until the operator decides that it is new (where it can be) or one of the members."""
    ids = tuple(city.id for city in members)
    return Finding(Kind.DOUBTFUL, name, country, note, row.line, candidates=ids, may_be_new=new)
