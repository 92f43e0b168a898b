"""The questions that buttons show, with the names of the question at hand."""

from __future__ import annotations

from string import Formatter

from bot.dataset.models import Dataset
from bot.understanding.interpretation import Interpretation


class LabelFields(dict[str, str]):
    """Fills {city} and {area} of a label with the names of the question."""

    def __init__(self, reading: Interpretation, dataset: Dataset) -> None:
        super().__init__()
        for mention in reading.cities[:1]:
            self["city"] = dataset.cities[mention.members[0]].name if mention.members else mention.text
        for mention in reading.areas[:1]:
            self["area"] = mention.areas[0].label

    def can_fill(self, label: str) -> bool:
        """Tell whether the question names all that a label speaks of."""
        return all(field is None or field in self for _, field, _, _ in Formatter().parse(label))
