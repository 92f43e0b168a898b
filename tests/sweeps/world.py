"""The shipped engine and all names behind it, loaded once in each process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot.dataset.models import Dataset
from bot.engine import Engine
from bot.settings import Settings
from bot.text import fold
from bot.understanding.gazetteer import Gazetteer, Place
from bot.understanding.gazetteer_files import load_gazetteer
from bot.understanding.language import load_language
from tests.benchmarks.timing import WARM_UP
from tests.conftest import TODAY

LANGUAGE = "en"


@dataclass(frozen=True)
class World:
    """The engine, its data, and a gazetteer to hold its answers against."""

    engine: Engine
    dataset: Dataset
    gazetteer: Gazetteer

    def bearers(self, key: str) -> set[str]:
        """Everything that is known by exactly that folded name: ids of members, areas, ids of places."""
        found = {meaning.member or repr(meaning.area) for meaning in self.gazetteer.known.get(key, ())}
        if key in self.gazetteer.regions:
            found.add(repr(self.gazetteer.regions[key]))
        return found | {place_id(row) for row in self.gazetteer.place_rows_of(key)}

    def place(self, identity: str) -> Place:
        """The non-member of an id made by `place_id`."""
        return self.gazetteer.place_at(int(identity.rpartition(" ")[2]))

    def namesakes(self, place: Place) -> set[str]:
        """Codes of the countries in which there is a place of that main name, its own among them."""
        name = fold(place.name)
        others = map(self.gazetteer.place_at, self.gazetteer.place_rows_of(name))
        return {place.country} | {other.country for other in others if fold(other.name) == name}


def place_id(row: int) -> str:
    """Stands for the non-member in that row of the gazetteer."""
    return f"row {row}"


@lru_cache(maxsize=1)
def world() -> World:
    """Load everything; the engine answers as on the day on which the data was compiled."""
    settings = Settings.from_env({})
    engine = Engine.load(settings.data_dir, settings.intents_dir, today=TODAY)
    engine.ask(WARM_UP)
    regions = load_language(settings.intents_dir / LANGUAGE).region_names
    return World(engine, engine.dataset, load_gazetteer(settings.data_dir, engine.dataset, regions))
