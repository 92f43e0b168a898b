"""An announcement to look at where none was made yet: that of the latest round, as if it were new."""

from __future__ import annotations

from bot.dataset.changes import compare
from bot.dataset.models import Dataset
from bot.dataset.snapshots import snapshot_of
from bot.storage.announcements import Announcement


def example_of(dataset: Dataset) -> Announcement | None:
    """Return what would be announced of the latest round; it stands in no database.

    None where no round is known.
    """
    now = snapshot_of(dataset)
    latest = now.latest_round
    if latest is None:
        return None
    changes = compare(now.without_round(latest), now)
    return Announcement(
        number=0,
        name=f"members-{now.as_of}",
        kind="changes",
        topic="members",
        state="proposed",
        content={"changes": changes.model_dump(mode="json")},
        made_at=0,
    )
