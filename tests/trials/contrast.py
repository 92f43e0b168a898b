"""The naive loop under the same faults and kills: how many chats got it twice, and how many not at all."""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bot_api_server import BotApiServer

from tests.trials.dice import Dice
from tests.trials.population import introduce, make_places
from tests.trials.trial import LONGEST_SECONDS, Plan

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Contrast:
    """What the naive loop did."""

    places: int
    messages: int
    twice: int
    never: int
    """Places that were in reach and got nothing."""


async def carry_out_naively(plan: Plan, folder: Path) -> Contrast:
    """Let the naive loop send to the same places, with faults and kills as planned."""
    server = BotApiServer()
    await server.start()
    places = make_places(plan.places, plan.seed)
    introduce(server, places)
    dice = Dice(server, plan.seed)
    if plan.faults:
        server.fail_by_chance(dice)
    listed = folder / "places.json"
    listed.write_text(json.dumps([(place.chat_id, place.thread_id) for place in places]))
    command = (sys.executable, "-m", "tests.trials.naive", server.url, str(listed))
    command += (str(folder / "progress"), str(plan.per_second))
    chance = random.Random(plan.seed)
    marks = sorted(chance.randrange(1, plan.places * 7 // 10) for _ in range(plan.kills))
    deadline = time.monotonic() + LONGEST_SECONDS
    process = await asyncio.create_subprocess_exec(*command, cwd=_ROOT)
    for mark in marks:
        while len(server.messages) < mark and time.monotonic() < deadline:
            await asyncio.sleep(0.02)
        await asyncio.sleep(chance.random() * 0.3)
        process.kill()
        await process.wait()
        process = await asyncio.create_subprocess_exec(*command, cwd=_ROOT)
    assert await process.wait() == 0
    await server.stop()
    got = Counter((m["chat"]["id"], m.get("message_thread_id", 0)) for m in server.messages)
    lost = {place.chat_id for place in places if _is_out_of_reach(server, place.chat_id)}
    never = [p for p in places if (p.chat_id, p.thread_id) not in got and p.chat_id not in lost]
    return Contrast(len(places), got.total(), sum(n > 1 for n in got.values()), len(never))


def _is_out_of_reach(server: BotApiServer, chat_id: int) -> bool:
    return server.chats.members.status(chat_id, server.me["id"]) == "kicked"
