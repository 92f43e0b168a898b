"""A conversation in the terminal: what a private chat is on Telegram, with no token and no network.

At a terminal there are colours, line editing and a history; when questions are piped in, the same answers
come out as plain text.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable

from rich.console import Console
from rich.text import Text

from bot.answer import Answer
from bot.engine import Engine
from bot.understanding.conversation import MAX_AGE_SECONDS, Conversation

COMMANDS = (
    "Type a question, or the number of a choice. /help shows what you can ask, /quit or Ctrl-D ends the chat."
)


class TerminalChat:
    """One conversation between a person at the keyboard and the engine."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._clock = clock
        self._conversation = Conversation()
        self._asked_at = clock()
        self._at_terminal = sys.stdin.isatty() and sys.stdout.isatty()
        # Piped text stays as it is, whatever width the console takes for granted.
        self._console = Console(highlight=False, soft_wrap=not self._at_terminal)

    def hold(self) -> None:
        """Talk until /quit, Ctrl-D, Ctrl-C or the end of the input."""
        self._say("Learning Cities Bot", "bold cyan")
        self._show(self._engine.ask("hello"))
        self._say(COMMANDS, "dim")
        with contextlib.suppress(ImportError):  # not every Python has it; then there is no history
            import readline  # noqa: F401 - importing it gives input() line editing and a history
        try:
            while (line := self._read()) not in {"/quit", "/exit"}:
                self._respond(line)
        except (EOFError, KeyboardInterrupt):
            self._say("")  # the prompt's line has no end yet
        self._say("Goodbye.", "dim")

    def _read(self) -> str:
        self._say("")
        return input("> " if self._at_terminal else "").strip()

    def _respond(self, line: str) -> None:
        if line == "/help":
            self._show(self._engine.ask("help"))
            self._say(COMMANDS, "dim")
        elif line:
            self._show(self._engine.ask(line, self._remembered()))

    def _remembered(self) -> Conversation:
        """The conversation so far, a new one after a long silence."""
        now = self._clock()
        if now - self._asked_at >= MAX_AGE_SECONDS:
            self._conversation = Conversation()
        self._asked_at = now
        return self._conversation

    def _show(self, answer: Answer) -> None:
        self._say(answer.text)
        for number, choice in enumerate(answer.choices, start=1):
            self._console.print(Text.assemble((f"{number}. ", "bold cyan"), choice.label))

    def _say(self, text: str, style: str = "") -> None:
        self._console.print(Text(text, style=style))
