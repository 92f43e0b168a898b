"""An announcement on its way: how far it is, pause, stop, what is unknown; and what a restart leaves of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest_asyncio
from bot_api_server import DROPPED_AFTER, Fault
from office import ANNA, BEN, TEXT, Office, office_of
from people import Someone, labels

from bot.engine import Engine
from bot.storage.announcements import Announcement
from bot.telegram.progress_message import EDIT_SECONDS


@pytest_asyncio.fixture(loop_scope="session")
async def office(tmp_path: Path, data_dir: Path, engine: Engine) -> AsyncIterator[Office]:
    async with office_of(tmp_path, data_dir, engine) as office:
        yield office


def edits(office: Office, chat_id: int) -> list[float]:
    """When messages in a chat were edited."""
    return [
        call.at
        for call in office.server.calls
        if call.method == "editMessageText" and call.parameters["chat_id"] == chat_id
    ]


async def slowly(office: Office, count: int) -> tuple[Announcement, dict[str, Any]]:
    """Send an announcement that takes a while; return it and Anna's message on it."""
    await office.follow(count)
    one = await office.propose()
    await office.send(office.anna, one)
    await office.becomes(one, "live")
    return one, await office.offering(office.anna, one.name, "Pause", "Stop")


async def test_the_message_follows_and_is_edited_at_most_each_three_seconds(office: Office) -> None:
    async with office.open(messages_per_second=2):
        one, progress = await slowly(office, 18)
        assert progress["text"].startswith(f"{one.name} is on its way: ") or "queued" in progress["text"]
        for operator in (office.anna, office.ben):
            half = await office.saying(operator, f"{one.name} is on its way", "▰▰▰▱", "left", timeout=12)
            assert " %" in half["text"] and "of 18 sent" in half["text"]
        await office.becomes(one, "done", timeout=15)
        done = await office.saying(office.anna, f"{one.name} is done: 18 of 18 sent")
        assert done["message_id"] == progress["message_id"]
        # Ben pressed nothing, so that all edits of his message are for the sake of progress.
        times = edits(office, BEN)
        began, *later = times
        gaps = [after - before for before, after in pairwise(later)]
        assert len(later) >= 3
        # The first tells that it began and the last that it is done; neither waits.
        assert all(gap > EDIT_SECONDS - 0.1 for gap in gaps[:-1]), gaps
        assert began < later[0]


async def test_pause_and_resume(office: Office) -> None:
    async with office.open(messages_per_second=2):
        one, progress = await slowly(office, 8)
        assert await office.press(office.anna, progress, "Pause") == "Paused."
        await office.offering(office.ben, f"{one.name} is paused", "Resume", "Stop")
        await asyncio.sleep(1.2)
        sent = len([told for told in office.server.messages if told["text"] == TEXT])
        await asyncio.sleep(1.2)
        assert len([told for told in office.server.messages if told["text"] == TEXT]) == sent
        paused = await office.offering(office.ben, one.name, "Resume")
        assert await office.press(office.ben, paused, "Resume") == "It goes on."
        await office.becomes(one, "done")
        await office.saying(office.anna, f"{one.name} is done: 8 of 8 sent")
        notice = await office.press_data(office.anna, progress, f"o:pause:{one.number}::")
        assert notice == "Not done: it is done by now."


async def test_stop_asks_once_and_cancels_the_rest(office: Office) -> None:
    async with office.open(messages_per_second=2):
        one, progress = await slowly(office, 12)
        await office.press(office.anna, progress, "Stop")
        asked = await office.offering(office.anna, one.name, "Stop for good", "Back")
        assert "Really stop?" in asked["text"]
        await office.press(office.anna, asked, "Back")
        await office.press(office.anna, await office.offering(office.anna, one.name, "Stop", "Pause"), "Stop")
        asked = await office.offering(office.anna, one.name, "Stop for good")
        assert await office.press(office.anna, asked, "Stop for good") == "Stopped."
        stopped = await office.saying(office.ben, f"{one.name} was stopped: ")
        assert "12 sent" in stopped["text"] and "cancelled" in stopped["text"]
        await asyncio.sleep(1.2)
        counts = await office.outbox.counts(one.number)
        sent = len([told for told in office.server.messages if told["chat"]["id"] > 600_000])
        assert counts["sent"] == sent < 12
        assert counts["sent"] + counts["cancelled"] == 12
        notice = await office.press_data(office.anna, asked, f"o:resume:{one.number}::")
        assert notice == "Not done: it is stopped by now."


async def test_at_the_end_reasons_are_counted(office: Office) -> None:
    async with office.open():
        chats = await office.follow(5)
        blocked = Fault(403, "Forbidden: bot was blocked by the user")
        for chat in chats[:2]:
            office.server.fail_always("sendMessage", blocked, chat_id=chat)
        office.server.fail_always(
            "sendMessage", Fault(400, "Bad Request: message is too long"), chat_id=chats[2]
        )
        one = await office.propose()
        await office.send(office.anna, one)
        done = await office.saying(office.anna, f"{one.name} is done: 2 of 5 sent")
        assert "2 not reachable, 1 refused" in done["text"]
        assert "blocked by the user: 2" in done["text"]
        assert "essage is too long: 1" in done["text"]


async def unknown(office: Office) -> tuple[Announcement, dict[str, Any], list[int]]:
    """Send to five chats; of three nobody knows whether it arrived. Return the announcement and Anna's message."""
    chats = await office.follow(5)
    for chat in chats[:3]:
        office.server.fail("sendMessage", DROPPED_AFTER, chat_id=chat)
    one = await office.propose()
    await office.send(office.anna, one)
    message = await office.offering(office.anna, f"{one.name} is done", "Show them", "Send again", "Leave")
    assert "3 unknown" in message["text"]
    return one, message, chats


async def test_unknown_ones_are_listed_and_sent_again_only_if_an_operator_says_so(office: Office) -> None:
    async with office.open():
        one, message, chats = await unknown(office)
        before = [office.texts(chat) for chat in chats]
        assert await office.press(office.anna, message, "Show them") == ""
        listed = await office.saying(office.anna, "unknown whether it arrived:")
        assert all(f"• chat {chat}: " in listed["text"] for chat in chats[:3])
        assert str(chats[3]) not in listed["text"]
        await asyncio.sleep(0.3)
        assert [office.texts(chat) for chat in chats] == before
        assert await office.press(office.anna, message, "Send again") == "3 are sent again."
        await office.saying(office.ben, f"{one.name} is done: 5 of 5 sent")
        assert [len(office.texts(chat)) for chat in chats] == [2, 2, 2, 1, 1]
        notice = await office.press_data(office.anna, message, f"o:again:{one.number}::")
        assert notice == "Nothing is unknown any more."


async def test_unknown_ones_can_be_left(office: Office) -> None:
    async with office.open():
        one, message, chats = await unknown(office)
        assert await office.press(office.anna, message, "Leave") == "They are left as they are."
        await office.message(
            office.anna, lambda told: "3 unknown" in told.get("text", "") and not labels(told), "no buttons"
        )
        assert (await office.outbox.counts(one.number))["unknown"] == 3
        assert len(office.texts(chats[0])) == 1


async def test_after_a_restart_there_is_a_new_message_once(office: Office) -> None:
    async with office.open(messages_per_second=1):
        one, _ = await slowly(office, 12)
        await asyncio.sleep(1)
    before = {ANNA: len(office.anna.received()), BEN: len(office.ben.received())}
    async with office.open(messages_per_second=2):
        for operator in (office.anna, office.ben):
            told = await office.offering(operator, one.name, "Pause", "Stop")
            await office.server.wait_until(
                lambda operator=operator: len(operator.received()) > before[operator.user["id"]], "a message"
            )
            told = operator.received()[-1]
            assert "Pause" in labels(told)
        await office.becomes(one, "done", timeout=15)
        await office.saying(office.anna, f"{one.name} is done: ")
        assert [len(one.received()) for one in (office.anna, office.ben)] == [
            count + 1 for count in before.values()
        ]


async def test_after_a_restart_old_buttons_of_a_proposal_still_work(office: Office) -> None:
    (chat,) = await office.follow()
    async with office.open():
        one = await office.propose()
        decide = dict(await office.offering(office.anna, one.name, "Send"))
    async with office.open():
        await office.press(office.anna, decide, "Send")
        asked = await office.message(
            office.anna,
            lambda told: told["message_id"] == decide["message_id"] and "Send now" in labels(told),
            "the question in the old message",
        )
        await office.press(office.anna, asked, "Send now")
        await office.becomes(one, "done")
        await office.message(
            office.anna,
            lambda told: told["message_id"] == decide["message_id"] and "is done: 1 of 1" in told["text"],
            "the end in the old message",
        )
    assert office.texts(chat) == [TEXT]


async def test_what_was_settled_before_a_start_is_not_told_again(office: Office) -> None:
    one = await office.propose()
    await office.announcements.change_state(one.number, ("proposed",), "missed")
    async with office.open():
        new = await office.propose()
        await office.offering(office.anna, new.name, "Send")
    assert all(one.name not in told.get("text", "") for told in office.anna.received())


async def test_what_goes_out_by_itself_is_reported_too(office: Office) -> None:
    async with office.open():
        (chat,) = await office.follow()
        one = await office.propose()
        await office.announcements.begin(one.number)
        for operator in (office.anna, office.ben):
            await office.saying(operator, f"{one.name} is done: 1 of 1 sent")
    assert office.texts(chat) == [TEXT]


async def test_an_operator_whose_chat_waits_holds_up_nobody(office: Office) -> None:
    async with office.open():
        wait = Fault(429, "Too Many Requests: retry after 20", retry_after=20)
        office.server.fail("sendMessage", wait, chat_id=ANNA)
        one = await office.propose()
        await office.offering(office.ben, one.name, "Send")
        assert office.anna.received() == []


async def test_in_the_place_of_a_deleted_message_comes_one_new_one(office: Office) -> None:
    async with office.open():
        await office.follow()
        one = await office.propose()
        decide = await office.offering(office.anna, one.name, "Send")
        data = f"o:send_now:{one.number}:{one.nonce}:"
        del office.server.chats.messages[ANNA, decide["message_id"]]
        count = len(office.anna.received())
        ben: Someone = office.ben
        await office.press_data(ben, await office.offering(ben, one.name, "Send"), data)
        await office.saying(ben, f"{one.name} is done")
        await office.saying(office.anna, f"{one.name} is done")
        assert len(office.anna.received()) == count + 1
