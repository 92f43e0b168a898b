"""A person alone with the bot: any text is a question, and every command answers."""

from __future__ import annotations

from typing import Any

import pytest
from bot_api_server import BotApiServer
from harness import HOSTILE_NAME
from people import Someone, labels

from bot.chat_words import ChatWords
from bot.engine import Engine


async def test_any_text_is_a_question(server: BotApiServer, engine: Engine) -> None:
    amara = Someone(server)
    sent = await amara.says("Is Lusaka a learning city?")
    assert sent["text"] == engine.ask("Is Lusaka a learning city?").text
    call = server.called("sendMessage")[-1]
    assert call["parse_mode"] == "HTML"
    assert call["link_preview_options"] == {"is_disabled": True}
    assert "reply_parameters" not in call


async def test_a_follow_up_is_understood(server: BotApiServer) -> None:
    amara = Someone(server)
    await amara.says("Is Lusaka a learning city?")
    assert "Harare" in (await amara.says("and Harare?"))["text"]


async def test_people_do_not_share_a_conversation(server: BotApiServer) -> None:
    amara, bo = Someone(server), Someone(server)
    await amara.says("Is Lusaka a learning city?")
    assert "December 2025" not in (await bo.says("when?"))["text"]


@pytest.mark.parametrize(
    "question",
    ["北京", "Хиросима", "is bueno aires in", "african capitals since 2022?", "kenya how many", "thanks"],
)
async def test_what_the_engine_says_is_what_is_sent(
    server: BotApiServer, engine: Engine, question: str
) -> None:
    assert (await Someone(server).says(question))["text"] == engine.ask(question).text


async def test_a_caption_is_a_question_too(server: BotApiServer, engine: Engine) -> None:
    photo = {"file_id": "a", "file_unique_id": "b", "width": 90, "height": 90}
    sent = await Someone(server).says(None, photo=[photo], caption="Is Lusaka a learning city?")
    assert sent["text"] == engine.ask("Is Lusaka a learning city?").text


WORDLESS: dict[str, dict[str, Any]] = {
    "voice": {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 2}},
    "sticker": {
        "sticker": {
            "file_id": "a",
            "file_unique_id": "b",
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
        }
    },
    "poll": {
        "poll": {
            "id": "1",
            "question": "Tea?",
            "options": [{"persistent_id": "0", "text": "Yes", "voter_count": 0}],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        }
    },
    "contact": {"contact": {"phone_number": "1", "first_name": "Bo"}},
    "photo": {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 90, "height": 90}]},
}


@pytest.mark.parametrize("kind", WORDLESS)
async def test_what_has_no_words_gets_a_kind_line(server: BotApiServer, words: ChatWords, kind: str) -> None:
    sent = await Someone(server).says(None, **WORDLESS[kind])
    assert sent["text"] == words.say("only_text")


async def test_a_pinned_message_is_no_question(server: BotApiServer) -> None:
    amara = Someone(server)
    await amara.hears_nothing(message=amara.writes(None, pinned_message=amara.writes("Lusaka")))


async def test_start_welcomes_with_three_examples_to_tap(server: BotApiServer, words: ChatWords) -> None:
    amara = Someone(server)
    welcome = await amara.says("/start")
    assert welcome["text"] == words.say("welcome")
    assert labels(welcome) == list(words.lists["start_examples"])
    for label in labels(welcome):
        assert "(as of " in (await amara.presses(welcome, label))["text"]


@pytest.mark.parametrize(
    ("payload", "asked"),
    [("city_lusaka-zm", "Is Lusaka a learning city?"), ("country_KE", "Kenya"), ("country_ke", "Kenya")],
)
async def test_a_deep_link_opens_on_its_place(
    server: BotApiServer, engine: Engine, payload: str, asked: str
) -> None:
    sent = await Someone(server).says(f"/start {payload}")
    assert sent["text"] == engine.ask(asked).text


@pytest.mark.parametrize(
    "payload",
    ["", "inline", "city_", "city_atlantis-xx", "country_XX", "city_../../x", "<b>", "_" * 64, "city_Lusaka"],
)
async def test_a_link_that_leads_nowhere_is_a_plain_start(
    server: BotApiServer, words: ChatWords, payload: str
) -> None:
    assert (await Someone(server).says(f"/start {payload}"))["text"] == words.say("welcome")


@pytest.mark.parametrize(
    ("command", "asked"),
    [
        ("/help", "help"),
        ("/ask Is Lusaka a learning city?", "Is Lusaka a learning city?"),
        ("/city Lusaka", "Lusaka"),
        ("/city is bueno aires in", "is bueno aires in"),
        ("/country Kenya", "learning cities in Kenya"),
        ("/new", "which cities joined in the latest round"),
        ("/stats", "how many learning cities are there"),
        ("/nearby Vienna", "closest learning city to Vienna"),
        ("/sources", "what are your sources"),
        ("/NEW", "which cities joined in the latest round"),
    ],
)
async def test_a_command_asks_its_question(
    server: BotApiServer, engine: Engine, command: str, asked: str
) -> None:
    sent = await Someone(server).says(command)
    first_lines = engine.ask(asked).text.split("\n")[:2]
    assert sent["text"].split("\n")[: len(first_lines)] == first_lines


@pytest.mark.parametrize("name", ["ask", "city", "country"])
async def test_a_command_that_lacks_its_words_asks_for_them(
    server: BotApiServer, words: ChatWords, name: str
) -> None:
    amara = Someone(server)
    sent = await amara.says(f"/{name}")
    assert sent["text"] == words.say(f"{name}_hint")
    assert server.called("sendMessage")[-1]["reply_markup"]["force_reply"] is True
    assert "Lusaka" in (await amara.replies(sent, "Lusaka"))["text"]


async def test_nearby_offers_to_share_the_location(server: BotApiServer, words: ChatWords) -> None:
    amara = Someone(server)
    sent = await amara.says("/nearby")
    assert sent["text"] == words.say("nearby_private")
    ((button,),) = server.called("sendMessage")[-1]["reply_markup"]["keyboard"]
    assert button["request_location"] is True
    assert "Bratislava" in (await amara.says("Vienna"))["text"]


async def test_a_shared_location_gets_the_nearest_members(server: BotApiServer) -> None:
    sent = await Someone(server).says(None, location={"latitude": 48.2, "longitude": 16.37})
    assert "Bratislava" in sent["text"]
    assert "(as of " in sent["text"]
    assert "48.2" not in sent["text"]


async def test_a_location_that_moves_is_answered_once(server: BotApiServer) -> None:
    amara = Someone(server)
    live = amara.writes(None, location={"latitude": 48.2, "longitude": 16.37, "live_period": 900})
    await amara.gets(message=live)
    await amara.hears_nothing(edited_message=live | {"edit_date": live["date"] + 5})


async def test_random_shows_a_member(server: BotApiServer, engine: Engine) -> None:
    names = {city.name for city in engine.dataset.members}
    sent = await Someone(server).says("/random")
    assert any(name in sent["text"] for name in names)
    assert "Source" in sent["text"]


@pytest.mark.parametrize("text", ["/frobnicate", "/stop", "/start@other_bot", "/askIs Lusaka one?"])
async def test_an_unknown_command_gets_a_kind_line(server: BotApiServer, words: ChatWords, text: str) -> None:
    assert (await Someone(server).says(text))["text"] == words.say("unknown_command")


async def test_a_command_may_stand_in_a_caption(server: BotApiServer) -> None:
    photo = {"file_id": "a", "file_unique_id": "b", "width": 90, "height": 90}
    sent = await Someone(server).says(None, photo=[photo], caption="/nearby Vienna")
    assert "Bratislava" in sent["text"]


async def test_a_command_asks_its_own_question_whatever_went_before(server: BotApiServer) -> None:
    amara = Someone(server)
    await amara.says("/nearby Vienna")
    assert (await amara.says("/city Nairobi"))["text"].startswith("Yes. Nairobi")


async def test_an_album_is_one_message(server: BotApiServer, words: ChatWords) -> None:
    amara = Someone(server)
    photo = {"file_id": "a", "file_unique_id": "b", "width": 90, "height": 90}
    album = [amara.writes(None, photo=[photo], media_group_id="77") for _ in range(3)]
    assert (await amara.gets(message=album[0]))["text"] == words.say("only_text")
    for further in album[1:]:
        await amara.hears_nothing(message=further)


async def test_a_long_message_is_read_in_part_and_that_is_said(
    server: BotApiServer, words: ChatWords
) -> None:
    sent = await Someone(server).says("Is Lusaka a learning city?" + " please tell me" * 40)
    assert sent["text"].startswith(words.say("too_long"))


async def test_a_reply_goes_on_from_what_it_replies_to(server: BotApiServer) -> None:
    amara = Someone(server)
    lusaka = await amara.says("Is Lusaka a learning city?")
    await amara.says("Is Cork a learning city?")
    assert "Lusaka" in (await amara.replies(lusaka, "when did it join?"))["text"]


@pytest.mark.parametrize(
    ("command", "begins"),
    [("/new 2019", "11 learning cities"), ("/stats Africa", "")],
)
async def test_words_behind_a_command_narrow_it(server: BotApiServer, command: str, begins: str) -> None:
    sent = await Someone(server).says(command)
    assert "2019" in sent["text"] or "Africa" in sent["text"]


async def test_a_name_in_the_data_that_looks_like_html_is_shown_as_it_is(server: BotApiServer) -> None:
    sent = await Someone(server).says("Is Zorbin b Sons b a learning city?")
    assert HOSTILE_NAME in sent["text"]
    assert "&lt;b&gt;&amp;" in server.called("sendMessage")[-1]["text"]


@pytest.mark.parametrize(
    "typed", ["<b>Tom & Jerry</b>", 'a<b>&"c', "</a><a href=x>", "&amp;&lt;", "1 < 2 > 0", "<tg-spoiler>Q"]
)
async def test_what_looks_like_html_is_shown_as_typed(
    server: BotApiServer, engine: Engine, typed: str
) -> None:
    question = f"Is {typed} a learning city?"
    assert (await Someone(server).says(question))["text"] == engine.ask(question).text


@pytest.mark.parametrize(
    "typed",
    [
        "Is \u202eLusaka\u202c a learning city?",
        "a" * 4096,
        "🙂" * 2000,
        "((((" * 900,
        "\x00\x01 Lusaka",
        "ك" * 4000,
        "़" * 3000,
    ],
    ids=["override", "letters", "emoji", "brackets", "controls", "arabic", "marks"],
)
async def test_odd_input_gets_an_answer(server: BotApiServer, typed: str) -> None:
    sent = await Someone(server).says(typed)
    assert "\u202e" not in sent["text"]


async def test_a_first_name_that_looks_like_html_does_no_harm(server: BotApiServer) -> None:
    await Someone(server, first_name="</a><a href=x>\u202e").says("/start")


async def test_a_conversation_goes_on_from_a_link(server: BotApiServer) -> None:
    amara = Someone(server)
    await amara.says("/start city_lusaka-zm")
    assert "December 2025" in (await amara.says("when did it join?"))["text"]
