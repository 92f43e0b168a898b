"""`chat` at a real terminal (a pseudo-terminal) and with piped questions."""

from __future__ import annotations

import contextlib
import fcntl
import io
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Iterator

import pytest

from bot import cli
from tests.cli.command import COMMAND, ROOT, environment, run_command

PROMPT = "> "
SECONDS = 30


class Terminal:
    """A person at a terminal of 80 columns: types lines, reads what is shown."""

    def __init__(self, process: subprocess.Popen[bytes], master: int) -> None:
        self.process = process
        self._master = master
        self._unread = ""

    def type(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def read_to(self, mark: str) -> str:
        """What is shown up to and with `mark`, without colours and other control sequences."""
        end = time.monotonic() + SECONDS
        while (place := self._unread.find(mark)) < 0:
            ready, _, _ = select.select([self._master], [], [], end - time.monotonic())
            assert ready, f"{mark!r} is not shown: {self._unread!r}"
            shown = os.read(self._master, 4096).decode(errors="replace")
            self._unread = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\r", "", self._unread + shown)
        place += len(mark)
        read, self._unread = self._unread[:place], self._unread[place:]
        return read

    def say(self, line: str) -> str:
        """Type a line at the prompt; return what is shown until the next prompt."""
        self.type(line + "\r")
        self.read_to("\n")
        return self.read_to("\n" + PROMPT)


@contextlib.contextmanager
def terminal() -> Iterator[Terminal]:
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    with subprocess.Popen(
        [*COMMAND, "chat"],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        cwd=ROOT,
        env=environment(TERM="xterm"),
        start_new_session=True,
        # Tests that a shell runs in the background ignore Ctrl-C, and so would the chat.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        os.close(slave)
        try:
            yield Terminal(process, master)
        finally:
            process.kill()
            os.close(master)


def test_a_conversation_at_a_terminal() -> None:
    with terminal() as person:
        greeting = person.read_to("\n" + PROMPT)
        assert "Learning Cities Bot" in greeting
        assert "Is Lusaka a learning city?" in greeting
        assert "Zambia" in person.say("Is Lusaka a learning city?")
        assert "2025" in person.say("when did it join?")
        assert "/quit" in person.say("/help")
        person.type("\x04")
        assert "Goodbye." in person.read_to("Goodbye.")
        assert person.process.wait(SECONDS) == 0


def test_the_number_of_a_choice_is_its_question() -> None:
    ambiguous = "is ucheon in"  # as near to Icheon as to Bucheon
    choices = json.loads(run_command("ask", "--json", ambiguous).out)["choices"]
    chosen = run_command("ask", choices[1]["question"]).out
    with terminal() as person:
        person.read_to("\n" + PROMPT)
        shown = person.say(ambiguous)
        for number, choice in enumerate(choices, start=1):
            assert f"{number}. {choice['label']}" in shown
        assert " ".join(chosen.split()) in " ".join(person.say("2").split())


def test_the_arrow_up_brings_back_the_last_question() -> None:
    pytest.importorskip("readline")
    with terminal() as person:
        person.read_to("\n" + PROMPT)
        first = person.say("list thai cities")
        assert person.say("\x1b[A") == first


def test_an_interrupt_ends_the_chat_kindly() -> None:
    with terminal() as person:
        person.read_to("\n" + PROMPT)
        for _ in range(3):
            # A signal in the moment between two waits of the line editing counts with the next key only.
            person.process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                person.process.wait(5)
                break
        person.read_to("Goodbye.")
        assert person.process.returncode == 0


def test_quit_ends_the_chat() -> None:
    with terminal() as person:
        person.read_to("\n" + PROMPT)
        person.type("/quit\r")
        person.read_to("Goodbye.")
        assert person.process.wait(SECONDS) == 0


def test_piped_questions_are_answered_without_colours_or_prompts() -> None:
    outcome = run_command("chat", stdin=b"is Lusaka in\r\n\nwhen did it join?\n")
    assert (outcome.code, outcome.err) == (0, "")
    assert "\x1b" not in outcome.out
    assert "\n> " not in outcome.out
    assert outcome.out.count("Lusaka") >= 3  # the greeting's example and both answers
    assert outcome.out.endswith("Goodbye.\n")


def test_piped_answers_are_whole_lines() -> None:
    """At a pipe nothing is wrapped, so that the text is the same as that of `ask`."""
    answer = run_command("ask", "list all cities").out
    assert answer in run_command("chat", stdin=b"list all cities\n").out


def test_help_in_the_chat_names_its_commands(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("\n/help\n/exit\nnot read\n"))
    assert cli.execute(["chat"]) == 0
    shown = capsys.readouterr().out
    assert shown.count("Ctrl-D") == 2  # in the greeting and in the help
    assert "not read" not in shown


def test_bytes_that_are_no_text_do_not_stop_the_chat() -> None:
    outcome = run_command("chat", stdin=b"\xff\xfe\x00\nis Lusaka in\n")
    assert (outcome.code, outcome.err) == (0, "")
    assert "Zambia" in outcome.out
