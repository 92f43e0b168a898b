"""How far announcements are, shown in a terminal: bars that move, or plain lines where output goes elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn
from rich.progress import Progress as Bars

from bot.announcing.progress import Progress
from bot.chat_words import ChatWords, load_chat_words

LINE_SECONDS = 5.0
NOTHING = "Nothing is to be delivered. `learning-cities announce` lists what could be."
WAITING = "Delivering what is announced from now on; Ctrl-C ends it, and nothing is lost by that."


class DeliveryDisplay:
    """Shows it for the length of a block."""

    def __init__(
        self,
        words: ChatWords,
        *,
        keeps: bool,
        console: Console | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._words = words
        self._keeps = keeps
        self._console = console or Console(highlight=False, soft_wrap=True)
        self._clock = clock
        self._tasks: dict[str, TaskID] = {}
        self._lines: dict[str, tuple[float, str]] = {}
        self._has_shown = False
        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[line]}"))
        self._bars = (
            # What is logged to the same terminal stands above the bars; a file of it stays one.
            Bars(*columns, console=self._console, redirect_stderr=sys.stderr.isatty())
            if self._console.is_terminal
            else None
        )

    @classmethod
    def load(cls, folder: Path, *, keeps: bool) -> DeliveryDisplay:
        """Return one that speaks the language in `folder`; raises DataError."""
        return cls(load_chat_words(folder), keeps=keeps)

    def __enter__(self) -> DeliveryDisplay:
        if self._keeps:
            self._say(WAITING)
        if self._bars is not None:
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bars is not None:
            self._bars.stop()
        if kind is None and not self._has_shown and not self._keeps:
            self._say(NOTHING)

    def show(self, looks: Sequence[tuple[str, Progress]]) -> None:
        """Show the announcements under way, or just done, by name."""
        for name, progress in looks:
            if not progress.total:
                continue
            self._has_shown = True
            line = progress.line(self._words)
            if self._bars is None:
                self._show_line(name, line, is_done=progress.done == progress.total)
                continue
            if name not in self._tasks:
                self._tasks[name] = self._bars.add_task(name, line=line)
            self._bars.update(self._tasks[name], completed=progress.done, total=progress.total, line=line)

    def _show_line(self, name: str, line: str, *, is_done: bool) -> None:
        """A line now and then, and one at the end."""
        at, before = self._lines.get(name, (float("-inf"), ""))
        if line != before and (is_done or self._clock() - at >= LINE_SECONDS):
            self._lines[name] = self._clock(), line
            self._say(f"{name}: {line}")

    def _say(self, line: str) -> None:
        self._console.print(line, markup=False)
