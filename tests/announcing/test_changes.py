"""Comparing two versions of the data: what joined is told from what only became known."""

from __future__ import annotations

import pytest

from bot.dataset.changes import Changes, Totals, compare
from bot.dataset.snapshots import Snapshot
from tests.announcing.editing import (
    with_country,
    with_member,
    with_new_member,
    with_round,
    without_member,
)
from tests.announcing.older_data import data_before_2025

FIRST_TIME = ["BF", "BJ", "CL", "CY", "GW", "IQ", "MN", "NE", "TM", "US", "VE", "ZM"]


def test_a_version_does_not_differ_from_itself(today: Snapshot) -> None:
    changes = compare(today, today)
    assert changes.is_empty
    assert changes.members == ()
    assert changes.pages == {}


# Two real versions


def test_a_round_brings_all_its_listed_cities_and_nothing_else(round_2025: Changes, today: Snapshot) -> None:
    expected = {city_id for city_id, member in today.members.items() if member.round == "2025"}
    assert {member.id for member in round_2025.joined} == expected
    assert len(expected) == 54
    others = (round_2025.added, round_2025.left, round_2025.renamed, round_2025.corrected)
    assert not any((*others, round_2025.corrected_rounds, round_2025.corrected_first_time))


def test_the_figures_of_a_round_are_the_published_ones(round_2025: Changes) -> None:
    (new,) = round_2025.new_rounds
    assert (new.intake.cities, new.intake.countries, new.named) == (72, 46, 54)
    assert round_2025.totals_before == Totals(cities=356, countries=79)
    assert round_2025.totals == Totals(cities=425, countries=91)
    assert round_2025.as_of == "2025-12-04"


def test_first_time_countries_are_those_that_a_source_names(round_2025: Changes) -> None:
    (new,) = round_2025.new_rounds
    assert sorted(new.first_time) == sorted(
        ["BJ", "BF", "CL", "CY", "GW", "IQ", "MN", "NE", "TM", "US", "VE", "ZM"]
    )
    assert new.knows_all_first_time
    assert sorted(new.unnamed) == ["BF", "NE"]
    assert "LT" not in round_2025.first_time


def test_a_country_that_the_list_lacked_is_not_called_new_in_the_network(
    before_2025: Snapshot, today: Snapshot
) -> None:
    older = without_member(before_2025, "kaunas-lt")
    changes = compare(older, without_member(today, "kaunas-lt"))
    assert "LT" in changes.new_countries
    assert "LT" not in changes.first_time


def test_only_pages_that_are_named_go_with_the_changes(round_2025: Changes) -> None:
    named = {source for member in round_2025.joined for source in member.sources}
    named |= set(round_2025.new_rounds[0].intake.sources)
    assert round_2025.pages.keys() == named


def test_changes_come_back_from_their_text(round_2025: Changes) -> None:
    assert Changes.from_json(round_2025.to_json()) == round_2025
    assert Changes.model_validate(round_2025.model_dump(mode="json")) == round_2025


def test_the_older_data_is_sound(tmp_path_factory: pytest.TempPathFactory) -> None:
    from bot.dataset.checking import check_dataset

    folder = tmp_path_factory.mktemp("sound") / "data"
    data_before_2025(folder)
    assert check_dataset(folder) == []


# Joined, or only known now


@pytest.mark.parametrize(
    ("year", "month", "round_id"),
    [(2016, None, None), (None, None, None), (2025, None, None), (2025, 12, "2025"), (2024, 2, "2024")],
    ids=["long ago", "unknown", "that year, perhaps before", "the round that was known", "an older round"],
)
def test_a_member_that_was_unknown_so_far_has_not_joined_now(
    today: Snapshot, year: int | None, month: int | None, round_id: str | None
) -> None:
    newer = with_new_member(today, "kisumu-ke", "Kisumu", "KE", year=year, month=month, round=round_id)
    changes = compare(today, newer)
    assert [member.id for member in changes.added] == ["kisumu-ke"]
    assert changes.joined == ()


@pytest.mark.parametrize(("year", "month"), [(2026, None), (2026, 1)])
def test_a_member_of_a_later_date_has_joined_also_without_a_round(
    today: Snapshot, year: int, month: int | None
) -> None:
    changes = compare(today, with_new_member(today, "kisumu-ke", "Kisumu", "KE", year=year, month=month))
    assert [member.id for member in changes.joined] == ["kisumu-ke"]
    assert changes.added == ()


def test_beside_a_new_round_older_members_are_told_apart(before_2025: Snapshot, today: Snapshot) -> None:
    newer = with_new_member(today, "kisumu-ke", "Kisumu", "KE", year=2022, month=9, round="2022")
    newer = with_new_member(newer, "thika-ke", "Thika", "KE", year=2025)
    changes = compare(before_2025, newer)
    assert [member.id for member in changes.added] == ["kisumu-ke"]
    assert "thika-ke" in {member.id for member in changes.joined}


def test_a_round_of_long_ago_is_no_news(today: Snapshot) -> None:
    older = today.model_copy(update={"rounds": {k: v for k, v in today.rounds.items() if k != "2020"}})
    changes = compare(older, today)
    assert changes.new_rounds == ()
    assert changes.is_empty


# Left


def test_a_withdrawn_member_has_left(today: Snapshot) -> None:
    (left,) = compare(today, with_member(today, "cork-ie", withdrawn=True)).left
    assert (left.member.id, left.withdrawn) == ("cork-ie", True)


def test_a_row_that_is_gone_says_nothing_about_the_network(today: Snapshot) -> None:
    (left,) = compare(today, without_member(today, "cork-ie")).left
    assert (left.member.id, left.withdrawn) == ("cork-ie", False)


def test_who_was_withdrawn_before_does_not_leave_again(today: Snapshot) -> None:
    older = with_member(today, "cork-ie", withdrawn=True)
    assert compare(older, without_member(today, "cork-ie")).is_empty
    assert compare(without_member(today, "cork-ie"), older).is_empty


def test_a_withdrawn_member_that_stands_as_a_member_again_is_known_again(today: Snapshot) -> None:
    changes = compare(with_member(today, "cork-ie", withdrawn=True), today)
    assert [member.id for member in changes.added] == ["cork-ie"]
    assert (changes.joined, changes.corrected) == ((), ())


# The same place under another name or id


def test_another_name_is_a_new_name_of_the_same_member(today: Snapshot) -> None:
    changes = compare(today, with_member(today, "hull-gb", name="Kingston upon Hull"))
    (renamed,) = changes.renamed
    assert (renamed.before, renamed.member.name) == ("Hull", "Kingston upon Hull")
    assert (changes.joined, changes.added, changes.left) == ((), (), ())


def test_a_place_is_found_by_geonames_when_name_and_id_change(today: Snapshot) -> None:
    changes = compare(today, with_member(today, "hull-gb", id="kingston-gb", name="Kingston upon Hull"))
    assert changes.new_ids == {"hull-gb": "kingston-gb"}
    assert [entry.before for entry in changes.renamed] == ["Hull"]
    assert (changes.joined, changes.added, changes.left) == ((), (), ())


def test_a_place_is_found_by_its_name_when_the_id_changes(today: Snapshot) -> None:
    older = with_member(today, "cork-ie", geonames_id=None, position=None)
    changes = compare(older, with_member(today, "cork-ie", id="cork-city-ie"))
    assert changes.new_ids == {"cork-ie": "cork-city-ie"}
    assert changes.is_empty


def test_a_place_without_geonames_is_found_by_where_it_lies(today: Snapshot) -> None:
    lone = next(m for m in today.members.values() if m.geonames_id is None and m.position)
    assert lone.position is not None
    near = (lone.position[0] + 0.002, lone.position[1])
    newer = with_member(today, lone.id, id="other-xx", name="Other", position=near)
    assert compare(today, newer).new_ids == {lone.id: "other-xx"}


def test_two_places_of_one_name_are_not_mixed_up(today: Snapshot) -> None:
    newer = with_member(today, "cork-ie", id="other-cork-ie", geonames_id=1)
    changes = compare(today, newer)
    assert changes.new_ids == {}
    assert [entry.member.id for entry in changes.left] == ["cork-ie"]


def test_where_two_places_could_be_meant_none_is_taken(today: Snapshot) -> None:
    older = with_member(today, "cork-ie", geonames_id=None, position=None)
    newer = without_member(older, "cork-ie")
    for city_id in ("cork-a-ie", "cork-b-ie"):
        newer = with_new_member(newer, city_id, "Cork", "IE", year=2016)
    assert compare(older, newer).new_ids == {}


def test_a_corrected_country_is_no_other_place(today: Snapshot) -> None:
    changes = compare(today, with_member(today, "cork-ie", id="cork-gb", country="GB"))
    (entry,) = changes.corrected
    assert (entry.what, entry.before, entry.after) == ("country", "IE", "GB")
    assert changes.new_ids == {"cork-ie": "cork-gb"}


# Corrections


@pytest.mark.parametrize(
    ("fields", "what", "before", "after"),
    [
        ({"year": 2021}, "joined", "2025-12", "2021-12"),
        ({"month": None}, "joined", "2025-12", "2025"),
        ({"year": None, "month": None}, "joined", "2025-12", ""),
        ({"capital": False}, "capital", "true", ""),
    ],
)
def test_what_is_said_otherwise_of_a_member_is_a_correction(
    today: Snapshot, fields: dict[str, object], what: str, before: str, after: str
) -> None:
    (entry,) = compare(today, with_member(today, "lusaka-zm", **fields)).corrected
    assert (entry.what, entry.before, entry.after) == (what, before, after)


def test_a_corrected_figure_of_a_known_round_is_told_with_the_totals(today: Snapshot) -> None:
    changes = compare(with_round(today, "2020", cities=55), today)
    (entry,) = changes.corrected_rounds
    assert (entry.figure, entry.before, entry.after) == ("cities", 55, 54)
    assert changes.totals == changes.totals_before
    recounted = compare(with_round(today, "2025", total_cities=428), today)
    assert (recounted.totals_before.cities, recounted.totals.cities) == (428, 425)


def test_a_country_wrongly_called_new_is_corrected(today: Snapshot) -> None:
    codes = today.rounds["2025"].first_time_countries or ()
    older = with_round(today, "2025", first_time_countries=(*codes, "LT"))
    (entry,) = compare(with_country(older, "LT", first_round="2025"), today).corrected_first_time
    assert (entry.found, entry.wrong) == ((), ("LT",))


def test_a_new_publisher_of_a_page_is_nothing_to_announce(today: Snapshot) -> None:
    pages = {key: page.model_copy(update={"publisher": "Other"}) for key, page in today.pages.items()}
    assert compare(today, today.model_copy(update={"pages": pages})).is_empty
