"""YAML in which text stays text.

Plain YAML turns `NO` into False and `12:30` into 750, and silently keeps the last of two equal keys. Country
codes and questions must survive, so every scalar is read as a string and a duplicate key is an error.
"""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from bot.errors import DataError

_Loader: type[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Mapping(dict[str, Any]):
    """A mapping that remembers the line on which it and each of its keys stand."""

    line: int = 0
    key_lines: dict[str, int]


class Sequence(list[Any]):
    """A list that remembers the line of each item."""

    line: int = 0
    item_lines: list[int]


def load_yaml(path: Path) -> Any:
    """Read one YAML file; every scalar is `str`, mappings are `Mapping`, lists are `Sequence`.

    Raises DataError with file and line for unreadable files, bad syntax, duplicate or non-text keys.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise DataError(path, 0, "the file is missing", "restore it or correct the folder setting") from None
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(path, 0, f"the file cannot be read ({error})", "save it as UTF-8 text") from None
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise DataError(
            path, line, f"not valid YAML: {error.problem}", "check quotes, indents and colons"
        ) from None
    except yaml.YAMLError as error:
        what = " ".join(str(error).split())
        raise DataError(path, 0, f"not valid YAML: {what}", "check for control characters") from None
    return None if node is None else _convert(node, path)


def load_mapping(path: Path, *required: str) -> Mapping:
    """Read a YAML file that must be a mapping with the required keys; raises DataError where it is not."""
    content = load_yaml(path)
    if not isinstance(content, Mapping):
        raise DataError(path, 1, "not a mapping", "write `key: value` lines")
    for key in required:
        if key not in content:
            raise DataError(path, 1, f"the key {key!r} is missing", "compare with the shipped file")
    return content


def _convert(node: yaml.Node, path: Path) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if isinstance(node, yaml.SequenceNode):
        items = Sequence(_convert(child, path) for child in node.value)
        items.line = node.start_mark.line + 1
        items.item_lines = [child.start_mark.line + 1 for child in node.value]
        return items
    result = Mapping()
    result.line = node.start_mark.line + 1
    result.key_lines = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key: Hashable = key_node.value
        if not isinstance(key_node, yaml.ScalarNode) or not isinstance(key, str):
            raise DataError(path, line, "a key is not plain text", "write the key as a word")
        if key in result:
            first = result.key_lines[key]
            raise DataError(
                path, line, f"the key {key!r} stands twice (first on line {first})", "remove one of them"
            )
        result[key] = _convert(value_node, path)
        result.key_lines[key] = line
    return result
