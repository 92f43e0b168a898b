"""The terminal forgets a conversation after a long silence, as Telegram does."""

from __future__ import annotations

import io
from itertools import chain, repeat

import pytest

from bot.engine import Engine
from bot.terminal.chat import TerminalChat
from bot.understanding.conversation import MAX_AGE_SECONDS


@pytest.mark.parametrize(("silence", "knows"), [(MAX_AGE_SECONDS - 1, True), (MAX_AGE_SECONDS, False)])
def test_a_long_silence_ends_a_conversation(
    engine: Engine,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    silence: float,
    knows: bool,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("is dresden in\nwhen?\n"))
    times = chain((0.0, 0.0), repeat(silence))
    TerminalChat(engine, lambda: next(times)).hold()
    assert ("Dresden (Germany) joined" in capsys.readouterr().out) is knows
