"""/announce, /announcements, /withdraw and /correct: for operators in private, and for nobody else."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from office import ANNA, TEXT, Office, new_chat, office_of
from people import Someone, labels
from test_proposals import changes
from updates import anonymous, edited

from bot.chat_words import ChatWords
from bot.engine import Engine
from bot.storage.announcements import Announcement
from bot.telegram.messenger import DELETABLE_SECONDS

COMMANDS = ("/announce Hello everybody", "/announcements", "/withdraw 1", "/correct 1")


@pytest_asyncio.fixture(loop_scope="session")
async def office(tmp_path: Path, data_dir: Path, engine: Engine) -> AsyncIterator[Office]:
    async with office_of(tmp_path, data_dir, engine) as office, office.open():
        yield office


async def sent(office: Office, count: int = 2, **content: Any) -> tuple[Announcement, list[int]]:
    """An announcement that arrived."""
    chats = await office.follow(count)
    one = await office.propose(**content)
    await office.send(office.anna, one)
    await office.becomes(one, "done")
    await office.saying(office.anna, f"{one.name} is done")
    return one, chats


# Writing


async def test_what_is_typed_is_proposed_and_sent_as_typed(office: Office) -> None:
    (chat,) = await office.follow()
    text = 'Hello <b>&"all"</b>,\n\n  join <a href="https://example.org">us</a>!\nhttps://example.org/join?a=1&b=2'
    await office.server.push(message=office.anna.writes(f"/announce {text}"))
    decide = await office.offering(office.ben, "message-", "Send", "✓ news")
    shown = text.rpartition("\n")[0]
    for operator in (office.anna, office.ben):
        preview = await office.message(operator, lambda told: told["text"] == shown, "the preview")
        (button,) = preview["reply_markup"]["inline_keyboard"][0]
        assert button["url"] == "https://example.org/join?a=1&b=2"
    await office.press(office.ben, decide, "Send")
    await office.press(office.ben, await office.offering(office.ben, "message-", "Send now"), "Send now")
    await office.saying(office.anna, "is done: 1 of 1 sent")
    assert office.texts(chat) == [shown]


async def test_without_words_the_text_is_asked_for(office: Office) -> None:
    prompt = await office.anna.says("/announce")
    assert prompt["text"].startswith("What shall I announce?")
    assert office.server.called("sendMessage")[-1]["reply_markup"]["force_reply"]
    await office.anna.replies(prompt, "Hello.\nWhere?")
    await office.message(office.ben, lambda told: told["text"] == "Hello.\nWhere?", "the preview")
    await office.offering(office.ben, "message-", "Send")


async def test_a_second_message_of_a_day_has_another_name(office: Office) -> None:
    for text in ("One", "Two"):
        await office.server.push(message=office.anna.writes(f"/announce {text}"))
        await office.message(office.anna, lambda told, text=text: told["text"] == text, "the preview")
    async with asyncio.timeout(5):
        while len(await office.announcements.latest(5)) < 2:
            await asyncio.sleep(0.02)
    second, first = await office.announcements.latest(5)
    assert second.name == f"{first.name}-2"


@pytest.mark.parametrize("text", ["\u200b\u200b", "https://example.org/only", "x" * 4097])
async def test_what_cannot_be_sent_is_asked_for_again(office: Office, text: str) -> None:
    prompt = await office.anna.says("/announce")
    again = await office.anna.replies(prompt, text)
    assert "What shall I announce?" in again["text"]
    assert again["text"].startswith(
        ("There is no text.", "That is too long: 4,097 characters where 4,096 fit")
    )
    assert await office.announcements.latest(1) == []


async def test_a_reply_to_a_question_of_before_a_restart_is_told_to_begin_again(
    tmp_path: Path, data_dir: Path, engine: Engine
) -> None:
    async with office_of(tmp_path, data_dir, engine) as office:
        async with office.open():
            prompt = await office.anna.says("/announce")
        async with office.open():
            told = await office.anna.replies(prompt, "Hello.")
            assert told["text"].startswith("I no longer know what that reply is for")
            assert await office.announcements.latest(1) == []


async def test_a_reply_counts_once(office: Office) -> None:
    prompt = await office.anna.says("/announce")
    await office.anna.replies(prompt, "Hello.")
    await office.offering(office.anna, "message-", "Send")
    told = await office.anna.replies(prompt, "Hello again.")
    assert told["text"].startswith("I no longer know")
    assert len(await office.announcements.latest(5)) == 1


# Nobody else


async def test_for_others_these_are_no_commands(office: Office) -> None:
    one, _ = await sent(office)
    for command in COMMANDS:
        stranger, other = Someone(office.server), Someone(office.server)
        assert (await stranger.says(command))["text"] == (await other.says("/frobnicate"))["text"]
    assert (await office.stand(one)).state == "done"
    assert len(await office.announcements.latest(5)) == 1


async def test_neither_in_groups_nor_forwarded_nor_edited_nor_by_bots(
    office: Office, words: ChatWords
) -> None:
    group = new_chat(office.server)
    in_group = Someone(office.server, group, user_id=ANNA)
    office.server.set_member(group["id"], ANNA, "creator")
    origin = {"type": "user", "date": int(time.time()), "sender_user": office.ben.user}
    for command in COMMANDS:
        await in_group.hears_nothing(message=in_group.writes(command))
        await in_group.hears_nothing(message=anonymous(command, group))
        forwarded = office.anna.writes(command, forward_origin=origin)
        assert (await office.anna.gets(message=forwarded))["text"] == words.say("unknown_command")
        via = office.anna.writes(command, via_bot=office.server.me | {"id": 55, "username": "other_bot"})
        await office.anna.hears_nothing(message=via)
        await office.anna.hears_nothing(edited_message=edited(office.anna.writes("hello"), command))
    assert await office.announcements.latest(1) == []


async def test_the_reply_of_a_stranger_to_such_a_question_is_nothing(office: Office) -> None:
    prompt = await office.anna.says("/announce")
    stranger = Someone(office.server)
    await stranger.replies(prompt | {"chat": stranger.chat}, "Hello.")
    assert await office.announcements.latest(1) == []


async def test_operators_are_not_slowed_down(office: Office) -> None:
    for _ in range(25):
        told = await office.anna.says("/announcements")
    assert told["text"] == "Nothing was announced so far, and nothing is proposed."


# The list


async def test_the_list_tells_where_each_stands_and_opens_what_is_open(office: Office) -> None:
    done, _ = await sent(office, 3)
    proposed = await office.propose()
    await office.offering(office.anna, proposed.name, "Send")
    told = await office.anna.says("/announcements")
    assert told["text"].splitlines() == [
        "The last announcements, the newest first:",
        f"• {proposed.name} is proposed.",
        f"• {done.name} is done: 3 of 3 sent",
    ]
    assert labels(told) == [proposed.name]
    before = len(office.anna.received())
    await office.press(office.anna, told, proposed.name)
    await office.server.wait_until(lambda: len(office.anna.received()) == before + 2, "the proposal again")
    preview, decide = office.anna.received()[before:]
    assert preview["text"] == TEXT and "Send" in labels(decide)


# Withdrawing


async def old(office: Office, chat: int) -> None:
    """Let what a chat got be older than Telegram lets a bot delete."""
    await office.execute(
        "UPDATE deliveries SET done_at = done_at - ? WHERE subscriber = "
        "(SELECT number FROM subscribers WHERE chat_id = ?)",
        DELETABLE_SECONDS + 60,
        chat,
    )


async def test_younger_messages_are_deleted_and_older_ones_replaced(office: Office) -> None:
    one, chats = await sent(office, 3)
    await old(office, chats[0])
    asked = await office.anna.says(f"/withdraw {one.name}")
    assert "younger than 48 hours: 2." in asked["text"] and "says so: 1." in asked["text"]
    assert (await office.stand(one)).state == "done"
    assert await office.press(office.anna, asked, "Withdraw") == ""
    await office.becomes(one, "withdrawn")
    await office.server.wait_until(lambda: office.texts(chats[2]) == [], "the deletion")
    await office.server.wait_until(
        lambda: office.texts(chats[0]) == ["This announcement was withdrawn."], "the replacement"
    )
    assert office.texts(chats[1]) == []
    await office.message(
        office.anna,
        lambda told: "was withdrawn" in told["text"] and "still to be changed" not in told["text"],
        "the end",
    )
    notice = await office.press_data(office.anna, asked, f"o:withdraw_now:{one.number}::")
    assert notice == "Not done: it is withdrawn by now."


async def test_withdrawing_in_the_midst_of_it_leaves_nothing(
    tmp_path: Path, data_dir: Path, engine: Engine
) -> None:
    async with office_of(tmp_path, data_dir, engine) as office, office.open(messages_per_second=20):
        office.server.latency = 0.3
        chats = await office.follow(40)
        one = await office.propose()
        await office.send(office.anna, one)
        await office.server.wait_until(
            lambda: sum(bool(office.texts(chat)) for chat in chats) >= 8, "some messages"
        )
        asked = await office.anna.says(f"/withdraw {one.number}")
        assert "Not sent yet" in asked["text"]
        await office.press(office.anna, asked, "Withdraw")
        counts: dict[str, int] = {}
        async with asyncio.timeout(15):
            while not counts or counts.keys() & {"queued", "sending"} or any(map(office.texts, chats)):
                counts = dict(await office.outbox.counts(one.number))
                await asyncio.sleep(0.1)
        assert counts["sent"] + counts["cancelled"] == 40
        assert len(office.server.sent_messages.deleted) == counts["sent"] >= 8


async def test_nothing_happens_when_it_is_left(office: Office) -> None:
    one, chats = await sent(office, 1)
    asked = await office.anna.says(f"/withdraw {one.name}")
    await office.press(office.anna, asked, "Leave it")
    await office.saying(office.anna, "Nothing was changed.")
    assert office.texts(chats[0]) == [TEXT]


@pytest.mark.parametrize("command", ["/withdraw", "/correct"])
async def test_what_is_not_there_or_not_sent_is_said(office: Office, command: str) -> None:
    assert (await office.anna.says(command))["text"] == "Nothing was sent so far."
    told = await office.anna.says(f"{command} <b>nothing</b>")
    assert told["text"].startswith("No announcement is called “<b>nothing</b>”.")
    one = await office.propose()
    await office.offering(office.anna, one.name, "Send")
    told = await office.anna.says(f"{command} {one.name}")
    assert told["text"].startswith(f"{one.name} is not sent")


async def test_without_a_name_the_last_ones_are_offered(office: Office) -> None:
    one, _ = await sent(office)
    told = await office.anna.says("/withdraw")
    await office.press(office.anna, told, one.name)
    await office.offering(office.anna, f"Really withdraw {one.name}?", "Withdraw", "Leave it")


# Correcting


async def test_a_corrected_text_takes_the_place_of_the_old_one(office: Office) -> None:
    one, chats = await sent(office, 2)
    asked = await office.anna.says(f"/correct {one.name}")
    await office.press(office.anna, asked, "Text: English")
    prompt = await office.saying(office.anna, "Reply with the text in English.")
    await office.anna.replies(prompt, "Better & <b>right</b>")
    confirm = await office.saying(office.anna, "Really correct 2 messages?")
    reads = "This announcement was corrected.\n\nBetter & <b>right</b>"
    assert office.texts(ANNA).count(reads) == 1
    assert office.texts(chats[0]) == [TEXT]
    assert (await office.stand(one)).content["text"] == {"en": TEXT}
    data = next(
        b["callback_data"]
        for r in confirm["reply_markup"]["inline_keyboard"]
        for b in r
        if b["text"] == "Correct"
    )
    assert await office.press(office.anna, confirm, "Correct") == ""
    await office.server.wait_until(
        lambda: all(office.texts(chat) == [reads] for chat in chats), "the corrections"
    )
    assert (await office.press_data(office.anna, confirm, data)).startswith("That was done already")
    corrected = await office.stand(one)
    assert corrected.state == "done" and corrected.content["corrected"] is True


async def test_a_correction_may_be_given_in_several_languages(office: Office) -> None:
    (chat,) = await office.follow(1, language="fr")
    one, (english,) = await sent(office, 1, text={"en": TEXT, "fr": "Bonjour"})
    asked = await office.anna.says(f"/correct {one.name}")
    await office.press(office.anna, asked, "Text: English")
    await office.anna.replies(await office.saying(office.anna, "Reply with the text in English."), "Better.")
    confirm = await office.saying(office.anna, "Really correct 2 messages?")
    await office.press(office.anna, confirm, "Also: French")
    await office.anna.replies(await office.saying(office.anna, "Reply with the text in French."), "Mieux.")
    confirm = await office.message(
        office.anna,
        lambda told: "Really correct" in told["text"] and "Also: English" in labels(told),
        "the second question",
    )
    await office.press(office.anna, confirm, "Correct")
    await office.server.wait_until(lambda: office.texts(chat)[0].endswith("Mieux."), "the French one")
    await office.server.wait_until(lambda: office.texts(english)[0].endswith("Better."), "the English one")


async def test_what_is_queued_goes_out_corrected_and_what_is_under_way_is_corrected(
    tmp_path: Path, data_dir: Path, engine: Engine
) -> None:
    async with office_of(tmp_path, data_dir, engine) as office, office.open(messages_per_second=10):
        office.server.latency = 0.3
        chats = await office.follow(50)
        one = await office.propose()
        await office.send(office.anna, one)
        asked = await office.anna.says(f"/correct {one.name}")
        await office.press(office.anna, asked, "Text: English")
        await office.anna.replies(
            await office.saying(office.anna, "Reply with the text in English."), "Better."
        )
        confirm = await office.saying(office.anna, "Really correct")
        await office.press(office.anna, confirm, "Correct")
        assert not all(map(office.texts, chats))
        await office.server.wait_until(
            lambda: all(
                office.texts(chat)[-1:] and office.texts(chat)[0].endswith("Better.") for chat in chats
            ),
            "all corrections",
            timeout=30,
        )
        assert all(len(office.texts(chat)) == 1 for chat in chats)


async def test_changes_can_be_composed_anew_from_the_data(office: Office, engine: Engine) -> None:
    one = await changes(office, engine)
    wrong = one.content | {
        "changes": one.content["changes"] | {"joined": one.content["changes"]["joined"][:2]}
    }
    await office.announcements.edit(one.number, wrong)
    (chat,) = await office.follow()
    await office.send(office.anna, one)
    await office.becomes(one, "done")
    before = office.texts(chat)[0]
    asked = await office.anna.says(f"/correct {one.name}")
    assert {"Note above: English", "Note above: French", "Compose anew from the data"} <= set(labels(asked))
    await office.press(office.anna, asked, "Compose anew from the data")
    confirm = await office.saying(office.anna, "Really correct 1 message?")
    await office.press(office.anna, confirm, "Correct")
    await office.server.wait_until(lambda: office.texts(chat)[0] != before, "the correction")
    assert office.texts(chat)[0].startswith("This announcement was corrected.\n\n")
    assert (await office.stand(one)).content["changes"] == one.content["changes"]
    asked = await office.anna.says(f"/correct {one.name}")
    assert "Compose anew from the data" not in labels(asked)


async def test_a_draft_does_not_survive_another_correction(office: Office) -> None:
    one, chats = await sent(office, 1)
    confirms = []
    for who, text in ((office.anna, "By Anna."), (office.ben, "By Ben.")):
        asked = await who.says(f"/correct {one.name}")
        await office.press(who, asked, "Text: English")
        await who.replies(await office.saying(who, "Reply with the text in English."), text)
        confirms.append(await office.saying(who, "Really correct 1 message?"))
    await office.press(office.anna, confirms[0], "Correct")
    await office.server.wait_until(lambda: office.texts(chats[0])[0].endswith("By Anna."), "Anna's")
    assert (await office.press(office.ben, confirms[1], "Correct")).startswith("Not done")
    await asyncio.sleep(0.3)
    assert office.texts(chats[0])[0].endswith("By Anna.")
