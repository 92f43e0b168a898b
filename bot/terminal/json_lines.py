"""Questions in, JSON out, one a line: the door for scripts, tests and other programs.

Bytes are read and written, not text, so that the encoding never depends on the machine's locale.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import BinaryIO

from bot.answer import Answer
from bot.understanding.conversation import Conversation

Ask = Callable[[str, Conversation], Answer]


def answer_lines(ask: Ask, source: Iterable[bytes], sink: BinaryIO, *, one_chat: bool) -> None:
    """Answer each line of `source` with one flushed line of JSON in `sink`, in order.

    With `one_chat` the lines are one conversation; an empty line is not answered and starts a new one;
    without it every line, an empty one too, is a chat of its own.
    """
    conversation = Conversation()
    for raw in source:
        question = decode_line(raw)
        if one_chat and not question:
            conversation = Conversation()
            continue
        sink.write(json_line(ask(question, conversation if one_chat else Conversation())))
        sink.flush()


def decode_line(raw: bytes) -> str:
    """Return the text of a line without line end and byte order mark; what is not UTF-8 becomes U+FFFD."""
    return raw.decode("utf-8-sig", "replace").removesuffix("\n").removesuffix("\r")


def json_line(answer: Answer) -> bytes:
    """Return the answer as one line of UTF-8 JSON."""
    return json.dumps(answer.as_json(), ensure_ascii=False).encode() + b"\n"
