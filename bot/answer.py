"""What the engine returns: one answer, ready for a chat, a terminal or JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["answer", "choose", "unknown_name", "not_covered", "nothing"]
Verdict = Literal["member", "not_member", "not_listed"]


@dataclass(frozen=True)
class CityRef:
    """A member that the answer is about or lists."""

    id: str
    name: str
    country: str
    """ISO 3166-1 alpha-2."""
    year: int | None


@dataclass(frozen=True)
class CountryRef:
    """A country or territory of the world, with members or without."""

    code: str
    """ISO 3166-1 alpha-2."""
    name: str


@dataclass(frozen=True)
class Choice:
    """One possible meaning, offered as a button or a number."""

    label: str
    question: str
    """Asking this gives the answer for the choice."""


@dataclass(frozen=True)
class Answer:
    """One reply of the engine; all fields are set, whatever the kind."""

    question: str
    kind: Kind
    text: str
    """Plain text, complete: never cut or paged."""
    intent: str | None = None
    language: str = "en"
    verdict: Verdict | None = None
    cities: tuple[CityRef, ...] = ()
    countries: tuple[str, ...] = ()
    count: int | None = None
    year: int | None = None
    choices: tuple[Choice, ...] = ()
    sources: tuple[str, ...] = ()
    """Addresses of the pages behind the answer."""
    as_of: str = ""
    """Date of the newest fact stated, or of the data set."""
    confidence: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """The object of the command line's JSON contract."""
        return {
            "question": self.question,
            "kind": self.kind,
            "intent": self.intent,
            "language": self.language,
            "text": self.text,
            "verdict": self.verdict,
            "cities": [
                {"id": c.id, "name": c.name, "country": c.country, "year": c.year} for c in self.cities
            ],
            "countries": list(self.countries),
            "count": self.count,
            "year": self.year,
            "choices": [{"label": c.label, "question": c.question} for c in self.choices],
            "sources": list(self.sources),
            "as_of": self.as_of,
            "confidence": self.confidence,
        }
