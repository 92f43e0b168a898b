"""The benchmark on a small load: nothing is lost by a kill, and the replies are the engine's, in order.

No time is asserted; `python -m tests.benchmarks.telegram` prints the figures.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.telegram.api_server import ApiServer
from tests.benchmarks.telegram.bots import OURS
from tests.benchmarks.telegram.checking import count_right
from tests.benchmarks.telegram.killing import kill_repeatedly
from tests.benchmarks.telegram.load import make_load
from tests.benchmarks.telegram.measuring import running, throughput

SECONDS = 60.0
"""For a load that takes one; so long only on a machine that hardly runs."""

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")


async def test_each_chat_is_answered_in_order() -> None:
    load = make_load(questions=300, chats=30)
    server = ApiServer()
    await server.start()
    try:
        async with running(OURS, server, load) as bot:
            answered = await throughput(bot, server, load, SECONDS)
    finally:
        server.close()
    assert answered.is_complete
    assert count_right(load, answered.answers) == len(load)


async def test_a_kill_loses_nothing_and_repeats_only_what_was_in_hand() -> None:
    load = make_load(questions=400, chats=400)
    aftermath = await kill_repeatedly(OURS, load, latency=0.02, kills=2)
    assert len(aftermath.kills) == 2
    assert aftermath.lost == 0
    assert aftermath.repeated_elsewhere == 0
