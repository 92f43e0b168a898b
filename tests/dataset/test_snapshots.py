"""A snapshot holds what can be announced, survives being stored, and tells versions apart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dataset.loading import load_dataset
from bot.dataset.models import Dataset
from bot.dataset.snapshots import Page, Snapshot, snapshot_of
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset(ROOT / "data")


@pytest.fixture(scope="module")
def snapshot(dataset: Dataset) -> Snapshot:
    return snapshot_of(dataset)


def test_it_says_of_members_and_rounds_what_the_data_says(dataset: Dataset, snapshot: Snapshot) -> None:
    assert snapshot.members.keys() == dataset.cities.keys()
    assert snapshot.countries.keys() == dataset.countries.keys()
    assert list(snapshot.rounds) == list(dataset.rounds)
    lusaka, latest = snapshot.members["lusaka-zm"], dataset.latest_round
    assert (lusaka.name, lusaka.country, lusaka.joined, lusaka.round) == ("Lusaka", "ZM", "2025-12", "2025")
    assert (lusaka.capital, lusaka.withdrawn) == (True, False)
    assert snapshot.rounds["2025"].first_time_countries == latest.first_time_countries
    assert snapshot.as_of == latest.announced


def test_when_a_member_joined_is_as_exact_as_the_data(snapshot: Snapshot) -> None:
    years = {member.joined for member in snapshot.members.values()}
    assert {"", "2016", "2022-09"} <= years


def test_every_source_is_there_with_address_and_publisher(dataset: Dataset, snapshot: Snapshot) -> None:
    for row in (*snapshot.members.values(), *snapshot.rounds.values()):
        assert row.sources
        for source in row.sources:
            stated = dataset.sources[source]
            assert snapshot.pages[source] == Page(address=stated.address, publisher=stated.publisher)


def test_a_country_counts_as_complete_only_with_the_date_of_that(snapshot: Snapshot) -> None:
    assert snapshot.countries["CL"].complete_as_of == "2025-12-07"
    assert snapshot.countries["KE"].complete_as_of is None


def test_it_comes_back_from_its_text(snapshot: Snapshot) -> None:
    again = Snapshot.from_json(snapshot.to_json())
    assert again == snapshot
    assert again.digest == snapshot.digest


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"members": 1}', "no JSON"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Snapshot.from_json(text)


def test_the_digest_tells_versions_apart_and_nothing_else(dataset: Dataset, snapshot: Snapshot) -> None:
    assert len(snapshot.digest) == 64
    other_order = dict(reversed(dataset.cities.items()))
    assert snapshot_of(replace(dataset, cities=other_order)).digest == snapshot.digest
    lusaka = dataset.cities["lusaka-zm"]
    renamed = {**dataset.cities, lusaka.id: lusaka.model_copy(update={"name": "Lusaca"})}
    assert snapshot_of(replace(dataset, cities=renamed)).digest != snapshot.digest
    recounted = {**dataset.cities, lusaka.id: lusaka.model_copy(update={"population": 1})}
    assert snapshot_of(replace(dataset, cities=recounted)).digest == snapshot.digest
