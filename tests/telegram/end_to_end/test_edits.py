"""An edited question changes its answer."""

from __future__ import annotations

import asyncio

import pytest
from bot_api_server import BotApiServer, Fault
from people import SILENCE_SECONDS, Someone, new_group

from bot.engine import Engine


async def test_the_answer_follows_the_edited_question(server: BotApiServer, engine: Engine) -> None:
    amara = Someone(server)
    asked = amara.writes("Is Lusaka a learning city?")
    answer = await amara.gets(message=asked)
    await amara.edits(asked, "Is Cork a learning city?")
    expected = engine.ask("Is Cork a learning city?").text
    await server.wait_until(lambda: answer["text"] == expected, "the new answer")
    assert len(amara.received()) == 1


async def test_a_follow_up_goes_on_from_the_edited_question(server: BotApiServer) -> None:
    amara = Someone(server)
    asked = amara.writes("Is Lusaka a learning city?")
    answer = await amara.gets(message=asked)
    await amara.edits(asked, "Is Cork a learning city?")
    await server.wait_until(lambda: "Cork" in answer["text"], "the new answer")
    assert "Cork" in (await amara.says("when did it join?"))["text"]


async def test_an_edited_command_changes_its_answer(server: BotApiServer) -> None:
    amara = Someone(server, new_group())
    asked = amara.writes("/ask Is Lusaka a learning city?")
    answer = await amara.gets(message=asked)
    await amara.edits(asked, "/ask Is Cork a learning city?")
    await server.wait_until(lambda: "Cork" in answer["text"], "the new answer")


@pytest.mark.parametrize(
    ("first", "second", "shown"),
    [
        ("/nearby Graz", "/nearby Vienna", "Bratislava"),
        ("/country kenia", "/country Chile", "Chile"),
        ("/city\nLusaka", "/city\nCork", "Cork"),
    ],
)
async def test_an_edited_command_stays_the_command(
    server: BotApiServer, first: str, second: str, shown: str
) -> None:
    amara = Someone(server)
    asked = amara.writes(first)
    answer = await amara.gets(message=asked)
    await amara.edits(asked, second)
    await server.wait_until(lambda: shown in answer["text"], "the new answer")


async def test_an_older_question_that_is_edited_does_not_turn_the_conversation_back(
    server: BotApiServer,
) -> None:
    amara = Someone(server)
    asked = amara.writes("Is Lusaka a learning city?")
    answer = await amara.gets(message=asked)
    await amara.says("Is Swansea a learning city?")
    await amara.edits(asked, "Is Nairobi a learning city?")
    await server.wait_until(lambda: "Nairobi" in answer["text"], "the new answer")
    assert "Swansea" in (await amara.says("when did it join?"))["text"]


async def test_an_edit_after_the_answer_was_deleted_is_no_fault(server: BotApiServer) -> None:
    amara = Someone(server)
    asked = amara.writes("Is Lusaka a learning city?")
    await amara.gets(message=asked)
    server.fail("editMessageText", Fault(400, "Bad Request: message to edit not found"))
    edits = len(server.called("editMessageText"))
    await amara.edits(asked, "Is Cork a learning city?")
    await server.wait_for("editMessageText", edits + 1)


async def test_an_edit_that_changes_nothing_is_no_error(server: BotApiServer) -> None:
    amara = Someone(server)
    asked = amara.writes("Is Lusaka a learning city?")
    await amara.gets(message=asked)
    edits = len(server.called("editMessageText"))
    await amara.edits(asked, "is lusaka a learning city")
    await server.wait_for("editMessageText", edits + 1)
    assert "Harare" in (await amara.says("and Harare?"))["text"]


async def test_edits_of_what_was_not_answered_are_left_alone(server: BotApiServer) -> None:
    amara = Someone(server, new_group())
    for text in ("good morning all", "/settings", "/start"):
        asked = amara.writes(text)
        await server.push(message=asked)
        await asyncio.sleep(SILENCE_SECONDS)
        before = len(amara.received())
        edits = len(server.called("editMessageText"))
        await amara.edits(asked, "/ask Is Lusaka a learning city?")
        await asyncio.sleep(SILENCE_SECONDS)
        assert len(amara.received()) == before
        assert len(server.called("editMessageText")) == edits
