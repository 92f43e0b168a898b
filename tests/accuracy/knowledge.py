"""What every way of reading shares: the data set, names, phrasings, and engines that answer from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.dataset.loading import load_dataset
from bot.dataset.models import Dataset
from bot.engine import Engine, QuestionReader
from bot.settings import Settings
from bot.understanding.forms import FormTable
from bot.understanding.gazetteer import Gazetteer
from bot.understanding.gazetteer_files import load_gazetteer
from bot.understanding.intents import Intent, load_intents
from bot.understanding.interpreting import Interpreter
from bot.understanding.language import LanguagePack, load_language
from bot.understanding.matching import Matcher
from bot.understanding.names import NameFinder
from tests.benchmarks.material import LANGUAGE
from tests.conftest import TODAY


@dataclass(frozen=True)
class Knowledge:
    """The data set and one language, read once for all."""

    dataset: Dataset
    gazetteer: Gazetteer
    pack: LanguagePack
    intents: Mapping[str, Intent]

    def engine(self, interpreter: QuestionReader | None = None) -> Engine:
        """An engine that reads questions in its own way or with another interpreter."""
        return Engine(self.dataset, self.gazetteer, self.pack, dict(self.intents), lambda: TODAY, interpreter)

    def form_table(self) -> FormTable:
        """The table of all phrasings, as the engine makes it."""
        return FormTable(self.intents.values(), self.pack)

    def interpreter(self, table: FormTable, matcher: Matcher) -> Interpreter:
        """The engine's interpreter with another matcher; it has found no name yet."""
        finder = NameFinder(self.gazetteer, self.dataset, table.vocabulary, frozenset(self.pack.light))
        return _InterpreterWith(matcher, table, finder, self.pack)


def load_knowledge(settings: Settings) -> Knowledge:
    """Read everything; raises DataError as the engine would."""
    folder = settings.intents_dir / LANGUAGE
    dataset = load_dataset(settings.data_dir)
    pack = load_language(folder)
    gazetteer = load_gazetteer(settings.data_dir, dataset, pack.region_names)
    return Knowledge(dataset, gazetteer, pack, load_intents(folder))


class _InterpreterWith(Interpreter):
    """Finds slots, names and filters as ever; only who ranks the intents differs."""

    def __init__(self, matcher: Matcher, table: FormTable, finder: NameFinder, pack: LanguagePack) -> None:
        super().__init__(table, finder, pack)
        self._matcher = matcher
