"""/settings, /export and /delete in groups: who may, what changes, and what forged buttons come to."""

from __future__ import annotations

from typing import Any

import pytest
from bot_api_server import BotApiServer, Fault
from living import OPERATOR, Live
from people import Someone, data_of, labels, new_basic_group, new_group
from reactions import handle, notices, reactions, says, sent_to
from updates import (
    ANONYMOUS_ADMINISTRATOR,
    anonymous,
    as_channel,
    channel,
    inaccessible,
    message,
    person,
    press,
    press_inline,
)

from bot.chat_words import ChatWords
from bot.engine import Engine

LUSAKA = "Is Lusaka a learning city?"
LISTEN_ON, LISTEN_OFF = "g:listen:on", "g:listen:off"
FOR_ADMINISTRATORS = ("settings", "export", "delete")


def listening(words: ChatWords, state: str) -> str:
    """The label of the first switch."""
    return words.say("setting_listen", state=words.say(state))


async def pressed(live: Live, data: str, on: dict[str, Any], user: dict[str, Any]) -> str | None:
    """Press a button and return the notice."""
    query = press(data, on, user)
    await reactions(live, user["id"], {"callback_query": query})
    (notice,) = notices(live.server, query["id"])
    return notice


class Group:
    """A group with an owner, an administrator and a member."""

    def __init__(self, server: BotApiServer, chat: dict[str, Any] | None = None) -> None:
        self.chat = chat or new_group()
        self.owner, self.administrator, self.member = (Someone(server, self.chat) for _ in range(3))
        server.set_member(self.chat["id"], self.owner.user["id"], "creator")
        server.set_member(self.chat["id"], self.administrator.user["id"], "administrator")


@pytest.fixture
def group(server: BotApiServer) -> Group:
    """A group that no other test uses."""
    return Group(server)


def lines_of(
    words: ChatWords, sender: dict[str, Any], chat: dict[str, Any], **fields: Any
) -> list[dict[str, Any]]:
    """The commands for administrators as one sender writes them; /delete comes last."""
    return [message(f"/{name}", chat=chat, sender=sender, **fields) for name in FOR_ADMINISTRATORS]


@pytest.mark.parametrize("kind", ["supergroup", "basic group", "forum"])
@pytest.mark.parametrize("who", ["owner", "administrator", "anonymous", "member", "restricted", "as channel"])
async def test_who_may_do_what(live: Live, words: ChatWords, who: str, kind: str) -> None:
    group = Group(
        live.server, new_basic_group() if kind == "basic group" else new_group(forum=kind == "forum")
    )
    match who:
        case "owner" | "administrator" | "member":
            written = lines_of(words, getattr(group, who).user, group.chat)
        case "restricted":
            live.server.set_member(group.chat["id"], group.member.user["id"], "restricted")
            written = lines_of(words, group.member.user, group.chat)
        case "anonymous":
            written = lines_of(words, ANONYMOUS_ADMINISTRATOR, group.chat, sender_chat=group.chat)
        case "as channel":
            # Of its own, for the courtesy limit counts what a channel asks in all groups.
            speaker = {"sender_chat": channel(new_group()["id"])}
            written = [as_channel(f"/{name}", group.chat) | speaker for name in FOR_ADMINISTRATORS]
    texts = await says(live, *written)
    if who in {"owner", "administrator", "anonymous"}:
        assert texts == [words.say("settings"), words.say("export_nothing"), words.say("deleted")]
    else:
        assert texts == [words.say("administrators_only")] * 3


async def test_running_the_bot_gives_no_rights_in_groups_of_others(live: Live, words: ChatWords) -> None:
    written = lines_of(words, person(OPERATOR), new_group())
    assert await says(live, *written) == [words.say("administrators_only")] * 3


async def test_in_private_everybody_may(live: Live, words: ChatWords) -> None:
    amara = Someone(live.server)
    texts = await says(live, *(amara.writes(f"/{name}") for name in FOR_ADMINISTRATORS))
    assert texts == [words.say("settings"), words.say("export_nothing"), words.say("deleted")]


async def test_nobody_is_taken_for_an_administrator_by_the_number_of_the_anonymous(
    live: Live, words: ChatWords
) -> None:
    chat, other = new_group(), new_group()
    forged = message("/settings", chat=chat, sender=ANONYMOUS_ADMINISTRATOR, sender_chat=other)
    assert await says(live, forged) == [words.say("administrators_only")]


async def test_when_telegram_does_not_say_who_is_administrator_nobody_is(
    server: BotApiServer, group: Group, words: ChatWords
) -> None:
    server.fail_always(
        "getChatMember", Fault(400, "Bad Request: CHAT_ADMIN_REQUIRED"), chat_id=group.chat["id"]
    )
    assert (await group.owner.says("/settings"))["text"] == words.say("administrators_only")


async def test_unasked_questions_are_answered_where_switched_on_and_only_on_topic(
    live: Live, group: Group, words: ChatWords, engine: Engine
) -> None:
    menu = await group.administrator.says("/settings@cities_bot")
    on = data_of(menu, listening(words, "is_off"))
    assert await pressed(live, on, menu, group.administrator.user) == words.say("saved")
    assert labels(menu)[0] == listening(words, "is_on"), "the menu shows the new state"
    assert await says(live, group.member.writes(LUSAKA)) == [engine.ask(LUSAKA).text]

    off_topic = ("Lusaka", "Who won in Nairobi?", "how many are there?", "thanks", "@bo is Lusaka a member?")
    near_topic = (
        "I love learning cities",
        "our learning city meets on Tuesday",
        "learning city!!",
        "Cork is a learning city",
        "Lusaka became a learning city in 2013, congratulations",
        "Is the learning city group still on for Tuesday?",
    )
    bots = [message(LUSAKA, chat=group.chat, sender=person(73_001), via_bot=live.server.me)]
    talk = [group.member.writes(text) for text in (*off_topic, *near_topic)]
    assert await says(live, *talk, *bots) == []

    off = data_of(menu, listening(words, "is_on"))
    assert await pressed(live, off, menu, group.owner.user) == words.say("saved")
    assert labels(menu)[0] == listening(words, "is_off")
    assert await says(live, group.member.writes(LUSAKA)) == []


async def test_a_setting_of_one_group_says_nothing_about_another(live: Live, group: Group) -> None:
    menu = await group.owner.says("/settings")
    await pressed(live, LISTEN_ON, menu, group.owner.user)
    assert await says(live, message(LUSAKA, chat=new_group())) == []


async def test_further_questions_can_be_switched_off(live: Live, group: Group, words: ChatWords) -> None:
    with_questions = await group.member.says("/stats")
    menu = await group.owner.says("/settings")
    shown = words.say("setting_suggest", state=words.say("is_on"))
    await pressed(live, data_of(menu, shown), menu, group.owner.user)
    assert len(labels(await group.member.says("/stats"))) < len(labels(with_questions))


async def test_a_member_cannot_press_the_switch(live: Live, group: Group, words: ChatWords) -> None:
    menu = await group.owner.says("/settings")
    assert await pressed(live, LISTEN_ON, menu, group.member.user) == words.say("administrators_only")
    assert await says(live, group.member.writes(LUSAKA)) == []
    assert labels(menu)[0] == listening(words, "is_off")


async def test_an_anonymous_administrator_presses_with_the_own_number(
    live: Live, group: Group, words: ChatWords
) -> None:
    (menu,) = await reactions(live, group.chat["id"], {"message": anonymous("/settings", group.chat)})
    hidden = person(73_002)
    live.server.set_member(group.chat["id"], hidden["id"], "administrator", is_anonymous=True)
    assert await pressed(live, LISTEN_ON, menu, hidden) == words.say("saved")
    assert len(await says(live, group.member.writes(LUSAKA))) == 1


async def test_who_was_demoted_is_refused_at_once(live: Live, group: Group, words: ChatWords) -> None:
    former = group.administrator
    menu = await former.says("/settings")
    assert await pressed(live, LISTEN_ON, menu, former.user) == words.say("saved")
    live.server.set_member(group.chat["id"], former.user["id"], "member")
    assert await pressed(live, LISTEN_OFF, menu, former.user) == words.say("administrators_only")
    refused = [words.say("administrators_only")] * 3
    assert await says(live, *lines_of(words, former.user, group.chat)) == refused
    assert len(await says(live, group.member.writes(LUSAKA))) == 1, "the setting is as it was"


async def test_who_was_promoted_may_at_once(live: Live, group: Group, words: ChatWords) -> None:
    assert (await group.member.says("/settings"))["text"] == words.say("administrators_only")
    live.server.set_member(group.chat["id"], group.member.user["id"], "administrator")
    assert (await group.member.says("/settings"))["text"] == words.say("settings")


async def test_who_left_the_group_is_refused(live: Live, group: Group, words: ChatWords) -> None:
    menu = await group.owner.says("/settings")
    for status in ("left", "kicked"):
        live.server.set_member(group.chat["id"], group.administrator.user["id"], status)
        notice = await pressed(live, LISTEN_ON, menu, group.administrator.user)
        assert notice == words.say("administrators_only")


async def test_an_old_settings_button_can_be_pressed_again(
    live: Live, group: Group, words: ChatWords
) -> None:
    menu = await group.owner.says("/settings")
    for _ in range(2):
        assert await pressed(live, LISTEN_ON, menu, group.owner.user) == words.say("saved")
    assert labels(menu)[0] == listening(words, "is_on")


async def test_a_settings_button_under_a_vanished_message_still_switches(
    live: Live, group: Group, words: ChatWords
) -> None:
    menu = await group.owner.says("/settings")
    assert await pressed(live, LISTEN_ON, inaccessible(menu), group.owner.user) == words.say("saved")
    assert len(await says(live, group.member.writes(LUSAKA))) == 1


@pytest.mark.parametrize(
    "data",
    [
        *(
            "g:listen:yes",
            "g:listen:",
            "g:listen",
            "g::on",
            "g:greeted:on",
            "g:left_at:off",
            "g:__class__:on",
        ),
        *("g:suggest:on:off", "G:listen:on", "g:" + "a" * 60, "settings", "\x00", "m:../../etc/passwd"),
    ],
)
async def test_forged_data_does_nothing(live: Live, group: Group, words: ChatWords, data: str) -> None:
    menu = await group.owner.says("/settings")
    assert await pressed(live, data, menu, group.owner.user) == words.say("old_button")
    assert await says(live, anonymous("/export", group.chat)) == [words.say("export_nothing")]


async def test_a_button_of_groups_does_nothing_in_private(live: Live, words: ChatWords) -> None:
    amara = Someone(live.server)
    menu = await amara.says("/settings")
    assert len(labels(menu)) == 1
    assert await pressed(live, LISTEN_ON, menu, amara.user) == words.say("old_button")
    assert await says(live, amara.writes("/export")) == [words.say("export_nothing")]


async def test_a_settings_button_without_a_chat_does_nothing(live: Live, words: ChatWords) -> None:
    query = press_inline(LISTEN_ON, sender=person(73_003))
    await reactions(live, 73_003, {"callback_query": query})
    assert notices(live.server, query["id"]) == [words.say("old_button")]


async def test_a_press_in_another_group_needs_a_rank_there(
    live: Live, group: Group, words: ChatWords
) -> None:
    other = Group(live.server)
    menu = await other.owner.says("/settings")
    assert await pressed(live, LISTEN_ON, menu, group.owner.user) == words.say("administrators_only")


async def test_a_press_that_telegram_no_longer_confirms_is_carried_out(live: Live, group: Group) -> None:
    menu = await group.owner.says("/settings")
    query = press(LISTEN_ON, menu, group.owner.user)
    too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    live.server.fail("answerCallbackQuery", Fault(400, too_old))
    before = len(sent_to(live.server, group.chat["id"]))
    await handle(live, {"callback_query": query})
    assert len(sent_to(live.server, group.chat["id"])) == before
    assert len(await says(live, group.member.writes(LUSAKA))) == 1
