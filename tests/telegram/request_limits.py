"""The limits of the Bot API that its types do not tell: lengths, counts, and what excludes what."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from telegram_html import HtmlError, parse_html, utf16_length

_COMMAND = re.compile(r"[a-z0-9_]{1,32}\Z")
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
_START_LINK = re.compile(r"t\.me/\w+\?start(?:group|channel)?=([^&\s\"<]*)")
_LONGEST = {"description": 512, "short_description": 120, "name": 64, "title": 255, "secret_token": 256}
MESSAGE, CAPTION, NOTICE = 4096, 1024, 200


def limit_faults(parameters: Mapping[str, Any]) -> Iterator[str]:
    """What is too long, too much or contradictory in the parameters of a method."""
    if "callback_query_id" in parameters:
        if len(parameters.get("text", "")) > NOTICE:
            yield f"the notice of a callback is longer than {NOTICE} characters"
    elif "text" in parameters:
        yield from text_faults(parameters, "text", "entities", MESSAGE)
    if "caption" in parameters:
        yield from text_faults(parameters, "caption", "caption_entities", CAPTION)
    yield from keyboard_faults(parameters.get("reply_markup"))
    yield from _command_faults(parameters.get("commands", ()))
    for name, longest in _LONGEST.items():
        if len(parameters.get(name) or "") > longest:
            yield f"{name} is longer than {longest} characters"
    if "inline_query_id" in parameters:
        yield from _inline_faults(parameters)
    if "guest_query_id" in parameters:
        yield from _result_faults(parameters["result"])
    if "parse_mode" in parameters and parameters["parse_mode"].upper() != "HTML":
        yield f"parse_mode {parameters['parse_mode']} is not known to this server"
    if "latitude" in parameters and not _is_on_earth(parameters):
        yield "the place is not on the earth"
    if "allow_paid_broadcast" in parameters:
        yield "allow_paid_broadcast costs money"


def text_faults(parameters: Mapping[str, Any], name: str, marks: str, longest: int) -> Iterator[str]:
    """Faults of a text or caption; the limit counts Unicode code points after parsing, not UTF-16 units."""
    text, entities = parameters[name], parameters.get(marks, ())
    if "parse_mode" in parameters:
        if entities:
            yield f"both parse_mode and {marks}"
        try:
            text, entities = parse_html(text)
        except HtmlError as error:
            yield str(error)
            return
    elif any(mark["offset"] + mark["length"] > utf16_length(text) for mark in entities):
        yield f"{marks} outside of the {name}"
    if len(entities) > 100:
        yield "more than 100 entities"
    if not text.strip() and name != "caption":
        yield "message text is empty"
    if len(text) > longest:
        yield "message is too long" if name != "caption" else "message caption is too long"
    for payload in _START_LINK.findall(parameters[name]):
        if not _PAYLOAD.match(payload):
            yield f"bad start payload {payload!r}"


def keyboard_faults(markup: Any) -> Iterator[str]:
    """Faults of an inline keyboard; other markups have none that the types do not tell."""
    rows = markup.get("inline_keyboard", ()) if isinstance(markup, Mapping) else ()
    for button in (button for row in rows for button in row):
        actions = set(button) - {"text", "icon_custom_emoji_id", "style"}
        if len(actions) != 1:
            yield f"button {button.get('text')!r} has the actions {sorted(actions)}"
        if not button.get("text"):
            yield "button without a text"
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
            yield f"callback_data of {len(button['callback_data'].encode())} bytes"
        link = _START_LINK.search(button.get("url", ""))
        if link and not _PAYLOAD.match(link[1]):
            yield f"bad start payload {link[1]!r}"
    if sum(len(row) for row in rows) > 100:
        yield "more than 100 buttons"


def _command_faults(commands: Any) -> Iterator[str]:
    names = Counter(command["command"] for command in commands)
    if len(names) > 100:
        yield "more than 100 commands"
    yield from (f"bad command name {n!r}" for n, times in names.items() if times > 1 or not _COMMAND.match(n))
    for command in commands:
        if not 1 <= len(command["description"]) <= 256:
            yield f"bad description of /{command['command']}"


def _inline_faults(parameters: Mapping[str, Any]) -> Iterator[str]:
    results = parameters["results"]
    if len(results) > 50:
        yield "more than 50 inline results"
    if len(parameters.get("next_offset", "").encode()) > 64:
        yield "next_offset of more than 64 bytes"
    if len({result["id"] for result in results}) < len(results):
        yield "inline results with the same id"
    if parameters.get("cache_time", 0) < 0:
        yield "negative cache_time"
    button = parameters.get("button") or {}
    if button and len(button.keys() & {"web_app", "start_parameter"}) != 1:
        yield "the button above the results needs exactly one action"
    if not _PAYLOAD.match(button.get("start_parameter", "x")):
        yield f"bad start payload {button['start_parameter']!r}"
    for result in results:
        yield from _result_faults(result)


def _result_faults(result: Mapping[str, Any]) -> Iterator[str]:
    if not 1 <= len(result["id"].encode()) <= 64:
        yield f"inline result with an id of {len(result['id'].encode())} bytes"
    if "title" in result and not result["title"].strip():
        yield "inline result without a title"
    yield from keyboard_faults(result.get("reply_markup"))
    content = result.get("input_message_content") or {}
    if "message_text" in content:
        yield from text_faults(content, "message_text", "entities", MESSAGE)
    if "latitude" in content and not _is_on_earth(content):
        yield "the place of an inline result is not on the earth"
    if "caption" in result:
        yield from text_faults(result, "caption", "caption_entities", CAPTION)


def _is_on_earth(place: Mapping[str, float]) -> bool:
    return abs(place["latitude"]) <= 90 and abs(place["longitude"]) <= 180
