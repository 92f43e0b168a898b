"""Why a question got its answer, for `learning-cities ask --explain`."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answer import Answer
from bot.understanding.interpretation import Interpretation
from bot.understanding.matching import Ranked


@dataclass(frozen=True)
class Explanation:
    """Why a question got its answer."""

    reading: Interpretation
    ranking: list[Ranked]
    answer: Answer

    def lines(self) -> list[str]:
        """The explanation, one finding a line."""
        reading = self.reading
        lines = [f"words: {' '.join(reading.words)}"]
        for mention in (*reading.mentions, *reading.excluded):
            what = [*mention.members, *(f"{a.kind} {a.key}" for a in mention.areas)]
            what += [f"non-member {p.name} ({p.country})" for p in mention.places[:3]]
            how = "unknown" if mention.unknown else "corrected" if mention.corrected else "exact"
            role = " (excluded)" if mention in reading.excluded else ""
            lines.append(f"name: {mention.text!r} {how} -> {', '.join(what) or 'no place'}{role}")
        lines += [
            f"filter: {limit.op} {limit.year or limit.n or ''}".rstrip() for limit in reading.finds.times
        ]
        lines += [f"number: {limit.op} {limit.n}" for limit in reading.finds.numbers]
        if reading.finds.capital:
            lines.append("filter: national capitals")
        lines += [f"spelling: {typed!r} read as {read!r}" for typed, read in reading.readings]
        if reading.leftover:
            lines.append(f"unknown words: {', '.join(sorted(reading.leftover))}")
        for ranked in self.ranking:
            how = "tolerated words" if ranked.is_loose else "phrasing"
            phrasing = " ".join(ranked.form.sequence)
            lines.append(f"intent: {ranked.intent.name} {ranked.score:.2f} by {how} {phrasing!r}")
        why = reading.intent.name if reading.intent else ", ".join(intent.name for intent in reading.rivals)
        why = reading.out_of_scope.id if reading.out_of_scope else why
        lines.append(f"why: {reading.status}{f' ({why})' if why else ''}, score {reading.score:.2f}")
        lines.append(f"answer: {self.answer.kind}")
        return lines
