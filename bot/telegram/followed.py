"""What a subscription follows: from the words of a person to scopes, and from scopes to words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from bot.announcing.scopes import EVERYTHING, Scope, read_scopes, write_scopes
from bot.answering.named_places import NamedPlace, PlacesNamed
from bot.answering.wording import Words
from bot.chat_words import ChatWords
from bot.engine import Engine
from bot.storage.subscriptions import TOPICS, Subscription
from bot.telegram.markup import clean
from bot.text import fold

ALL = write_scopes(EVERYTHING)
"""The line of scopes of who follows everything."""
MAX_LISTED = 8
"""Places that are named in a sentence; the others are counted."""
_MAX_QUOTED = 64


class Followed:
    """Reads and writes what is followed, in the language of the engine."""

    def __init__(self, engine: Engine, words: ChatWords) -> None:
        self._engine = engine
        self._words = words
        self._listing = Words(engine.pack, engine.dataset)
        self._everything = {fold(phrase) for phrase in words.lists["everything"]}
        self._regions = {region.value: names[0] for region, names in engine.pack.region_names.items()}

    def is_everything(self, text: str) -> bool:
        """Tell whether a text asks to follow all of the network."""
        return fold(text) in self._everything

    def named(self, text: str) -> PlacesNamed:
        """Tell which places a text names, as the engine reads a question."""
        return self._engine.places_named(text)

    def is_known(self, scope: Scope) -> bool:
        """Tell whether the data knows a region, country or member."""
        dataset = self._engine.dataset
        if scope.kind == "city":
            return scope.key in dataset.cities
        return scope.key in (self._regions if scope.kind == "region" else dataset.countries)

    def label(self, scope: Scope) -> str:
        """Return the name of a region, country or member; its key where the data does not know it any more."""
        if not self.is_known(scope):
            return scope.key
        if scope.kind == "region":
            return self._regions[scope.key]
        if scope.kind == "country":
            return self._listing.country(scope.key)
        return self._listing.full(self._engine.dataset.cities[scope.key])

    def sorted(self, line: str) -> list[Scope]:
        """Return the scopes of a line in the order in which they are shown: regions, countries, cities by name."""
        order = ("region", "country", "city")
        return sorted(read_scopes(line), key=lambda scope: (order.index(scope.kind), self.label(scope)))

    def places(self, line: str) -> str:
        """Return in words what is followed: "Kenya and Uganda", "the whole network"."""
        labels = [self._in_sentence(scope) for scope in self.sorted(line)]
        if not labels:
            return self._words.say("whole_network")
        more = len(labels) - MAX_LISTED
        if more > 1:
            shown = ", ".join(labels[:MAX_LISTED])
            return self._words.say("places_and_more", places=shown, count=more)
        return self._listing.listing(labels)

    def _in_sentence(self, scope: Scope) -> str:
        is_country = scope.kind == "country" and self.is_known(scope)
        return self._listing.the_country(scope.key) if is_country else self.label(scope)

    def kinds(self, subscription: Subscription) -> str:
        """Return in words what is announced: "new members, news, calls and events"."""
        names = [self._words.say(f"kind_{topic}") for topic in TOPICS if topic in subscription.topics]
        if "members" in subscription.topics and subscription.scopes != ALL:
            names[0] = self._words.say("kind_members_of_places")
        return self._listing.listing(names) if names else self._words.say("no_kind")

    def either(self, labels: Sequence[str]) -> str:
        """Join what somebody wrote, quoted: “Atlantis” or “Avalon”."""
        return self._listing.either([f"“{shortened(label)}”" for label in labels])


def scopes_of(places: Iterable[NamedPlace]) -> list[Scope]:
    """Return places as scopes."""
    return [Scope(place.kind, place.key) for place in places]


def widened(before: Subscription | None, places: Iterable[Scope]) -> str:
    """Return the line of scopes after places were asked for.

    They come to those that are followed now; in the place of everything, and of what was followed before an end.
    """
    kept = read_scopes(before.scopes) if before is not None and before.is_subscribed else EVERYTHING
    return write_scopes([*kept, *places])


def narrowed(before: Subscription, left: Collection[str]) -> str | None:
    """Return the line of scopes without some, which are given as written; None where none would be left.

    Without the last place it would follow everything.
    """
    kept = [scope for scope in read_scopes(before.scopes) if str(scope) not in left]
    return write_scopes(kept) if kept else None


def shortened(text: str) -> str:
    """Return what somebody wrote as it can be quoted in a line."""
    text = " ".join(clean(text).split())
    return text if len(text) <= _MAX_QUOTED else text[: _MAX_QUOTED - 1] + "…"
