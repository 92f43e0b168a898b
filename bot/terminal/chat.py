"""A conversation in the terminal: what a private chat is on Telegram, with no token and no network.

At a terminal there are colours, line editing and a history; when questions are piped in, the same answers
come out as plain text.
"""

from __future__ import annotations

import contextlib
import sys

from rich.console import Console
from rich.text import Text

from bot.answer import Answer, Choice
from bot.engine import Engine
from bot.understanding.conversation import Conversation

EXAMPLES = (
    "Is Lusaka a learning city?",
    "Which countries joined first this year?",
    "african capitals since 2022",
)
COMMANDS = (
    "Type a question, or the number of a choice. /help shows what you can ask, /quit or Ctrl-D ends the chat."
)


class TerminalChat:
    """One conversation between a person at the keyboard and the engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._conversation = Conversation()
        self._choices: tuple[Choice, ...] = ()
        """Choices of the last answer; a number typed next means one of them."""
        self._at_terminal = sys.stdin.isatty() and sys.stdout.isatty()
        self._console = Console(highlight=False, soft_wrap=not self._at_terminal)

    def hold(self) -> None:
        """Talk until /quit, Ctrl-D, Ctrl-C or the end of the input."""
        self._greet()
        if self._at_terminal:
            with contextlib.suppress(ImportError):  # not every Python has it; then there is no history
                import readline  # noqa: F401 - importing it gives input() line editing and history
        try:
            while (line := input("> " if self._at_terminal else "").strip()) not in {"/quit", "/exit"}:
                self._respond(line)
        except (EOFError, KeyboardInterrupt):
            self._console.print()
        self._say(Text("Goodbye.", style="dim"))

    def _greet(self) -> None:
        self._say(
            Text("Learning Cities Bot", style="bold"),
            Text("Ask me about UNESCO's learning cities, for example:"),
        )
        self._say(*(Text(f"  {example}", style="cyan") for example in EXAMPLES))
        self._say(Text(COMMANDS, style="dim"))
        self._console.print()

    def _respond(self, line: str) -> None:
        if not line:
            return
        if line == "/help":
            self._show(self._engine.ask("help", Conversation()))
            self._say(Text(COMMANDS, style="dim"))
        elif line.startswith("/"):
            self._say(Text(f"There is no command {line.split()[0]} here. {COMMANDS}", style="yellow"))
        else:
            self._show(self._engine.ask(self._chosen(line), self._conversation))
        self._console.print()

    def _chosen(self, line: str) -> str:
        """The question behind the number of a choice; any other line is a question itself."""
        if not line.isdecimal() or not 1 <= int(line) <= len(self._choices):
            return line
        return self._choices[int(line) - 1].question

    def _show(self, answer: Answer) -> None:
        self._say(Text(answer.text))
        for number, choice in enumerate(answer.choices, start=1):
            self._say(Text.assemble((f"  {number}. ", "bold cyan"), choice.label))
        self._choices = answer.choices

    def _say(self, *lines: Text) -> None:
        for line in lines:
            self._console.print(line)
