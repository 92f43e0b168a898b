"""Checks each request of the bot more strictly than Telegram, which ignores what it does not know.

aiogram's models of the Bot API, written by other people than python-telegram-bot's, are the schema; they
know no limits, which `request_limits` adds.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterator
from typing import Any

import aiogram.methods
from aiogram.client.default import Default
from aiogram.methods.base import TelegramMethod
from aiogram.types import InputFile
from pydantic import BaseModel, ValidationError
from request_limits import limit_faults

_METHODS: dict[str, type[TelegramMethod[Any]]] = {
    method.__api_method__.lower(): method
    for method in vars(aiogram.methods).values()
    if isinstance(method, type) and issubclass(method, TelegramMethod) and method is not TelegramMethod
}
_BOOLEANS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def check_request(
    method: str, raw: dict[str, Any], *, against_models: bool = True
) -> tuple[dict[str, Any], list[str]]:
    """Return the parameters with their types and what is wrong with them.

    `raw` holds strings, as forms carry them, or the values of a JSON body. Without `against_models` only
    unknown methods and parameters are noticed.
    """
    complaints: list[str] = []
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
    if against_models:
        _check_against(model, parameters, method, complaints)
    return parameters, complaints


def _check_against(
    model: type[TelegramMethod[Any]], parameters: dict[str, Any], method: str, complaints: list[str]
) -> None:
    try:
        checked = model.model_validate(parameters)
    except ValidationError as error:
        complaints.extend(f"{method}: {e['loc']}: {e['msg']}" for e in error.errors())
    else:
        _check_extras(checked, method, complaints)
        complaints.extend(f"{method}: {fault}" for fault in limit_faults(parameters))
    complaints.extend(f"{method}: {where} is null" for where in _nulls(parameters))


def _decode(value: Any, annotation: Any) -> Any:
    """Read a form field as the type of the parameter; Telegram takes JSON for all but plain text."""
    members = _members(annotation) - {type(None), Default}
    if not isinstance(value, str) or members <= {str}:
        return value
    if members == {bool}:
        return _BOOLEANS.get(value.strip().lower(), value)
    if InputFile in members:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _members(annotation: Any) -> set[Any]:
    if typing.get_origin(annotation) in {typing.Union, types.UnionType}:
        return set().union(*(_members(part) for part in typing.get_args(annotation)))
    return {annotation}


def _check_extras(value: Any, where: str, complaints: list[str]) -> None:
    if isinstance(value, BaseModel):
        complaints.extend(f"{where}: unknown field {name}" for name in value.model_extra or {})
        for name in type(value).model_fields:
            _check_extras(getattr(value, name), f"{where}.{name}", complaints)
    elif isinstance(value, list):
        for item in value:
            _check_extras(item, f"{where}[]", complaints)


def _nulls(value: Any, where: str = "") -> Iterator[str]:
    """Where a request names something without giving a value."""
    if value is None:
        yield where
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _nulls(part, f"{where}.{name}".lstrip("."))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _nulls(part, f"{where}[{number}]")
