"""Proposals: operators see, test, edit, schedule, send or discard them, and nobody else does."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from bot_api_server import TOKEN, Fault
from office import ANNA, BEN, CARLA, TEXT, Office, new_chat, office_of
from people import Someone, labels
from updates import inaccessible, person, press_inline, private_chat

from bot.chat_words import ChatWords
from bot.dataset.changes import compare
from bot.dataset.snapshots import snapshot_of
from bot.engine import Engine


@pytest_asyncio.fixture(loop_scope="session")
async def office(tmp_path: Path, data_dir: Path, engine: Engine) -> AsyncIterator[Office]:
    async with office_of(tmp_path, data_dir, engine) as office, office.open():
        yield office


async def changes(office: Office, engine: Engine) -> Any:
    """Propose what is new since the last round was not known yet."""
    now = snapshot_of(engine.dataset)
    assert now.latest_round is not None
    before = now.without_round(now.latest_round)
    content = {
        "changes": compare(before, now).model_dump(mode="json"),
        "since": before.digest,
        "before": before.to_json(),
        "data": {"digest": now.digest, "snapshot": now.to_json()},
    }
    made = await office.announcements.propose("members-2025-12-04", "changes", "members", content)
    assert made is not None
    return made


async def test_a_proposal_comes_to_every_operator_as_it_would_be_read_and_nothing_goes_out(
    office: Office, words: ChatWords, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    chats = await office.follow(2)
    chats += await office.follow(1, language="fr")
    one = await office.propose(text={"en": TEXT, "fr": f"Fr: {TEXT}"}, link="https://example.org/news")
    for operator in (office.anna, office.ben):
        decide = await office.offering(operator, one.name, "Send", "Test", "Schedule", "Edit", "Discard")
        assert decide["text"].startswith(f"{one.name}: news. 3 chats, 2 languages, about 1 s.")
        preview, _ = operator.received()
        assert preview["text"] == TEXT
        assert labels(preview) == ["Read more"]
    await asyncio.sleep(0.3)
    assert all(office.texts(chat) == [] for chat in chats)
    assert f"operator {CARLA} cannot be told" in caplog.text
    assert TOKEN.partition(":")[2] not in caplog.text
    assert TEXT not in caplog.text


async def test_it_is_sent_after_a_second_press_to_all_subscribers(office: Office) -> None:
    chats = await office.follow(3)
    one = await office.propose()
    decide = await office.offering(office.anna, one.name, "Send")
    await office.press(office.anna, decide, "Send")
    asked = await office.offering(office.anna, one.name, "Send now", "Back")
    assert "Really send to 3 chats?" in asked["text"]
    await asyncio.sleep(0.1)
    assert (await office.stand(one)).state == "proposed"
    assert await office.press(office.anna, asked, "Send now") == "It is on its way."
    await office.becomes(one, "done")
    assert [office.texts(chat) for chat in chats] == [[TEXT]] * 3
    for operator in (office.anna, office.ben):
        done = await office.saying(operator, f"{one.name} is done: 3 of 3 sent")
        assert labels(done) == []


async def test_back_leads_back(office: Office) -> None:
    one = await office.propose()
    decide = await office.offering(office.anna, one.name, "Send")
    for label, asks in (("Send", "Send now"), ("Discard", "Discard")):
        await office.press(office.anna, decide, label)
        await office.offering(office.anna, one.name, asks, "Back")
        await office.press(office.anna, decide, "Back")
        await office.offering(office.anna, one.name, "Send", "Test")
    assert (await office.stand(one)).state == "proposed"


async def test_of_two_operators_who_confirm_at_once_one_counts(office: Office) -> None:
    chats = await office.follow(2)
    one = await office.propose()
    asked = []
    for operator in (office.anna, office.ben):
        await office.press(operator, await office.offering(operator, one.name, "Send"), "Send")
        asked.append(dict(await office.offering(operator, one.name, "Send now")))
    notices = await asyncio.gather(
        office.press(office.anna, asked[0], "Send now"), office.press(office.ben, asked[1], "Send now")
    )
    assert sorted(notices) == ["It is on its way.", "It was already confirmed by another operator."]
    await office.becomes(one, "done")
    assert [office.texts(chat) for chat in chats] == [[TEXT]] * 2


async def test_a_replayed_press_says_so_and_does_nothing(office: Office) -> None:
    (chat,) = await office.follow()
    one = await office.propose()
    nonce = one.nonce
    decide = await office.send(office.anna, one)
    await office.becomes(one, "done")
    for action in ("send_now", "send", "discard_now", "test", "edit", "schedule"):
        notice = await office.press_data(office.anna, decide, f"o:{action}:{one.number}:{nonce}:")
        assert notice == "It was confirmed already.", action
    await asyncio.sleep(0.2)
    assert office.texts(chat) == [TEXT]
    assert (await office.stand(one)).state == "done"


async def test_nobody_else_can_press(office: Office, words: ChatWords) -> None:
    (chat,) = await office.follow()
    one = await office.propose()
    decide = await office.offering(office.anna, one.name, "Send")
    stranger = Someone(office.server, first_name="Zoe")
    group = new_chat(office.server)
    data = f"o:send_now:{one.number}:{one.nonce}:"
    theirs = decide | {"chat": private_chat(stranger.user)}
    in_group = decide | {"chat": group}
    for sender, on in ((stranger.user, decide), (stranger.user, theirs), (person(ANNA), in_group)):
        assert await office.press_data(office.anna, on, data, sender) == words.say("old_button")
    assert await office.press_data(office.anna, decide, data, person(BEN)) == words.say("old_button")
    await office.server.push(callback_query=press_inline(data, sender=person(ANNA)))
    await asyncio.sleep(0.2)
    assert (await office.stand(one)).state == "proposed"
    assert office.texts(chat) == []


@pytest.mark.parametrize(
    "data", ["o:send_now:999:x:", "o:nonsense:1::", "o:send_now:1::", "o::::", "o:at:1:{nonce}:x"]
)
async def test_made_up_buttons_do_nothing(office: Office, data: str) -> None:
    one = await office.propose()
    decide = await office.offering(office.anna, one.name, "Send")
    notice = await office.press_data(office.anna, decide, data.format(nonce=one.nonce))
    assert notice
    assert (await office.stand(one)).state == "proposed"


async def test_a_button_under_a_message_that_telegram_does_not_show_any_more_still_works(
    office: Office,
) -> None:
    one = await office.propose()
    decide = await office.offering(office.anna, one.name, "Send")
    data = f"o:discard_now:{one.number}:{one.nonce}:"
    assert await office.press_data(office.anna, inaccessible(decide), data) == "It is given up."
    await office.becomes(one, "discarded")


async def test_a_discarded_one_cannot_be_sent(office: Office) -> None:
    one = await office.propose()
    decide = await office.offering(office.anna, one.name, "Discard")
    await office.press(office.anna, decide, "Discard")
    await office.offering(office.anna, one.name, "Back")
    assert await office.press(office.anna, decide, "Discard") == "It is given up."
    gone = await office.saying(office.ben, f"{one.name} was given up.")
    assert labels(gone) == []
    notice = await office.press_data(office.ben, gone, f"o:send_now:{one.number}:{one.nonce}:")
    assert notice == "Not done: it is given up by now."


async def test_a_test_comes_to_the_operator_alone(office: Office) -> None:
    (chat,) = await office.follow()
    one = await office.propose()
    decide = await office.offering(office.anna, one.name, "Test")
    await office.offering(office.ben, one.name, "Test")
    bens = len(office.ben.received())
    assert await office.press(office.anna, decide, "Test") == "Sent to you alone."
    assert office.texts(ANNA).count(TEXT) == 2
    assert len(office.ben.received()) == bens
    assert office.texts(chat) == []
    assert (await office.stand(one)).state == "proposed"


async def test_a_test_can_be_had_in_each_language_and_for_frequent_filters(
    office: Office, engine: Engine
) -> None:
    await office.follow(3, "region:africa")
    await office.follow(2, "country:CL", "fr")
    await office.follow(1, "country:LT")
    one = await changes(office, engine)
    decide = await office.offering(office.anna, one.name, "Test")
    await office.press(office.anna, decide, "Test")
    asked = await office.offering(
        office.anna, one.name, "English", "French", "For Africa", "For Chile", "For Lithuania"
    )
    for label, heading in (("For Africa", "Africa"), ("For Chile", "Chili"), ("French", "villes")):
        before = len(office.anna.received())
        await office.press(office.anna, asked, label)
        assert heading in office.anna.received()[before]["text"]
    assert office.texts(BEN)[0] != office.texts(ANNA)[-1]


async def test_a_picture_is_tested_with_its_caption(office: Office) -> None:
    one = await office.propose(picture="https://example.org/lusaka.jpg")
    decide = await office.offering(office.anna, one.name, "Test")
    assert office.server.called("sendPhoto")[0]["photo"] == "https://example.org/lusaka.jpg"
    await office.press(office.anna, decide, "Test")
    assert len([call for call in office.server.called("sendPhoto") if call["chat_id"] == ANNA]) == 2


async def test_what_telegram_refuses_is_told_with_the_preview(office: Office) -> None:
    fault = Fault(400, "Bad Request: wrong file identifier/HTTP URL specified")
    office.server.fail_always("sendPhoto", fault)
    one = await office.propose(picture="https://example.org/none.jpg")
    await office.saying(office.anna, "Telegram does not take it as it is: Wrong file identifier")
    await office.offering(office.anna, one.name, "Send", "Discard")


# Editing


async def test_an_edit_kills_old_buttons_and_shows_a_new_preview(office: Office) -> None:
    (chat,) = await office.follow()
    one = await office.propose()
    decide = await office.offering(office.anna, one.name, "Edit")
    await office.offering(office.ben, one.name, "Send")
    await office.press(office.anna, decide, "Edit")
    prompt = await office.saying(office.anna, "Reply with the text in English.")
    assert prompt["reply_to_message"]["message_id"] == decide["message_id"]
    hostile = 'Now <a href="https://evil.example">&amp; <i>this</i>'
    await office.anna.replies(prompt, hostile)
    for operator in (office.anna, office.ben):
        await office.message(operator, lambda told: told.get("text") == hostile, "the new preview")
        await office.message(
            operator, lambda told: "Send" in labels(told) and told["text"].startswith(one.name), "buttons"
        )
        await office.saying(operator, f"{one.name}: see the newer message below.")
    old = f"o:send_now:{one.number}:{one.nonce}:"
    assert await office.press_data(office.anna, decide, old) == (
        "This was changed meanwhile; the newer message below counts."
    )
    changed = await office.stand(one)
    assert changed.state == "proposed" and changed.nonce != one.nonce
    await office.send(office.ben, changed)
    await office.becomes(one, "done")
    assert office.texts(chat) == [hostile]


async def test_changes_of_the_data_get_a_note_and_keep_their_facts(office: Office, engine: Engine) -> None:
    await office.follow()
    one = await changes(office, engine)
    facts = (await office.message(office.anna, lambda told: True, "a preview"))["text"]
    decide = await office.offering(office.anna, one.name, "Edit")
    await office.press(office.anna, decide, "Edit")
    asked = await office.offering(office.anna, one.name, "English", "French")
    await office.press(office.anna, asked, "English")
    prompt = await office.saying(office.anna, "note in English")
    await office.anna.replies(prompt, "A great day.")
    noted = await office.saying(office.anna, "A great day.\n\n")
    assert noted["text"] == f"A great day.\n\n{office.texts(ANNA)[0]}"
    assert facts
    decide = await office.offering(office.anna, one.name, "Edit")
    await office.press(office.anna, decide, "Edit")
    await office.press(
        office.anna, await office.offering(office.anna, one.name, "English", "French"), "English"
    )
    prompt = await office.message(
        office.anna, lambda told: "note in English" in told.get("text", "") and told is not prompt, "a prompt"
    )
    await office.anna.replies(prompt, "-")
    await office.becomes(one, "proposed")
    async with asyncio.timeout(5):
        while (await office.stand(one)).content["note"]:
            await asyncio.sleep(0.02)


async def test_a_language_can_be_added_and_taken_away(office: Office) -> None:
    (chat,) = await office.follow(1, language="fr")
    one = await office.propose()
    decide = await office.offering(office.anna, one.name, "Add a language")
    await office.press(office.anna, decide, "Add a language")
    await office.anna.replies(await office.saying(office.anna, "Reply with the text in French."), "Bonjour !")
    decide = await office.saying(office.anna, one.name, "Languages: English, French.")
    assert "Add a language" not in labels(decide)
    await office.press(office.anna, decide, "Edit")
    await office.press(
        office.anna, await office.offering(office.anna, one.name, "English", "French"), "English"
    )
    prompt = await office.saying(office.anna, "Reply with the text in English.")
    await office.anna.replies(prompt, "-")
    await office.message(
        office.anna, lambda told: "Languages: French." in told.get("text", ""), "a message without English"
    )
    prompts = len(office.anna.received())
    decide = await office.offering(office.anna, one.name, "Edit")
    await office.press(office.anna, decide, "Edit")
    await office.anna.replies(office.anna.received()[prompts], "-")
    await office.saying(office.anna, "It is the only text, so it must stay.\nReply with the text in French.")
    await office.send(office.anna, one)
    await office.becomes(one, "done")
    assert office.texts(chat) == ["Bonjour !"]


async def test_what_is_too_long_is_asked_for_again(office: Office) -> None:
    one = await office.propose(picture="https://example.org/lusaka.jpg")
    await office.press(office.anna, await office.offering(office.anna, one.name, "Edit"), "Edit")
    prompt = await office.saying(office.anna, "Reply with the text in English.")
    again = await office.anna.replies(prompt, "long " * 300)
    assert again["text"].startswith("That is too long: 1,499 characters where 1,024 fit (English).")
    await office.anna.replies(again, "short")
    await office.message(office.anna, lambda told: told.get("caption") == "short", "the preview")
    assert (await office.stand(one)).content["text"] == {"en": "short"}


async def test_an_edit_comes_too_late_once_it_was_sent(office: Office) -> None:
    one = await office.propose()
    await office.press(office.anna, await office.offering(office.anna, one.name, "Edit"), "Edit")
    prompt = await office.saying(office.anna, "Reply with the text")
    await office.send(office.ben, one)
    told = await office.anna.replies(prompt, "Too late")
    assert told["text"].startswith("Not done: it is ")
    assert (await office.stand(one)).content["text"] == {"en": TEXT}


async def test_topic_and_places_narrow_whom_it_is_for(office: Office) -> None:
    (everything,) = await office.follow()
    (kenya,) = await office.follow(1, "country:KE")
    (chile,) = await office.follow(1, "country:CL")
    one = await office.propose()
    decide = await office.offering(office.anna, one.name, "✓ news", "calls", "events")
    assert "3 chats" in decide["text"]
    await office.press(office.anna, decide, "calls")
    await office.offering(office.anna, one.name, "news", "✓ calls")
    assert (await office.stand(one)).topic == "calls"
    await office.press(office.anna, decide, "Only for …")
    prompt = await office.saying(office.anna, "For whom?")
    again = await office.anna.replies(prompt, "Zorbelheim")
    assert again["text"].startswith("I know no place called “Zorbelheim”.\nFor whom?")
    again = await office.anna.replies(again, "Keyna")
    assert again["text"].startswith("“Keyna” can mean Kenya; please write it in full.\nFor whom?")
    await office.anna.replies(again, "Kenya")
    narrowed = await office.saying(office.anna, f"{one.name}: calls. 2 chats", "Only for Kenya.")
    await office.press(office.anna, narrowed, "Send")
    await office.press(office.anna, await office.offering(office.anna, one.name, "Send now"), "Send now")
    await office.becomes(one, "done")
    assert [office.texts(chat) for chat in (everything, kenya, chile)] == [[TEXT], [TEXT], []]


# Scheduling


async def ask_time(office: Office, one: Any) -> dict[str, Any]:
    """Press Schedule; return the question for a time."""
    await office.press(office.anna, await office.offering(office.anna, one.name, "Schedule"), "Schedule")
    return await office.saying(office.anna, "When? Reply")


async def test_a_time_is_shown_where_it_was_meant_and_in_utc_before_it_counts(office: Office) -> None:
    await office.follow()
    one = await office.propose()
    await office.anna.replies(await ask_time(office, one), "2036-07-01 09:00 Europe/Paris")
    asked = await office.offering(office.anna, one.name, "Schedule", "Back")
    assert "Really send to 1 chat on 2036-07-01 09:00 Europe/Paris (2036-07-01 07:00 UTC)?" in asked["text"]
    assert (await office.stand(one)).state == "proposed"
    notice = await office.press(office.anna, asked, "Schedule")
    assert notice == "It goes out on 2036-07-01 07:00 UTC."
    scheduled = await office.becomes(one, "scheduled")
    assert scheduled.send_at == 2_098_508_400
    for operator in (office.anna, office.ben):
        told = await office.saying(operator, one.name, "It goes out on 2036-07-01 07:00 UTC.")
        assert {"Send", "Schedule", "Edit", "Discard"} <= set(labels(told))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("soon", "I do not understand that time."),
        ("2036-07-01 09:00", "Please write the time zone too"),
        ("2036-07-01 09:00 Atlantis/Poseidonis", "I know no time zone called Atlantis/Poseidonis."),
        ("2036-02-30 09:00 UTC", "I do not understand that time."),
        ("2020-07-01 09:00 Europe/Paris", "2020-07-01 09:00 Europe/Paris is over."),
    ],
)
async def test_a_time_that_does_not_fit_is_asked_for_again(office: Office, text: str, fault: str) -> None:
    one = await office.propose()
    again = await office.anna.replies(await ask_time(office, one), text)
    assert again["text"].startswith(fault) and "When? Reply" in again["text"]
    await office.anna.replies(again, "in 2 hours")
    await office.offering(office.anna, one.name, "Schedule", "Back")


async def test_what_is_due_goes_out(office: Office) -> None:
    (chat,) = await office.follow()
    one = await office.propose()
    await office.anna.replies(await ask_time(office, one), "tomorrow 9:00 Europe/Paris")
    await office.press(
        office.anna, await office.offering(office.anna, one.name, "Schedule", "Back"), "Schedule"
    )
    await office.becomes(one, "scheduled")
    await office.execute(
        "UPDATE announcements SET send_at = ? WHERE number = ?", int(time.time()) - 60, one.number
    )
    await office.becomes(one, "done")
    assert office.texts(chat) == [TEXT]
    await office.saying(office.anna, f"{one.name} is done: 1 of 1 sent")


async def test_what_is_too_late_is_not_sent_and_operators_are_told(office: Office) -> None:
    (chat,) = await office.follow()
    one = await office.propose()
    await office.announcements.schedule(one.number, one.nonce or "", int(time.time()) + 3600)
    await office.saying(office.anna, one.name, "It goes out on")
    late = int(time.time()) - 16 * 60
    await office.execute("UPDATE announcements SET send_at = ? WHERE number = ?", late, one.number)
    await office.becomes(one, "missed")
    for operator in (office.anna, office.ben):
        before = [told for told in operator.received() if "its time was missed" in told["text"]]
        told = await office.saying(operator, f"{one.name}: not sent, its time was missed.")
        assert labels(told) == [] and len(before) <= 2
        assert operator.received()[-1]["text"] == told["text"]
    assert office.texts(chat) == []


async def test_it_is_not_scheduled_for_a_time_after_which_it_expires(office: Office) -> None:
    made = await office.announcements.propose(
        "short-lived", "message", "news", {"text": {"en": TEXT}}, expires_at=int(time.time()) + 1800
    )
    again = await office.anna.replies(await ask_time(office, made), "in 2 hours")
    assert again["text"].startswith("It is not sent after ")


async def test_a_message_with_a_time_of_its_own_is_scheduled_by_send(office: Office) -> None:
    made = await office.announcements.propose(
        "opening-2036", "message", "events", {"text": {"en": TEXT}}, send_at=2_098_508_400
    )
    assert made is not None
    decide = await office.saying(office.anna, "opening-2036", "It is meant for 2036-07-01 07:00 UTC")
    await office.press(office.anna, decide, "Send")
    asked = await office.offering(office.anna, "opening-2036", "Send now")
    assert "on 2036-07-01 07:00 UTC?" in asked["text"]
    await office.press(office.anna, asked, "Send now")
    await office.becomes(made, "scheduled")
