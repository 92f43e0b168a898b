"""The contract of an answer, as the design states it, checked on one answer at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from bot.answer import Answer
from bot.dataset.models import Dataset
from bot.strict_yaml import load_yaml
from tests.conftest import ROOT

KEYS = [
    *("question", "kind", "intent", "language", "text", "verdict", "cities", "countries", "count", "year"),
    *("choices", "sources", "as_of", "confidence"),
]
KINDS = {"answer", "choose", "unknown_name", "not_covered", "nothing"}
VERDICTS = {"member", "not_member", "not_listed", None}
WITHOUT_SOURCE = {"greeting", "help", "thanks", "goodbye", "small_talk", "other_language"}
"""Intents that say nothing about the world, so that there is nothing to prove."""
_DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_LEFT_OVER = re.compile(r"[{}]|\bNone\b|\bTrue\b|\bFalse\b|\[\]|\bnan\b|  ")


def breaches(answer: Answer, question: str, dataset: Dataset) -> list[str]:
    """Everything in which an answer breaks the contract, one phrase each."""
    found = answer.as_json()
    wrong: list[str] = []

    def demand(holds: bool, what: str) -> None:
        if not holds:
            wrong.append(f"{question!r}: {what}: {answer.text!r}")

    demand(list(found) == KEYS, "keys")
    demand(json.loads(json.dumps(found)) == found, "is not plain JSON")
    demand(found["question"] == question, "another question")
    demand(found["kind"] in KINDS, f"kind {found['kind']}")
    demand(found["verdict"] in VERDICTS, f"verdict {found['verdict']}")
    demand(found["language"] == "en", "language")
    demand(found["intent"] is None or isinstance(found["intent"], str), "intent")
    for key in ("count", "year"):
        demand(found[key] is None or type(found[key]) is int, f"{key} is no number")
    demand(found["count"] is None or found["count"] >= 0, "count below zero")
    demand(isinstance(found["confidence"], float) and 0.0 <= found["confidence"] <= 1.0, "confidence")
    demand(bool(_DAY.fullmatch(found["as_of"])), f"as_of {found['as_of']!r}")
    for city in found["cities"]:
        demand(list(city) == ["id", "name", "country", "year"], "keys of a city")
        row = dataset.cities.get(city["id"])
        demand(row is not None and row.status == "member", f"{city['id']} is no member")
        if row:
            demand((row.name, row.country, row.year) == (city["name"], city["country"], city["year"]), "city")
        demand(city["country"] in found["countries"], f"{city['country']} is not among the countries")
    demand(len({city["id"] for city in found["cities"]}) == len(found["cities"]), "a city twice")
    demand(len(set(found["countries"])) == len(found["countries"]), "a country twice")
    demand(set(found["countries"]) <= set(dataset.countries), "unknown country")
    demand(all(list(choice) == ["label", "question"] for choice in found["choices"]), "keys of a choice")
    demand(all(choice["label"] and choice["question"] for choice in found["choices"]), "an empty choice")
    demand(found["kind"] != "choose" or len(found["choices"]) > 1, "nothing to choose from")
    addresses = {source.address for source in dataset.sources.values()}
    demand(set(found["sources"]) <= addresses, "a source that is not in sources.csv")
    demand(all(re.match(r"https?://[^\s/]+\.", address) for address in found["sources"]), "no address")
    demand(len(set(found["sources"])) == len(found["sources"]), "a source twice")
    stated = found["kind"] == "answer" and found["intent"] not in WITHOUT_SOURCE
    demand(not stated or bool(found["sources"]), "an answer without a source")
    demand(found["kind"] in ("answer", "choose") or not found["sources"], "a source for nothing")
    demand(found["kind"] != "answer" or found["intent"] is not None, "an answer without an intent")
    demand(found["verdict"] is None or found["kind"] in ("answer", "choose"), "a verdict without an answer")
    demand(found["verdict"] != "member" or bool(found["cities"] or found["countries"]), "a member unnamed")
    demand(bool(found["text"].strip()), "empty text")
    demand(found["text"] == found["text"].strip(), "text with space around it")
    demand(not _LEFT_OVER.search(found["text"]), "a stray piece in the text")
    return wrong


def asked_questions() -> Iterator[str]:
    """All questions of tests/questions and all examples of the intents."""
    for path in sorted((ROOT / "tests" / "questions").rglob("*.yaml")):
        for entry in load_yaml(path):
            if "ask" in entry:
                yield entry["ask"]
    for path in sorted((ROOT / "intents").rglob("*.yaml")):
        content = load_yaml(path)
        for example in content.get("examples", ()):
            yield example if isinstance(example, str) else example["ask"]
