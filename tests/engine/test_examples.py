"""The questions by which the bot was promised, each held to its facts."""

from __future__ import annotations

from typing import Any

import pytest

from bot.engine import Engine

NEW_IN_2025 = {"BJ", "BF", "CL", "CY", "GW", "IQ", "MN", "NE", "TM", "US", "VE", "ZM"}
CAPITALS_2025 = {
    *("ankara-tr", "ashgabat-tm", "bissau-gw", "buenos-aires-ar", "cairo-eg", "caracas-ve", "hanoi-vn"),
    *("lisbon-pt", "lusaka-zm", "porto-novo-bj", "riyadh-sa"),
}

EXAMPLES: list[tuple[str, dict[str, Any], list[str]]] = [
    (
        "Is Lusaka a learning city?",
        {"kind": "answer", "verdict": "member", "cities": {"lusaka-zm"}, "countries": {"ZM"}},
        ["Yes.", "Lusaka", "Zambia", "December 2025"],
    ),
    (
        "Which countries joined first this year?",
        {"kind": "answer", "count": 12, "countries": NEW_IN_2025, "as_of": "2025-12-04"},
        ["No round of 2026 is known", "4 December 2025", "Benin", "Zambia", "United States"],
    ),
    (
        "Is Osaka a learning city?",
        {"kind": "answer", "verdict": "not_listed", "cities": set(), "countries": {"JP"}},
        ["Osaka (Japan)", "not on my list", "399 of the 425"],
    ),
    (
        "is bueno aires in",
        {"kind": "answer", "verdict": "member", "cities": {"buenos-aires-ar"}, "countries": {"AR"}},
        ["(I read “bueno aires” as Buenos Aires.)", "December 2025"],
    ),
    (
        "Is Lusaka in Kenya a learning city?",
        {"kind": "answer", "verdict": "member", "cities": {"lusaka-zm"}, "countries": {"ZM"}},
        ["Lusaka is in Zambia, not in Kenya."],
    ),
    (
        "kenya how many",
        {"kind": "answer", "count": 5, "countries": {"KE"}},
        ["5 learning cities in Kenya", "Nairobi"],
    ),
    (
        "list thai cities",
        {"kind": "answer", "count": 13, "countries": {"TH"}},
        ["13 learning cities in Thailand", "Bangkok (2024)", "Chiang Rai (2019)", "Yala", "every member"],
    ),
    (
        "which capitals joined in 2025",
        {"kind": "answer", "count": 11, "year": 2025, "cities": CAPITALS_2025},
        ["11 national capitals", "Zambia: Lusaka", "Portugal: Lisbon"],
    ),
    (
        "when did Thrissur join",
        {"kind": "answer", "verdict": "member", "year": 2022, "cities": {"thrissur-in"}, "countries": {"IN"}},
        ["Thrissur (India)", "September 2022"],
    ),
    (
        "what is Lisbon doing",
        {"kind": "answer", "cities": {"lisbon-pt"}, "countries": {"PT"}},
        ["City of Learning", "120 partners", "1,200"],
    ),
    (
        "how can my city join",
        {"kind": "answer", "cities": set(), "verdict": None},
        ["National Commission", "UNESCO", "mayor"],
    ),
    (
        "weather in Cork",
        {"kind": "not_covered", "cities": set(), "verdict": None},
        ["nothing about the weather"],
    ),
    (
        "cordoba?",
        {"kind": "answer", "verdict": "member", "cities": {"cordoba-ar"}, "countries": {"AR"}},
        ["Córdoba (Argentina)", "February 2024", "Córdoba (Spain)"],
    ),
    (
        "القاهرة",
        {"kind": "answer", "verdict": "member", "cities": {"cairo-eg"}, "countries": {"EG"}},
        ["Cairo", "Egypt", "December 2025"],
    ),
    (
        "北京",
        {"kind": "answer", "verdict": "member", "cities": {"beijing-cn"}, "countries": {"CN"}},
        ["Beijing", "no source I have gives the year"],
    ),
    (
        "asdf",
        {"kind": "nothing", "cities": set(), "verdict": None},
        ["I did not understand", "Is Lusaka a learning city?"],
    ),
    ("", {"kind": "nothing", "cities": set(), "verdict": None}, ["Is Lusaka a learning city?"]),
]


@pytest.mark.parametrize(
    ("question", "facts", "said"), EXAMPLES, ids=[example[0] or "empty" for example in EXAMPLES]
)
def test_example(engine: Engine, question: str, facts: dict[str, Any], said: list[str]) -> None:
    answer = engine.ask(question)
    got = {
        **answer.as_json(),
        "cities": {city.id for city in answer.cities},
        "countries": set(answer.countries),
    }
    assert {key: got[key] for key in facts} == facts, answer.text
    for piece in said:
        assert piece in answer.text


def test_what_is_not_understood_offers_three_questions_that_work(engine: Engine) -> None:
    quoted = engine.ask("asdf").text.split("“")[1:]
    offered = [piece.split("”")[0] for piece in quoted]
    assert len(offered) == 3
    assert [engine.ask(question).kind for question in offered] == ["answer"] * 3


def test_osaka_is_never_lusaka(engine: Engine) -> None:
    for question in (
        "osaka",
        "OSAKA?",
        "is osaka in",
        "Osaka member",
        "when did osaka join",
        "what is osaka doing",
    ):
        answer = engine.ask(question)
        assert "Lusaka" not in answer.text, question
        assert "JP" in answer.countries, question


@pytest.mark.parametrize(
    "question",
    [
        "weather in Cork",
        "what is the population of Cork",
        "who is the mayor of Dublin",
        "is Prague a world heritage site",
        "is Cork a creative city",
    ],
)
def test_what_is_not_covered_says_so_in_one_line(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert (answer.kind, answer.verdict, answer.cities) == ("not_covered", None, ())
    assert answer.intent is not None
    assert answer.intent.startswith("not_covered_")
    assert "\n" not in answer.text
    assert "I can say" in answer.text or "I answer questions about" in answer.text


def test_every_choice_leads_to_an_answer(engine: Engine) -> None:
    for question in ("Congo", "Macao", "Seo-gu", "Nam-gu", "is lusaca or osakka in"):
        answer = engine.ask(question)
        for choice in answer.choices:
            assert engine.ask(choice.question).kind == "answer", (question, choice)
