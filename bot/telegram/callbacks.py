"""What a button carries: at most 64 bytes that say what to do when it is pressed, by anybody, at any time."""

from __future__ import annotations

import re
from dataclasses import dataclass

from telegram.constants import InlineKeyboardButtonLimit

MAX_BYTES = int(InlineKeyboardButtonLimit.MAX_CALLBACK_DATA)
_SETTING = re.compile(r"g:([a-z]{1,20}):(on|off)")
_PAGE = re.compile(r"p:([\w-]{1,16}):(\d{1,3}):([\w-]{0,16})")
_FOLLOW = re.compile(r"f:(-?\d{1,16}):([\w:-]{1,48})", re.ASCII)
_EDIT = re.compile(r"e:(\d{1,9}):([a-z]{1,8}):([\w:-]{0,48})", re.ASCII)
_STEER = re.compile(r"o:([a-z_]{1,12}):(\d{1,10}):([\w-]{0,16}):([\w.-]{0,20})", re.ASCII)
_UNSUBSCRIBE = re.compile(r"u:(\d{1,9})", re.ASCII)
_KEYED = re.compile(r"([kms]):([\w-]{1,60})")


@dataclass(frozen=True)
class Ask:
    """Asks a question, which the button carries itself."""

    question: str


@dataclass(frozen=True)
class AskStored:
    """Asks a question too long for a button; it is stored under the key."""

    key: str


@dataclass(frozen=True)
class ShowPage:
    """Shows a page (from 1) of a long answer; text and sources are stored under the keys."""

    text: str
    number: int
    sources: str
    """Empty for an answer without sources."""


@dataclass(frozen=True)
class ShowSources:
    """Names the sources of an answer; their addresses are stored under the key."""

    key: str


@dataclass(frozen=True)
class ShowMap:
    """Shows where a member lies."""

    city: str
    """Its id."""


@dataclass(frozen=True)
class SetUp:
    """Switches a setting of the chat."""

    setting: str
    on: bool


@dataclass(frozen=True)
class Follow:
    """Begins a subscription, or adds to what it follows."""

    chat_id: int
    """0 for the chat and topic where the button is."""
    what: str
    """A scope as `bot.announcing.scopes` writes it, "all", or "again" for what was followed before."""


@dataclass(frozen=True)
class EditSubscription:
    """Changes a subscription, or shows more of it."""

    number: int
    change: str
    """What `subscription_menu` changes by this name."""
    value: str = ""


@dataclass(frozen=True)
class Unsubscribe:
    """Ends a subscription; stands under each announcement."""

    number: int
    """Of the subscription that the announcement was sent to."""


@dataclass(frozen=True)
class Steer:
    """What an operator wants done with an announcement."""

    action: str
    """What `operator_presses` does by this name."""
    number: int
    """Of the announcement."""
    nonce: str = ""
    """Of the proposal that the operator saw, where that matters."""
    detail: str = ""


OnSubscription = Follow | EditSubscription | Unsubscribe
Press = Ask | AskStored | ShowPage | ShowSources | ShowMap | SetUp | OnSubscription | Steer


def encode(press: Press) -> str | None:
    """Return the data of a button; None for a question that is too long to be carried."""
    match press:
        case Ask(question):
            data = f"q:{question}"
        case AskStored(key):
            data = f"k:{key}"
        case ShowPage(text, number, sources):
            data = f"p:{text}:{number}:{sources}"
        case ShowSources(key):
            data = f"s:{key}"
        case ShowMap(city):
            data = f"m:{city}"
        case SetUp(setting, on):
            data = f"g:{setting}:{'on' if on else 'off'}"
        case Follow(chat_id, what):
            data = f"f:{chat_id}:{what}"
        case EditSubscription(number, change, value):
            data = f"e:{number}:{change}:{value}"
        case Steer(action, number, nonce, detail):
            data = f"o:{action}:{number}:{nonce}:{detail}"
        case Unsubscribe(number):
            data = f"u:{number}"
    return data if len(data.encode()) <= MAX_BYTES else None


def decode(data: str) -> Press | None:
    """Return what a button asks for; None for data that no button of this bot carries."""
    if data.startswith("q:") and data[2:].strip():
        return Ask(data[2:])
    if found := _PAGE.fullmatch(data):
        return ShowPage(found[1], int(found[2]), found[3])
    if found := _SETTING.fullmatch(data):
        return SetUp(found[1], found[2] == "on")
    if found := _FOLLOW.fullmatch(data):
        return Follow(int(found[1]), found[2])
    if found := _EDIT.fullmatch(data):
        return EditSubscription(int(found[1]), found[2], found[3])
    if found := _STEER.fullmatch(data):
        return Steer(found[1], int(found[2]), found[3], found[4])
    if found := _UNSUBSCRIBE.fullmatch(data):
        return Unsubscribe(int(found[1]))
    if found := _KEYED.fullmatch(data):
        kinds: dict[str, type[AskStored | ShowMap | ShowSources]] = {
            "k": AskStored,
            "m": ShowMap,
            "s": ShowSources,
        }
        return kinds[found[1]](found[2])
    return None
