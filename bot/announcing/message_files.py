"""Messages of the operators in data/announcements/*.yaml: read strictly, every fault with its file and line."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.announcing.audience import audience, named_scopes
from bot.announcing.scopes import write_scopes
from bot.dataset.models import Dataset
from bot.errors import DataError, Problem
from bot.strict_yaml import Mapping, load_mapping
from bot.zoned_times import read_span, read_time

FOLDER = "announcements"
"""In the folder of the data."""
TOPICS = ("news", "calls", "events")
LONGEST_TEXT, LONGEST_CAPTION = 4096, 1024
"""Characters of a message, and of one with a picture, by Telegram."""
OWN_NAMES = ("members-", "weekly-", "message-")
"""Beginnings of names that the program gives."""
DEFAULT_SPAN = 24 * 3600
_REQUIRED = ("id", "topic", "text")
_KEYS = (*_REQUIRED, "link", "picture", "for", "send_at", "expires")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_ID = 40
_LONGEST_ADDRESS = 2048


@dataclass(frozen=True)
class MessageFile:
    """One message that is to be proposed."""

    path: Path
    name: str
    """Its id."""
    topic: str
    content: dict[str, Any]
    """As the renderer takes it, with `for`, the places that were named, and `digest`, what the file said."""
    send_at: int | None
    """Seconds since 1970; None to send it when it is confirmed."""
    ends_at: int | None
    """After which nothing of it is sent; None where a span is given."""
    span: int
    """Seconds for which it is worth sending."""

    def expires_at(self, seen_at: int) -> int:
        """Return after which time nothing of it is sent; a span counts from `send_at`, or from when it was seen."""
        return self.ends_at if self.ends_at is not None else (self.send_at or seen_at) + self.span


def read_message_files(
    data_dir: Path, dataset: Dataset, languages: Collection[str]
) -> tuple[list[MessageFile], list[Problem]]:
    """Return the messages in the order of their files' names, and every fault; a faulty file is left out.

    `languages` are those in which subscribers can be spoken to.
    """
    messages: dict[str, MessageFile] = {}
    problems: list[Problem] = []
    for path in sorted((data_dir / FOLDER).glob("*.yaml")):
        try:
            raw = load_mapping(path)
        except DataError as fault:
            problems.append(fault.problem)
            continue
        faults = list(_faults(path, raw, dataset, languages))
        problems += faults
        if faults:
            continue
        message = _message(path, raw, dataset)
        if (first := messages.setdefault(message.name, message)) is not message:
            what = f"the id {message.name!r} is that of {first.path.name}"
            problems.append(Problem(path, raw.key_lines["id"], what, "give each message its own"))
    return list(messages.values()), problems


def _message(path: Path, raw: Mapping, dataset: Dataset) -> MessageFile:
    """The message of a file without faults."""
    content: dict[str, Any] = {"text": {code: text.strip() for code, text in raw["text"].items()}}
    content |= {key: raw[key] for key in ("link", "picture") if key in raw}
    if "for" in raw:
        scopes = named_scopes(raw["for"], dataset)
        content |= {"for": write_scopes(scopes), "scopes": write_scopes(audience(scopes, dataset))}
    content["digest"] = hashlib.sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest()
    send_at = int(read_time(raw["send_at"]).timestamp()) if "send_at" in raw else None
    expires = raw.get("expires")
    span = DEFAULT_SPAN if expires is None else read_span(expires)
    ends_at = int(read_time(expires).timestamp()) if expires is not None and span is None else None
    return MessageFile(path, raw["id"], raw["topic"], content, send_at, ends_at, span or 0)


def _faults(path: Path, raw: Mapping, dataset: Dataset, languages: Collection[str]) -> Iterator[Problem]:
    for key in _REQUIRED:
        if key not in raw:
            yield Problem(path, 1, f"the key {key!r} is missing", "compare with the README beside it")
    for key, value in raw.items():
        line = raw.key_lines[key]
        if key not in _KEYS:
            yield Problem(path, line, f"unknown key {key!r}", f"known are {', '.join(_KEYS)}")
        elif key == "text":
            yield from _text_faults(path, line, value, languages, with_picture="picture" in raw)
        elif not isinstance(value, str):
            yield Problem(path, line, f"{key} is not plain text", "write one value behind the colon")
        else:
            for what, hint in _value_faults(key, value, dataset):
                yield Problem(path, line, f"{key}: {what}", hint)
    yield from _order_faults(path, raw)


def _text_faults(
    path: Path, line: int, texts: Any, languages: Collection[str], *, with_picture: bool
) -> Iterator[Problem]:
    if not isinstance(texts, Mapping):
        yield Problem(path, line, "text is not a mapping", "write each language on a line: `en: Hello`")
        return
    if "en" not in texts:
        yield Problem(path, line, "text has no `en`", "add it: who reads another language gets it as well")
    most = LONGEST_CAPTION if with_picture else LONGEST_TEXT
    for code, text in texts.items():
        where = texts.key_lines[code]
        if code not in languages:
            known = ", ".join(sorted(languages))
            yield Problem(path, where, f"text: nobody can read it in {code!r}", f"languages are {known}")
        if not isinstance(text, str) or not text.strip():
            yield Problem(path, where, f"text in {code!r} is empty", "write it or remove the language")
        elif len(text.strip()) > most:
            kind = "with a picture" if with_picture else "of Telegram"
            what = f"text in {code!r} has {len(text.strip()):,} characters; a message {kind} has at most {most:,}"
            yield Problem(path, where, what, "shorten it")


def _value_faults(key: str, value: str, dataset: Dataset) -> Iterator[tuple[str, str]]:
    """What is wrong with a value, and what to do about it."""
    check: Callable[[str], object]
    match key:
        case "id":
            check, hint = _check_id, "write e.g. opening-2026"
        case "topic":
            check, hint = _check_topic, f"use one of {', '.join(TOPICS)}"
        case "link" | "picture":
            check, hint = _check_address, "write e.g. https://example.org/page"
        case "for":
            check, hint = (
                (lambda line: _check_scopes(line, dataset)),
                "correct it, or remove `for` for everybody",
            )
        case "send_at":
            check, hint = read_time, "write a date, a time and a zone"
        case _:
            check, hint = _check_expiry, 'write a time like that of send_at, or "3 days"'
    try:
        check(value)
    except ValueError as fault:
        yield str(fault), hint


def _order_faults(path: Path, raw: Mapping) -> Iterator[Problem]:
    try:
        begins, ends = read_time(raw["send_at"]), read_time(raw["expires"])
    except (LookupError, TypeError, AttributeError, ValueError):
        return
    if ends <= begins:
        line = raw.key_lines["expires"]
        yield Problem(path, line, "it expires before it is sent", "correct send_at or expires")


def _check_id(name: str) -> None:
    if not _ID.fullmatch(name) or len(name) > _LONGEST_ID:
        raise ValueError(
            f"{name!r} is not made of small letters, digits and single hyphens, {_LONGEST_ID} at most"
        )
    if name.startswith(OWN_NAMES):
        raise ValueError(f"{name!r} begins like a name that the bot gives ({', '.join(OWN_NAMES)})")


def _check_topic(topic: str) -> None:
    if topic not in TOPICS:
        raise ValueError(f"no topic {topic!r}")


def _check_address(address: str) -> None:
    try:
        url = urlsplit(address)
        # Reading the port checks it.
        is_right = url.scheme == "https" and bool(url.hostname) and url.port != 0
    except ValueError:
        is_right = False
    if not is_right or len(address) > _LONGEST_ADDRESS or re.search(r"\s", address):
        raise ValueError(f"{address!r} is not an https address")


def _check_scopes(line: str, dataset: Dataset) -> None:
    if not named_scopes(line, dataset):
        raise ValueError("it names nobody")


def _check_expiry(text: str) -> None:
    if read_span(text) is None:
        try:
            read_time(text)
        except ValueError as fault:
            raise ValueError(f"{fault}, and no span such as 3 days") from None
