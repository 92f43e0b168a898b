"""Among people in a group: heard when addressed, silent otherwise."""

from __future__ import annotations

from typing import Any

import pytest
from bot_api_server import BotApiServer
from living import Live
from people import Someone, data_of, labels, new_basic_group, new_group
from reactions import notices, reactions, says
from updates import (
    BOT,
    OTHER_BOT,
    anonymous,
    as_channel,
    channel,
    edited,
    message,
    person,
    post,
    press,
    reply,
    text_mention,
)

from bot.chat_words import ChatWords
from bot.engine import Engine

ON_SUBSCRIPTIONS = ("subscribe", "subscriptions", "unsubscribe", "preview")
LUSAKA = "Is Lusaka a learning city?"
MEMBERS_COMMANDS = ("start", "ask", "city", "country", "new", "stats", "nearby", "random", "sources", "help")
IDLE_TALK = (
    "Good morning everybody",
    "Lusaka",
    LUSAKA,
    "who knows how many learning cities there are?",
    "thanks",
    "/roll 20",
    "/ask@weather_bot Is it raining in Lusaka?",
    "/settings@weather_bot",
    "mail me@cities_bot.org about Lusaka",
    "@cities_bots is Lusaka a learning city?",
)


@pytest.fixture(params=["supergroup", "basic group", "forum"])
def chat(request: pytest.FixtureRequest) -> dict[str, Any]:
    """A group of each kind."""
    if request.param == "basic group":
        return new_basic_group()
    return new_group(forum=request.param == "forum")


@pytest.mark.parametrize("name", ["", "@cities_bot", "@Cities_Bot"])
async def test_a_command_is_answered_with_and_without_the_name(
    server: BotApiServer, engine: Engine, chat: dict[str, Any], name: str
) -> None:
    amara = Someone(server, chat)
    asked = amara.writes(f"/ask{name} {LUSAKA}")
    sent = await amara.gets(message=asked)
    assert sent["text"] == engine.ask(LUSAKA).text
    assert sent["reply_to_message"]["message_id"] == asked["message_id"]


@pytest.mark.parametrize("line", [f"/ask@cities_bot\n{LUSAKA}", "/city\nLusaka", "/new\nplease"])
async def test_a_command_may_be_followed_by_a_new_line(live: Live, words: ChatWords, line: str) -> None:
    (said,) = await says(live, message(line, chat=new_group()))
    assert said != words.say("failed")


async def test_every_command_is_answered_in_a_group(live: Live, words: ChatWords) -> None:
    chat = new_group()
    lines = [f"/{name}@cities_bot" for name in (*MEMBERS_COMMANDS, "privacy")]
    # Two people, for the courtesy limit of one is lower.
    said = (message(line, chat=chat, sender=person(71_001 + number % 2)) for number, line in enumerate(lines))
    texts = await says(live, *said)
    assert len(texts) == len(lines)
    by_command = dict(zip(MEMBERS_COMMANDS, texts, strict=False))
    assert by_command["start"] == words.say("welcome")
    for name in ("ask", "city", "country", "nearby"):
        assert by_command[name] == words.say(f"{name}_hint")
    assert texts[-1] == words.say("privacy")


async def test_a_deep_link_into_a_group_is_answered(server: BotApiServer) -> None:
    sent = await Someone(server, new_group()).says("/start@cities_bot city_lusaka-zm")
    assert "Lusaka" in sent["text"]


async def test_it_is_silent_otherwise(live: Live, chat: dict[str, Any]) -> None:
    assert await says(live, *(message(text, chat=chat) for text in IDLE_TALK)) == []


async def test_it_is_as_silent_as_an_administrator(live: Live, chat: dict[str, Any]) -> None:
    live.server.set_member(chat["id"], BOT["id"], "administrator")
    assert await says(live, *(message(text, chat=chat) for text in IDLE_TALK)) == []


async def test_what_has_no_words_gets_no_reaction(live: Live, chat: dict[str, Any]) -> None:
    thing = {"file_id": "x", "file_unique_id": "y"}
    contents: list[dict[str, Any]] = [
        {"voice": thing | {"duration": 2}},
        {
            "sticker": thing
            | {"type": "regular", "width": 9, "height": 9, "is_animated": False, "is_video": False}
        },
        {"location": {"latitude": -15.4, "longitude": 28.3}},
        {"dice": {"emoji": "🎲", "value": 4}},
        {"new_chat_members": [person(71_002)]},
        {"left_chat_member": person(71_002)},
        {"pinned_message": message(LUSAKA, chat=chat)},
        {"new_chat_title": "Is Lusaka a learning city?"},
        {"photo": [thing | {"width": 9, "height": 9}], "caption": LUSAKA},
    ]
    assert await says(live, *(message(None, chat=chat, **content) for content in contents)) == []


@pytest.mark.parametrize(
    "text",
    [
        f"@cities_bot {LUSAKA}",
        f"@Cities_Bot, {LUSAKA}",
        "Is Lusaka, @cities_bot, a learning city?",
        f"{LUSAKA} @cities_bot",
        "👩‍🏫🇿🇲 @cities_bot: is Lusaka a learning city?",
    ],
)
async def test_a_mention_is_heard_wherever_it_stands(server: BotApiServer, engine: Engine, text: str) -> None:
    sent = await Someone(server, new_group()).says(text)
    assert sent["text"] == engine.ask(LUSAKA).text


async def test_a_mention_by_link_is_heard(server: BotApiServer, engine: Engine) -> None:
    amara = Someone(server, new_group())
    linked = text_mention(
        "Learning Cities, is Lusaka one of the Learning Cities?", "Learning Cities", chat=amara.chat
    )
    assert (await amara.gets(message=linked))["text"] == engine.ask(
        "is Lusaka one of the Learning Cities?"
    ).text


async def test_a_link_to_somebody_else_is_no_mention(live: Live) -> None:
    asked = text_mention(f"Bo, {LUSAKA}", "Bo", person(71_003, "Bo"), chat=new_group())
    assert await says(live, asked) == []


async def test_a_mention_under_a_picture_is_heard(server: BotApiServer) -> None:
    amara = Someone(server, new_group())
    caption = f"@cities_bot {LUSAKA}"
    marks = [{"type": "mention", "offset": 0, "length": 11}]
    picture = [{"file_id": "x", "file_unique_id": "y", "width": 9, "height": 9}]
    sent = await amara.says(None, photo=picture, caption=caption, caption_entities=marks)
    assert "Lusaka" in sent["text"]


@pytest.mark.parametrize("text", ["@cities_bot", "@cities_bot!", "@cities_bot ?", "👋 @cities_bot"])
async def test_the_bare_name_gets_a_hint(server: BotApiServer, words: ChatWords, text: str) -> None:
    sent = await Someone(server, new_group()).says(text)
    assert sent["text"] == words.say("group_hint")


async def test_the_name_in_reply_to_a_question_asks_that_question(
    server: BotApiServer, engine: Engine
) -> None:
    amara = Someone(server, new_group())
    bo = Someone(server, amara.chat, first_name="Bo")
    question = amara.writes(LUSAKA)
    sent = await bo.gets(message=reply("@cities_bot", question, bo.user))
    assert sent["text"] == engine.ask(LUSAKA).text


async def test_the_name_in_reply_to_a_selected_part_asks_that_part(
    server: BotApiServer, engine: Engine
) -> None:
    amara = Someone(server, new_group())
    long_message = amara.writes(f"I was in Nairobi. {LUSAKA} I wonder.")
    quote = {"text": LUSAKA, "position": 18, "is_manual": True}
    sent = await amara.gets(message=reply("@cities_bot", long_message, amara.user, quote=quote))
    assert sent["text"] == engine.ask(LUSAKA).text


async def test_a_mention_that_is_not_understood_is_answered_all_the_same(server: BotApiServer) -> None:
    sent = await Someone(server, new_group()).says("@cities_bot how do I bake bread")
    assert sent["text"]


async def test_a_reply_to_the_bot_is_a_question(server: BotApiServer) -> None:
    amara = Someone(server, new_group())
    sent = await amara.says(f"/ask {LUSAKA}")
    asked = reply("and Harare?", sent, amara.user)
    answer = await amara.gets(message=asked)
    assert "Harare" in answer["text"]
    assert answer["reply_to_message"]["message_id"] == asked["message_id"]


async def test_others_may_reply_to_the_bot_too(server: BotApiServer) -> None:
    amara = Someone(server, new_group())
    bo = Someone(server, amara.chat, first_name="Bo")
    sent = await amara.says(f"/ask {LUSAKA}")
    assert "Nairobi" in (await bo.replies(sent, "Is Nairobi a learning city?"))["text"]


async def test_small_talk_below_its_messages_is_left_alone(live: Live) -> None:
    amara = Someone(live.server, new_group())
    sent = await amara.says(f"/ask {LUSAKA}")
    talk = ("we should meet on Tuesday", "😂", "he told me so yesterday", "+1", "great news for Cork!")
    assert await says(live, *(reply(text, sent, amara.user) for text in talk)) == []


async def test_a_reply_to_somebody_else_is_left_alone(live: Live) -> None:
    first = message("Where shall we go?", chat=new_group())
    assert await says(live, first, reply(LUSAKA, first, person(71_004))) == []


@pytest.mark.parametrize(
    ("name", "words_given", "told"),
    [
        ("ask", LUSAKA, "Lusaka"),
        ("city", "Lusaka", "Lusaka"),
        ("country", "Kenya", "Kenya"),
        ("nearby", "Vienna", "Bratislava"),
    ],
)
async def test_a_command_without_words_asks_for_them(
    server: BotApiServer, words: ChatWords, name: str, words_given: str, told: str
) -> None:
    amara = Someone(server, new_group())
    hint = await amara.says(f"/{name}@cities_bot")
    assert hint["text"] == words.say(f"{name}_hint")
    prompt = server.called("sendMessage")[-1]["reply_markup"]
    assert prompt == {"force_reply": True, "selective": True}
    assert told in (await amara.replies(hint, words_given))["text"]


@pytest.mark.parametrize("name", ["ask", "city", "country", "nearby"])
async def test_a_reply_to_what_it_asked_is_never_passed_over(server: BotApiServer, name: str) -> None:
    amara = Someone(server, new_group())
    hint = await amara.says(f"/{name}")
    assert (await amara.replies(hint, "qwrtzp"))["text"]


async def test_two_people_in_a_group_do_not_share_a_conversation(server: BotApiServer) -> None:
    amara = Someone(server, new_group())
    bo = Someone(server, amara.chat, first_name="Bo")
    await amara.says("/ask Learning cities in Kenya")
    await bo.says("/ask Learning cities in Ghana")
    answer = await amara.says("@cities_bot how many are there?")
    assert "Ghana" not in answer["text"]


async def test_others_may_press_the_buttons(live: Live) -> None:
    amara = Someone(live.server, new_group())
    bo = Someone(live.server, amara.chat, first_name="Bo")
    welcome = await amara.says("/start@cities_bot")
    label = labels(welcome)[0]
    pressed = press(data_of(welcome, label), welcome, bo.user)
    (sent,) = await reactions(live, amara.chat["id"], {"callback_query": pressed})
    assert "Lusaka" in sent["text"]
    assert notices(live.server, pressed["id"]) == [None]


@pytest.mark.parametrize("text", [*IDLE_TALK, "/start", "/settings@cities_bot", f"@cities_bot {LUSAKA}"])
async def test_bots_are_never_answered(live: Live, text: str) -> None:
    chat = new_group()
    first = message("Lusaka is one.", chat=chat, sender=BOT)
    said = (
        message(text, chat=chat, sender=OTHER_BOT),
        message(text, chat=chat, sender=BOT),
        message(text, chat=chat, sender=person(71_005), via_bot=OTHER_BOT),
        message(text, chat=chat, sender=person(71_005), via_bot=BOT),
        reply(text, first, OTHER_BOT),
    )
    assert await says(live, *said) == []


async def test_posts_of_the_linked_channel_are_never_answered(live: Live) -> None:
    chat = new_group()
    lines = ["/start", "/settings", "/delete@cities_bot", f"@cities_bot {LUSAKA}", LUSAKA]
    assert await says(live, *(as_channel(line, chat, linked=True) for line in lines)) == []


async def test_channel_posts_get_no_reaction_save_the_commands_on_subscriptions(
    live: Live, words: ChatWords
) -> None:
    news = channel(-1_009_000_000_001)
    live.server.set_member(news["id"], live.server.me["id"], "administrator", can_post_messages=True)
    lines = [*IDLE_TALK, f"@cities_bot {LUSAKA}", "/unanswered"]
    others = [name for name in words.commands if name not in ON_SUBSCRIPTIONS]
    assert len(others) == len(words.commands) - len(ON_SUBSCRIPTIONS)
    lines += [f"/{name}{named}" for name in others for named in ("", "@cities_bot", " Lusaka")]
    posts = [post(line, news) for line in lines] + [post(None, news, new_chat_title="City news")]
    updates = [{"channel_post": one} for one in posts]
    updates += [{"edited_channel_post": edited(one, LUSAKA)} for one in posts[:3]]
    assert await reactions(live, news["id"], *updates) == []


async def test_an_anonymous_administrator_may_ask(server: BotApiServer, engine: Engine) -> None:
    amara = Someone(server, new_group())
    sent = await amara.gets(message=anonymous(f"/ask {LUSAKA}", amara.chat))
    assert sent["text"] == engine.ask(LUSAKA).text
    follow_up = anonymous("and Harare?", amara.chat, reply_to_message=sent)
    assert "Harare" in (await amara.gets(message=follow_up))["text"]


async def test_who_writes_as_a_channel_may_ask(server: BotApiServer, engine: Engine) -> None:
    amara = Someone(server, new_group())
    sent = await amara.gets(message=as_channel(f"@cities_bot {LUSAKA}", amara.chat))
    assert sent["text"] == engine.ask(LUSAKA).text


async def test_everything_works_with_privacy_mode_on(server: BotApiServer) -> None:
    amara = Someone(server, new_group())
    server.privacy_mode = True
    try:
        welcome = await amara.says("/start@cities_bot")
        assert "Lusaka" in (await amara.presses(welcome, labels(welcome)[0]))["text"]
        hint = await amara.says("/country@cities_bot")
        kenya = await amara.replies(hint, "Kenya")
        assert "Kenya" in kenya["text"]
        assert "Ghana" in (await amara.replies(kenya, "and Ghana?"))["text"]
    finally:
        server.privacy_mode = False


async def test_an_edited_question_changes_its_answer_in_a_group(live: Live) -> None:
    amara = Someone(live.server, new_group())
    asked = amara.writes(f"@cities_bot {LUSAKA}")
    sent = await amara.gets(message=asked)
    changed = edited(asked, "@cities_bot Is Nairobi a learning city?")
    assert await reactions(live, amara.chat["id"], {"edited_message": changed}) == []
    assert "Nairobi" in sent["text"]


async def test_editing_in_the_name_or_a_command_does_nothing(live: Live) -> None:
    idle = message("Good morning", chat=new_group())
    updates: list[dict[str, Any]] = [{"message": idle}]
    updates += [
        {"edited_message": edited(idle, text)}
        for text in (f"@cities_bot {LUSAKA}", "/start", "/settings", "/delete@cities_bot")
    ]
    assert await reactions(live, idle["chat"]["id"], *updates) == []
