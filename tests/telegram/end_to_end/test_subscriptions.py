"""/subscribe, /subscriptions and /unsubscribe in private chats and groups: who may, and what is followed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bot_api_server import BotApiServer
from harness import HOSTILE_NAME
from living import Live
from people import Someone, data_of, labels, new_basic_group, new_group
from reactions import reactions, says
from subscriptions import Group, pressed, scopes_of, stored_on
from updates import OTHER_BOT, anonymous, as_channel, edited, inaccessible, message, person, press_inline

from bot.chat_words import ChatWords

USUAL = "new members (and each new round), news, calls and events"


def subscribed(words: ChatWords, places: str, kinds: str = USUAL) -> str:
    """The answer to /subscribe."""
    said = words.say("subscribed", where="here", places=places, kinds=kinds)
    return f"{said} {words.say('how_to_change', chat='')}"


@pytest.fixture
def amara(server: BotApiServer) -> Someone:
    """A person in private."""
    return Someone(server)


# What is followed


async def test_without_words_it_is_all_of_the_network(live: Live, amara: Someone, words: ChatWords) -> None:
    sent = await amara.says("/subscribe")
    everything = subscribed(words, words.say("whole_network"), "new members, news, calls and events")
    assert sent["text"] == everything
    (one,) = await stored_on(live, amara)
    assert one | {"subscribed_at": ""} == {
        "chat_id": amara.chat["id"],
        "thread_id": 0,
        "language": "en",
        "scopes": "all",
        "topics": ["calls", "events", "members", "news"],
        "silent": False,
        "subscribed_at": "",
        "paused_at": None,
        "ended_at": None,
        "off_at": None,
        "off_reason": None,
        "announcements": [],
    }
    assert (await amara.says("/subscribe all"))["text"] == everything


@pytest.mark.parametrize(
    ("asked", "scopes", "places"),
    [
        ("Kenya", "country:KE", "Kenya"),
        ("kenia", "country:KE", "Kenya"),
        ("Замбия", "country:ZM", "Zambia"),
        ("africa", "region:africa", "Africa"),
        ("Lusaka", "city:lusaka-zm", "Lusaka (Zambia)"),
        ("the UK", "country:GB", "the United Kingdom"),
        ("Kenya and Uganda", "country:KE country:UG", "Kenya and Uganda"),
        ("worldwide", "all", None),
        ("The Whole World!", "all", None),
        ("@cities_bot Kenya", "country:KE", "Kenya"),
    ],
)
async def test_places_are_understood_like_in_a_question(
    live: Live, amara: Someone, words: ChatWords, asked: str, scopes: str, places: str | None
) -> None:
    sent = await amara.says(f"/subscribe {asked}")
    if places is not None:
        assert sent["text"] == subscribed(words, places)
    assert await scopes_of(live, amara) == [scopes]


async def test_what_was_misspelt_is_echoed(live: Live, amara: Someone, words: ChatWords) -> None:
    sent = await amara.says("/subscribe Ugnada")
    echo = words.say("follow_read_as", typed="Ugnada", name="Uganda")
    assert sent["text"] == f"{echo}\n{subscribed(words, 'Uganda')}"


async def test_places_come_to_those_before_and_in_the_place_of_everything(
    live: Live, amara: Someone, words: ChatWords
) -> None:
    await amara.says("/subscribe")
    narrowed = await amara.says("/subscribe Uganda")
    assert narrowed["text"] == f"{subscribed(words, 'Uganda')}\n{words.say('narrowed')}"
    assert (await amara.says("/subscribe Kenya"))["text"] == subscribed(words, "Kenya and Uganda")
    assert await scopes_of(live, amara) == ["country:KE country:UG"]
    await amara.says("/subscribe all")
    assert await scopes_of(live, amara) == ["all"]


async def test_a_bare_command_widens_nothing_that_was_chosen(
    live: Live, amara: Someone, words: ChatWords
) -> None:
    await amara.says("/subscribe Kenya")
    sent = await amara.says("/subscribe")
    assert sent["text"] == f"{subscribed(words, 'Kenya')}\n{words.say('widen_hint', chat='')}"
    assert await scopes_of(live, amara) == ["country:KE"]


async def test_a_group_of_countries_is_followed_country_by_country(live: Live, amara: Someone) -> None:
    sent = await amara.says("/subscribe EU")
    (line,) = await scopes_of(live, amara)
    assert len(line.split()) == 27
    assert "Austria" in sent["text"] and "and 19 more" in sent["text"]


@pytest.mark.parametrize(
    ("asked", "wording"),
    [
        ("Wrxzqvia", "follow_unknown"),
        ("Kenya and Wrxzqvia", "follow_unknown"),
        ("football", "follow_unknown"),
        ("Africa except Kenya", "follow_leaves_out"),
        ("Kenya " * 80, "follow_too_long"),
    ],
)
async def test_what_is_not_understood_changes_nothing(
    live: Live, amara: Someone, words: ChatWords, asked: str, wording: str
) -> None:
    name = asked.rpartition(" ")[2]
    assert (await amara.says(f"/subscribe {asked}"))["text"] == words.say(wording, names=f"“{name}”")
    assert await stored_on(live, amara) == []


async def test_a_name_of_several_places_is_asked_about(live: Live, amara: Someone, words: ChatWords) -> None:
    asked = await amara.says("/subscribe Quimberley")
    assert asked["text"] == words.say("follow_which", typed="Quimberley")
    assert labels(asked) == ["Quimberley (France)", "Quimberley (United Kingdom)"]
    assert await stored_on(live, amara) == []
    data = data_of(asked, "Quimberley (United Kingdom)")
    assert await pressed(live, data, asked, amara.user) == words.say("saved")
    assert asked["text"] == subscribed(words, "Quimberley (United Kingdom)")
    assert labels(asked) == []
    assert await scopes_of(live, amara) == ["city:made-up-1"]


async def test_what_is_certain_is_followed_and_the_rest_asked_about(
    live: Live, amara: Someone, words: ChatWords
) -> None:
    told = await says(live, amara.writes("/subscribe Kenya, Congo and Osaka"))
    assert told == [
        subscribed(words, "Kenya"),
        words.say("follow_no_member", place="Osaka (Japan)"),
        words.say("follow_which", typed="Congo"),
    ]
    assert await scopes_of(live, amara) == ["country:KE"]


@pytest.mark.parametrize(
    ("asked", "wording", "place", "country"),
    [
        ("Osaka", "follow_no_member", "Osaka (Japan)", "Japan"),
        ("Scotland", "follow_no_country", "Scotland", "United Kingdom"),
        ("Bavaria", "follow_no_country", "Bavaria", "Germany"),
    ],
)
async def test_what_cannot_be_followed_comes_with_its_country(
    live: Live, amara: Someone, words: ChatWords, asked: str, wording: str, place: str, country: str
) -> None:
    offered = await amara.says(f"/subscribe {asked}")
    assert offered["text"] == words.say(wording, place=place)
    assert await stored_on(live, amara) == []
    await pressed(live, data_of(offered, words.say("follow_place", place=country)), offered, amara.user)
    (line,) = await scopes_of(live, amara)
    assert line.startswith("country:")


async def test_hostile_names_are_shown_as_they_are(live: Live, amara: Someone, words: ChatWords) -> None:
    sent = await amara.says(f"/subscribe {HOSTILE_NAME}")
    assert HOSTILE_NAME in sent["text"]
    assert {entity["type"] for entity in sent.get("entities", ())} <= {"bot_command"}
    unknown = await amara.says("/subscribe </a><a href='x'>Wrxzq\u202e</a>")
    assert "</a><a href='x'>Wrxzq</a>" in unknown["text"]
    for text in ("/subscribe @", "/subscribe -", "/subscribe \x00", "/subscribe " + "😀" * 90):
        await amara.says(text)


# Who may


@pytest.mark.parametrize("command", ["subscribe", "subscriptions", "unsubscribe", "preview"])
@pytest.mark.parametrize("make", [new_group, lambda: new_group(forum=True), new_basic_group])
async def test_in_groups_administrators_may(
    live: Live, words: ChatWords, make: Callable[[], dict[str, Any]], command: str
) -> None:
    group = Group(live.server, make())
    refused = words.say("administrators_only")
    assert await says(live, group.member.writes(f"/{command}")) == [refused]
    speaker = as_channel(f"/{command}", group.chat) | {
        "sender_chat": {"id": new_group()["id"], "type": "channel", "title": "x"}
    }
    assert await says(live, speaker) == [refused]
    for asked in (
        group.owner.writes(f"/{command}@cities_bot"),
        group.administrator.writes(f"/{command}"),
        anonymous(f"/{command}", group.chat),
    ):
        assert refused not in await says(live, asked)


async def test_who_was_demoted_is_refused_at_once(live: Live, server: BotApiServer, words: ChatWords) -> None:
    group = Group(server)
    former = group.administrator
    await former.says("/subscribe")
    menu = await former.says("/subscriptions")
    server.set_member(group.chat["id"], former.user["id"], "member")
    refused = words.say("administrators_only")
    for label in labels(menu):
        assert await pressed(live, data_of(menu, label), menu, former.user) == refused, label
    assert (await former.says("/unsubscribe"))["text"] == refused
    assert await scopes_of(live, group.owner) == ["all"]


async def test_a_member_cannot_choose_for_the_group(
    live: Live, server: BotApiServer, words: ChatWords
) -> None:
    group = Group(server)
    asked = await group.owner.says("/subscribe Congo")
    data = data_of(asked, labels(asked)[0])
    assert await pressed(live, data, asked, group.member.user) == words.say("administrators_only")
    assert await stored_on(live, group.owner) == []
    assert await pressed(live, data, asked, group.administrator.user) == words.say("saved")
    assert await scopes_of(live, group.owner) == ["country:CG"]


async def test_an_anonymous_administrator_subscribes_in_english(live: Live, server: BotApiServer) -> None:
    group = Group(server)
    await reactions(live, group.chat["id"], {"message": anonymous("/subscribe", group.chat)})
    (one,) = await stored_on(live, group.owner)
    assert one["language"] == "en"


@pytest.mark.parametrize(("code", "language"), [("fr", "fr"), ("fr-CA", "fr"), ("sw", "en"), (None, "en")])
async def test_announcements_come_in_the_language_of_who_subscribes(
    live: Live, amara: Someone, code: str | None, language: str
) -> None:
    amara.user["language_code"] = code
    if code is None:
        del amara.user["language_code"]
    await amara.says("/subscribe")
    (one,) = await stored_on(live, amara)
    assert one["language"] == language


async def test_neither_bots_nor_forwarded_nor_edited_messages_count(live: Live, server: BotApiServer) -> None:
    group = Group(server)
    origin = {"type": "user", "date": 1, "sender_user": group.owner.user}
    unheard = [
        group.owner.writes("/subscribe", forward_origin=origin),
        group.owner.writes("/subscribe", via_bot=OTHER_BOT),
        message("/subscribe", chat=group.chat, sender=OTHER_BOT),
        as_channel("/subscribe", group.chat, linked=True),
    ]
    assert await says(live, *unheard) == []
    before = group.owner.writes("hello")
    changes = [{"message": before}, {"edited_message": edited(before, "/subscribe")}]
    assert await reactions(live, group.chat["id"], *changes) == []
    assert await stored_on(live, group.owner) == []


async def test_running_out_of_requests_is_silent(live: Live, amara: Someone, words: ChatWords) -> None:
    told = await says(live, *(amara.writes("/subscriptions") for _ in range(12)))
    assert len(told) == 10
    menu = amara.received()[-1]
    seen = [await pressed(live, "f:0:all", menu, amara.user) for _ in range(21)]
    assert seen == [words.say("saved")] * 20 + [words.say("slow_down")]


# Topics of a forum


async def test_each_topic_has_its_own_subscription(
    live: Live, server: BotApiServer, words: ChatWords
) -> None:
    group = Group(server, new_group(forum=True))
    general, first, second = (
        Someone(server, group.chat, thread=thread, user_id=group.owner.user["id"])
        for thread in (None, 11, 12)
    )
    assert (await first.says("/subscribe Kenya"))["message_thread_id"] == 11
    await second.says("/subscribe Uganda")
    assert await scopes_of(live, general) == ["country:KE", "country:UG"]
    here = await general.says("/subscriptions")
    nothing = words.say("not_subscribed", where="here")
    assert here["text"] == f"{nothing}\n{words.say('other_topics', count=2)}"
    await general.says("/subscribe")
    (_, menu) = await first.says("/unsubscribe"), await second.says("/subscriptions")
    assert menu["text"].endswith(words.say("general_topic"))
    assert await scopes_of(live, general) == ["all", "country:UG"]


async def test_a_press_in_a_topic_is_for_the_topic(
    live: Live, server: BotApiServer, words: ChatWords
) -> None:
    group = Group(server, new_group(forum=True))
    owner = Someone(server, group.chat, thread=21, user_id=group.owner.user["id"])
    menu = await owner.says("/subscriptions")
    await pressed(live, data_of(menu, words.say("subscribe_all")), menu, owner.user)
    (one,) = await stored_on(live, owner)
    assert (one["thread_id"], one["scopes"]) == (21, "all")
    gone = inaccessible(menu)
    assert await pressed(live, "f:0:country:KE", gone, owner.user) == words.say("old_button")


# An end


async def test_choices_come_back_after_an_end(live: Live, amara: Someone, words: ChatWords) -> None:
    await amara.says("/subscribe Kenya")
    menu = await amara.says("/subscriptions")
    await pressed(live, data_of(menu, "News of the network: on"), menu, amara.user)
    ended = await amara.says("/unsubscribe")
    assert ended["text"] == words.say("unsubscribed", where="here", chat="")
    assert await scopes_of(live, amara) == []
    nothing = await amara.says("/unsubscribe")
    assert nothing["text"] == words.say("not_subscribed", where="here")
    assert labels(nothing) == [words.say("subscribe_again"), words.say("subscribe_all")]
    await pressed(live, data_of(nothing, words.say("subscribe_again")), nothing, amara.user)
    (one,) = await stored_on(live, amara)
    assert (one["scopes"], one["ended_at"]) == ("country:KE", None)
    assert one["topics"] == ["calls", "events", "members"]


async def test_places_named_after_an_end_are_all_that_is_followed(live: Live, amara: Someone) -> None:
    await amara.says("/subscribe Kenya")
    await amara.says("/unsubscribe")
    await amara.says("/subscribe Uganda")
    assert await scopes_of(live, amara) == ["country:UG"]


async def test_some_of_the_places_can_be_left(live: Live, amara: Someone, words: ChatWords) -> None:
    await amara.says("/subscribe Kenya, Chile, Uganda and Quimberley in France")
    assert (await amara.says("/unsubscribe Quimberley"))["text"] == subscribed(
        words, "Chile, Kenya and Uganda"
    )
    assert (await amara.says("/unsubscribe kenia and Japan"))["text"] == subscribed(words, "Chile and Uganda")
    assert await scopes_of(live, amara) == ["country:CL country:UG"]
    await amara.says("/unsubscribe Chile and Uganda")
    assert await scopes_of(live, amara) == []


async def test_a_pause_outlasts_a_place_that_is_left(live: Live, amara: Someone, words: ChatWords) -> None:
    await amara.says("/subscribe Kenya and Chile")
    menu = await amara.says("/subscriptions")
    await pressed(live, data_of(menu, words.say("pause")), menu, amara.user)
    left = await amara.says("/unsubscribe Kenya")
    assert left["text"] == f"{subscribed(words, 'Chile')}\n{words.say('is_paused')}"


async def test_the_whole_of_it_can_be_named_too(live: Live, amara: Someone, words: ChatWords) -> None:
    await amara.says("/subscribe Kenya and Chile")
    assert (await amara.says("/unsubscribe all"))["text"] == words.say("unsubscribed", where="here", chat="")
    assert await scopes_of(live, amara) == []


@pytest.mark.parametrize(
    ("followed", "asked", "said"),
    [
        ("Kenya and Chile", "Wrxzqvia", ("leave_unknown", {"names": "“Wrxzqvia”", "chat": ""})),
        ("Kenya and Chile", "Chile and Wrxzqvia", ("leave_unknown", {"names": "“Wrxzqvia”", "chat": ""})),
        ("Kenya and Chile", "all except Kenya", ("follow_leaves_out", {})),
        ("all", "Kenya", ("follow_leaves_out", {})),
        (
            "Africa",
            "Kenya",
            ("leave_not_followed", {"places": "Kenya", "where": "here", "followed": "Africa"}),
        ),
        ("Kenya and Chile", "Kenya " * 80, ("follow_too_long", {})),
    ],
)
async def test_what_cannot_be_left_changes_nothing(
    live: Live, amara: Someone, words: ChatWords, followed: str, asked: str, said: tuple[str, dict[str, str]]
) -> None:
    await amara.says(f"/subscribe {followed}")
    before = await scopes_of(live, amara)
    wording, values = said
    assert (await amara.says(f"/unsubscribe {asked}"))["text"] == words.say(wording, **values)
    assert await scopes_of(live, amara) == before


async def test_where_nothing_was_subscribed_that_is_said(
    live: Live, amara: Someone, words: ChatWords
) -> None:
    for command in ("/unsubscribe", "/subscriptions"):
        sent = await amara.says(command)
        assert sent["text"] == words.say("not_subscribed", where="here")
        assert labels(sent) == [words.say("subscribe_all")]
    await pressed(live, data_of(sent, words.say("subscribe_all")), sent, amara.user)
    assert await scopes_of(live, amara) == ["all"]


# Forged and stale buttons


@pytest.mark.parametrize(
    "data",
    [
        *(
            "f:0:",
            "f:0:country:XX",
            "f:0:city:atlantis",
            "f:0:region:mars",
            "f:0:ALL",
            "f:x:all",
            "f:0:__class__",
        ),
        *(
            "e:0:with:news",
            "e:99999999:end:",
            "e:-1:end:",
            "e:1:__init__:",
            "u:",
            "u:x",
            "u:-5",
            "f:0:country:KE:x",
        ),
    ],
)
async def test_forged_data_does_nothing(live: Live, amara: Someone, data: str) -> None:
    menu = await amara.says("/subscriptions")
    await pressed(live, data, menu, amara.user)
    assert await stored_on(live, amara) == []


async def test_the_number_of_another_chat_gives_no_right_to_it(
    live: Live, amara: Someone, words: ChatWords
) -> None:
    other = Someone(live.server)
    await other.says("/subscribe Kenya")
    theirs = await other.says("/subscriptions")
    mine = await amara.says("/subscriptions")
    for label in labels(theirs):
        notice = await pressed(live, data_of(theirs, label), mine, amara.user)
        assert notice == words.say("administrators_only"), "nothing is told of whose number it is"
    (one,) = await stored_on(live, other)
    assert (one["ended_at"], one["paused_at"], one["scopes"]) == (None, None, "country:KE")
    assert len(one["topics"]) == 4 and not one["silent"]


async def test_a_button_without_a_chat_does_nothing(live: Live, words: ChatWords) -> None:
    amara = person(75_001)
    for data in ("f:0:all", "e:1:end:", "u:1"):
        query = press_inline(data, sender=amara)
        await reactions(live, 75_001, {"callback_query": query})
