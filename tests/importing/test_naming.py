"""Names lose footnote marks and numbering only; countries are known by all their names and codes."""

from __future__ import annotations

import pytest

from bot.importing.naming import name_of
from tests.importing.lists import Desk


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("Cork*", "Cork"),
        ("*Cork", "Cork"),
        ("Cork **", "Cork"),
        ("Cork¹", "Cork"),
        ("Cork [12]", "Cork"),
        ("Cork (2015)", "Cork"),
        ("Cork (new)", "Cork"),
        ("12. Cork", "Cork"),
        ("• Cork", "Cork"),
        ("– Cork", "Cork"),
        ("Kozah 1", "Kozah 1"),
        ("2 de Mayo", "2 de Mayo"),
        ("Kilifi (County)", "Kilifi (County)"),
        ("Lagoa (Azores)", "Lagoa (Azores)"),
        ("Évry-Courcouronnes", "Évry-Courcouronnes"),
    ],
)
def test_marks_go_and_names_stay(cell: str, text: str) -> None:
    assert name_of(cell).text == text


def test_brackets_and_commas_give_further_forms() -> None:
    name = name_of("Nam-gu (Busan)")
    assert (name.key, name.turned, name.outside, name.inside) == (
        "nam gu busan",
        "busan nam gu",
        "nam gu",
        "busan",
    )
    assert name_of("Bristol, UK").outside == "bristol"
    assert name_of("City of Melton").bare == "melton"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("Republic of Korea", "KR"),
        ("Korea, Republic of", "KR"),
        ("Korea (Democratic People's Republic of)", "KP"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("Bolivia (Plurinational State of)", "BO"),
        ("Iran (Islamic Republic of)", "IR"),
        ("United Kingdom of Great Britain and Northern Ireland", "GB"),
        ("Venezuela (Bolivarian Republic of)", "VE"),
        ("Micronesia (Federated States of)", "FM"),
        ("Congo (Democratic Republic of the)", "CD"),
        ("Netherlands (Kingdom of the)", "NL"),
        ("Palestine, State of", "PS"),
        ("Gambia (the)", "GM"),
        ("The Gambia", "GM"),
        ("Côte d’Ivoire", "CI"),
        ("Lao People's Democratic Republic", "LA"),
        ("Scotland", "GB"),
        ("Allemagne", "DE"),
        ("中国", "CN"),
        ("🇰🇪", "KE"),
        ("GBR", "GB"),
    ],
)
def test_a_country_in_any_spelling(desk: Desk, cell: str, code: str) -> None:
    assert desk.countries.codes(cell) == {code}


def test_every_country_is_known_by_its_code_and_its_name(desk: Desk) -> None:
    for code, country in desk.dataset.countries.items():
        assert desk.countries.codes(code) == desk.countries.codes(country.name) == {code}


def test_what_is_no_country_or_could_be_two(desk: Desk) -> None:
    assert desk.countries.codes("Congo") == {"CD", "CG"}
    for cell in ("", "Africa", "Atlantis", "Zambai"):
        assert not desk.countries.codes(cell)
    assert desk.countries.like("Zambai") == "Zambia"
