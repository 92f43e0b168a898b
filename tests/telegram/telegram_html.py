"""Parses a text of parse_mode HTML as Telegram's server does, to see what a reader would see."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any

TAGS = frozenset(
    {"a", "b", "strong", "i", "em", "s", "strike", "del", "u", "ins", "span", "pre", "code", "blockquote"}
    | {"tg-spoiler", "tg-emoji", "tg-time"}
)
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]+));?")
_START_TAG = re.compile(
    r"<([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[a-zA-Z-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+))?)*)\s*>"
)
_END_TAG = re.compile(r"</([a-zA-Z][a-zA-Z0-9-]*)?\s*>")


class HtmlError(ValueError):
    """Telegram would answer 400 with this text."""


@dataclass(frozen=True)
class Entity:
    """A formatted stretch of the text, counted in code points."""

    tag: str
    offset: int
    length: int
    attributes: str = field(default="", compare=False)
    """What stands behind the name in the start tag, as written."""


_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "a": "text_link",
}
_HREF = re.compile(r"""href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)


def shown_entities(text: str, entities: list[Entity]) -> list[dict[str, Any]]:
    """The formatting as the Bot API tells it, counted in UTF-16 units."""
    shown = []
    for entity in sorted(entities, key=lambda entity: (entity.offset, -entity.length)):
        start, end = entity.offset, entity.offset + entity.length
        kind = _TYPES.get(entity.tag, entity.tag.replace("tg-", ""))
        made: dict[str, Any] = {
            "type": kind,
            "offset": utf16_length(text[:start]),
            "length": utf16_length(text[start:end]),
        }
        if kind == "text_link":
            link = _HREF.search(entity.attributes)
            made["url"] = html.unescape(next(filter(None, link.groups()), "")) if link else ""
        if made["length"]:
            shown.append(made)
    return shown


def utf16_length(text: str) -> int:
    """How many UTF-16 units a text has; offsets of entities are counted in them."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Return the text as shown and its formatting; raises HtmlError where Telegram refuses."""
    text: list[str] = []
    entities: list[Entity] = []
    open_tags: list[tuple[str, int, str]] = []
    position = 0
    while position < len(source):
        char = source[position]
        if char == "<":
            position = _tag(source, position, text, open_tags, entities)
        elif char == "&" and (reference := _decoded(source, position)):
            shown, position = reference
            text.append(shown)
        else:
            text.append(char)
            position += 1
    if open_tags:
        raise HtmlError(
            f"can't parse entities: can't find end tag corresponding to start tag \"{open_tags[-1][0]}\""
        )
    return "".join(text), entities


def _tag(
    source: str, position: int, text: list[str], open_tags: list[tuple[str, int, str]], entities: list[Entity]
) -> int:
    if end := _END_TAG.match(source, position):
        if not open_tags:
            raise HtmlError(f"can't parse entities: unexpected end tag at byte offset {position}")
        tag, offset, attributes = open_tags.pop()
        if end[1] and end[1].lower() != tag:
            raise HtmlError(
                f'can\'t parse entities: unmatched end tag, expected "</{tag}>", found "{end[0]}"'
            )
        entities.append(Entity(tag, offset, len(text) - offset, attributes))
        return end.end()
    start = _START_TAG.match(source, position)
    if start is None:
        raise HtmlError(f"can't parse entities: unsupported start tag at byte offset {position}")
    tag = start[1].lower()
    if tag not in TAGS or (tag == "span" and "tg-spoiler" not in start[2]):
        raise HtmlError(f'can\'t parse entities: unsupported start tag "{tag}" at byte offset {position}')
    open_tags.append((tag, len(text), start[2]))
    return start.end()


def _decoded(source: str, position: int) -> tuple[str, int] | None:
    reference = _REFERENCE.match(source, position)
    if reference is None:
        return None
    decimal, hexadecimal, name = reference.groups()
    if name:
        # Any other name stays as it is written: "&nbsp;" is shown as "&nbsp;".
        return (_NAMED[name], reference.end()) if name in _NAMED else None
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return (chr(code), reference.end()) if 0 < code < 0x110000 else None
