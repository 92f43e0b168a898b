"""What a bot shows of itself: commands by scope and language, name, descriptions."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any

from api_errors import bad_request

_LANGUAGE = re.compile(r"([a-z]{2})?\Z")


class BotProfile:
    """The profile, as the bot sets and reads it."""

    def __init__(self, me: dict[str, Any]) -> None:
        self.commands: dict[tuple[str, str], list[Any]] = {}
        """By scope, as JSON with sorted keys, and language."""
        self.texts: dict[tuple[str, str], str] = {}
        """By name, description or short_description, and language."""
        self._me = me

    def methods(self) -> dict[str, Callable[[dict[str, Any]], Any]]:
        """The methods of the Bot API that are carried out here."""
        made: dict[str, Callable[[dict[str, Any]], Any]] = {
            "setmycommands": self._set_commands,
            "getmycommands": lambda p: self.commands.get(_place(p), []),
            "deletemycommands": lambda p: self._set_commands({**p, "commands": []}),
        }
        for what in ("name", "description", "short_description"):
            made["setmy" + what.replace("_", "")] = partial(self._set_text, what)
            made["getmy" + what.replace("_", "")] = partial(self._text, what)
        return made

    def _set_commands(self, parameters: dict[str, Any]) -> bool:
        place = _place(parameters)
        self.commands.pop(place, None)
        if parameters["commands"]:
            self.commands[place] = parameters["commands"]
        return True

    def _set_text(self, what: str, parameters: dict[str, Any]) -> bool:
        self.texts[what, _language(parameters)] = parameters.get(what, "")
        return True

    def _text(self, what: str, parameters: dict[str, Any]) -> dict[str, str]:
        unset = self._me["first_name"] if what == "name" else ""
        return {what: self.texts.get((what, _language(parameters))) or unset}


def _place(parameters: dict[str, Any]) -> tuple[str, str]:
    scope = json.dumps(parameters.get("scope", {"type": "default"}), sort_keys=True)
    return scope, _language(parameters)


def _language(parameters: dict[str, Any]) -> str:
    language = parameters.get("language_code", "")
    if not _LANGUAGE.match(language):
        raise bad_request("invalid language code specified")
    return str(language)
