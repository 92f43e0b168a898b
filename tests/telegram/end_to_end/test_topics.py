"""Topics of a forum: answers stay where the question was asked."""

from __future__ import annotations

import pytest
from bot_api_server import BotApiServer, Fault
from living import Live
from people import Someone, labels, new_group
from reactions import handle, reactions, says
from updates import BOT, anonymous, message, person, reply

LUSAKA = "Is Lusaka a learning city?"
TOPIC = 77


@pytest.fixture
def amara(server: BotApiServer) -> Someone:
    """Somebody in a topic of a forum."""
    return Someone(server, new_group(forum=True), thread=TOPIC)


@pytest.mark.parametrize(
    "text",
    [f"/ask {LUSAKA}", f"@cities_bot {LUSAKA}", "/start@cities_bot", "/country", "/privacy", "@cities_bot"],
)
async def test_the_answer_comes_in_the_same_topic(amara: Someone, text: str) -> None:
    sent = await amara.says(text)
    assert sent["message_thread_id"] == TOPIC
    assert amara.server.called("sendMessage")[-1]["message_thread_id"] == TOPIC


async def test_a_reply_and_a_press_are_answered_in_the_same_topic(amara: Someone) -> None:
    welcome = await amara.says("/start")
    answer = await amara.presses(welcome, labels(welcome)[0])
    assert answer["message_thread_id"] == TOPIC
    assert (await amara.replies(answer, "and Harare?"))["message_thread_id"] == TOPIC


async def test_an_administrator_sets_up_and_exports_in_the_same_topic(amara: Someone) -> None:
    lines = ("/settings", "/export")
    sent = [
        await amara.gets(message=anonymous(line, amara.chat, message_thread_id=TOPIC, is_topic_message=True))
        for line in lines
    ]
    assert [one["message_thread_id"] for one in sent] == [TOPIC, TOPIC]


async def test_the_general_topic_has_no_number(server: BotApiServer) -> None:
    amara = Someone(server, new_group(forum=True))
    sent = await amara.says(f"/ask {LUSAKA}")
    assert "message_thread_id" not in sent
    assert "message_thread_id" not in server.called("sendMessage")[-1]


@pytest.mark.parametrize("forum", [False, True])
async def test_a_chain_of_replies_is_no_topic(server: BotApiServer, forum: bool) -> None:
    amara = Someone(server, new_group(forum=forum))
    first = await amara.says(f"/ask {LUSAKA}")
    chained = reply("and Harare?", first, amara.user, message_thread_id=first["message_id"])
    sent = await amara.gets(message=chained)
    assert "Harare" in sent["text"]
    assert "message_thread_id" not in server.called("sendMessage")[-1]


async def test_a_message_in_a_topic_that_it_opened_is_no_reply_to_it(live: Live) -> None:
    chat = new_group(forum=True)
    opened = message(
        None,
        chat=chat,
        sender=BOT,
        thread=TOPIC,
        forum_topic_created={"name": "Cities", "icon_color": 7322096},
    )
    assert await says(live, reply(LUSAKA, opened, person(72_001))) == []


async def test_each_topic_has_its_own_conversation(server: BotApiServer) -> None:
    amara = Someone(server, new_group(forum=True), thread=TOPIC)
    elsewhere = Someone(server, amara.chat, thread=78, user_id=amara.user["id"])
    await amara.says("/ask Learning cities in Kenya")
    await elsewhere.says("/ask Learning cities in Ghana")
    assert "Ghana" not in (await amara.says("@cities_bot how many are there?"))["text"]


async def test_from_a_closed_topic_the_answer_goes_to_the_general_one_once(
    live: Live, amara: Someone
) -> None:
    closed = message(None, chat=amara.chat, thread=TOPIC, forum_topic_closed={})
    question = amara.writes(f"/ask {LUSAKA}")
    await live.server.push(message=amara.writes("hello"))
    (sent,) = await reactions(live, amara.chat["id"], {"message": closed}, {"message": question})
    assert "Lusaka" in sent["text"]
    call = live.server.called("sendMessage")[-1]
    assert "message_thread_id" not in call
    # Telegram would put a reply into the topic of what it replies to.
    assert "reply_parameters" not in call


async def test_from_a_deleted_topic_the_answer_goes_to_the_general_one_once(
    live: Live, amara: Someone
) -> None:
    gone = Fault(400, "Bad Request: message thread not found")
    live.server.fail("sendMessage", gone, chat_id=amara.chat["id"])
    (sent,) = await reactions(live, amara.chat["id"], {"message": amara.writes(f"/ask {LUSAKA}")})
    assert "Lusaka" in sent["text"]
    assert "message_thread_id" not in live.server.called("sendMessage")[-1]


async def test_where_the_general_topic_is_closed_too_it_gives_up(live: Live, amara: Someone) -> None:
    server = live.server
    server.fail_always("sendMessage", Fault(400, "Bad Request: TOPIC_CLOSED"), chat_id=amara.chat["id"])
    before = len(server.called("sendMessage"))
    await handle(live, {"message": amara.writes(f"/ask {LUSAKA}")})
    assert amara.received() == []
    assert len(server.called("sendMessage")) - before == 2


async def test_opening_and_closing_topics_gets_no_reaction(live: Live) -> None:
    chat = new_group(forum=True)
    service = (
        {"forum_topic_created": {"name": LUSAKA, "icon_color": 7322096}},
        {"forum_topic_edited": {"name": "Learning cities"}},
        {"forum_topic_closed": {}},
        {"forum_topic_reopened": {}},
        {"general_forum_topic_hidden": {}},
    )
    assert await says(live, *(message(None, chat=chat, thread=TOPIC, **one) for one in service)) == []
