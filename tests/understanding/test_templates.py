"""Templates stand for exactly the word lists they seem to."""

from __future__ import annotations

from itertools import product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.templates import MAX_FORMS, TemplateError, expand


@pytest.mark.parametrize(
    ("template", "forms"),
    [
        ("is it in", ["is it in"]),
        ("(is|are) they in", ["is they in", "are they in"]),
        ("is it [really] in", ["is it really in", "is it in"]),
        ("[please]", ["please", ""]),
        ("[so|very] many", ["so many", "very many", "many"]),
        ("(a|b) (c|d)", ["a c", "a d", "b c", "b d"]),
        ("(a|b [c|d]) e", ["a e", "b c e", "b d e", "b e"]),
        ("(how many|number of) [learning] cities", None),
        ("is {city} in", ["is CITY in"]),
        ("{city} {area} {year} {number}", ["CITY AREA YEAR NUMBER"]),
        ("({city}|{area})?", ["CITY", "AREA"]),
        ("list|show", ["list", "show"]),
        ("(a|a) b", ["a b"]),
        ("", [""]),
        ("Où est {city}, l'Été?", ["ou est CITY lete"]),
        ("what's IN-side", ["what in side"]),
        ("hat yai", ["hat yai"]),
    ],
)
def test_expand(template: str, forms: list[str] | None) -> None:
    if forms is None:
        forms = [
            f"{start} {rest}" for start in ("how many", "number of") for rest in ("learning cities", "cities")
        ]
    assert [" ".join(form) for form in expand(template)] == forms


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("(is it", "'(' is not closed"),
        ("[is it", "'[' is not closed"),
        ("(is] it", "'(' is not closed"),
        ("[is) it", "'[' is not closed"),
        ("is) it", "a stray ')'"),
        ("is it]", "a stray ']'"),
        ("is {town} in", "unknown slot {town}; known are {city}, {area}, {year}, {number}, {some}"),
        ("is {City} in", "unknown slot {City}; known are {city}, {area}, {year}, {number}, {some}"),
        ("(a|b)" * 9, f"more than {MAX_FORMS} forms"),
        ("[a] " * 30, f"more than {MAX_FORMS} forms"),
    ],
)
def test_a_malformed_template_is_named(template: str, message: str) -> None:
    with pytest.raises(TemplateError) as raised:
        expand(template)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    "template",
    [
        "is {city in",
        "is {} in",
        "is city} in",
    ],
)
def test_a_broken_slot_is_no_phrasing(template: str) -> None:
    with pytest.raises(TemplateError):
        expand(template)


words = st.text("abcdefg", min_size=1, max_size=4)
groups = st.lists(st.tuples(st.booleans(), st.lists(words, min_size=1, max_size=3)), max_size=4)


@given(groups)
def test_every_choice_is_a_form_and_nothing_else(parts: list[tuple[bool, list[str]]]) -> None:
    """A template of (a|b) and [a|b] groups stands for the product of their alternatives."""
    template = " ".join(
        f"[{'|'.join(group)}]" if optional else f"({'|'.join(group)})" for optional, group in parts
    )
    choices = [[*group, ""] if optional else group for optional, group in parts]
    if prod(map(len, choices)) > MAX_FORMS:
        with pytest.raises(TemplateError):
            expand(template)
        return
    expected = {tuple(word for word in choice if word) for choice in product(*choices)}
    forms = expand(template)
    assert set(forms) == expected
    assert len(forms) == len(set(forms))


@given(st.text("ab |()[]{}city", max_size=25))
def test_nothing_but_a_template_error_comes_out(template: str) -> None:
    try:
        forms = expand(template)
    except TemplateError as error:
        assert "\n" not in str(error)
    else:
        assert len(forms) <= MAX_FORMS
        assert all("(" not in word and "|" not in word for form in forms for word in form)
