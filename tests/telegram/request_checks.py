"""Checks each request of the bot more strictly than Telegram, which ignores what it does not know.

aiogram's models of the Bot API, written by other people than python-telegram-bot's, are the schema; they
know no limits, which are added here.
"""

from __future__ import annotations

import json
import re
import types
import typing
from collections import Counter
from typing import Any

import aiogram.methods
from aiogram.client.default import Default
from aiogram.methods.base import TelegramMethod
from pydantic import BaseModel, ValidationError
from telegram_html import HtmlError, parse_html

_METHODS: dict[str, type[TelegramMethod[Any]]] = {
    method.__api_method__.lower(): method
    for method in vars(aiogram.methods).values()
    if isinstance(method, type) and issubclass(method, TelegramMethod) and method is not TelegramMethod
}
_COMMAND = re.compile(r"[a-z0-9_]{1,32}\Z")


class Complaints(list[str]):
    """What is wrong with one request; empty when all is well."""


def check_request(method: str, raw: dict[str, Any]) -> tuple[dict[str, Any], Complaints]:
    """Return the parameters with their types and what is wrong with them.

    `raw` holds strings, as forms carry them, or the values of a JSON body.
    """
    complaints = Complaints()
    model = _METHODS.get(method.lower())
    if model is None:
        complaints.append(f"unknown method {method}")
        return raw, complaints
    parameters: dict[str, Any] = {}
    for name, value in raw.items():
        field = model.model_fields.get(name)
        if field is None:
            complaints.append(f"{method}: unknown parameter {name}")
        else:
            parameters[name] = _decode(value, field.annotation)
    try:
        checked = model.model_validate(parameters)
    except ValidationError as error:
        complaints.extend(f"{method}: {e['loc']}: {e['msg']}" for e in error.errors())
    else:
        _check_extras(checked, method, complaints)
        _check_limits(parameters, complaints)
    return parameters, complaints


def _decode(value: Any, annotation: Any) -> Any:
    """Read a form field as the type of the parameter; Telegram takes JSON for all but plain text."""
    if not isinstance(value, str) or _members(annotation) <= {str, type(None), Default}:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _members(annotation: Any) -> set[Any]:
    if typing.get_origin(annotation) in {typing.Union, types.UnionType}:
        return set().union(*(_members(part) for part in typing.get_args(annotation)))
    return {annotation}


def _check_extras(value: Any, where: str, complaints: Complaints) -> None:
    if isinstance(value, BaseModel):
        complaints.extend(f"{where}: unknown field {name}" for name in value.model_extra or {})
        for name in type(value).model_fields:
            _check_extras(getattr(value, name), f"{where}.{name}", complaints)
    elif isinstance(value, list):
        for item in value:
            _check_extras(item, f"{where}[]", complaints)


def _check_limits(parameters: dict[str, Any], complaints: Complaints) -> None:
    if "text" in parameters and "chat_id" in parameters:
        complaints.extend(_text_faults(parameters))
    complaints.extend(_keyboard_faults(parameters.get("reply_markup")))
    if len(parameters.get("text", "")) > 200 and "callback_query_id" in parameters:
        complaints.append("the notice of a callback is longer than 200 characters")
    names = Counter(command["command"] for command in parameters.get("commands", ()))
    if len(names) > 100:
        complaints.append("more than 100 commands")
    complaints.extend(
        f"bad command name {n!r}" for n, times in names.items() if times > 1 or not _COMMAND.match(n)
    )
    for command in parameters.get("commands", ()):
        if not 1 <= len(command["description"]) <= 256:
            complaints.append(f"bad description of /{command['command']}")


def _text_faults(parameters: dict[str, Any]) -> list[str]:
    text = parameters["text"]
    if parameters.get("parse_mode") == "HTML":
        try:
            text, entities = parse_html(text)
        except HtmlError as error:
            return [str(error)]
        if len(entities) > 100:
            return ["more than 100 entities"]
    if not text.strip():
        return ["message text is empty"]
    # Unicode code points after parsing, not UTF-16 units.
    return ["message is too long"] if len(text) > 4096 else []


def _keyboard_faults(markup: Any) -> list[str]:
    faults = []
    rows = markup.get("inline_keyboard", ()) if isinstance(markup, dict) else ()
    for button in (button for row in rows for button in row):
        actions = set(button) - {"text", "icon_custom_emoji_id", "style"}
        if len(actions) != 1:
            faults.append(f"button {button.get('text')!r} has the actions {sorted(actions)}")
        if not button.get("text"):
            faults.append("button without a text")
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
            faults.append(f"callback_data of {len(button['callback_data'].encode())} bytes")
    if sum(len(row) for row in rows) > 100:
        faults.append("more than 100 buttons")
    return faults
