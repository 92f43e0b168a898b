"""What a question was understood as, and how several readings of it are weighed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.understanding.filters import FilterFinds
from bot.understanding.intents import Intent
from bot.understanding.language import OutOfScope
from bot.understanding.matching import Asked, Ranked
from bot.understanding.names import Mention

ACCEPT = 0.70
"""Score from which an intent counts as understood."""
MARGIN = 0.02
"""Intents closer than this to the best cannot be told apart."""
SOUND = 0.9
"""Score from which a reading that knows every word needs no rival."""
Status = Literal["understood", "ambiguous", "out_of_scope", "not_understood"]

_PREFERENCES: tuple[Callable[[Ranked], bool], ...] = (
    lambda ranked: bool(ranked.form.years),
    lambda ranked: ranked.intent.is_gated,
    lambda ranked: ranked.intent.is_follow_up,
    lambda ranked: ranked.score == 1.0,
)
"""Which of several near intents goes first: one that names the year, the place, continues, or is exact."""


@dataclass(frozen=True)
class Interpretation:
    """What a question was understood as."""

    question: str
    words: tuple[str, ...] = ()
    """Folded words with slots in the places of filters (not of names)."""
    mentions: tuple[Mention, ...] = ()
    excluded: tuple[Mention, ...] = ()
    """Names after "except"."""
    finds: FilterFinds = field(default_factory=lambda: FilterFinds(()))
    asked: Asked | None = None
    """What was matched."""
    ranked: tuple[Ranked, ...] = ()
    status: Status = "not_understood"
    intent: Intent | None = None
    score: float = 0.0
    rivals: tuple[Intent, ...] = ()
    """Intents too close to tell apart."""
    out_of_scope: OutOfScope | None = None
    readings: tuple[tuple[str, str], ...] = ()
    """Ordinary words that were read as another word: (typed, read)."""
    leftover: frozenset[str] = frozenset()
    """Words that nothing here knows."""
    among: frozenset[str] | None = None
    """City ids of the answer before, where the question speaks of part of those."""
    refers: bool = False
    """True when the question speaks of something said before, which was not found."""
    are_areas_joined: bool = False
    """True when a word such as "and" stands between two areas."""

    @property
    def cities(self) -> tuple[Mention, ...]:
        """Mentions that fill a city slot."""
        return tuple(mention for mention in self.mentions if mention.slot == "CITY")

    @property
    def areas(self) -> tuple[Mention, ...]:
        """Mentions that fill an area slot."""
        return tuple(mention for mention in self.mentions if mention.slot == "AREA")

    @property
    def is_sound(self) -> bool:
        """True when every word was understood, so that no other reading of doubtful names is worth a try."""
        return self.status != "not_understood" and not self.leftover and self.score >= SOUND

    @property
    def is_exact(self) -> bool:
        """True when a phrasing was met word for word."""
        return self.status != "not_understood" and self.score == 1.0

    @property
    def is_bare_place(self) -> bool:
        """True when nothing but a place was said, so that what is asked about it may follow."""
        return self.status == "understood" and bool(self.mentions) and not self.ranked[0].form.words

    @property
    def is_courtesy(self) -> bool:
        """True for a greeting, thanks and the like."""
        return self.intent is not None and self.intent.is_courtesy

    @property
    def lacks_context(self) -> bool:
        """True for a follow-up to which nothing went before."""
        if self.refers:
            return self.intent is None
        top = self.ranked[0] if self.ranked else None
        return self.intent is None and top is not None and top.intent.needs_context and top.score >= ACCEPT

    @property
    def preference(self) -> tuple[bool, int, float, float, int]:
        """Greater is better: understood, little left over, high score, more words met than taken as names."""
        met = self.ranked[0].form.weight if self.ranked else 0.0
        understood = self.status != "not_understood"
        return (understood, -len(self.leftover), round(self.score, 3), round(met, 3), -len(self.mentions))

    def decided(self, *, in_conversation: bool) -> Interpretation:
        """Settle on an intent, or on several that are too close to tell apart."""
        open_reading = replace(self, status="not_understood", intent=None, score=0.0, rivals=())
        ranked = [r for r in self.ranked if in_conversation or not r.intent.needs_context]
        if not ranked or ranked[0].score < ACCEPT:
            return open_reading
        top = ranked[0]
        near = [r for r in ranked if r.score >= ACCEPT and top.score - r.score < MARGIN]
        if not in_conversation:
            near = [r for r in near if not r.intent.is_follow_up] or near
        for preferred in _PREFERENCES:
            chosen = [r for r in near if preferred(r)]
            if len(chosen) == 1:
                near = chosen
        families = {r.intent.family or r.intent.name for r in near}
        if len(families) > 1:
            rivals = tuple(r.intent for r in near)
            return replace(open_reading, status="ambiguous", score=top.score, rivals=rivals)
        best = next((r for r in near if r.intent.name == r.intent.family), near[0])
        return replace(open_reading, status="understood", intent=best.intent, score=best.score)

    def rejected(self) -> Interpretation:
        """The same reading as one that was not understood."""
        return replace(self, status="not_understood", intent=None, score=0.0, rivals=())
