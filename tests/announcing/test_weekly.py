"""The learning city of the week: once a week at its time, for those who chose it, and none twice within a year."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.announcing.rendering import Renderer
from bot.announcing.weekly import EXPIRES_SECONDS, LATEST_SECONDS, Weekly
from bot.announcing.words import announcement_languages
from bot.dataset.loading import load_dataset
from bot.dataset.models import Dataset
from bot.storage.announcements import AnnouncementStore
from bot.storage.database import Database
from bot.storage.outbox import Outbox
from bot.storage.subscriptions import SubscriberStore
from bot.zoned_times import WeeklyTime, read_weekly
from tests.conftest import ROOT
from tests.storage.turned_clock import Clock

AMARA, GROUP = 501, -1_001_234_567_890
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC).timestamp()


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset(ROOT / "data")


@pytest.fixture
def weekly(database: Database, store: AnnouncementStore, clock: Clock, dataset: Dataset) -> Weekly:
    """On Mondays at 09:00 UTC, which it is now."""
    clock.now = MONDAY
    return Weekly(dataset, store, Outbox(database, clock), read_weekly("monday 09:00 UTC"), now=clock)


@pytest.fixture
async def chosen(database: Database, clock: Clock) -> SubscriberStore:
    """One person chose it, a group follows all the rest."""
    subscribers = SubscriberStore(database, clock)
    for chat in (AMARA, GROUP):
        made = await subscribers.subscribe(chat, 0, "en", "all")
        if chat == AMARA:
            await subscribers.choose(made.number, topics=frozenset({"weekly"}))
    return subscribers


async def test_at_its_time_it_begins_without_a_confirmation(
    weekly: Weekly, chosen: SubscriberStore, clock: Clock, dataset: Dataset
) -> None:
    clock.pass_seconds(-1)
    assert await weekly.begin() is None
    clock.pass_seconds(1)
    begun = await weekly.begin()
    assert begun is not None
    assert (begun.name, begun.kind, begun.topic, begun.state) == (
        "weekly-2026-W48",
        "weekly",
        "weekly",
        "planning",
    )
    assert begun.expires_at == int(MONDAY) + EXPIRES_SECONDS
    assert begun.resend_unknown is False
    assert begun.content["city_id"] in dataset.highlights


async def test_it_is_for_those_only_who_chose_it(
    weekly: Weekly, chosen: SubscriberStore, dataset: Dataset
) -> None:
    begun = await weekly.begin()
    assert begun is not None
    assert await weekly.outbox.plan_next(begun, 0, lambda scopes: True) is None
    (row,) = await weekly.outbox.of_state(begun.number, ("queued",), 10)
    assert row.chat_id == AMARA
    city = dataset.cities[begun.content["city_id"]]
    renderer = Renderer(announcement_languages(ROOT / "intents"))
    for language in renderer.languages:
        rendered = renderer.render(begun, language, "all")
        assert city.name in rendered.text and rendered.sources


async def test_it_comes_once_a_week(weekly: Weekly, chosen: SubscriberStore, clock: Clock) -> None:
    begun = []
    for _ in range(15 * 24):
        if (one := await weekly.begin()) is not None:
            begun.append((one.name, clock.now))
        clock.pass_seconds(3600)
    assert begun == [
        ("weekly-2026-W48", MONDAY),
        ("weekly-2026-W49", MONDAY + 7 * 24 * 3600),
        ("weekly-2026-W50", MONDAY + 14 * 24 * 3600),
    ]


async def test_too_late_it_is_not_sent_for_that_week(
    weekly: Weekly, chosen: SubscriberStore, clock: Clock
) -> None:
    clock.pass_seconds(LATEST_SECONDS + 1)
    assert await weekly.begin() is None
    clock.pass_seconds(-1)
    assert await weekly.begin() is not None


async def test_nothing_is_made_for_nobody(
    weekly: Weekly, chosen: SubscriberStore, store: AnnouncementStore
) -> None:
    subscription = await chosen.find(AMARA)
    assert subscription is not None
    await chosen.pause(subscription.number)
    assert await weekly.begin() is None
    assert await store.latest(10) == []
    await chosen.resume(subscription.number)
    assert await weekly.begin() is not None


async def test_several_processes_begin_it_once(weekly: Weekly, chosen: SubscriberStore) -> None:
    begun = await asyncio.gather(*(weekly.begin() for _ in range(5)))
    assert len([one for one in begun if one is not None]) == 1


async def test_a_process_that_ended_in_between_leaves_it_to_the_next(
    weekly: Weekly, chosen: SubscriberStore, store: AnnouncementStore
) -> None:
    made = await store.propose("weekly-2026-W48", "weekly", "weekly", {"weekly": {}})
    begun = await weekly.begin()
    assert made is not None and begun is not None
    assert (begun.number, begun.state) == (made.number, "planning")


async def test_no_city_comes_twice_within_a_year_and_regions_take_turns(
    weekly: Weekly, chosen: SubscriberStore, store: AnnouncementStore, clock: Clock, dataset: Dataset
) -> None:
    cities = []
    for _ in range(53):
        begun = await weekly.begin()
        assert begun is not None
        await store.change_state(begun.number, ("planning",), "done")
        cities.append(begun.content["city_id"])
        clock.pass_days(7)
    assert len(set(cities)) == 53
    regions = [dataset.countries[dataset.cities[city].country].region for city in cities]
    assert len(set(regions[:5])) == 5


async def test_when_all_were_told_within_a_year_there_is_none(
    weekly: Weekly,
    chosen: SubscriberStore,
    store: AnnouncementStore,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock.now = MONDAY - 7 * 24 * 3600
    for city_id in weekly.dataset.highlights:
        await store.propose(f"weekly-{city_id}", "weekly", "weekly", {"city_id": city_id})
    clock.now = MONDAY
    assert [await weekly.begin() for _ in range(3)] == [None] * 3
    (record,) = caplog.records
    assert "told within a year" in record.getMessage()


@pytest.mark.parametrize(
    ("at", "now", "name"),
    [
        ("friday 18:00 Europe/Vienna", datetime(2026, 11, 27, 17, 0, tzinfo=UTC), "weekly-2026-W48"),
        ("monday 00:30 Asia/Tokyo", datetime(2026, 11, 29, 15, 30, tzinfo=UTC), "weekly-2026-W49"),
        ("friday 09:00 UTC", datetime(2027, 1, 1, 9, 0, tzinfo=UTC), "weekly-2026-W53"),
        (
            "sunday 02:30 Europe/Paris",
            datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Paris")),
            "weekly-2026-W43",
        ),
    ],
)
async def test_the_week_is_that_of_the_place(
    weekly: Weekly, chosen: SubscriberStore, clock: Clock, dataset: Dataset, at: str, now: datetime, name: str
) -> None:
    clock.now = now.timestamp()
    there = Weekly(dataset, weekly.announcements, weekly.outbox, read_weekly(at), True, clock)
    begun = await there.begin()
    assert begun is not None
    assert begun.name == name
    assert begun.resend_unknown is True
    clock.pass_seconds(LATEST_SECONDS)
    assert await there.begin() is None, "also where that hour comes twice"


async def test_off_means_never(
    weekly: Weekly, chosen: SubscriberStore, clock: Clock, dataset: Dataset
) -> None:
    never: WeeklyTime | None = None
    off = Weekly(dataset, weekly.announcements, weekly.outbox, never, now=clock)
    assert await off.begin() is None
