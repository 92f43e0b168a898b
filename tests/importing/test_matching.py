"""Each row is the member that it can only be, a new city, or asked about; never the nearest guess."""

from __future__ import annotations

import pytest

from bot.importing.findings import Finding, Kind, Review
from tests.importing.lists import NEXT_ROUND, Desk, next_list, table


def shown(review: Review, kind: Kind) -> dict[str, str]:
    """Name -> what it is, of one kind."""
    return {f.name: f.city.id if f.city else f.city_id for f in review.of(kind)}


def test_all_members_as_the_data_writes_them_are_unchanged(desk: Desk) -> None:
    review = desk.review(desk.whole_list())
    assert review.is_whole
    assert {finding.kind for finding in review.findings} == {Kind.UNCHANGED}
    assert len(review.findings) == len(desk.dataset.members)


def test_the_list_of_the_next_round(desk: Desk) -> None:
    review = desk.review(next_list(desk), chosen=NEXT_ROUND)
    assert review.is_whole
    assert shown(review, Kind.SPELLING) == {
        "北京": "beijing-cn",
        "القاهرة": "cairo-eg",
        "Київ": "kyiv-ua",
        "Kishinev": "chisinau-md",
        "Sonderbrog": "sonderborg-dk",
        "Wolverhamton": "wolverhampton-gb",
    }
    assert shown(review, Kind.DUPLICATE) == {"Cork": "cork-ie"}
    assert shown(review, Kind.JOINED) == {
        "Osaka": "osaka-jp",
        "Nova Lumina": "nova-lumina-br",
        "La Paz": "la-paz-bo",
    }
    assert shown(review, Kind.LEFT) == {"Swansea": "swansea-gb"}
    assert shown(review, Kind.RENAMED) == {"Gelsenkirchen-Buer": "gelsenkirchen-de"}
    (doubtful,) = review.of(Kind.DOUBTFUL)
    assert (doubtful.name, doubtful.country, doubtful.candidates) == ("Lusaka", "KE", ("lusaka-zm",))
    assert "lusaka-zm in Zambia" in doubtful.note
    assert len(review.of(Kind.UNCHANGED)) == len(desk.dataset.members) - len(
        [*review.of(Kind.SPELLING), *review.of(Kind.LEFT), *review.of(Kind.RENAMED)]
    )


@pytest.mark.parametrize(
    ("row", "city_id"),
    [
        ("Cork,Ireland", "cork-ie"),
        ("CORK,ie", "cork-ie"),
        ("Medellin,Colombia", "medellin-co"),
        ("Nam-gu (Busan),Republic of Korea", "busan-nam-gu-kr"),
        ('"Nam-gu, Ulsan",KR', "ulsan-nam-gu-kr"),
        ("Kilifi (County)*,Kenya", "kilifi-county-ke"),
        ("City of Cork,Ireland", "cork-ie"),
        ("Cork City,Ireland", "cork-ie"),
        ('"Cork, Ireland",Ireland', "cork-ie"),
        ("Lagoa (Azores),Portugal", "lagoa-pt"),
        ("Saigon,Viet Nam", "ho-chi-minh-city-vn"),
        ("San José,Costa Rica", "san-jose-cr"),
    ],
)
def test_known_names_are_their_members(desk: Desk, row: str, city_id: str) -> None:
    finding = desk.finding(f"{row},,")
    assert finding.kind in (Kind.UNCHANGED, Kind.SPELLING)
    assert finding.city
    assert finding.city.id == city_id


@pytest.mark.parametrize(
    "row",
    [
        "Bristol,United States",
        "Derby,Australia",
        "Cordoba,Spain",
        "Cordoba,Mexico",
        "Kazan,Türkiye",
        "Manchester,United States",
        "Belfast,South Africa",
        "Derry,Ireland",
        "Lusaka,Kenya",
        "Lusacka,Kenya",
        "Corck,United Kingdom",
    ],
)
def test_namesakes_in_another_country_are_never_the_member(desk: Desk, row: str) -> None:
    for whole in (True, False):
        finding = desk.finding(f"{row},,", whole=whole, chosen=NEXT_ROUND)
        assert finding.kind in (Kind.JOINED, Kind.DOUBTFUL)
        assert finding.city is None


@pytest.mark.parametrize(
    ("row", "told", "candidates"),
    [
        ("Nam-gu,Republic of Korea", "several members", ("busan-nam-gu-kr", "ulsan-nam-gu-kr")),
        ("Gangseo-gu,Republic of Korea", "several districts", ()),
        ("Lagoa (Algarve),Portugal", "brackets", ("lagoa-pt",)),
        ("Cork County,Ireland", "kind of place", ("cork-ie",)),
        ("Erdenet,Mongolia", "seat of", ("bayan-ondor-mn",)),
        ("Corck,Ireland", "nearly Cork", ("cork-ie",)),
        ("Kinsasha,CD", "nearly Kinshasa", ()),
        ("Vienne,Austria", "known as Vienna", ()),
        ("東京,Japan", "English name", ()),
        ("Osaka,Zambia", "lies in Japan", ()),
        ("Cork,Atlantis", "no country 'Atlantis'", ("cork-ie",)),
        ("Cork,Irelnd", "is it Ireland?", ("cork-ie",)),
        ("Cork,", "no country is given", ("cork-ie",)),
        ("Pointe,Congo", "ISO code", ()),
        ("Laayoune,Morocco", "conflict 'laayoune'", ()),
        ("Lusaka,Zambia,2016", "joined in 2025, not 2016", ("lusaka-zm",)),
        ("Cork,Ireland,x,,more", "5 cells", ()),
    ],
)
def test_what_could_be_two_things_is_asked(
    desk: Desk, row: str, told: str, candidates: tuple[str, ...]
) -> None:
    finding = desk.finding(row, chosen=NEXT_ROUND)
    assert finding.kind is Kind.DOUBTFUL
    assert told in finding.note
    assert finding.candidates == candidates


def test_a_country_of_two_is_settled_by_the_name(desk: Desk) -> None:
    finding = desk.finding("Kinshasa,Congo,,", chosen=NEXT_ROUND)
    assert (finding.kind, finding.city_id) == (Kind.JOINED, "kinshasa-cd")


def slip(desk: Desk, row: str, *others: str, **changes: str) -> Finding:
    """What a whole list makes of its last row."""
    rows = [*desk.members(**changes), *([*other.split(","), ""] for other in (*others, row))]
    review = desk.review(table(rows))
    return max((f for f in review.findings if f.kind is not Kind.LEFT), key=lambda finding: finding.line)


def test_a_slip_is_the_member_only_where_a_whole_list_names_it_nowhere_else(desk: Desk) -> None:
    alone = slip(desk, "Wolverhamton,GB", wolverhampton_gb="")
    assert alone.kind is Kind.SPELLING
    assert "read as a misspelt Wolverhampton" in alone.note
    assert slip(desk, "Wolverhamton,GB").kind is Kind.DOUBTFUL
    assert desk.finding("Wolverhamton,GB,,").kind is Kind.DOUBTFUL


def test_a_slip_that_another_place_is_as_near_to_is_asked(desk: Desk) -> None:
    """Hangzhou and Changzhou are members; Zhangzhou is a city of China that is none."""
    assert slip(desk, "Zhangzhou,CN", hangzhou_cn="").kind is Kind.JOINED
    assert slip(desk, "Zhangzho,CN", hangzhou_cn="").kind is Kind.DOUBTFUL
    between = slip(desk, "Kangzhou,CN", hangzhou_cn="", guangzhou_cn="")
    assert between.kind is Kind.DOUBTFUL


def test_a_number_is_never_a_slip(desk: Desk) -> None:
    other = slip(desk, "Kara - Commune de Kozah 9,TG", kara_tg="")
    assert other.city is None


def test_a_longer_or_shorter_name_of_a_member_that_no_other_row_is(desk: Desk) -> None:
    longer = slip(desk, "Gelsenkirchen-Buer,DE", gelsenkirchen_de="")
    assert longer.kind is Kind.RENAMED
    assert slip(desk, "Gelsenkirchen-Buer,DE").kind is Kind.JOINED
    assert desk.finding("Gelsenkirchen-Buer,DE,,").kind is Kind.JOINED


def test_who_may_be_a_doubtful_row_has_not_left(desk: Desk) -> None:
    rows = [*desk.members(lusaka_zm=""), ["Lusaka", "Kenya", ""]]
    assert not desk.review(table(rows)).of(Kind.LEFT)


def test_a_part_of_the_list_says_nothing_of_the_others(desk: Desk) -> None:
    text = "City,Country\nCork,Ireland\nLusaka,Zambia\n"
    part = desk.review(text)
    assert not part.is_whole
    assert "names 2 of the" in part.scope_reason
    assert not part.of(Kind.LEFT)
    assert len(desk.review(text, whole=True).of(Kind.LEFT)) == len(desk.dataset.members) - 2
    assert not desk.review(next_list(desk), whole=False).of(Kind.LEFT)


def test_an_unknown_name_may_be_the_new_one_of_who_is_gone(desk: Desk) -> None:
    finding = slip(desk, "Novaya,ZM", lusaka_zm="")
    assert finding.kind is Kind.JOINED
    assert "lusaka-zm, decide that id" in finding.note


def test_one_new_city_twice_is_one(desk: Desk) -> None:
    review = desk.review("City,Country\nNdola,Zambia\nNDOLA*,ZM\n", chosen=NEXT_ROUND)
    assert [finding.kind for finding in review.findings] == [Kind.JOINED, Kind.DUPLICATE]
    assert "line 2" in review.findings[1].note


def test_a_region_tells_namesakes_of_a_country_apart(desk: Desk) -> None:
    several = desk.finding("Springfield,United States,,", chosen=NEXT_ROUND)
    assert several.place is None
    assert "places there have this name" in several.note
    one = desk.finding("Springfield (Illinois),United States,,", chosen=NEXT_ROUND)
    assert one.place
    assert (one.place.name, one.place.admin) == ("Springfield", "Illinois")
