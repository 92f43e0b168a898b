"""Long answers in pages that are easily read on a telephone, cut between lines."""

from __future__ import annotations

import math

WHOLE_CHARACTERS, WHOLE_LINES = 1800, 36
"""An answer up to this size is shown whole."""
PAGE_CHARACTERS, PAGE_LINES = 1500, 25
MAX_PAGES = 999


def split_pages(text: str) -> list[str]:
    """Return the pages of a text: one, or as many as are needed, of about equal length.

    The line that heads a list ("54 learning cities of the round:") heads each page. Telegram counts code points
    after parsing, so the text must not be escaped yet.
    """
    lines = [part for line in text.strip().split("\n") for part in _short(line)]
    if len(text) <= WHOLE_CHARACTERS and len(lines) <= WHOLE_LINES:
        return [text.strip()]
    head = next((line for line in lines[:3] if line.endswith(":")), None)
    if head:
        intro, lines = lines[: lines.index(head)], lines[lines.index(head) + 1 :]
        bodies = _fill(lines)
        bodies[0] = [*intro, head, *bodies[0]]
        bodies[1:] = [[head, *body] for body in bodies[1:]]
    else:
        bodies = _fill(lines)
    return ["\n".join(body).strip() for body in bodies][:MAX_PAGES]


def _fill(lines: list[str]) -> list[list[str]]:
    characters = sum(len(line) + 1 for line in lines)
    count = max(math.ceil(len(lines) / PAGE_LINES), math.ceil(characters / PAGE_CHARACTERS))
    # Pages of about the same length read better than a last one with two lines.
    wanted = characters / count
    bodies: list[list[str]] = [[]]
    filled = 0
    for line in lines:
        size = sum(len(present) + 1 for present in bodies[-1])
        is_full = len(bodies[-1]) >= PAGE_LINES or size + len(line) > PAGE_CHARACTERS
        if bodies[-1] and (is_full or filled >= wanted * len(bodies)):
            bodies.append([])
        bodies[-1].append(line)
        filled += len(line) + 1
    return bodies


def _short(line: str) -> list[str]:
    """A line cut at words into parts that fit on a page; nearly always the line itself."""
    parts = []
    while len(line) > PAGE_CHARACTERS:
        cut = line.rfind(" ", PAGE_CHARACTERS // 2, PAGE_CHARACTERS + 1)
        cut = cut if cut > 0 else PAGE_CHARACTERS
        parts.append(line[:cut].rstrip())
        line = line[cut:].lstrip()
    return [*parts, line]
